"""Reports before and after a merge: whose tags count, what is claimed, and what stays as built."""

from __future__ import annotations

import json

import pytest

from annotations.models import Review
from annotations.services.codebooks import (
    accept_motif,
    create_motif,
    freeze_codebook,
    merge_motif,
    propose_motif,
    update_motif,
)
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from tests import cast
from tests.themes.matched import add_matched_texts
from themes.figures import Question, check_question
from themes.motifs_read import MotifsOf
from themes.readings import motif_keys
from themes.reports.build import build_report
from themes.scope import FigureScope

pytestmark = pytest.mark.django_db


def rows_of(scope: FigureScope) -> dict:
    content = json.loads(build_report(scope).content)
    return {row["key"]: row for row in content["motifs"]}


def texts_with(row: dict) -> float:
    return row["rules"]["model"]["majority"]


@pytest.fixture
def texts(ada):
    return add_matched_texts(ada)


@pytest.fixture
def book(ada):
    return cast.codebook(ada, "bell", "chime", "yard", name="Bells")


def read_all(lead, reader, texts, book, *, name="A"):
    """Return an open study: of the model texts the first family has `chime`, the others `bell`."""
    made = cast.study(lead, texts.values(), reader, codebook=book, name=name, reviewers_per_text=1)
    for (writer, _), text in texts.items():
        tags = {"human": [], "aster": [TagDraft("chime", 0, 12)]}.get(
            writer, [TagDraft("bell", 0, 12)]
        )
        cast.read(made, text, reader, tags=tags)
    return made


def test_after_a_merge_the_tags_of_either_count_and_what_was_built_stays(ada, ben, texts, book):
    study = close_study(study=read_all(ada, ben, texts, book), by=ada)
    scope = FigureScope(study=study)
    before = build_report(scope)
    rows = {row["key"]: row for row in json.loads(before.content)["motifs"]}
    assert (texts_with(rows["bell"]), texts_with(rows["chime"])) == (18, 9)
    assert rows["bell"]["basis"] == "frozen"
    merge_motif(motif=book.motifs.get(key="chime"), into=book.motifs.get(key="bell"), by=ada)
    after = build_report(scope)
    rows = {row["key"]: row for row in json.loads(after.content)["motifs"]}
    assert set(rows) == {"bell", "yard"}
    assert texts_with(rows["bell"]) == 27
    # The same content of the texts, another question: no report of before passes for it.
    assert after.snapshot != before.snapshot
    assert json.loads(before.content)["motifs"][0]["rules"]["model"]["majority"] == 18
    assert any("tagged as chime counts too" in line for line in rows["bell"]["caveats"])


def test_a_merge_after_the_reading_is_not_frozen_before_it(ada, ben, texts, book):
    study = close_study(study=read_all(ada, ben, texts, book), by=ada)
    merge_motif(motif=book.motifs.get(key="chime"), into=book.motifs.get(key="bell"), by=ada)
    rows = rows_of(FigureScope(study=study))
    assert (rows["bell"]["basis"], rows["bell"]["verdict"]) == ("same_texts", "exploratory")
    assert rows["yard"]["basis"] == "frozen"


def test_a_merge_that_brings_no_tag_changes_no_claim(ada, ben, texts, book):
    study = close_study(study=read_all(ada, ben, texts, book), by=ada)
    merge_motif(motif=book.motifs.get(key="yard"), into=book.motifs.get(key="bell"), by=ada)
    rows = rows_of(FigureScope(study=study))
    assert rows["bell"]["basis"] == "frozen"
    assert rows["bell"]["caveats"] == ["Of these 36 texts only."] or texts_with(rows["bell"]) == 18


def test_the_patterns_of_a_merged_motif_go_on_leaving_prompts_out(ada, book):
    for key in ("bell", "chime"):
        update_motif(motif=book.motifs.get(key=key), patterns=[f"{key}*"], by=ada)
    version = freeze_codebook(codebook=book, by=ada)
    merge_motif(motif=book.motifs.get(key="chime"), into=book.motifs.get(key="bell"), by=ada)
    patterns = {motif.key: motif.patterns for motif in MotifsOf(version).read([])}
    assert patterns == {"bell": ("bell*", "chime*"), "yard": ()}


def test_a_merge_frozen_before_the_reading_is_frozen(ada, ben, cleo, texts, book):
    other = cast.add_text("Other words, on another prompt.", by=ada)
    cast.study(ada, [other], ben, codebook=book, name="Other")
    merge_motif(motif=book.motifs.get(key="chime"), into=book.motifs.get(key="bell"), by=ada)
    study = close_study(study=read_all(ada, cleo, texts, book, name="B"), by=ada)
    rows = rows_of(FigureScope(study=study))
    assert texts_with(rows["bell"]) == 27
    assert rows["bell"]["basis"] == "frozen"


def test_a_motif_made_for_the_merge_counts_what_went_into_it(ada, ben, texts, book):
    study = close_study(study=read_all(ada, ben, texts, book), by=ada)
    sound = create_motif(codebook=book, key="sound", name="Sound", definition="A sound.", by=ada)
    for key in ("bell", "chime"):
        merge_motif(motif=book.motifs.get(key=key), into=sound, by=ada)
    freeze_codebook(codebook=book, by=ada)
    scope = FigureScope(study=study)
    rows = rows_of(scope)
    assert set(rows) == {"sound", "yard"} == set(motif_keys(scope))
    assert (texts_with(rows["sound"]), rows["sound"]["basis"]) == (27, "same_texts")
    check_question(Question(scope, motif="sound"))


def test_a_reading_begun_before_a_motif_came_has_not_said_no_to_it(ada, ben, cleo, texts, book):
    made = cast.study(
        ada, texts.values(), ben, cleo, codebook=book, name="Grows", reviewers_per_text=2
    )
    early, late = texts["aster", 0], texts["borealis", 0]
    begun = cast.read(made, early, ben, submit=False)
    motif = propose_motif(study=made, review=begun, by=ben, name="Late", definition="It is late.")
    accept_motif(motif=motif, by=ada)
    cast.read(made, early, ben)
    cast.read(made, late, ben, tags=[TagDraft(motif.key, 0, 12)])
    close_study(study=made, by=ada)
    assert Review.objects.filter(study=made).count() == 2
    row = rows_of(FigureScope(study=made))[motif.key]
    assert row["rules"]["model"] == {"texts": 1, "majority": 1, "any": 1, "all": 1}
    # Of the one text that can say, nobody had read a word when the motif was frozen.
    assert row["basis"] == "frozen"


def test_a_text_that_a_motif_came_from_claims_nothing_for_it(ada, ben, cleo, texts, book):
    made = cast.study(
        ada, texts.values(), ben, cleo, codebook=book, name="Grows", reviewers_per_text=2
    )
    begun = cast.read(made, texts["aster", 0], ben, submit=False)
    motif = propose_motif(study=made, review=begun, by=ben, name="Late", definition="It is late.")
    accept_motif(motif=motif, by=ada)
    cast.read(made, texts["aster", 0], cleo, tags=[TagDraft(motif.key, 0, 12)])
    close_study(study=made, by=ada)
    assert rows_of(FigureScope(study=made))[motif.key]["basis"] == "same_texts"
