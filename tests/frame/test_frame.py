"""What stands around every page: the header, forms and the pages of errors."""

import re

import pytest
from django import forms
from django.template import Context, Template
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import ResolverMatch, reverse


class Passage(forms.Form):
    body = forms.CharField(help_text="The words as they stand.")
    why = forms.CharField(required=False)
    sure = forms.ChoiceField(choices=[("y", "yes"), ("n", "no")], widget=forms.RadioSelect)
    key = forms.CharField(widget=forms.HiddenInput)


def nav(url_name: str) -> str:
    request = RequestFactory().get("/")
    request.resolver_match = ResolverMatch(lambda: None, (), {}, url_name=url_name)
    template = Template('{% load variorum_tags %}{% nav_link "account" "Account" "account" %}')
    return template.render(Context({"request": request}))


@pytest.mark.parametrize(
    ("url_name", "mark"),
    [("account", ' aria-current="page"'), ("account_change_password", ' aria-current="true"')],
)
def test_nav_marks_the_room_when_it_is_the_current_one(url_name, mark):
    assert nav(url_name) == f'<li><a href="/account/"{mark}>Account</a></li>'


@pytest.mark.parametrize(
    "url_name",
    ["study_new", "comment_list", "memo_list", "recheck_list", "suggestion_list", "edition_list"],
)
def test_page_says_that_it_belongs_to_the_studies_when_it_does(browse, olga, url_name):
    page = browse(olga).get(reverse(url_name)).content.decode()
    assert re.findall(r'<a href="([^"]+)" aria-current', page) == [reverse("study_list")]


@pytest.mark.parametrize("url_name", ["accounts_else", "home", ""])
def test_nav_marks_nothing_when_one_is_elsewhere(url_name):
    assert nav(url_name) == '<li><a href="/account/">Account</a></li>'


def test_page_names_its_landmarks_when_signed_in(browse, olga):
    page = browse(olga).get(reverse("account")).content.decode()
    for part in ('href="#main"', '<main id="main"', 'aria-label="Rooms"', "Sign out", "<h1>"):
        assert part in page
    assert 'style="' not in page
    assert "<style" not in page


def test_page_shows_no_rooms_when_signed_out(db, client):
    page = client.get(reverse("account_login")).content.decode()
    assert 'aria-label="Rooms"' not in page
    assert "Sign out" not in page


@pytest.mark.parametrize("signed_in", [True, False])
def test_missing_page_is_told_in_our_frame_when_asked_for(browse, olga, signed_in):
    answer = browse(olga if signed_in else None).get("/no/such/page/")
    assert answer.status_code == 404
    assert "There is nothing here for you" in answer.content.decode()


@pytest.mark.pure
@pytest.mark.parametrize("name", ["400", "403_csrf", "429", "500"])
def test_error_page_needs_nothing_when_everything_is_broken(name):
    page = render_to_string(f"{name}.html")
    assert "<h1>" in page
    assert re.search(r'<link rel="stylesheet" href="/joined/tokens[^"]+\.css">', page)


@pytest.mark.pure
def test_form_ties_help_and_errors_to_their_fields_when_wrong():
    form = Passage({"why": "It stayed."})
    form.add_error(None, "This is kept already.")
    page = render_to_string("_form.html", {"form": form})
    body = re.search(r'<input[^>]*name="body"[^>]*>', page)
    assert body
    assert 'aria-invalid="true"' in body[0]
    assert 'aria-describedby="id_body_helptext id_body_error"' in body[0]
    assert 'id="id_body_helptext"' in page
    assert 'id="id_body_error"' in page
    assert page.count('<span class="optional">') == 1
    assert re.search(r'<fieldset class="field field--error"[^>]*>\s*<legend>Sure</legend>', page)
    assert '<input type="hidden" name="key"' in page
    assert "This is kept already." in page
