"""Merging, splitting, retiring and rewording: no tag is lost, and readers are asked again."""

from __future__ import annotations

import threading

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from annotations.models import Motif, Recheck, Tag
from annotations.readings import counted_readings
from annotations.services import reviewing
from annotations.services.codebooks import (
    create_motif,
    merge_motif,
    propose_motif,
    rename_motif,
    retire_motif,
    split_motif,
    unmerge_motif,
    update_motif,
)
from annotations.services.codebooks.changes import PartDraft
from annotations.services.deciding import decide_recheck
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from corpus.errors import Invalid, Refused
from corpus.models import Event
from tests import cast

pytestmark = pytest.mark.django_db

BODY = "She counted the stairs. Nobody said a word, and then the bell rang twice."


@pytest.fixture
def text(ada):
    return cast.add_text(BODY, by=ada)


@pytest.fixture
def study(ada, ben, cleo, text):
    book = cast.codebook(ada, "stairs", "steps", "silence", name="Changes")
    return cast.study(ada, [text], ben, cleo, codebook=book)


@pytest.fixture
def read(study, text, ben):
    """Return a function that gives ben's reading with these tags."""

    def made(*tags: TagDraft, submit: bool = False):
        return cast.read(study, text, ben, tags=tags, submit=submit)

    return made


def motif(study, key: str) -> Motif:
    return study.codebook.motifs.get(key=key)


def test_a_merge_moves_no_tag_and_lists_each_for_its_reader(study, read, ada):
    review = read(TagDraft("stairs", 0, 3, "mine"), TagDraft("silence", 4, 11))
    merged = merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    assert (merged.status, merged.merged_into.key) == ("merged", "steps")
    assert [tag.motif.key for tag in review.tags.all()] == ["stairs", "silence"]
    recheck = Recheck.objects.get()
    assert (recheck.why, recheck.choices, recheck.quote) == ("merged", ["steps"], "She")
    event = Event.objects.get(verb="motif_merged")
    assert (event.subject_id, event.data["into"]) == (str(merged.pk), merged.merged_into.pk)


def test_two_tags_that_count_alike_at_one_place_count_once(study, read, ada):
    read(TagDraft("stairs", 0, 3), TagDraft("steps", 0, 3), TagDraft("steps", 4, 11), submit=True)
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    (reading,) = counted_readings(study).readings
    assert [(tag.motif, tag.start) for tag in reading.tags] == [("steps", 0), ("steps", 4)]
    assert reading.tagged == {"stairs", "steps"}


def test_chains_of_merges_are_followed(study, read, ada):
    read(TagDraft("stairs", 0, 3), submit=True)
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    merge_motif(motif=motif(study, "steps"), into=motif(study, "silence"), by=ada)
    (reading,) = counted_readings(study).readings
    assert reading.motifs == {"silence"}
    # Asked once, of what is asked now.
    assert [row.choices for row in Recheck.objects.filter(state="open")] == [["silence"]]


def test_merges_never_go_round(study, ada):
    stairs, steps = motif(study, "stairs"), motif(study, "steps")
    merge_motif(motif=stairs, into=steps, by=ada)
    with pytest.raises(Refused, match="merge into a motif that stands"):
        merge_motif(motif=steps, into=stairs, by=ada)
    with pytest.raises(Refused, match="already"):
        merge_motif(motif=stairs, into=motif(study, "silence"), by=ada)
    with pytest.raises(Invalid):
        merge_motif(motif=steps, into=steps, by=ada)
    other = cast.codebook(ada, "stairs", name="Another")
    with pytest.raises(Invalid, match="another codebook"):
        merge_motif(motif=steps, into=other.motifs.get(), by=ada)


