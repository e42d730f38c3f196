"""What every test that asks the two sites begins with."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from functools import partial

import pytest

from tests.blind.site import People
from tests.blind.standing import build_both, forget_composed, standing

Standing = Callable[[str], AbstractContextManager[People]]


@pytest.fixture
def sites(transactional_db, django_db_reset_sequences, monkeypatch) -> Iterator[Standing]:
    """Return a function that puts the site of a variant up, built before a test plants anything.

    Thousands of refusals are what these tests ask for; none of them belongs in a log.
    """
    build_both(monkeypatch)
    logging.disable(logging.CRITICAL)
    yield partial(standing, monkeypatch=monkeypatch)
    logging.disable(logging.NOTSET)
    forget_composed()
