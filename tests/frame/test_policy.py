"""What a browser may load for an answer."""

import pytest
from django.test import Client


def policy(answer) -> str:
    return answer["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_page_loads_from_its_own_site_alone():
    found = policy(Client().get("/accounts/login/"))
    assert "default-src 'none'" in found
    assert "script-src 'self'" in found
    assert "unsafe" not in found


@pytest.mark.parametrize("address", ["/api/v1/health/", "/api/v1/texts/", "/api/v1/nothing/"])
@pytest.mark.django_db
def test_data_load_nothing_when_a_browser_shows_them_as_a_page(address):
    assert policy(Client().get(address)) == "default-src 'none'; frame-ancestors 'none'"


def test_the_pages_of_the_api_have_the_policy_of_pages(browse, olga):
    assert "script-src 'self'" in policy(browse(olga).get("/api/v1/docs/"))
