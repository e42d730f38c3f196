"""Studies, their codebook, and what reviewers wrote."""

from annotations.models.codebook import Codebook, CodebookVersion, Motif, MotifExample
from annotations.models.rechecks import Recheck
from annotations.models.reviews import Guess, Rating, Review, Submission, Tag
from annotations.models.studies import Assignment, Membership, Scale, Study, StudyText

__all__ = [
    "Assignment",
    "Codebook",
    "CodebookVersion",
    "Guess",
    "Membership",
    "Motif",
    "MotifExample",
    "Rating",
    "Recheck",
    "Review",
    "Scale",
    "Study",
    "StudyText",
    "Submission",
    "Tag",
]