def test_a_merge_undone_moves_no_tag_and_counts_each_as_its_own_again(study, read, ada, ben):
    review = read(TagDraft("stairs", 0, 3, "mine"), TagDraft("steps", 4, 11), submit=True)
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    tags = list(review.tags.values())
    alone = unmerge_motif(motif=motif(study, "stairs"), by=ada, why="Not the same after all.")
    assert (alone.status, alone.merged_into) == ("active", None)
    assert list(review.tags.values()) == tags
    (reading,) = counted_readings(study).readings
    assert [(tag.motif, tag.start) for tag in reading.tags] == [("stairs", 0), ("steps", 4)]
    # The merge is still told, and the undoing beside it.
    events = Event.objects.filter(subject="motif", subject_id=str(alone.pk)).order_by("pk")
    assert [event.verb for event in events][-2:] == ["motif_merged", "motif_unmerged"]
    assert (events.last().data["why"], events.last().data["tags"]) == ("Not the same after all.", 1)
    # What was asked because of the merge is asked no more, but whether it was right all along.
    row = Recheck.objects.get()
    assert (row.why, row.motif.key, row.choices) == ("unmerged", "stairs", ["steps"])
    last = study.codebook.versions.latest("number").content
    assert ("merged_into" in last[0], last[0]["status"]) == (False, "active")
    with pytest.raises(Refused, match="not merged"):
        unmerge_motif(motif=alone, by=ada)


def test_what_was_tagged_as_the_other_while_merged_is_asked_about_when_they_part(
    study, read, ada, ben
):
    review = read(TagDraft("stairs", 0, 3), TagDraft("steps", 24, 30))
    for key in ("stairs", "silence"):
        merge_motif(motif=motif(study, key), into=motif(study, "steps"), by=ada)
    decide_recheck(recheck=Recheck.objects.get(), by=ben, decision="retag", motif="steps")
    read(TagDraft("steps", 0, 3), TagDraft("steps", 24, 30), TagDraft("steps", 52, 56))
    unmerge_motif(motif=motif(study, "stairs"), by=ada)
    unmerge_motif(motif=motif(study, "silence"), by=ada)
    asked = Recheck.objects.filter(state="open").order_by("start")
    # Not of the tag at 24, which its reader gave while there was the choice.
    assert [(row.why, row.start, row.choices) for row in asked] == [
        ("parted", 0, ["stairs", "silence"]),
        ("parted", 52, ["stairs", "silence"]),
    ]
    decide_recheck(recheck=asked[0], by=ben, decision="retag", motif="stairs")
    review.refresh_from_db()
    tags = [(tag.motif.key, tag.start) for tag in review.tags.all()]
    assert tags == [("stairs", 0), ("steps", 24), ("steps", 52)]


def test_a_merge_undone_after_the_close_is_asked_about_no_more(study, read, ada):
    read(TagDraft("stairs", 0, 3), TagDraft("steps", 4, 11), submit=True)
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    close_study(study=study, by=ada)
    unmerge_motif(motif=motif(study, "stairs"), by=ada)
    assert not Recheck.objects.exists()


def test_of_a_chain_one_merge_is_undone(study, read, ada):
    read(TagDraft("stairs", 0, 3), TagDraft("steps", 4, 11), submit=True)
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    merge_motif(motif=motif(study, "steps"), into=motif(study, "silence"), by=ada)
    unmerge_motif(motif=motif(study, "steps"), by=ada)
    (reading,) = counted_readings(study).readings
    assert reading.motifs == {"steps"}
    unmerge_motif(motif=motif(study, "stairs"), by=ada)
    (reading,) = counted_readings(study).readings
    assert reading.motifs == {"stairs", "steps"}


@pytest.mark.parametrize("status", ["active", "candidate"])
def test_a_motif_stands_again_as_what_it_was(study, ada, status):
    update_motif(motif=motif(study, "silence"), by=ada, status=status)
    merge_motif(motif=motif(study, "silence"), into=motif(study, "steps"), by=ada)
    assert unmerge_motif(motif=motif(study, "silence"), by=ada).status == status


def test_a_proposal_that_was_merged_is_a_proposal_again(study, read, ada, ben):
    review = read()
    made = propose_motif(study=study, review=review, by=ben, name="Bell", definition="It rings.")
    merge_motif(motif=made, into=motif(study, "steps"), by=ada)
    alone = unmerge_motif(motif=made, by=ada)
    assert (alone.status, alone.is_private) == ("candidate", True)


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "merged"},
        {"status": "active", "merged_into": "self"},
        {"status": "merged", "merged_into": "self"},
        {"parent": "self"},
        {"is_private": True},
    ],
)
def test_the_database_refuses_what_no_motif_can_be(study, changes):
    row = motif(study, "stairs")
    wanted = {name: row if value == "self" else value for name, value in changes.items()}
    with pytest.raises(IntegrityError), transaction.atomic():
        Motif.objects.filter(pk=row.pk).update(**wanted)


