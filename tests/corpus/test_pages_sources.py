"""What an editor says of authors and prompts on their pages."""

import pytest

from corpus.models import Author, Event
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def text(ada):
    return cast.add_text(by=ada, author={"name": "ink-2"})


def given(**changes):
    return {"family": "ink", "provider": "Inkwell", "training": "base", **changes}


def test_an_editor_states_a_family(browse, ada, text):
    url = f"/authors/{text.source.author_id}/edit/"
    assert browse(ada).get(url).status_code == 200
    answer = browse(ada).post(url, given(aliases="Inky\n\nInky\nI2", released_on="2026-01-02"))
    assert answer["Location"] == "/authors/"
    author = Author.objects.get()
    assert (author.family, author.family_stated, author.aliases) == ("ink", True, ["Inky", "I2"])
    assert Event.objects.filter(subject="author", verb="changed", actor=ada).exists()


def test_a_family_that_was_not_stated_is_not_offered_as_one(browse, ada, text):
    page = browse(ada).get(f"/authors/{text.source.author_id}/edit/").content.decode()
    assert 'name="family" maxlength="200"' in page
    assert 'value="ink-2"' not in page


def test_an_editor_labels_a_prompt(browse, ada, text):
    url = f"/prompts/{text.source.prompt_id}/edit/"
    answer = browse(ada).post(url, {"key": "stairs", "elicitation": "leading"}, follow=True)
    assert "<h1>stairs</h1>" in answer.content.decode()


def test_what_is_wrong_is_said_beside_its_field(browse, ada, text):
    url = f"/authors/{text.source.author_id}/edit/"
    answer = browse(ada).post(url, given(training="wild"))
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.content.decode()


@pytest.mark.parametrize("who", ["ben", "olga"])
def test_only_an_editor_changes_them(browse, text, who, request):
    browser = browse(request.getfixturevalue(who))
    for url in (
        f"/authors/{text.source.author_id}/edit/",
        f"/prompts/{text.source.prompt_id}/edit/",
    ):
        assert browser.get(url).status_code == 403
        assert browser.post(url, given()).status_code == 403


@pytest.mark.parametrize("who", ["ada", "root"])
def test_what_is_known_through_held_texts_is_not_found(browse, ada, ben, text, who, request):
    cast.study(ada, [text], ben)
    browser = browse(request.getfixturevalue(who))
    assert browser.get(f"/authors/{text.source.author_id}/edit/").status_code == 404
    assert browser.get(f"/prompts/{text.source.prompt_id}/edit/").status_code == 404
