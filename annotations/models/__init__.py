"""Studies, their codebook, and what reviewers wrote."""

from annotations.models.codebook import Codebook, CodebookVersion, Motif, MotifExample
from annotations.models.editions import Edition
from annotations.models.rechecks import Recheck
from annotations.models.reviews import Forecast, Guess, Rating, Review, Submission, Tag
from annotations.models.studies import Assignment, Membership, Scale, Study, StudyText
from annotations.models.suggestions import Suggestion, SuggestionDecision, SuggestionScan
from annotations.models.talk import Comment, Memo

__all__ = [
    "Assignment",
    "Codebook",
    "CodebookVersion",
    "Comment",
    "Edition",
    "Forecast",
    "Guess",
    "Membership",
    "Memo",
    "Motif",
    "MotifExample",
    "Rating",
    "Recheck",
    "Review",
    "Scale",
    "Study",
    "StudyText",
    "Submission",
    "Suggestion",
    "SuggestionDecision",
    "SuggestionScan",
    "Tag",
]
