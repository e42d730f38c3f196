"""A forecast is stored as it stands in its field, or there is none."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from annotations.models import Forecast
from tests.browser.access import axe_faults
from tests.browser.review_room import begin, opened, saved

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(
    ("typed", "before"), [("150", "15"), ("-3", ""), ("1e9", "1"), ("0x9", "0"), (".", "")]
)
def test_number_beyond_its_range_is_told_and_no_part_of_it_is_kept(ada, ben, desk, typed, before):
    review = begin(ada, ben, forecast_question="Will this prove useful?")
    page = opened(desk, ben, review)
    field = page.locator("[data-field=forecast]")
    field.focus()
    page.keyboard.type(before)
    if before:
        saved(page)
        assert Forecast.objects.get(review=review).probability == float(before) / 100
    page.keyboard.type(typed.removeprefix(before))
    told = page.locator("[data-no-forecast]")
    expect(told).to_have_text("Not a number from 0 to 100: no forecast is kept.")
    assert axe_faults(page) == []
    page.keyboard.press("Escape")
    expect(field).to_have_value("")
    expect(page.locator("[data-no-forecast]")).to_have_text(told.inner_text())
    page.wait_for_timeout(800)
    if before:
        saved(page)
    assert not Forecast.objects.filter(review=review).exists()
    field.focus()
    page.keyboard.type("12.5")
    expect(told).to_have_text("")
    saved(page)
    assert Forecast.objects.get(review=review).probability == 0.125
    field.fill("12,75")
    saved(page)
    assert Forecast.objects.get(review=review).probability == 0.1275


def test_empty_forecast_is_read_as_empty_and_not_as_nought(ada, ben, desk):
    page = opened(desk, ben, begin(ada, ben, forecast_question="Will this prove useful?"))
    page.locator("[data-field=forecast]").focus()
    read = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    fields = [
        node for node in read if node.get("name", {}).get("value") == "Will this prove useful?"
    ]
    # A spin button without a number is told as 0.0.
    assert "textbox" in [node["role"]["value"] for node in fields]
    assert "spinbutton" not in [node["role"]["value"] for node in fields]
