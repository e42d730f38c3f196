"""Motifs proposed while reading, and examples from texts: who knows of them, and when."""

from __future__ import annotations

import pytest

from annotations.models import Motif, MotifExample, Recheck
from annotations.services.codebooks import (
    accept_motif,
    add_example,
    freeze_codebook,
    merge_motif,
    propose_motif,
    reject_motif,
    remove_example,
)
from annotations.services.reviewing import save_review
from annotations.services.studies import close_study
from annotations.services.tagging import TagDraft
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.models import Event
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db

BODY = "She counted the stairs. Nobody said a word, and then the bell rang twice."


@pytest.fixture
def text(ada):
    return cast.add_text(BODY, by=ada)


@pytest.fixture
def study(ada, ben, cleo, text):
    return cast.study(ada, [text], ben, cleo)


@pytest.fixture
def review(study, text, ben):
    return cast.read(study, text, ben, submit=False)


@pytest.fixture
def proposed(study, review, ben):
    return propose_motif(
        study=study,
        review=review,
        by=ben,
        name="A bell, twice",
        definition="Something sounds more than once.",
        span=(57, 72),
    )


def names(api, user) -> set[str]:
    answer = api(user).get("/api/v1/motifs/", {"limit": 500})
    return {row["name"] for row in answer.json()["results"]}


def test_a_proposal_is_tagged_with_at_once_by_its_proposer_alone(study, text, proposed, ben, cleo):
    review = cast.read(study, text, ben, tags=[TagDraft(proposed.key, 0, 3)], submit=False)
    assert review.tags.get().motif == proposed
    with pytest.raises(Invalid, match="has no motif"):
        cast.read(study, text, cleo, tags=[TagDraft(proposed.key, 0, 3)], submit=False)


def test_a_proposal_is_known_to_its_proposer_and_to_editors(
    proposed, study, api, browse, ada, ben, cleo, olga, root
):
    for user, knows in ((ada, True), (ben, True), (root, True), (cleo, False), (olga, False)):
        assert (proposed.name in names(api, user)) is knows, user
        page = browse(user).get(f"/codebooks/{study.codebook_id}/")
        assert (proposed.name.encode() in page.content) is knows, user
        answer = api(user).get(f"/api/v1/motifs/{proposed.pk}/")
        assert (answer.status_code == 200) is knows, user
        page = browse(user).get(f"/codebooks/{study.codebook_id}/motifs/{proposed.key}/")
        assert (page.status_code == 200) is knows, user


def test_another_reviewer_is_not_offered_a_proposal(proposed, study, text, browse, cleo, ada):
    for reader in (cleo, ada):
        review = cast.read(study, text, reader, submit=False)
        content = browse(reader).get(f"/reviews/{review.pk}/").content.decode()
        assert f'data-motif="{proposed.key}"' not in content
    assert proposed.key not in browse(cleo).get(f"/reviews/{review.pk}/").content.decode()


def test_a_proposal_is_in_no_version_until_it_is_accepted(study, proposed, ada):
    assert freeze_codebook(codebook=study.codebook, by=ada).number == 1
    accept_motif(motif=proposed, by=ada)
    last = study.codebook.versions.last()
    assert (last.number, proposed.key in {row["key"] for row in last.content}) == (2, True)


def test_an_accepted_motif_is_offered_to_everybody(proposed, study, text, ada, cleo, api):
    accepted = accept_motif(motif=proposed, by=ada)
    assert (accepted.status, accepted.is_private) == ("active", False)
    review = cast.read(study, text, cleo, tags=[TagDraft(proposed.key, 0, 3)], submit=False)
    assert review.tags.count() == 1
    assert proposed.name in names(api, cleo)
    assert Event.objects.filter(verb="motif_accepted").count() == 1
    with pytest.raises(Refused):
        accept_motif(motif=accepted, by=ada)


def test_what_is_proposed_twice_tells_neither_of_the_other(study, text, proposed, ben, cleo):
    other = propose_motif(study=study, by=cleo, name="A bell, twice", definition="It rings.")
    assert other.key.startswith("a-bell-twice-")
    assert other.key != proposed.key
    assert other.sigla == proposed.sigla


def test_a_clash_of_sigla_ends_with_the_acceptance(study, proposed, ada, cleo):
    other = propose_motif(study=study, by=cleo, name="A bell, twice", definition="It rings.")
    first = accept_motif(motif=proposed, by=ada)
    # That another proposal has the same is not to be told by it.
    assert first.sigla == proposed.sigla
    assert accept_motif(motif=other, by=ada).sigla != first.sigla


def test_a_rejected_proposal_keeps_its_tags_and_asks_its_proposer(proposed, review, ada, ben):
    save_review(review=review, by=ben, version=None, tags=[TagDraft(proposed.key, 0, 3)])
    assert reject_motif(motif=proposed, by=ada, why="Too wide.").status == "retired"
    assert review.tags.get().motif == proposed
    assert Recheck.objects.get().why == "retired"


def test_a_proposal_is_merged_into_what_there_is_but_nothing_into_it(
    proposed, study, review, ada, ben, cleo, api
):
    save_review(review=review, by=ben, version=None, tags=[TagDraft(proposed.key, 0, 3)])
    stairs = study.codebook.motifs.get(key="stairs")
    with pytest.raises(Refused, match="accept it first"):
        merge_motif(motif=stairs, into=proposed, by=ada)
    merge_motif(motif=proposed, into=stairs, by=ada)
    rows = api(ben).get("/api/v1/tags/").json()["results"]
    assert [(row["motif"], row["counts_as"]) for row in rows] == [(proposed.key, "stairs")]
    assert proposed.name not in names(api, cleo)
    page = api(ben).get("/api/v1/tags/", {"motif": "stairs"}).json()
    assert page["count"] == 1


