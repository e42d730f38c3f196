"""Changing one's password."""

from django.urls import reverse

from tests.cast import PASSWORD

NEW = "slow-river-lantern"


def change(browser, *, old: str = PASSWORD, new: str = NEW, again: str = NEW):
    fields = {"oldpassword": old, "password1": new, "password2": again}
    return browser.post(reverse("account_change_password"), fields)


def test_password_is_changed_when_the_present_one_is_right(browse, olga):
    browser = browse(olga)
    answer = change(browser)
    assert answer["Location"] == reverse("account")
    olga.refresh_from_db()
    assert olga.check_password(NEW)
    assert "Your password is changed." in browser.get(reverse("account")).content.decode()


def test_password_stays_when_the_present_one_is_wrong(browse, olga):
    answer = change(browse(olga), old="another-password")
    assert answer.context["form"].errors["oldpassword"]
    olga.refresh_from_db()
    assert olga.check_password(PASSWORD)


def test_password_stays_when_the_new_one_is_common(browse, olga):
    answer = change(browse(olga), new="password", again="password")
    assert answer.context["form"].errors["password1"]
    olga.refresh_from_db()
    assert olga.check_password(PASSWORD)


def test_password_page_is_not_there_when_there_is_no_password(browse, olga):
    olga.set_unusable_password()
    olga.save()
    browser = browse(olga)
    assert browser.get(reverse("account_change_password")).status_code == 404
    page = browser.get(reverse("account")).content.decode()
    assert reverse("account_change_password") not in page
