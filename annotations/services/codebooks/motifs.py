"""Writing single motifs: added, renamed, worded otherwise. A key never changes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from annotations.models import Codebook, Motif, Recheck
from annotations.models.codebook import STANDING
from annotations.services.codebooks.books import freeze_if_read, locked_codebook
from annotations.services.rechecks import ask_again, withdraw
from corpus.errors import FieldError, Invalid, Refused
from corpus.events import record
from corpus.nlp.patterns import PatternError, parse_pattern

if TYPE_CHECKING:
    from accounts.models import User

# Words that say what counts: when they change, tags made under others are looked at again.
MEANING = ("definition", "counts_when", "does_not_count_when")
NAMES = ("name", "sigla")


@transaction.atomic
def create_motif(*, codebook: Codebook, by: User | None, **fields: Any) -> Motif:
    """Add a motif, with `key`, `name` and `definition`; its key is unique in the codebook."""
    motif = add_motif(codebook=codebook, by=by, **fields)
    freeze_if_read(codebook=codebook, by=by)
    return motif


def add_motif(
    *,
    codebook: Codebook,
    key: str,
    name: str,
    definition: str,
    by: User | None,
    sigla: str = "",
    verb: str = "motif_created",
    study_id: int | None = None,
    **fields: Any,
) -> Motif:
    """Add a motif and freeze nothing: for a change that adds several, or one still private."""
    locked_codebook(codebook.pk)
    if codebook.motifs.filter(key=key).exists():
        raise Refused(
            _("The codebook has a motif “{key}” already: choose another key.").format(key=key)
        )
    _check(Motif(codebook=codebook, key=key, name=name), fields | {"sigla": sigla})
    try:
        with transaction.atomic():
            motif = Motif.objects.create(
                codebook=codebook,
                key=key,
                name=name,
                definition=definition,
                sigla=sigla or free_sigla(codebook, name),
                position=codebook.motifs.count() + 1,
                **fields,
            )
    except IntegrityError as error:
        raise Invalid(("name", _("A motif needs a key, a name and a definition."))) from error
    record(by, verb, "motif", motif.pk, study_id=study_id)
    return motif


@transaction.atomic
def update_motif(*, motif: Motif, by: User | None, **changes: Any) -> Motif:
    """Change a motif's wording, place or status. Its key stays; frozen versions keep what they had.

    A change of name is logged as one; tags made before a change of meaning are listed to be looked
    at again.
    """
    motif = locked_motif(motif)
    before = {field: getattr(motif, field) for field in changes}
    changed = {field: value for field, value in changes.items() if before[field] != value}
    if not changed:
        return motif
    _check(motif, changed)
    for field, value in changed.items():
        setattr(motif, field, value)
    motif.save(update_fields=list(changed))
    _log_changes(motif, by, before, changed)
    _ask_again(motif, before, changed)
    freeze_if_read(codebook=motif.codebook, by=by)
    return motif


def rename_motif(*, motif: Motif, by: User | None, name: str, sigla: str = "") -> Motif:
    """Give a motif another name and, if you like, other sigla."""
    return update_motif(motif=motif, by=by, name=name, sigla=sigla or motif.sigla)


def locked_motif(motif: Motif) -> Motif:
    """Return the motif as it stands, in a codebook that nobody else changes meanwhile."""
    locked_codebook(motif.codebook_id)
    return Motif.objects.select_related("codebook", "parent", "merged_into").get(pk=motif.pk)


def free_sigla(codebook: Codebook, name: str, *, among: Iterable[str] | None = None) -> str:
    """Return the shortest start of the motif's name that no other motif is marked with."""
    known = codebook.motifs.values_list("sigla", flat=True) if among is None else among
    taken = set(known)
    letters = "".join(character for character in name.lower() if character.isalnum()) or "m"
    initials = "".join(word[0] for word in name.lower().split() if word[0].isalnum())
    for candidate in (letters[0], initials[:2], letters[:2], initials[:3], letters[:3]):
        if candidate and candidate not in taken:
            return candidate
    number = 1
    while f"{letters[0]}{number}" in taken:
        number += 1
    return f"{letters[0]}{number}"[:3]