def test_a_tag_with_a_proposal_is_not_shown_to_a_reviewer_who_does_not_know_it(
    ada, ben, cleo, text, api
):
    study = cast.study(ada, [text], ben, cleo, blind=False)
    review = cast.read(study, text, ben, submit=False)
    motif = propose_motif(study=study, review=review, by=ben, name="Mine", definition="Mine.")
    cast.read(study, text, ben, tags=[TagDraft(motif.key, 0, 3), TagDraft("stairs", 4, 11)])
    cast.read(study, text, cleo)
    shown = {
        user: [t["motif"] for t in api(user).get(f"/api/v1/reviews/{review.pk}/").json()["tags"]]
        for user in (ada, ben, cleo)
    }
    assert shown == {ada: [motif.key, "stairs"], ben: [motif.key, "stairs"], cleo: ["stairs"]}
    rows = api(cleo).get("/api/v1/tags/", {"reviewer": "ben"}).json()["results"]
    assert [row["motif"] for row in rows] == ["stairs"]


def test_over_rest_a_reviewer_proposes_and_an_outsider_does_not(study, review, api, ben, olga):
    body = {"review": review.pk, "name": "Bell", "definition": "It rings.", "start": 0, "end": 3}
    made = api(ben).post("/api/v1/motifs/", body, format="json")
    assert made.status_code == 201, made.content
    assert (made.json()["status"], made.json()["proposed_by"]) == ("candidate", "ben")
    motif = Motif.objects.get(pk=made.json()["id"])
    assert (motif.proposed_in, motif.spans.get().quote) == (review, "She")
    assert_problem(api(olga).post("/api/v1/motifs/", body, format="json"), 400)
    only = {"study": study.pk, "name": "Bell", "definition": "It rings."}
    assert api(ben).post("/api/v1/motifs/", only, format="json").status_code == 201
    assert_problem(api(olga).post("/api/v1/motifs/", only, format="json"), 400)
    assert_problem(
        api(ben).post("/api/v1/motifs/", {**only, "status": "active"}, format="json"), 400
    )
    assert_problem(api(ben).post("/api/v1/motifs/", {"name": "x", "definition": "y"}), 400)


def test_nothing_is_proposed_in_a_closed_study_or_by_an_observer(study, ada, ben, olga):
    with pytest.raises(NotAllowed):
        propose_motif(study=study, by=olga, name="Bell", definition="It rings.")
    close_study(study=study, by=ada)
    study.refresh_from_db()
    with pytest.raises(Refused):
        propose_motif(study=study, by=ben, name="Bell", definition="It rings.")


def test_an_example_waits_while_its_text_is_held_from_the_reader(
    study, text, ada, ben, cleo, root, api, browse
):
    stairs = study.codebook.motifs.get(key="stairs")
    add_example(motif=stairs, text_id=text.pk, start=12, end=22, by=ada)
    address = f"/codebooks/{study.codebook_id}/motifs/stairs/"
    for user, shown in ((ada, 1), (ben, 0), (root, 0)):
        answer = api(user).get(f"/api/v1/motifs/{stairs.pk}/examples/").json()
        assert (len(answer["results"]), answer["waiting"]) == (shown, 1 - shown)
        content = browse(user).get(address).content.decode()
        assert ("the stairs" in content) is bool(shown)
        assert ("held from you" in content) is not bool(shown)
        assert "No passage of a text has been chosen" not in content
    cast.read(study, text, ben)
    assert api(ben).get(f"/api/v1/motifs/{stairs.pk}/examples/").json()["waiting"] == 0
    assert api(cleo).get(f"/api/v1/motifs/{stairs.pk}/examples/").json()["waiting"] == 1


def test_who_may_edit_gives_and_takes_examples(study, text, ada, ben, olga, api):
    stairs = study.codebook.motifs.get(key="stairs")
    address = f"/api/v1/motifs/{stairs.pk}/examples/"
    body = {"text": str(text.pk), "start": 12, "end": 22, "quote": "the stairs"}
    assert_problem(api(ben).post(address, body, format="json"), 403)
    assert_problem(api(olga).post(address, body, format="json"), 404)
    assert_problem(api(ada).post(address, {**body, "quote": "other"}, format="json"), 400)
    assert_problem(api(ada).post(address, {**body, "end": 9999}, format="json"), 400)
    made = api(ada).post(address, body, format="json")
    assert (made.status_code, made.json()["quote"]) == (201, "the stairs")
    assert_problem(api(ada).post(address, body, format="json"), 409)
    one = f"{address}{made.json()['id']}/"
    assert_problem(api(ben).delete(one), 403)
    assert api(ada).delete(one).status_code == 204
    assert not MotifExample.objects.exists()
    assert Event.objects.filter(verb="example_removed").get().data["start"] == 12


def test_a_proposer_gives_examples_to_an_own_proposal_only(study, text, proposed, ben, api):
    body = {"text": str(text.pk), "start": 0, "end": 3}
    own = api(ben).post(f"/api/v1/motifs/{proposed.pk}/examples/", body, format="json")
    assert own.status_code == 201
    remove_example(example=MotifExample.objects.get(pk=own.json()["id"]), by=ben)
    assert proposed.spans.get().quote == BODY[57:72]
