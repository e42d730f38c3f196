"""What every test that asks the two sites begins with."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest
from django.template import Context, Template
from django.utils.safestring import SafeString

from tests.blind.site import People
from tests.blind.standing import build_both, forget_composed, standing

Standing = Callable[[str], AbstractContextManager[People]]


@pytest.fixture
def sites(transactional_db, django_db_reset_sequences, monkeypatch) -> Iterator[Standing]:
    """Return a function that puts the site of a variant up, built before a test plants anything.

    Thousands of refusals are what these tests ask for; none of them belongs in a log. Nor is noted
    of every template what it was given, as Django does in tests: only answers are looked at here.
    """
    build_both(monkeypatch)
    noting = Template._render
    Template._render = _render
    logging.disable(logging.CRITICAL)
    yield partial(standing, monkeypatch=monkeypatch)
    Template._render = noting
    logging.disable(logging.NOTSET)
    forget_composed()


def _render(template: Template, context: Context) -> SafeString:
    """Render as Django does outside tests."""
    return template.nodelist.render(context)