@pytest.mark.django_db(transaction=True)
def test_of_two_merges_at_once_that_would_go_round_one_is_refused(ada):
    if connection.vendor == "sqlite":
        pytest.skip("threads share the one connection to a database in memory")
    book = cast.codebook(ada, "stairs", "steps", name="At once")
    one, other = book.motifs.get(key="stairs"), book.motifs.get(key="steps")
    begin, said = threading.Barrier(2), []

    def merge(motif, into):
        try:
            begin.wait(10)
            merge_motif(motif=motif, into=into, by=ada)
            said.append("merged")
        except Refused:
            said.append("refused")
        finally:
            connection.close()

    threads = [threading.Thread(target=merge, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(said) == ["merged", "refused"]
    assert Motif.objects.filter(codebook=book, status="merged").count() == 1


def test_a_split_retires_and_leaves_the_choice_to_the_reader(study, read, ada):
    review = read(TagDraft("stairs", 0, 3))
    parts = split_motif(
        motif=motif(study, "stairs"),
        into=[PartDraft("up", "Up", "They go up."), PartDraft("down", "Down", "They go down.")],
        by=ada,
    )
    assert [part.split_from.key for part in parts] == ["stairs", "stairs"]
    assert motif(study, "stairs").status == "retired"
    assert review.tags.get().motif.key == "stairs"
    assert Recheck.objects.get().choices == ["up", "down"]
    # One change, one version.
    assert study.codebook.versions.count() == 2
    with pytest.raises(Refused):
        split_motif(motif=motif(study, "stairs"), into=[], by=ada)
    with pytest.raises(Invalid, match="two or more"):
        split_motif(motif=motif(study, "steps"), into=[PartDraft("a", "A", "A.")], by=ada)


def test_renaming_is_logged_with_before_and_after_and_asks_nobody(study, read, ada):
    read(TagDraft("stairs", 0, 3))
    renamed = rename_motif(motif=motif(study, "stairs"), by=ada, name="Staircases", sigla="sc")
    assert (renamed.key, renamed.name) == ("stairs", "Staircases")
    data = Event.objects.get(verb="motif_renamed").data
    assert data["before"] == {"name": "Stairs", "sigla": "s"}
    assert data["after"] == {"name": "Staircases", "sigla": "sc"}
    assert not Recheck.objects.exists()


def test_no_two_motifs_of_a_codebook_have_the_same_sigla(study, ada, ben, read):
    stairs, steps = motif(study, "stairs"), motif(study, "steps")
    with pytest.raises(Invalid, match="marks “Stairs”"):
        update_motif(motif=steps, by=ada, sigla=stairs.sigla)
    with pytest.raises(Invalid, match="marks “Stairs”"):
        rename_motif(motif=steps, by=ada, name="Some steps", sigla=stairs.sigla)
    fields = {"key": "bell", "name": "Bell", "definition": "It rings."}
    with pytest.raises(Invalid, match="marks “Stairs”"):
        create_motif(codebook=study.codebook, by=ada, **fields, sigla=stairs.sigla)
    # What was merged or retired keeps its own, which its tags stand under if it is taken up again.
    merge_motif(motif=stairs, into=steps, by=ada)
    with pytest.raises(Invalid):
        update_motif(motif=steps, by=ada, sigla=stairs.sigla)
    assert update_motif(motif=steps, by=ada, sigla=steps.sigla, name="Steps").sigla == steps.sigla


def test_sigla_of_a_proposal_are_not_given_away_by_a_refusal(study, ada, ben, read):
    made = propose_motif(
        study=study, review=read(), by=ben, name="Bell", definition="It rings.", sigla="bl"
    )
    assert made.sigla == "bl"
    assert update_motif(motif=motif(study, "steps"), by=ada, sigla="bl").sigla == "bl"


def test_a_retired_motif_keeps_its_tags(study, read, ada):
    review = read(TagDraft("stairs", 0, 3))
    retire_motif(motif=motif(study, "stairs"), by=ada, why="Everywhere.")
    assert review.tags.get().motif.status == "retired"
    assert Recheck.objects.get().why == "retired"
    assert Event.objects.get(verb="motif_retired").data["why"] == "Everywhere."


def test_a_motif_that_is_taken_up_again_is_not_asked_about_as_retired(study, read, ada, ben):
    read(TagDraft("stairs", 0, 3), TagDraft("stairs", 4, 11))
    retire_motif(motif=motif(study, "stairs"), by=ada)
    decide_recheck(recheck=Recheck.objects.first(), by=ben, decision="keep")
    update_motif(motif=motif(study, "stairs"), by=ada, status="active")
    assert [row.state for row in Recheck.objects.all()] == ["kept"]


def test_a_new_definition_asks_again_and_a_new_example_does_not(study, read, ada):
    read(TagDraft("stairs", 0, 3))
    update_motif(motif=motif(study, "stairs"), by=ada, examples=["Three steps up."])
    assert not Recheck.objects.exists()
    update_motif(motif=motif(study, "stairs"), by=ada, counts_when="Somebody climbs.")
    assert Recheck.objects.get().why == "redefined"
    data = Event.objects.filter(verb="motif_changed").latest("pk").data
    assert (data["before"], data["after"]) == (
        {"counts_when": ""},
        {"counts_when": "Somebody climbs."},
    )


def test_a_codebook_in_use_freezes_itself_after_every_change(study, ada):
    assert study.codebook.versions.count() == 1
    create_motif(codebook=study.codebook, key="bell", name="Bell", definition="It rings.", by=ada)
    rename_motif(motif=motif(study, "bell"), by=ada, name="Bells")
    merge_motif(motif=motif(study, "bell"), into=motif(study, "steps"), by=ada)
    last = study.codebook.versions.get(number=4)
    row = next(row for row in last.content if row["key"] == "bell")
    assert (row["name"], row["status"], row["merged_into"]) == ("Bells", "merged", "steps")
    close_study(study=study, by=ada)
    rename_motif(motif=motif(study, "steps"), by=ada, name="Some steps")
    assert study.codebook.versions.count() == 4


def test_tags_and_submissions_note_the_version_they_were_made_under(study, read, ada, ben, text):
    first = read(TagDraft("stairs", 0, 3))
    create_motif(codebook=study.codebook, key="bell", name="Bell", definition="It rings.", by=ada)
    review = read(TagDraft("stairs", 0, 3), TagDraft("bell", 4, 11), submit=True)
    assert first.pk == review.pk
    numbers = {tag.motif.key: tag.codebook_version.number for tag in review.tags.all()}
    assert numbers == {"stairs": 1, "bell": 2}
    submission = review.submissions.get()
    assert submission.codebook_version.number == 2
    assert [row["codebook_version"] for row in submission.content["tags"]] == [1, 2]


def test_saving_what_is_there_asks_for_no_version(study, read, ben):
    review = read(TagDraft("stairs", 0, 3))

    def save(*tags):
        fresh = type(review).objects.get(pk=review.pk)
        reviewing.save_review(review=fresh, by=ben, version=fresh.version, tags=tags)

    with CaptureQueriesContext(connection) as same:
        save(TagDraft("stairs", 0, 3))
    with CaptureQueriesContext(connection) as more:
        save(TagDraft("stairs", 0, 3), TagDraft("silence", 4, 11))
    # The motif, the version, and the insert.
    assert len(more) - len(same) <= 3


def test_a_tag_is_kept_as_it_is(study, read, ada, ben):
    review = read(TagDraft("stairs", 0, 3), submit=True)
    retire_motif(motif=motif(study, "stairs"), by=ada)
    done = decide_recheck(recheck=Recheck.objects.get(), by=ben, decision="keep")
    assert (done.state, done.decided_by) == ("kept", ben)
    review.refresh_from_db()
    assert (review.state, review.tags.count()) == ("submitted", 1)
    with pytest.raises(Refused, match="already"):
        decide_recheck(recheck=done, by=ben, decision="remove")


def test_a_tag_of_a_draft_gets_another_motif_with_its_note(study, read, ada, ben):
    review = read(TagDraft("stairs", 0, 3, "mine"), TagDraft("silence", 4, 11))
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    done = decide_recheck(recheck=Recheck.objects.get(), by=ben, decision="retag", motif="steps")
    assert (done.state, done.chosen.key) == ("retagged", "steps")
    review.refresh_from_db()
    tags = [(tag.motif.key, tag.start, tag.note) for tag in review.tags.all()]
    assert tags == [("steps", 0, "mine"), ("silence", 4, "")]


def test_a_tag_goes_into_one_that_is_there_already(study, read, ada, ben):
    review = read(TagDraft("stairs", 0, 3, "one"), TagDraft("steps", 0, 3, "two"))
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "steps"), by=ada)
    done = decide_recheck(recheck=Recheck.objects.get(), by=ben, decision="retag", motif="steps")
    assert (done.state, done.chosen.key) == ("retagged", "steps")
    assert review.tags.get().note == "two\none"


