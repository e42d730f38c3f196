"""The review page as the server gives it: whose it is, and what it keeps quiet about."""

from __future__ import annotations

import json
import re

import pytest

from annotations.models import Membership, Review, Study
from annotations.services.reviewing import reserve_next, start_review
from annotations.services.studies import add_member, close_study, unblind
from annotations.services.tagging import TagDraft
from tests import cast

SECRETS = (
    "quill",
    "Penwright",
    "Hidden title",
    "Secret collection",
    "secret-key",
    "temperature",
    "be-brief",
    "CC0",
    "example.org",
    "2025",
)


def held_text(ada):
    return cast.add_text(
        "The kettle sang.\n\nNobody listened.",
        by=ada,
        key="secret-key",
        title="Hidden title",
        collection="Secret collection",
        prompt={"key": "hush", "text": "Write of kettles.", "system": "be-brief"},
        sampling={"temperature": 0.7},
        generated_at="2025-03-01T00:00:00Z",
        source_url="https://example.org/x",
    )


def begun(ada, ben, **fields) -> Review:
    text = held_text(ada)
    return start_review(study=cast.study(ada, [text], ben, **fields), text_id=text.pk, user=ben)[0]


def data_of(response) -> dict:
    found = re.search(r'id="review-data" type="application/json">(.*?)</script>', words(response))
    assert found
    return json.loads(found[1])


def words(response) -> str:
    return response.content.decode()


@pytest.mark.django_db
def test_page_names_nothing_of_the_source_when_text_is_held(ada, ben, browse):
    review = begun(ada, ben)
    response = browse(ben).get(f"/reviews/{review.pk}/")
    whole = words(response) + str(response.headers)
    assert response.status_code == 200
    assert "The kettle sang." in whole
    assert "Write of kettles." in whole
    assert [secret for secret in SECRETS if secret in whole] == []


@pytest.mark.django_db
def test_page_shows_the_source_when_submitted(ada, ben, browse):
    text = held_text(ada)
    review = cast.read(cast.study(ada, [text], ben), text, ben)
    page = words(browse(ben).get(f"/reviews/{review.pk}/"))
    assert "quill-1" in page
    assert "Hidden title" in page
    assert f'action="/studies/{review.study_id}/next/"' in page


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("reveal", "sentence"),
    [
        ("finished", "Hidden until you have read all the texts you will be given here."),
        ("closed", "Hidden until the study closes."),
    ],
)
def test_page_says_when_the_source_will_be_shown(ada, ben, browse, reveal, sentence):
    text = held_text(ada)
    other = cast.add_text("Another kettle, another day.", by=ada)
    study = cast.study(ada, [text, other], ben, reveal=reveal)
    review = cast.read(study, text, ben)
    page = words(browse(ben).get(f"/reviews/{review.pk}/"))
    assert sentence in page
    assert "quill" not in page


@pytest.mark.django_db
def test_page_says_so_when_another_study_still_holds_the_text(ada, ben, browse):
    text = held_text(ada)
    cast.study(ada, [text], name="Second study")
    review = cast.read(cast.study(ada, [text], ben), text, ben)
    page = words(browse(ben).get(f"/reviews/{review.pk}/"))
    assert "another study holds this text" in page
    assert "quill" not in page


@pytest.mark.django_db
def test_page_shows_the_source_to_a_lead_who_has_pressed(ada, browse):
    text = held_text(ada)
    study = cast.study(ada, [text])
    review, _ = start_review(study=study, text_id=text.pk, user=ada)
    assert "quill" not in words(browse(ada).get(f"/reviews/{review.pk}/"))
    unblind(study=study, by=ada, why="A complaint came in.")
    assert "quill-1" in words(browse(ada).get(f"/reviews/{review.pk}/"))


@pytest.mark.django_db
@pytest.mark.parametrize("who", ["ada", "cleo", "olga", "root"])
def test_draft_is_not_found_when_it_is_somebody_elses(ada, ben, cleo, olga, root, browse, who):
    review = begun(ada, ben)
    add_member(study=review.study, username="cleo", role=Membership.Role.REVIEWER, by=ada)
    reader = {"ada": ada, "cleo": cleo, "olga": olga, "root": root}[who]
    assert browse(reader).get(f"/reviews/{review.pk}/").status_code == 404


@pytest.mark.django_db
def test_signed_out_is_sent_to_sign_in(ada, ben, browse):
    response = browse(None).get(f"/reviews/{begun(ada, ben).pk}/")
    assert response.status_code == 302
    assert response["Location"].startswith("/accounts/login/")


@pytest.mark.django_db
def test_others_read_a_submitted_reading_but_cannot_change_it(ada, ben, olga, browse):
    text = held_text(ada)
    study = cast.study(ada, [text], ben)
    review = cast.read(study, text, ben)
    close_study(study=study, by=ada)
    response = browse(olga).get(f"/reviews/{review.pk}/")
    page = words(response)
    assert "read by ben" in page
    assert data_of(response)["locked"] is True
    assert 'data-act="reopen"' not in page
    assert ">Submit<" not in page


@pytest.mark.django_db
def test_draft_is_locked_when_the_study_is_closed(ada, ben, browse):
    review = begun(ada, ben)
    close_study(study=review.study, by=ada)
    response = browse(ben).get(f"/reviews/{review.pk}/")
    assert data_of(response)["locked"] is True
    assert "this draft can no longer be changed" in words(response)


