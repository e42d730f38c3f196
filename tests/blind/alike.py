"""Ids and a clock that are the same however often a site is built."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

import pytest
from django.db.models import Model
from django.db.models.signals import post_init
from django.utils import timezone as django_timezone

from annotations.models import Edition, Study
from corpus.models import Author, Collection, Job, Prompt, Text
from tests import cast
from themes.models import Report

NAMESPACE = UUID("6f0c0d3a-7f0b-4c1e-9d8f-3b1f5a1c2d3e")
NOW = datetime(2026, 10, 1, 12, tzinfo=UTC)
# How many ids of each kind have been given out.
Drawn = dict[str, int]

# At least as many of each as a build makes.
MANY = {Text: 16, Job: 20, Report: 7, Edition: 3}
# What is known by a name has an id made of that: to be new, or there and hidden, is all the same.
NAMED: dict[type[Model], tuple[str, ...]] = {
    Author: ("kind", "name"),
    Prompt: ("digest",),
    Collection: ("name",),
}


def made_id(label: str, number: int | str) -> UUID:
    """Return the id of the n-th thing of a kind, or of a name, the same in every build."""
    return uuid5(NAMESPACE, f"{label}:{number}")


@contextmanager
def alike(monkeypatch: pytest.MonkeyPatch, drawn: Drawn) -> Iterator[None]:
    """Make ids and the clock the same in both sites; `drawn` counts the ids that are given out."""
    with monkeypatch.context() as patch:
        for model in MANY:
            _number(patch, model, drawn)
        for model in NAMED:
            post_init.connect(_id_by_name, sender=model)
        patch.setattr(django_timezone, "now", lambda: NOW)
        patch.setattr("annotations.models.studies.secrets.token_hex", lambda n: "5eed" * (n // 2))
        patch.setattr(
            Study._meta.get_field("seed"),
            "_get_default",
            lambda: "5eed5eed5eed5eed5eed5eed5eed5eed",
        )
        patch.setattr(cast, "_numbers", itertools.count(1))
        try:
            yield
        finally:
            for model in NAMED:
                post_init.disconnect(_id_by_name, sender=model)


def _number(patch: pytest.MonkeyPatch, model: type[Model], drawn: Drawn) -> None:
    """Give the things of this kind ids by their number."""
    field, label = model._meta.get_field("id"), model._meta.label

    def fresh() -> UUID:
        drawn[label] = drawn.get(label, 0) + 1
        return made_id(label, drawn[label])

    patch.setattr(field, "default", fresh)
    patch.setattr(field, "_get_default", fresh)


def _id_by_name(sender: type[Model], instance: Model, **kwargs: Any) -> None:
    known = vars(instance)
    if all(known.get(name) for name in NAMED[sender]):
        name = ":".join(known[part] for part in NAMED[sender])
        instance.pk = made_id(sender._meta.label, name)
