"""Addresses that act are no dead ends when a browser comes to them by itself."""

from __future__ import annotations

import pytest

from tests import cast

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("/studies/{study}/next/", "/studies/{study}/"),
        ("/studies/{study}/open/", "/studies/{study}/"),
        ("/studies/{study}/texts/add/", "/studies/{study}/texts/"),
        ("/codebooks/{book}/freeze/", "/codebooks/{book}/"),
        ("/reports/build/", "/reports/"),
        ("/reports/schedules/1/end/", "/reports/"),
        ("/texts/{text}/excerpts/", "/texts/{text}/"),
    ],
)
def test_opening_an_address_that_acts_leads_to_its_page(ada, browse, address, page):
    text = cast.add_text(by=ada)
    study = cast.study(ada, [text])
    ids = {"study": study.pk, "book": study.codebook_id, "text": text.pk}
    answer = browse(ada).get(address.format(**ids))
    assert (answer.status_code, answer["Location"]) == (302, page.format(**ids))
    assert browse(ada).put(address.format(**ids)).status_code == 405


def test_bytes_that_are_no_token_are_refused_like_a_wrong_one(db, client):
    for token in ("\xff", "a\x00b", "0" * 64):
        answer = client.get("/api/v1/texts/", headers={"Authorization": f"Token {token}"})
        assert answer.status_code == 401, token


def test_an_id_of_five_thousand_digits_is_nothing(ada, api):
    for path in ("codebooks/{}/versions/", "studies/{}/texts/", "reviews/{}/"):
        answer = api(ada).get("/api/v1/" + path.format("9" * 5000))
        assert answer.status_code == 404, path
