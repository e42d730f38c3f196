"""Choosing a study's texts, and narrowing lists of readings, through their pages."""

from __future__ import annotations

import pytest
from django.urls import reverse

from corpus.models import Collection
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(ada):
    """Return a study that is not open yet, with one of two texts."""
    cast.add_text("The stairs creak.", by=ada, collection="Other")
    return cast.study(ada, [cast.add_text(by=ada)], codebook=None, open_it=False)


def test_adding_without_a_tick_asks_for_one_and_keeps_the_search(study, ada, browse):
    choice = reverse("study_text_choice", args=[study.pk])
    add = reverse("study_text_add", args=[study.pk])
    page = browse(ada).post(add, {"query": "q=stairs"}, follow=True)
    assert page.redirect_chain == [(f"{choice}?q=stairs", 302)]
    assert "Tick a text first." in page.content.decode()
    assert study.study_texts.count() == 1


def test_texts_are_chosen_by_collection_by_its_name(study, ada, browse):
    choice = reverse("study_text_choice", args=[study.pk])
    other = Collection.objects.get(name="Other")
    page = browse(ada).get(choice, {"collection": str(other.pk)})
    words = page.content.decode()
    assert f'<option value="{other.pk}" selected>Other</option>' in words
    assert [text.body for text in page.context["rows"]] == ["The stairs creak."]
    assert "`" not in words
    assert "(optional)" not in words


def test_a_search_for_texts_that_cannot_be_looked_up_says_so(study, ada, browse):
    choice = reverse("study_text_choice", args=[study.pk])
    page = browse(ada).get(choice, {"collection": "Other"})
    assert page.status_code == 400
    assert "could not be looked up" in page.content.decode()


@pytest.mark.parametrize("name", ["reading_list", "tag_list", "rating_list", "event_list"])
def test_filters_offer_days_and_hide_ids_but_keep_those_asked_for(name, study, ada, browse):
    text = study.study_texts.get().text_id
    words = browse(ada).get(reverse(name)).content.decode()
    assert words.count('type="date"') == 2
    assert 'name="text"' not in words
    assert "(optional)" not in words
    words = browse(ada).get(reverse(name), {"text": str(text)}).content.decode()
    assert f'<input type="hidden" name="text" value="{text}"' in words


def test_home_says_how_many_readings_are_begun(ada, ben, browse):
    texts = [cast.add_text(f"The stairs creak, {n}.", by=ada) for n in range(3)]
    study = cast.study(ada, texts, ben)
    cast.read(study, texts[0], ben, submit=False)
    assert "0 of 3 read by you; one is begun" in browse(ben).get("/").content.decode()
    cast.read(study, texts[1], ben, submit=False)
    assert "0 of 3 read by you; 2 are begun" in browse(ben).get("/").content.decode()
