"""Memos: private ones are read by nobody else, shared ones by members, after their release."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from annotations.models import Memo
from annotations.services.codebooks import accept_motif, propose_motif
from annotations.services.memos import add_memo
from annotations.services.reviewing import start_review
from corpus.models import Event
from tests import cast
from tests.conftest import assert_problem

pytestmark = pytest.mark.django_db
V1 = "/api/v1/"


@pytest.fixture
def text(ada):
    return cast.add_text(by=ada)


@pytest.fixture
def study(ada, ben, cleo, text):
    return cast.study(ada, [text], ben, cleo)


def seen_by(api, user) -> set[str]:
    return {row["body"] for row in api(user).get(f"{V1}memos/").json()["results"]}


def test_a_private_memo_is_its_authors_alone(study, text, ada, ben, olga, root, noise, api, browse):
    memo = add_memo(by=ben, body="Mine", study=study.pk, text=text.pk)
    assert seen_by(api, ben) == {"Mine"}
    for person in (ada, olga, root, noise["lead"]):
        assert seen_by(api, person) == set()
        assert_problem(api(person).get(f"{V1}memos/{memo.pk}/"), 404)
        assert_problem(api(person).patch(f"{V1}memos/{memo.pk}/", {"body": "x"}), 404)
        assert browse(person).get(reverse("memo_change", args=[memo.pk])).status_code == 404
    event = Event.objects.get(subject="memo")
    assert (event.study_id, event.text_id, event.verb) == (None, None, "memo_written")
    assert api(ada).get(f"{V1}events/?subject=memo").json()["count"] == 0


def test_a_shared_memo_is_read_by_members_and_about_a_held_text_after_their_release(
    study, text, ada, ben, cleo, olga, root, api
):
    add_memo(by=ben, body="On the study", shared=True, study=study.pk)
    add_memo(by=ben, body="On the text", shared=True, study=study.pk, text=text.pk)
    for member in (ada, cleo):
        assert seen_by(api, member) == {"On the study"}
    for outside in (olga, root):
        assert seen_by(api, outside) == set()
    cast.read(study, text, cleo)
    assert seen_by(api, cleo) == {"On the study", "On the text"}
    assert seen_by(api, ada) == {"On the study"}


def test_a_memo_tells_nobody_of_a_motif_that_is_proposed_and_not_accepted(
    study, text, ada, ben, cleo, api, browse
):
    review = start_review(study=study, text_id=text.pk, user=ben)[0]
    motif = propose_motif(
        study=study, by=ben, review=review, name="Door ajar", definition="One stands ajar."
    )
    about = {"motif": motif.pk, "study": study.pk, "shared": True}
    add_memo(by=ben, body="On my own", **about)
    probed = api(cleo).post(f"{V1}memos/", {"body": "?", **about}, format="json")
    nothing = api(cleo).post(f"{V1}memos/", {"body": "?", **about, "motif": 10**9}, format="json")
    assert assert_problem(probed, 400) == assert_problem(nothing, 400)
    assert seen_by(api, cleo) == set()
    assert seen_by(api, ada) == {"On my own"}
    assert b"Door ajar" not in browse(cleo).get("/memos/").content
    accept_motif(motif=motif, by=ada)
    assert seen_by(api, cleo) == {"On my own"}


def test_a_memo_is_shared_only_where_its_author_is_a_member(study, text, ada, ben, olga, api):
    other = cast.add_text(by=ada)
    wrong = (
        (ben, {"shared": True}),
        (olga, {"shared": True, "study": study.pk}),
        (ben, {"shared": True, "study": study.pk, "text": str(other.pk)}),
        (ben, {"motif": 10_000}),
        (ben, {"study": 10_000}),
        (ben, {"body": " "}),
    )
    for person, fields in wrong:
        assert_problem(api(person).post(f"{V1}memos/", {"body": "x", **fields}), 400)
    motif = study.codebook.motifs.first()
    both = {"body": "x", "text": str(text.pk), "motif": motif.pk}
    assert_problem(api(ben).post(f"{V1}memos/", both), 400)
    assert api(ben).post(f"{V1}memos/", {"body": "x", "motif": motif.pk}).status_code == 201


def test_a_memo_is_changed_and_deleted_by_its_author(study, ben, cleo, api, browse):
    memo = add_memo(by=ben, body="First", shared=True, study=study.pk)
    at = f"{V1}memos/{memo.pk}/"
    changed = api(ben).patch(at, {"body": "Second", "version": 1})
    assert (changed.status_code, changed.json()["version"]) == (200, 2)
    stale = assert_problem(api(ben).patch(at, {"shared": False, "version": 1}), 409)
    assert stale["current"]["shared"] is True
    assert_problem(api(cleo).patch(at, {"body": "x"}), 403)
    assert_problem(api(cleo).delete(at), 403)
    old = browse(ben).post(reverse("memo_change", args=[memo.pk]), {"body": "x", "version": "1"})
    assert "Second" in old.content.decode()
    assert old.context["form"]["version"].value() == "2"
    form = {"body": "Third", "version": "2"}
    browse(ben).post(reverse("memo_change", args=[memo.pk]), form)
    memo.refresh_from_db()
    assert (memo.body, memo.shared, memo.version) == ("Third", False, 3)
    assert seen_by(api, cleo) == set()
    assert api(ben).delete(at).status_code == 204
    assert not Memo.objects.exists()


def test_memos_are_written_on_the_page_of_what_they_are_about(study, text, ben, olga, browse):
    browser = browse(ben)
    page = reverse("text_detail", args=[text.pk])
    form = {"body": "Look again", "text": str(text.pk), "next": page}
    done = browser.post(reverse("memo_new"), form)
    assert done["Location"] == page
    assert "Look again" in browser.get(page).content.decode()
    assert "Look again" not in browse(olga).get(page).content.decode()
    on_study = reverse("study_detail", args=[study.pk])
    browser.post(reverse("memo_new"), {"body": "Of it all", "study": study.pk, "next": on_study})
    assert "Of it all" in browser.get(on_study).content.decode()
    away = browser.post(reverse("memo_new"), {"body": "x", "next": "//evil.example/"})
    assert away["Location"] == reverse("memo_list")
    assert Memo.objects.filter(author=ben, text=text).count() == 1


def test_the_list_is_searched_and_has_twins(study, ben, api, browse):
    for body in ("The kettle", "The fern"):
        add_memo(by=ben, body=body, study=study.pk)
    add_memo(by=ben, body="A shared kettle", shared=True, study=study.pk)
    for query, count in (("q=kettle", 2), ("shared=yes", 1), ("author=ben", 3), ("motif=1", 0)):
        assert api(ben).get(f"{V1}memos/?{query}").json()["count"] == count, query
    page = browse(ben).get(reverse("memo_list"), {"q": "fern"}).content.decode()
    assert "The fern" in page
    assert "The kettle" not in page
    assert browse(ben).get("/memos.json").json()["count"] == 3


def test_the_database_refuses_what_no_service_writes(study, text, ben):
    motif = study.codebook.motifs.first()
    for wrong in ({"body": ""}, {"shared": True}, {"text": text, "motif": motif}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Memo.objects.create(**{"author": ben, "body": "x", **wrong})
