"""A small closed study on matched prompts, read by hand so that its figures can be counted."""

from __future__ import annotations

from collections.abc import Iterable

from accounts.models import User
from annotations.models import Study
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from corpus import jobs
from corpus.analysis import start_analysis
from corpus.models import Text
from tests import cast

FAMILIES = ("aster", "borealis", "cinder")


def add_matched_texts(
    by: User, *, prompts: int = 9, collection: str = "Matched", people: bool = True
) -> dict[tuple[str, int], Text]:
    """Return a text of each family, and of a person, on each prompt, by (writer, prompt)."""
    lines = {}
    for number in range(prompts):
        prompt = cast.prompt(f"{collection}-{number}", f"Tell what happened on day {number}.")
        for rank, family in enumerate(FAMILIES, start=1):
            lines[family, number] = cast.record(
                f"I heard a bell whisper {rank} times on day {number}. It rang and rang."
                + (" Something glimmered." if rank < len(FAMILIES) else ""),
                author=cast.author(f"{family}-1"),
                prompt=prompt,
            )
        if people:
            lines["human", number] = cast.record(
                f"I swept the yard on day {number} and then my neighbour came by with eggs.",
                author=cast.author(f"Writer {number}", kind="human"),
                prompt=prompt,
            )
    texts = cast.add_texts(lines.values(), by=by, collection=collection)
    return dict(zip(lines, texts, strict=True))


def read_matched(
    lead: User, readers: Iterable[User], texts: dict[tuple[str, int], Text], **fields: object
) -> Study:
    """Return an open study in which every model text, and no human one, carries `bell`."""
    readers = list(readers)
    book = cast.codebook(lead, "bell", "yard", name=f"Bells {len(texts)} {fields.get('name', '')}")
    fields.setdefault("reviewers_per_text", len(readers))
    made = cast.study(lead, texts.values(), *readers, codebook=book, **fields)
    for (writer, _), text in texts.items():
        for reader in readers:
            tags = [] if writer == "human" else [TagDraft("bell", 0, 12)]
            cast.read(made, text, reader, tags=tags)
    return made


def closed_study(lead: User, readers: Iterable[User], **kwargs: object) -> Study:
    """Return the study above, closed."""
    texts = add_matched_texts(lead, **kwargs)  # type: ignore[arg-type]
    return close_study(study=read_matched(lead, readers, texts), by=lead)


def analyse() -> None:
    """Have every text analysed here and now."""
    jobs.run(start_analysis(send=False).pk)
