"""Readings: reserved, saved, submitted, released, reopened, guessed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from annotations.models import Assignment, Rating, Tag
from annotations.readings import counted_readings
from annotations.services import reviewing, studies
from annotations.services.reviewing import RatingDraft
from annotations.services.tagging import TagDraft
from corpus.errors import Invalid, NotAllowed, Refused
from corpus.models import Event
from corpus.visibility import is_open_to
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(ada):
    return [cast.add_text(by=ada, prompt=cast.prompt(f"p{n}")) for n in range(3)]


@pytest.fixture
def study(ada, ben, cleo, texts):
    return cast.study(ada, texts, ben, cleo, reviewers_per_text=1)


def test_next_gives_each_reviewer_texts_that_still_want_a_reader(study, ben, cleo, texts):
    first = reviewing.reserve_next(study=study, user=ben)
    second = reviewing.reserve_next(study=study, user=cleo)
    assert first.text_id != second.text_id
    assert reviewing.reserve_next(study=study, user=ben) == first


def test_next_gives_nothing_when_all_are_read(study, ben, cleo, texts):
    for text in texts:
        cast.read(study, text, ben)
    assert reviewing.reserve_next(study=study, user=cleo) is None


def test_a_reservation_that_ran_out_frees_its_place(study, ben, cleo, texts):
    for text in texts:
        reviewing.start_review(study=study, text_id=text.pk, user=ben)
    assert reviewing.reserve_next(study=study, user=cleo) is None
    Assignment.objects.update(reserved_until=timezone.now() - timedelta(seconds=1))
    assert reviewing.reserve_next(study=study, user=cleo) is not None


def test_outsiders_and_observers_read_nothing(study, ada, olga, texts):
    studies.add_member(study=study, username="olga", role="observer", by=ada)
    with pytest.raises(NotAllowed):
        reviewing.reserve_next(study=study, user=olga)
    with pytest.raises(NotAllowed):
        reviewing.start_review(study=study, text_id=texts[0].pk, user=olga)


def test_ratings_merge_by_scale_and_tags_are_the_whole_list(study, ben, texts):
    review, created = reviewing.start_review(study=study, text_id=texts[0].pk, user=ben)
    assert created
    save = reviewing.save_review
    review = save(
        review=review,
        by=ben,
        version=1,
        ratings=[RatingDraft("concreteness", 2)],
        tags=[
            TagDraft("stairs", 0, 5),
            TagDraft("silence", 3, 9, "over the first"),
        ],
    )
    kept = review.tags.get(motif__key="stairs").pk
    review = save(
        review=review,
        by=ben,
        version=2,
        ratings=[RatingDraft("resonance", None, "Too near.")],
        tags=[TagDraft("stairs", 0, 5, "kept"), TagDraft("silence")],
    )
    assert review.tags.get(motif__key="stairs").pk == kept
    assert {(t.motif.key, t.start, t.note) for t in review.tags.all()} == {
        ("stairs", 0, "kept"),
        ("silence", None, ""),
    }
    assert {(r.scale.key, r.value) for r in review.ratings.all()} == {
        ("concreteness", 2),
        ("resonance", None),
    }


def test_a_stale_write_is_refused_with_what_is_stored(study, ben, texts):
    review, _ = reviewing.start_review(study=study, text_id=texts[0].pk, user=ben)
    reviewing.save_review(review=review, by=ben, version=1, comment="From one tab.")
    with pytest.raises(Refused) as refused:
        reviewing.save_review(review=review, by=ben, version=1, comment="From another.")
    assert refused.value.current.comment == "From one tab."
    review.refresh_from_db()
    assert (review.comment, review.version) == ("From one tab.", 2)


@pytest.mark.parametrize(
    ("tag", "field"),
    [
        (TagDraft("nobody", 0, 1), "motif"),
        (TagDraft("stairs", 5, 5), "start"),
        (TagDraft("stairs", 0, 100_000), "start"),
        (TagDraft("stairs", 3, None), "start"),
        (TagDraft("stairs", 0, 5, quote="other"), "quote"),
    ],
)
def test_a_tag_off_the_text_is_refused_by_field(study, ben, texts, tag, field):
    review, _ = reviewing.start_review(study=study, text_id=texts[0].pk, user=ben)
    with pytest.raises(Invalid) as invalid:
        reviewing.save_review(review=review, by=ben, version=1, tags=[tag])
    assert invalid.value.errors[0].field == f"tags[0].{field}"
    assert not Tag.objects.filter(review=review).exists()


def test_the_same_motif_twice_on_one_span_is_refused(study, ben, texts):
    review, _ = reviewing.start_review(study=study, text_id=texts[0].pk, user=ben)
    for twice in ([TagDraft("stairs", 0, 4)] * 2, [TagDraft("stairs")] * 2):
        with pytest.raises(Invalid):
            reviewing.save_review(review=review, by=ben, version=1, tags=twice)


def test_quotes_are_the_words_at_the_offsets_with_emoji_and_crlf(ada, ben):
    text = cast.add_text("One \U0001f600\r\ntwo e\u0301 three", by=ada)
    study = cast.study(ada, [text], ben)
    start = text.body.index("two")
    review = cast.read(study, text, ben, submit=False, tags=[TagDraft("stairs", start, start + 3)])
    tag = review.tags.get()
    assert tag.quote == "two"
    assert text.body[tag.start : tag.end] == tag.quote
    assert "\r" not in text.body


@given(value=st.integers(-3, 12))
def test_a_rating_lies_within_its_scale(value):
    from annotations.models import Scale
    from annotations.services.reviewing import _check_rating

    scale = Scale(key="x", points=["a", "b", "c"])
    if 1 <= value <= 3:
        _check_rating(RatingDraft("x", value), scale)
    else:
        with pytest.raises(Invalid):
            _check_rating(RatingDraft("x", value), scale)


def test_submitting_names_what_is_missing(study, ben, texts):
    review, _ = reviewing.start_review(study=study, text_id=texts[0].pk, user=ben)
    review = reviewing.save_review(
        review=review, by=ben, version=1, ratings=[RatingDraft("actionability", 4)]
    )
    with pytest.raises(Invalid) as invalid:
        reviewing.submit_review(review=review, by=ben)
    assert {error.field for error in invalid.value.errors} == {
        "ratings.concreteness",
        "ratings.specificity",
        "ratings.resonance",
        "action",
    }


def test_cannot_say_takes_a_reason(study, ben, texts):
    review, _ = reviewing.start_review(study=study, text_id=texts[0].pk, user=ben)
    with pytest.raises(Invalid):
        reviewing.save_review(
            review=review, by=ben, version=1, ratings=[RatingDraft("resonance", None)]
        )
    assert not Rating.objects.filter(review=review).exists()


def test_submitting_shows_the_reader_that_text_and_no_other(study, ben, cleo, texts):
    cast.read(study, texts[0], ben)
    assert is_open_to(ben, texts[0].pk)
    assert not is_open_to(ben, texts[1].pk)
    assert not is_open_to(cleo, texts[0].pk)
    assert Event.objects.filter(verb="released", actor=ben, text=texts[0]).count() == 1


def test_with_reveal_finished_the_source_waits_for_the_last_text(ada, ben, cleo, texts):
    study = cast.study(ada, texts, ben, cleo, reveal="finished")
    for text in texts[:2]:
        cast.read(study, text, ben)
        assert not is_open_to(ben, text.pk)
    cast.read(study, texts[2], ben)
    assert all(is_open_to(ben, text.pk) for text in texts)
    assert not is_open_to(cleo, texts[0].pk)


def test_finished_also_comes_by_what_others_submit(ada, ben, cleo, texts):
    study = cast.study(ada, texts[:2], ben, cleo, reveal="finished", reviewers_per_text=1)
    cast.read(study, texts[0], ben)
    assert not is_open_to(ben, texts[0].pk)
    cast.read(study, texts[1], cleo)
    assert is_open_to(ben, texts[0].pk)


def test_with_reveal_closed_nothing_is_shown_before_the_close(ada, ben, texts):
    study = cast.study(ada, texts, ben, reveal="closed")
    for text in texts:
        cast.read(study, text, ben)
    assert not any(is_open_to(ben, text.pk) for text in texts)
    studies.close_study(study=study, by=ada)
    assert all(is_open_to(ben, text.pk) for text in texts)


def test_figures_use_the_reading_as_submitted_before_the_release(study, ben, texts):
    review = cast.read(study, texts[0], ben, value=2)
    review = reviewing.reopen_review(review=review, by=ben)
    cast.read(study, texts[0], ben, value=3)
    counted = counted_readings(study)
    (reading,) = counted.readings
    assert reading.ratings["concreteness"] == 2
    assert [s.unblinded for s in review.submissions.all()] == [False, True]
    assert [e.verb for e in Event.objects.filter(verb="review_reopened")] == ["review_reopened"]


def test_what_a_lead_reads_after_looking_is_left_out_of_figures(study, ada, texts):
    studies.unblind(study=study, by=ada, why="Curious.")
    cast.read(study, texts[0], ada)
    counted = counted_readings(study)
    assert (len(counted.readings), counted.unblinded) == (0, 1)


def test_readings_by_who_brought_the_text_are_counted_and_told(study, ada, ben, texts):
    cast.read(study, texts[0], ada)
    cast.read(study, texts[1], ben)
    counted = counted_readings(study)
    assert (len(counted.readings), counted.brought) == (2, 1)


def test_guesses_come_once_and_before_the_release(ada, ben, texts):
    study = cast.study(ada, texts[:1], ben, guesses=True)
    review = cast.read(study, texts[0], ben)
    assert not is_open_to(ben, texts[0].pk)
    reviewing.make_guess(review=review, by=ben, author_kind="model", family="quill")
    assert is_open_to(ben, texts[0].pk)
    with pytest.raises(Refused):
        reviewing.make_guess(review=review, by=ben, author_kind="human")


def test_a_study_that_asks_for_no_guess_takes_none(study, ben, texts):
    review = cast.read(study, texts[0], ben, submit=False)
    with pytest.raises(Refused):
        reviewing.make_guess(review=review, by=ben, author_kind="model")


def test_nothing_is_written_in_a_closed_study(study, ada, ben, texts):
    review = cast.read(study, texts[0], ben, submit=False)
    studies.close_study(study=study, by=ada)
    with pytest.raises(Refused):
        reviewing.save_review(review=review, by=ben, version=review.version, comment="Late.")
    with pytest.raises(Refused):
        reviewing.submit_review(review=review, by=ben)