def test_a_tag_of_a_submitted_reading_changes_only_by_the_logged_reopening(study, read, ada, ben):
    review = read(TagDraft("stairs", 0, 3), submit=True)
    retire_motif(motif=motif(study, "stairs"), by=ada)
    recheck = Recheck.objects.get()
    with pytest.raises(Refused, match="reopened"):
        decide_recheck(recheck=recheck, by=ben, decision="remove")
    assert review.tags.count() == 1
    done = decide_recheck(recheck=recheck, by=ben, decision="remove", reopen=True)
    review.refresh_from_db()
    assert (done.state, review.state, review.tags.count()) == ("removed", "draft", 0)
    assert Event.objects.filter(verb="review_reopened").count() == 1
    assert [tag["motif"] for tag in review.submissions.get().content["tags"]] == ["stairs"]


def test_only_what_is_offered_can_be_chosen(study, read, ada, ben):
    read(TagDraft("stairs", 0, 3))
    retire_motif(motif=motif(study, "stairs"), by=ada)
    for key in ("stairs", "nothing"):
        with pytest.raises(Invalid, match="offers no motif"):
            decide_recheck(recheck=Recheck.objects.get(), by=ben, decision="retag", motif=key)


def test_a_tag_that_its_reader_removes_while_reading_is_struck_off(study, read, ada, ben):
    read(TagDraft("stairs", 0, 3), TagDraft("stairs", 4, 11))
    retire_motif(motif=motif(study, "stairs"), by=ada)
    read(TagDraft("steps", 0, 3))
    states = {row.start: row.state for row in Recheck.objects.all()}
    assert states == {0: "retagged", 4: "removed"}
    assert not Tag.objects.filter(motif__key="stairs").exists()


