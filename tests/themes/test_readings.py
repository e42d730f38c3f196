"""Which readings count for a motif, and what it stood on before they were made."""

from __future__ import annotations

import json
from datetime import timedelta
from hashlib import sha256
from uuid import uuid4

import pytest

from annotations.models import Review
from annotations.services.codebooks import create_motif, update_motif
from annotations.services.reviewing import start_review
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from corpus.models import Collection
from corpus.services.texts import keep_excerpt
from tests import cast
from tests.themes.matched import FAMILIES, add_matched_texts
from themes.evidence import observe
from themes.first_read import first_read
from themes.records import motif_record
from themes.reports.build import build_report
from themes.scope import FigureScope, ScopeText, texts_in
from themes.stats.evidence import motif_evidence
from themes.stats.verdicts import judge_run


def read_study(lead, reader, texts, book, *, motif, name, finish=True):
    """Return a study of these texts in which every model text carries the motif."""
    made = cast.study(lead, texts.values(), reader, codebook=book, name=name, reviewers_per_text=1)
    for (writer, _), text in texts.items():
        tags = [] if writer == "human" or not motif else [TagDraft(motif, 0, 12)]
        cast.read(made, text, reader, tags=tags)
    return close_study(study=made, by=lead) if finish else made


def add_motif(book, key, by):
    return create_motif(
        codebook=book, key=key, name=key.capitalize(), definition=f"There is {key} in it.", by=by
    )


def motifs_of(scope: FigureScope) -> dict:
    content = json.loads(build_report(scope).content)
    return {"said": content["not_concluded"], **{row["key"]: row for row in content["motifs"]}}


@pytest.mark.django_db
def test_a_motif_is_of_the_same_texts_when_it_came_after_their_first_reading(ada, ben, cleo):
    texts = add_matched_texts(ada)
    book = cast.codebook(ada, "bell", "yard", name="Grows")
    read_study(ada, ben, texts, book, motif="bell", name="A")
    add_motif(book, "late", ada)
    second = read_study(ada, cleo, texts, book, motif="late", name="B")
    rows = motifs_of(FigureScope(study=second))
    assert (rows["late"]["basis"], rows["late"]["verdict"]) == ("same_texts", "exploratory")
    assert rows["bell"]["basis"] == "frozen"


@pytest.mark.django_db
def test_a_motif_is_of_the_same_texts_when_its_bounds_changed_after_the_reading(ada, ben, cleo):
    texts = add_matched_texts(ada)
    book = cast.codebook(ada, "bell", "yard", name="Grows")
    read_study(ada, ben, texts, book, motif="bell", name="A")
    update_motif(motif=book.motifs.get(key="bell"), by=ada, counts_when="It also glimmers.")
    second = read_study(ada, cleo, texts, book, motif="bell", name="B")
    rows = motifs_of(FigureScope(study=second))
    assert (rows["bell"]["basis"], rows["bell"]["verdict"]) == ("same_texts", "exploratory")
    assert rows["yard"]["basis"] == "frozen"


@pytest.mark.django_db
def test_a_motif_is_of_the_same_texts_when_a_reading_of_one_was_only_begun_before(ada, ben, cleo):
    texts = add_matched_texts(ada)
    first = cast.study(ada, [texts["aster", 0]], ben, name="Begun", blind=False)
    start_review(study=first, text_id=texts["aster", 0].pk, user=ben)
    book = cast.codebook(ada, "bell", name="New")
    second = read_study(ada, cleo, texts, book, motif="bell", name="B")
    assert motifs_of(FigureScope(study=second))["bell"]["basis"] == "same_texts"