def pattern_errors(patterns: Sequence[str], *, field: str = "patterns") -> list[FieldError]:
    """Return what is wrong with each pattern that cannot be looked for: which one, and why."""
    wrong = []
    for number, pattern in enumerate(patterns, start=1):
        try:
            parse_pattern(pattern)
        except PatternError as error:
            wrong.append(
                FieldError(
                    field,
                    _("Pattern {number}, “{pattern}”: {error}").format(
                        number=number, pattern=pattern, error=error
                    ),
                )
            )
    return wrong


def _ask_again(motif: Motif, before: dict[str, Any], changed: dict[str, Any]) -> None:
    if changed.get("status") == Motif.Status.RETIRED:
        ask_again([motif], why=Recheck.Why.RETIRED)
        return
    if "status" in changed and before["status"] == Motif.Status.RETIRED:
        withdraw(motif, why=Recheck.Why.RETIRED)
    if motif.status in STANDING and any(field in changed for field in MEANING):
        ask_again([motif], why=Recheck.Why.REDEFINED)


def _check(motif: Motif, changed: dict[str, Any]) -> None:
    if errors := pattern_errors(changed.get("patterns", ())):
        raise Invalid(*errors)
    if changed.get("parent") is not None:
        _check_parent(motif, changed["parent"])
    if changed.get("sigla"):
        _check_sigla(motif, changed["sigla"])
    if Motif.Status.MERGED in (motif.status, changed.get("status")) and "status" in changed:
        raise Refused(_("A motif is merged by merging it, and stands again by undoing that."))
    if motif.is_private and "status" in changed:
        raise Refused(_("A proposal is accepted, merged or rejected: its status is not set."))


def _check_sigla(motif: Motif, sigla: str) -> None:
    """Refuse what another motif is marked with; of proposals it is not to be known."""
    others = motif.codebook.motifs.filter(is_private=False, sigla=sigla).exclude(pk=motif.pk)
    if (other := others.first()) is not None:
        raise Invalid(
            (
                "sigla",
                _("“{sigla}” marks “{name}”: choose others.").format(sigla=sigla, name=other.name),
            )
        )


def _check_parent(motif: Motif, parent: Motif) -> None:
    """Refuse a parent of another codebook, one nobody knows of, and one below the motif."""
    if parent.codebook_id != motif.codebook_id:
        raise Invalid(("parent", _("“{key}” is in another codebook.").format(key=parent.key)))
    if parent.is_private:
        raise Invalid(
            ("parent", _("“{name}” is a proposal: accept it first.").format(name=parent.name))
        )
    above: Motif | None = parent
    while above is not None:
        if above.pk == motif.pk and motif.pk is not None:
            raise Invalid(
                (
                    "parent",
                    _("“{name}” is “{name2}” itself, or part of it.").format(
                        name=parent.name, name2=motif.name
                    ),
                )
            )
        above = above.parent


def _log_changes(
    motif: Motif, by: User | None, before: dict[str, Any], changed: dict[str, Any]
) -> None:
    named = changed.keys() & set(NAMES)
    retired = {"status"} if changed.get("status") == Motif.Status.RETIRED else set()
    rest = changed.keys() - named - retired
    groups = (("motif_renamed", named), ("motif_retired", retired), ("motif_changed", rest))
    for verb, fields in groups:
        if fields:
            old = {field: _plain(before[field]) for field in sorted(fields)}
            new = {field: _plain(changed[field]) for field in sorted(fields)}
            record(by, verb, "motif", motif.pk, fields=sorted(fields), before=old, after=new)


def _plain(value: Any) -> Any:
    return value.key if isinstance(value, Motif) else value
