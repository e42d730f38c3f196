"""The API's documentation: a page of our own, whole, and open to everybody."""

from __future__ import annotations

import re
from html import unescape

import pytest
from drf_spectacular.generators import SchemaGenerator

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client) -> str:
    response = client.get("/api/v1/docs/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def test_every_operation_of_the_schema_is_on_the_page_when_nobody_is_signed_in(page):
    schema = SchemaGenerator().get_schema(request=None, public=True)
    found = {
        operation["operationId"]
        for item in schema["paths"].values()
        for method, operation in item.items()
        if method != "parameters"
    }
    assert len(found) > 30
    assert found <= set(re.findall(r'<details class="operation" id="([^"]+)"', page))


def test_every_link_leads_somewhere_when_it_stays_on_the_page(page):
    ids = set(re.findall(r' id="([^"]+)"', page))
    links = set(re.findall(r'href="#([^"]+)"', page))
    assert "shape-Problem" in links
    assert links <= ids


def test_a_parameter_says_its_type_and_meaning(page):
    operation = page[page.index('id="texts_list"') :]
    row = operation[operation.index("<code>author.family</code>") :][:300]
    assert "string" in row
    assert "Lineage of the base model." in row


def test_names_within_a_sentence_stand_as_code(page):
    operation = page[page.index('id="concordance_list"') :]
    assert "What <code>window</code> counts: <code>words</code>" in operation
    assert "`" not in page
