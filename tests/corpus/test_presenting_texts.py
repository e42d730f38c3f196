"""What a reader may see of some texts: looked up anew each time, in a few statements."""

import pytest

from corpus.models import Release
from corpus.visibility import lift_hold, open_hold, present, reading, release
from tests import cast

pytestmark = pytest.mark.django_db


@pytest.fixture
def texts(ada):
    return [
        cast.add_text(by=ada, author=cast.author(f"quill-{n}"), prompt=cast.prompt(f"p{n}"))
        for n in range(5)
    ]


def shown(reader, texts) -> list[str | None]:
    found = present(reader, texts)
    assert [text.id for text in found] == [text.pk for text in texts]
    return [text.source and text.source.author.name for text in found]


def test_holds_and_releases_show_at_once(texts, ada, olga):
    names = [f"quill-{n}" for n in range(5)]
    assert shown(olga, texts) == shown(ada, texts) == shown(None, texts) == names
    hold = open_hold([texts[1].pk])
    hidden = [names[0], None, *names[2:]]
    assert shown(olga, texts) == shown(ada, texts) == shown(None, texts) == hidden
    release(hold=hold, user=olga, how=Release.How.SUBMITTED, text_id=texts[1].pk)
    assert shown(olga, texts) == names
    assert shown(ada, texts) == shown(None, texts) == hidden
    lift_hold(hold)
    assert shown(ada, texts) == shown(None, texts) == names


def test_texts_are_shown_in_their_order_when_they_are_asked_for_in_parts(texts, olga, monkeypatch):
    monkeypatch.setattr(reading, "AT_ONCE", 2)
    open_hold([texts[3].pk])
    several = [*texts[::-1], texts[0]]
    assert shown(olga, several) == ["quill-4", None, *(f"quill-{n}" for n in (2, 1, 0, 0))]


def test_texts_are_shown_in_one_statement_when_none_is_held(texts, olga, django_assert_num_queries):
    for count in (5, 3, 1):
        with django_assert_num_queries(1):
            present(olga, texts[:count])
    with django_assert_num_queries(0):
        assert present(olga, []) == []


def test_a_text_tells_of_its_untouched_body_only_that_there_is_one(ada):
    changed = cast.add_text("One line.\r\nAnother.", by=ada)
    kept = cast.add_text("One line.", by=ada)
    assert [text.source.normalised for text in present(ada, [changed, kept])] == [True, False]