def keep_passages(texts, by):
    """Return a passage kept from each text, its words no other text's body."""
    return {
        key: keep_excerpt(parent_id=text.pk, start=0, end=text.length - 9, why="It rings.", by=by)
        for key, text in texts.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("order", ["text first", "passage first"])
def test_a_motif_is_of_the_same_texts_when_they_were_read_as_another_ones_words(
    ada, ben, cleo, order
):
    """Who read the whole text has read the passage, and the other way round."""
    texts = add_matched_texts(ada)
    passages = keep_passages(texts, ada)
    earlier, later = (texts, passages) if order == "text first" else (passages, texts)
    book = cast.codebook(ada, "bell", name="Grows")
    read_study(ada, ben, earlier, book, motif="bell", name="A")
    add_motif(book, "late", ada)
    second = read_study(ada, cleo, later, book, motif="late", name="B")
    rows = motifs_of(FigureScope(study=second))
    assert (rows["late"]["basis"], rows["late"]["verdict"]) == ("same_texts", "exploratory")
    assert rows["bell"]["basis"] == "frozen"


@pytest.mark.django_db
def test_a_motif_is_frozen_when_only_another_passage_of_the_text_was_read(ada, ben, cleo):
    """What stands elsewhere in the text is not these words."""
    texts = add_matched_texts(ada)
    book = cast.codebook(ada, "bell", name="Grows")
    openings = {
        key: keep_excerpt(parent_id=text.pk, start=0, end=14, why="It opens.", by=ada)
        for key, text in texts.items()
    }
    endings = {
        key: keep_excerpt(
            parent_id=text.pk, start=text.length - 12, end=text.length, why="It ends.", by=ada
        )
        for key, text in texts.items()
        if key[1] == 3
    }
    read_study(ada, ben, openings, book, motif="bell", name="A")
    add_motif(book, "late", ada)
    second = read_study(ada, cleo, endings, book, motif="late", name="B")
    assert motifs_of(FigureScope(study=second))["late"]["basis"] == "frozen"


@pytest.mark.django_db
def test_the_first_of_several_readings_is_the_moment_a_text_was_read(ada, ben, cleo):
    text = cast.add_text("I heard a bell whisper once. It rang and rang.", by=ada)
    passage = keep_excerpt(parent_id=text.pk, start=0, end=28, why="It rings.", by=ada)
    other = cast.add_text("A gate stood open.", by=ada)
    study = cast.study(ada, [text, passage, other], ben, blind=False)
    whole = cast.read(study, text, ben)
    part = cast.read(study, passage, ben)
    Review.objects.filter(pk=part.pk).update(created_at=whole.created_at - timedelta(days=2))
    found = first_read(texts_in(FigureScope(study=study)))
    assert found[text.pk] == found[passage.pk] == whole.created_at - timedelta(days=2)
    Review.objects.filter(pk=part.pk).update(created_at=whole.created_at + timedelta(days=2))
    found = first_read(texts_in(FigureScope(study=study)))
    assert found[text.pk] == found[passage.pk] == whole.created_at
    assert other.pk not in found


@pytest.mark.django_db
def test_a_motif_is_frozen_when_other_texts_were_read_before_it(ada, ben, cleo):
    book = cast.codebook(ada, "bell", name="Grows")
    read_study(ada, ben, add_matched_texts(ada), book, motif="bell", name="A")
    add_motif(book, "late", ada)
    fresh = {("aster", n): cast.add_text(f"Fresh words, the {n}th.", by=ada) for n in range(2)}
    second = read_study(ada, cleo, fresh, book, motif="late", name="B")
    assert motifs_of(FigureScope(study=second))["late"]["basis"] == "frozen"


@pytest.mark.django_db
def test_a_reader_who_was_not_asked_has_not_said_no(ada, ben, cleo):
    texts = add_matched_texts(ada)
    book = cast.codebook(ada, "bell", name="Grows")
    read_study(ada, ben, texts, book, motif="bell", name="A")
    add_motif(book, "late", ada)
    half = {key: text for key, text in texts.items() if key[1] < 4}
    read_study(ada, cleo, half, book, motif="late", name="B")
    rows = motifs_of(FigureScope(collection=Collection.objects.get(name="Matched")))
    late = {row["group"]: row for row in rows["late"]["groups"]}
    assert (late["aster"]["n_all"], late["aster"]["k_all"]) == (4, 4)
    assert rows["late"]["rules"]["model"] == {"texts": 12, "majority": 12, "any": 12, "all": 12}
    assert any("Of the 16 texts that were read, of 36." in line for line in rows["late"]["caveats"])
    assert any("20 more texts were read against" in line for line in rows["late"]["caveats"])
    assert {row["group"]: row["n_all"] for row in rows["bell"]["groups"]}["aster"] == 9


@pytest.mark.django_db
def test_the_figures_say_how_many_texts_were_not_read(ada, ben):
    texts = add_matched_texts(ada)
    some = {key: text for key, text in texts.items() if key[1] < 5}
    book = cast.codebook(ada, "bell", name="Some")
    study = read_study(ada, ben, some, book, motif="bell", name="A")
    rows = motifs_of(FigureScope(collection=Collection.objects.get(name="Matched")))
    assert "The figures of the motifs are of the 20 texts that were read, of 36." in rows["said"]
    assert "Of the 20 texts that were read, of 36." in rows["bell"]["caveats"]
    rows = motifs_of(FigureScope(study=study))
    assert "The figures of the motifs are of these 20 texts only." in rows["said"]
    assert "Of these 20 texts only." in rows["bell"]["caveats"]


@pytest.mark.django_db
def test_figures_of_one_text_say_so_in_the_singular(ada, ben):
    text = next(iter(add_matched_texts(ada).values()))
    book = cast.codebook(ada, "bell", name="One")
    study = read_study(ada, ben, {("aster", 0): text}, book, motif="bell", name="A")
    rows = motifs_of(FigureScope(study=study))
    assert "The figures of the motifs are of this one text only." in rows["said"]
    assert "Of this one text only." in rows["bell"]["caveats"]


@pytest.mark.django_db
def test_texts_come_in_an_order_that_knows_no_ids(ada):
    add_matched_texts(ada)
    texts = texts_in(FigureScope(collection=Collection.objects.get(name="Matched")))
    assert [text.sha256 for text in texts] == sorted(text.sha256 for text in texts)


def _site(*, reverse: bool = False) -> list[ScopeText]:
    """Return the same texts as another site holds them: under other ids, in another order."""
    ids = {f"person {n}": uuid4() for n in range(12)} | {name: uuid4() for name in FAMILIES}
    texts = []
    for prompt in range(24):
        people = [f"person {prompt % 12}", f"person {(prompt * 5 + 1) % 12}"]
        for name in sorted({*FAMILIES, *people}):
            key = f"{name}/{prompt}"
            is_human = name.startswith("person")
            texts.append(
                ScopeText(
                    id=uuid4(),
                    kind="story",
                    language="en",
                    length=10,
                    sha256=key,
                    folded_sha256=key,
                    author_id=ids[name],
                    author=name,
                    author_kind="human" if is_human else "model",
                    family="" if is_human else name,
                    family_stated=True,
                    prompt=f"p{prompt:02}",
                    elicitation="task",
                    key=key,
                )
            )
    return texts[::-1] if reverse else texts


def _figure(texts: list[ScopeText]) -> dict:
    values = {
        text.id: float(sha256(text.key.encode()).digest()[0] < (80 if text.is_human else 190))
        for text in texts
    }
    evidence = motif_evidence(observe(texts, values, frozenset()), key="bell", basis="frozen")
    return motif_record(evidence, judge_run([evidence])[0])


def test_numbers_are_the_same_on_every_site_when_people_reuse_prompts():
    first = _figure(_site())
    assert first["families"][0]["one_prompt_each"] is True
    assert {row["test_people"] for row in first["families"]} == {12}
    assert 0 < first["families"][0]["p"] < 1
    for _ in range(4):
        assert _figure(_site(reverse=True)) == first
