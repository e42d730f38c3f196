"""Who comes in, and how."""

from datetime import timedelta

import pytest
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.cast import PASSWORD


def sign_in(browser: Client, name: str, password: str, *, to: str = ""):
    address = reverse("account_login") + (f"?next={to}" if to else "")
    return browser.post(address, {"login": name, "password": password})


def test_page_sends_to_sign_in_when_signed_out(db, client):
    answer = client.get(reverse("account"))
    assert answer.status_code == 302
    assert answer["Location"] == f"{reverse('account_login')}?next={reverse('account')}"


def test_sign_in_asks_for_name_and_password_when_signed_out(db, client):
    page = client.get(reverse("account_login"))
    assert page.status_code == 200
    assert set(page.context["form"].fields) == {"login", "password"}
    assert b"placeholder" not in page.content


def test_sign_in_returns_to_the_page_asked_for_when_right(client, olga):
    answer = sign_in(client, "olga", PASSWORD, to=reverse("account"))
    assert answer["Location"] == reverse("account")
    assert client.session[SESSION_KEY] == str(olga.pk)


def test_sign_in_ignores_case_of_the_name_when_right(client, olga):
    sign_in(client, "Olga", PASSWORD)
    assert client.session[SESSION_KEY] == str(olga.pk)


def test_sign_in_stays_on_this_site_when_sent_elsewhere(client, olga):
    answer = sign_in(client, "olga", PASSWORD, to="https://elsewhere.example/")
    assert answer["Location"] == reverse("home")


def test_sign_in_is_refused_when_the_password_is_wrong(client, olga):
    answer = sign_in(client, "olga", "another-password")
    assert answer.status_code == 200
    assert "not correct" in answer.content.decode()
    assert SESSION_KEY not in client.session


def test_sign_in_is_refused_when_tried_too_often(client, olga):
    for _ in range(5):
        sign_in(client, "olga", "another-password")
    answer = sign_in(client, "olga", PASSWORD)
    assert answer.status_code == 200
    assert SESSION_KEY not in client.session


def test_sign_in_is_refused_when_the_account_is_closed(client, olga):
    olga.is_active = False
    olga.save()
    answer = sign_in(client, "olga", PASSWORD)
    assert answer["Location"] == reverse("account_inactive")
    assert "This account is closed" in client.get(answer["Location"]).content.decode()
    assert SESSION_KEY not in client.session


def test_session_opens_nothing_when_its_time_is_over(browse, olga):
    browser = browse(olga)
    assert browser.get(reverse("account")).status_code == 200
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert browser.get(reverse("account")).status_code == 302


def test_session_opens_nothing_when_the_account_is_closed_meanwhile(browse, olga):
    browser = browse(olga)
    assert browser.get(reverse("account")).status_code == 200
    olga.is_active = False
    olga.save()
    assert browser.get(reverse("account")).status_code == 302


def test_sign_out_asks_first_when_opened(browse, olga):
    browser = browse(olga)
    assert "Sign out?" in browser.get(reverse("account_logout")).content.decode()
    assert SESSION_KEY in browser.session


def test_sign_out_ends_the_session_when_posted(browse, olga):
    browser = browse(olga)
    answer = browser.post(reverse("account_logout"))
    assert answer["Location"] == reverse("account_login")
    assert SESSION_KEY not in browser.session


@pytest.mark.parametrize("method", ["get", "post"])
def test_sign_out_leads_to_sign_in_when_already_signed_out(db, client, method):
    answer = getattr(client, method)(reverse("account_logout"))
    assert answer["Location"] == reverse("account_login")


@pytest.mark.parametrize(
    "address",
    ["signup/", "email/", "password/reset/", "password/set/", "reauthenticate/", "login/code/"],
)
@pytest.mark.parametrize("signed_in", [True, False])
def test_other_account_pages_are_not_there_when_asked_for(browse, olga, address, signed_in):
    assert browse(olga if signed_in else None).get(f"/accounts/{address}").status_code == 404


def test_session_opens_nothing_when_what_it_holds_was_altered(client, browse, ben, olga):
    sign_in(client, "olga", PASSWORD)
    assert client.get(reverse("account")).status_code == 200
    row = Session.objects.get(session_key=client.session.session_key)
    signed = row.session_data
    row.session_data = signed[:-1] + ("a" if signed[-1] != "a" else "b")
    row.save()
    assert client.get(reverse("account")).status_code == 302
    # The right one is known again by its signature, as often as it is asked.
    row.session_data = signed
    row.save()
    for _ in range(2):
        assert client.get(reverse("account")).context["user"] == olga


def test_session_is_not_changed_for_others_by_who_changes_what_it_said(client, olga):
    sign_in(client, "olga", PASSWORD)
    first = client.session
    first["aside"] = {"kept": [1]}
    first.save()
    changed = client.session
    changed["aside"]["kept"].append(2)
    assert client.session["aside"] == {"kept": [1]}
