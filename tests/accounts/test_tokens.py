"""Tokens: made, shown once, working, revoked, and nobody else's."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.test import APIRequestFactory
from rest_framework.views import APIView

from accounts.authentication import TokenAuthentication
from accounts.models import ApiToken
from accounts.services import create_token, revoke_token


class WhoAmI(APIView):
    """Answers through the site's own authentication and permissions."""

    schema = None

    def get(self, request) -> Response:
        return Response({"name": request.user.username})


def ask(key: str) -> Response:
    request = APIRequestFactory().get("/", headers={"Authorization": f"Token {key}"})
    return WhoAmI.as_view()(request)


def make(browser, *, label: str = "nightly pull", until: str = ""):
    return browser.post(reverse("account"), {"label": label, "until": until})


def revoke(browser, token: ApiToken):
    return browser.post(reverse("account_token_revoke", args=[token.pk]))


def test_key_opens_the_api_when_sent(olga):
    made = create_token(user=olga, label="nightly pull")
    assert ask(made.key).data == {"name": "olga"}


def test_key_opens_nothing_when_it_is_wrong(olga):
    made = create_token(user=olga, label="nightly pull")
    assert ask(made.key[:-1] + ("0" if made.key[-1] != "0" else "1")).status_code == 401


def test_a_wrong_key_opens_nothing_when_it_begins_like_a_right_one(olga, ada):
    made = create_token(user=olga, label="nightly pull")
    beside = create_token(user=ada, label="begins alike").token
    beside.token_key = made.token.token_key
    beside.save()
    assert ask(made.key[:15] + "0" * 49).status_code == 401
    assert ask(made.key).data == {"name": "olga"}


@pytest.mark.parametrize("key", ["x", "abc", "é", "0" * 64, "0" * 5000])
def test_key_opens_nothing_when_it_is_none(olga, key):
    create_token(user=olga, label="nightly pull")
    assert ask(key).status_code == 401


def test_what_came_of_a_key_knows_its_token(olga):
    made = create_token(user=olga, label="nightly pull")
    request = APIRequestFactory().get("/", headers={"Authorization": f"Token {made.key}"})
    user, token = TokenAuthentication().authenticate(request)
    assert (user, token, token.user) == (olga, made.token, olga)
    assert token.label == "nightly pull"


def test_a_key_is_found_by_one_statement(olga, django_assert_num_queries):
    made = create_token(user=olga, label="nightly pull")
    with django_assert_num_queries(1):
        assert ask(made.key).status_code == 200


def test_tokens_that_are_past_are_thrown_away_when_their_owner_comes_with_another(olga, ada):
    for person in (olga, ada):
        create_token(user=person, label="past", until=date(2020, 1, 1))
    made = create_token(user=olga, label="nightly pull")
    assert ask(made.key).status_code == 200
    assert not ApiToken.objects.filter(label="past", user=olga).exists()
    assert ApiToken.objects.filter(label="past", user=ada).exists()


def test_key_opens_nothing_when_the_account_is_closed(olga):
    made = create_token(user=olga, label="nightly pull")
    olga.is_active = False
    olga.save()
    assert ask(made.key).status_code == 401


def test_key_opens_nothing_when_revoked(olga):
    made = create_token(user=olga, label="nightly pull")
    revoke_token(token=made.token)
    assert ask(made.key).status_code == 401


def test_key_is_shown_once_when_made(browse, olga):
    browser = browse(olga)
    page = make(browser)
    key = page.context["made"].key
    assert key in page.content.decode()
    assert "no-store" in page["Cache-Control"]
    assert ask(key).data == {"name": "olga"}
    later = browser.get(reverse("account")).content.decode()
    assert key not in later
    assert "nightly pull" in later


def test_key_is_kept_only_as_a_digest_when_made(olga):
    made = create_token(user=olga, label="nightly pull")
    kept = ApiToken.objects.filter(pk=made.token.pk).values().get()
    assert made.key not in map(str, kept.values())


def test_token_is_good_through_its_day_when_one_is_given(browse, olga):
    day = timezone.localdate() + timedelta(days=3)
    page = make(browse(olga), until=day.isoformat())
    token = ApiToken.objects.get()
    assert token.last_day == day
    assert timezone.localtime(token.expiry).date() == day + timedelta(days=1)
    assert ask(page.context["made"].key).status_code == 200


def test_token_opens_nothing_and_is_not_listed_when_its_day_is_past(browse, olga):
    made = create_token(user=olga, label="nightly pull", until=date(2020, 1, 1))
    assert "nightly pull" not in browse(olga).get(reverse("account")).content.decode()
    assert ask(made.key).status_code == 401


@pytest.mark.parametrize("until", ["2020-01-01", "9999-12-31", "soon"])
def test_no_token_is_made_when_the_day_will_not_do(browse, olga, until):
    page = make(browse(olga), until=until)
    assert page.context["form"].errors["until"]
    assert not ApiToken.objects.exists()


@pytest.mark.parametrize("label", ["", " ", "x" * 101])
def test_no_token_is_made_when_the_label_will_not_do(browse, olga, label):
    assert make(browse(olga), label=label).context["form"].errors["label"]
    assert not ApiToken.objects.exists()


def test_token_is_revoked_when_its_owner_says_so(browse, ada):
    made = create_token(user=ada, label="nightly pull")
    assert revoke(browse(ada), made.token)["Location"] == reverse("account")
    assert ask(made.key).status_code == 401


def test_token_is_neither_seen_nor_revoked_when_it_is_another_persons(browse, ada, olga, root):
    made = create_token(user=ada, label="nightly pull")
    for person in (olga, root):
        assert not browse(person).get(reverse("account")).context["tokens"]
        assert revoke(browse(person), made.token).status_code == 404
    assert ask(made.key).status_code == 200


def test_token_stays_when_revoking_is_only_opened(browse, ada):
    made = create_token(user=ada, label="nightly pull")
    assert browse(ada).get(reverse("account_token_revoke", args=[made.token.pk])).status_code == 405
    assert ask(made.key).status_code == 200
