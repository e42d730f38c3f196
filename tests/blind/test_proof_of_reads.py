"""The proof: two sites alike but for the sources of the held texts answer byte for byte alike."""

from __future__ import annotations

import pytest

from tests.blind.comparing import ask_both, betrayed, differing
from tests.blind.crawl import Answers, crawl
from tests.blind.values import known_values

pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def sessions_at_hand(settings):
    """Keep who is signed in where every request finds it quickest: it is not what is asked."""
    settings.SESSION_ENGINE = "django.contrib.sessions.backends.cache"


def test_every_answer_is_the_same_whoever_wrote_the_held_texts(sites):
    first, second = ask_both(sites, lambda people: crawl(people, known_values()))
    assert len(first) > 2000
    figures = [status for (_, address), (status, _) in first.items() if "/prevalence/" in address]
    assert figures.count(200) > 20
    assert_reached(first)
    differ = differing(first, second)
    assert not differ, "\n".join([f"{len(differ)} differ", *differ[:40]])
    assert betrayed(first) == []


def assert_reached(answers: Answers) -> None:
    """Check that what is held and what is open were both among the answers."""
    shown = [
        content
        for (name, address), (status, content) in answers.items()
        if "/api/v1/texts/" in address and status == 200 and name
    ]
    assert any(b'"held":true' in content for content in shown)
    assert any(b'"held":false' in content and b"quill-1" in content for content in shown)
