"""Figures: a question, the last stored answer to it, and the work that computes one."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.utils import timezone
from django.utils.translation import gettext as _

from annotations.models import Study
from corpus.errors import Invalid
from corpus.jobs import Progress
from corpus.models import Collection, Job
from corpus.nlp.patterns import PatternError, parse_pattern
from themes.models import Figure
from themes.readings import codebooks_read, motif_keys
from themes.scope import FigureScope, held_digest, texts_in
from themes.services import start_figure
from themes.snapshot import canonical, take_snapshot

if TYPE_CHECKING:
    from accounts.models import User


@dataclass(frozen=True)
class Question:
    """What is asked of a scope. `motif` and `pattern` are empty or name one."""

    scope: FigureScope
    by: str = "family"
    motif: str = ""
    pattern: str = ""

    def as_data(self) -> dict[str, Any]:
        return {
            **self.scope.as_data(),
            "by": self.by,
            "motif": self.motif,
            "pattern": self.pattern,
        }

    @property
    def fingerprint(self) -> str:
        return sha256(canonical(self.as_data()).encode()).hexdigest()


@dataclass(frozen=True)
class Answer:
    """The last stored answer, or the job that will give one."""

    question: Question
    figure: Figure | None
    stale: bool
    job: Job | None


def check_question(question: Question) -> None:
    """Refuse a motif that nobody reads for here, and a pattern that cannot be read."""
    if question.motif and question.pattern:
        raise Invalid(("pattern", _("Ask for a motif or for a pattern, not for both.")))
    if question.motif and question.motif not in (known := motif_keys(question.scope)):
        there = (
            _("There are: {known}.").format(known=", ".join(known))
            if known
            else _("No text here was read for motifs.")
        )
        raise Invalid(
            (
                "motif",
                _("No motif “{motif}” in this scope. {there}").format(
                    motif=question.motif, there=there
                ),
            )
        )
    if question.pattern:
        try:
            parse_pattern(question.pattern)
        except PatternError as error:
            raise Invalid(("pattern", str(error))) from error


def answer_to(question: Question, *, by: User) -> Answer:
    """Return the last stored answer; start the work where there is none, or it is stale.

    An answer computed while other texts were held is none: it would count what is held now.
    """
    check_question(question)
    figure = Figure.objects.filter(fingerprint=question.fingerprint).first()
    current = _current_snapshot(question.scope)
    usable = (
        figure is not None and figure.result is not None and figure.result["held"] == held_digest()
    )
    stale = not usable or (figure is not None and figure.snapshot != current)
    job = start_figure(question, by=by) if stale else None
    return Answer(question, figure if usable else None, stale, job)


def compute_figure(job: Job, progress: Progress) -> None:
    """Compute the answer to the question of a job, and store it in place of the one before."""
    from themes.prevalence import prevalence_figure

    question = question_of(job.arguments["question"])
    figure = Figure.objects.get(fingerprint=question.fingerprint)
    progress(0)
    digest, snapshot = held_digest(), _current_snapshot(question.scope)
    result = {"held": digest, **prevalence_figure(question, beat=lambda: progress(0))}
    progress(1, 1)
    Figure.objects.filter(pk=figure.pk).update(
        result=result, snapshot=snapshot, computed_at=timezone.now(), job=job, error=""
    )


def question_of(data: dict[str, Any]) -> Question:
    """Read a stored question."""
    study = Study.objects.select_related("hold").get(pk=data["study"]) if data["study"] else None
    collection = Collection.objects.get(pk=data["collection"]) if data["collection"] else None
    scope = FigureScope(study=study, collection=collection, interim=data["interim"])
    return Question(scope, by=data["by"], motif=data["motif"], pattern=data["pattern"])


def _current_snapshot(scope: FigureScope) -> str:
    texts = texts_in(scope)
    return take_snapshot(scope, texts, codebooks_read(scope, texts))