@pytest.mark.django_db
def test_data_tells_the_reading_as_it_is_stored(ada, ben, browse):
    text = cast.add_text("A 😀 wept. Twice.", by=ada)
    study = cast.study(ada, [text], ben)
    tags = [TagDraft("silence", 4, 8, note="Why?"), TagDraft("stairs")]
    review = cast.read(study, text, ben, value=4, tags=tags, submit=False)
    data = data_of(browse(ben).get(f"/reviews/{review.pk}/"))
    assert data["version"] == review.version
    assert data["text"]["length"] == 16
    assert [(t["motif"], t["start"], t["quote"]) for t in data["tags"]] == [
        ("stairs", None, ""),
        ("silence", 4, "wept"),
    ]
    assert {r["scale"]: r["value"] for r in data["ratings"]}["actionability"] == 4
    assert [m["tone"] for m in data["motifs"]] == [1, 2]
    assert data["asks"] == {"scale": "actionability", "from": 4}


@pytest.mark.django_db
def test_script_in_a_text_stays_words(ada, ben, browse):
    text = cast.add_text("He wrote </script><script>alert(1)</script> on the wall.", by=ada)
    review, _ = start_review(study=cast.study(ada, [text], ben), text_id=text.pk, user=ben)
    assert "<script>alert" not in words(browse(ben).get(f"/reviews/{review.pk}/"))


@pytest.mark.django_db
def test_guess_is_asked_for_when_the_study_wants_it_and_the_source_is_hidden(ada, ben, browse):
    texts = [held_text(ada), cast.add_text("A second kettle.", by=ada)]
    study = cast.study(ada, texts, ben, guesses=True)
    review = cast.read(study, texts[0], ben, submit=False)
    assert "data-guess" not in words(browse(ben).get(f"/reviews/{review.pk}/"))
    assert browse(ben).get(f"/reviews/{review.pk}/").status_code == 200
    review = cast.read(study, texts[0], ben)
    assert "data-guess" in words(browse(ben).get(f"/reviews/{review.pk}/"))


@pytest.mark.django_db
def test_page_is_never_kept_by_a_browser_or_proxy(ada, ben, browse):
    response = browse(ben).get(f"/reviews/{begun(ada, ben).pk}/")
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]


@pytest.mark.django_db
def test_language_that_is_no_language_tag_is_left_out(ada, ben, browse):
    text = cast.add_text("Unnamed tongue.", by=ada, language="en")
    type(text).objects.filter(pk=text.pk).update(language="")
    review, _ = start_review(study=cast.study(ada, [text], ben), text_id=text.pk, user=ben)
    assert 'lang=""' not in words(browse(ben).get(f"/reviews/{review.pk}/"))


@pytest.mark.django_db
@pytest.mark.parametrize(("language", "length"), [("en", "2 words"), ("ja", "8 characters")])
def test_length_is_counted_in_what_can_be_told_apart(ada, ben, browse, language, length):
    text = cast.add_text("扉は。 風が吹く", by=ada, language=language)
    review = start_review(study=cast.study(ada, [text], ben), text_id=text.pk, user=ben)[0]
    assert f"story, {length}," in words(browse(ben).get(f"/reviews/{review.pk}/"))


@pytest.mark.django_db
def test_page_asks_few_queries_however_many_tags_there_are(
    ada, ben, browse, django_assert_max_num_queries
):
    text = cast.add_text("word " * 200, by=ada)
    tags = [TagDraft("stairs", 5 * n, 5 * n + 4) for n in range(100)]
    review = cast.read(cast.study(ada, [text], ben), text, ben, tags=tags, submit=False)
    browser = browse(ben)
    with django_assert_max_num_queries(21):
        browser.get(f"/reviews/{review.pk}/")


@pytest.mark.django_db
def test_next_goes_to_the_reading_that_is_reserved(ada, ben, browse):
    study = cast.study(ada, [held_text(ada)], ben)
    response = browse(ben).post(f"/studies/{study.pk}/next/")
    review = Review.objects.get(study=study, reviewer=ben)
    assert response["Location"] == f"/reviews/{review.pk}/"
    assert reserve_next(study=study, user=ben) == review


@pytest.mark.django_db
def test_next_goes_back_to_the_study_when_none_is_left(ada, ben, browse):
    text = held_text(ada)
    study = cast.study(ada, [text], ben)
    cast.read(study, text, ben)
    response = browse(ben).post(f"/studies/{study.pk}/next/", follow=True)
    assert response.redirect_chain[-1][0] == f"/studies/{study.pk}/"
    assert "No text is left for you to read in this study." in words(response)


@pytest.mark.django_db
def test_next_says_why_not_when_the_study_is_closed(ada, ben, browse):
    study = close_study(study=cast.study(ada, [held_text(ada)], ben), by=ada)
    response = browse(ben).post(f"/studies/{study.pk}/next/", follow=True)
    assert "The study is closed" in words(response)
    assert study.state == Study.State.CLOSED


@pytest.mark.django_db
def test_next_is_refused_to_who_does_not_read_there(ada, ben, cleo, olga, browse):
    study = cast.study(ada, [held_text(ada)], ben)
    add_member(study=study, username="cleo", role=Membership.Role.OBSERVER, by=ada)
    assert browse(cleo).post(f"/studies/{study.pk}/next/").status_code == 403
    assert browse(olga).post(f"/studies/{study.pk}/next/").status_code == 404
    assert browse(ben).get(f"/studies/{study.pk}/next/").status_code == 302