def test_nothing_is_asked_of_readings_that_are_final(study, read, ada, ben):
    read(TagDraft("stairs", 0, 3), submit=True)
    retire_motif(motif=motif(study, "steps"), by=ada)
    update_motif(motif=motif(study, "stairs"), by=ada, definition="They go up.")
    recheck = Recheck.objects.get()
    close_study(study=study, by=ada)
    with pytest.raises(Refused, match="closed"):
        decide_recheck(recheck=recheck, by=ben, decision="keep")
    merge_motif(motif=motif(study, "stairs"), into=motif(study, "silence"), by=ada)
    assert Recheck.objects.count() == 1


def test_no_motif_is_part_of_itself(study, ada):
    stairs, steps = motif(study, "stairs"), motif(study, "steps")
    update_motif(motif=steps, by=ada, parent=stairs)
    with pytest.raises(Invalid, match="part of it"):
        update_motif(motif=stairs, by=ada, parent=motif(study, "steps"))
    with pytest.raises(Invalid):
        update_motif(motif=stairs, by=ada, parent=stairs)


def test_a_pattern_that_cannot_be_read_is_named_with_the_reason(study, ada):
    with pytest.raises(Invalid) as refused:
        update_motif(motif=motif(study, "stairs"), by=ada, patterns=["stair*", 'a "b', "*ly"])
    said = [error.message for error in refused.value.errors]
    assert len(said) == 2
    assert "Pattern 2" in said[0]
    assert "not closed" in said[0]
    assert "Pattern 3" in said[1]
