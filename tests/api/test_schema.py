"""The API against its own schema: no 500, no undocumented answer, every answer as described."""

from __future__ import annotations

import json
import logging

import pytest
import schemathesis
import yaml
from django.core.management import call_command
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, Phase, settings
from knox.models import get_token_model
from schemathesis.specs.openapi import checks

from config.wsgi import application
from tests import cast

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
# As safe as `safe_load`, and in C where yaml was built with it.
FAST = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@pytest.fixture
def token(ada, ben, noise) -> str:
    """Return an editor's token on a site where there is something of everything."""
    texts = [cast.add_text(by=ada, prompt=cast.prompt(f"p{n}")) for n in range(2)]
    study = cast.study(ada, texts, ben)
    cast.read(study, texts[0], ada)
    return get_token_model().objects.create(user=ada, expiry=None)[1]


@pytest.fixture
def described(token):
    """Return the schema as the site serves it, from within this test's transaction."""
    logging.disable(logging.WARNING)
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_wsgi("/api/v1/schema/?format=json", application)
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)
    logging.disable(logging.NOTSET)


schema = schemathesis.pytest.from_fixture("described")


@schema.parametrize()
@settings(
    max_examples=6,
    deadline=None,
    derandomize=True,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_every_answer_is_as_described(case, token):
    # A schema cannot say which ids exist, nor does it mind a number where words are asked for.
    left_out = [checks.positive_data_acceptance, checks.negative_data_rejection]
    headers = {"Authorization": f"Token {token}"}
    case.call_and_validate(headers=headers, excluded_checks=left_out)


def test_the_schema_is_sound(db):
    call_command("spectacular", "--validate", "--fail-on-warn", "--file=/dev/null")


def test_the_schema_is_served_as_it_is_made_whatever_format_is_asked_for(client):
    made = SchemaGenerator().get_schema(request=None, public=True)
    for _ in range(2):
        answer = client.get("/api/v1/schema/?format=json")
        assert json.loads(answer.content) == json.loads(json.dumps(made, default=str))
        assert answer.headers["Content-Type"].startswith("application/vnd.oai.openapi+json")
        written = client.get("/api/v1/schema/?lang=de")
        assert written.headers["Content-Disposition"] == 'inline; filename="Variorum.yaml"'
        assert yaml.load(written.content, FAST)["paths"].keys() == made["paths"].keys()
    assert client.delete("/api/v1/schema/").status_code in (401, 405)
