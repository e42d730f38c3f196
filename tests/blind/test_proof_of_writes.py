"""The proof of writes: whatever is tried, the two sites answer it byte for byte alike."""

from __future__ import annotations

import json

import pytest

from tests.blind.comparing import ask_both, betrayed, differing
from tests.blind.invented import SECRETS
from tests.blind.values import few_values, tempting_values
from tests.blind.writes import write_everything

pytestmark = pytest.mark.slow


def test_every_write_is_answered_the_same_whoever_wrote_the_held_texts(sites):
    first, second = ask_both(
        sites, lambda people: write_everything(people, few_values(), tempting_values())
    )
    taken = [asked for (_, asked), (status, _) in first.items() if status in (200, 201, 302)]
    refused = {status for status, _ in first.values() if status >= 400}
    assert len(first) > 3000
    assert len(taken) > 500
    assert refused >= {400, 401, 403, 404, 405, 409}
    differ = differing(first, second)
    assert not differ, "\n".join([f"{len(differ)} differ", *differ[:40]])
    sent = json.dumps(tempting_values())
    assert betrayed(first, among=[secret for secret in SECRETS if secret not in sent]) == []
