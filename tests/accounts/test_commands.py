"""Making accounts and tokens from the command line."""

import io
import re

import pytest
from django.core.management import CommandError, call_command

from accounts.models import ApiToken, User
from tests.accounts.test_tokens import ask


@pytest.fixture
def typed(monkeypatch):
    """Return a function that puts words on standard input, which is no terminal."""

    def put(words: str = "") -> None:
        monkeypatch.setattr("sys.stdin", io.StringIO(words))

    put()
    return put


def run(*words: str) -> str:
    out = io.StringIO()
    call_command(*words, stdout=out)
    return out.getvalue()


def test_create_user_prints_a_working_password_when_none_is_given(db, typed):
    said = run("create_user", "dora")
    password = re.fullmatch(r"dora can sign in with the password (\S+)\n", said)
    dora = User.objects.get(username="dora")
    assert password
    assert dora.check_password(password[1])
    assert (dora.is_editor, dora.is_superuser) == (False, False)


def test_create_user_keeps_the_password_to_itself_when_it_was_given(db, typed):
    typed("slow-river-lantern\n")
    assert run("create_user", "dora", "--password-stdin") == "dora can sign in\n"
    assert User.objects.get(username="dora").check_password("slow-river-lantern")


@pytest.mark.parametrize(
    ("flag", "roles"), [("--editor", (True, False)), ("--superuser", (True, True))]
)
def test_create_user_gives_the_role_when_asked(db, typed, flag, roles):
    run("create_user", "dora", flag)
    dora = User.objects.get(username="dora")
    assert (dora.is_editor, dora.is_superuser) == roles


@pytest.mark.parametrize("name", ["olga", "OLGA"])
def test_create_user_changes_nothing_when_the_name_is_taken(olga, typed, name):
    before = olga.password
    with pytest.raises(CommandError, match="already an account named olga; nothing was changed"):
        run("create_user", name, "--superuser")
    olga.refresh_from_db()
    assert (olga.password, olga.is_superuser) == (before, False)


@pytest.mark.parametrize(
    ("name", "password", "said"),
    [
        ("no spaces", "slow-river-lantern\n", "valid username"),
        ("dora", "12345\n", "too short"),
        ("dora", "\n", "no password"),
        ("dora", "", "no password"),
    ],
)
def test_create_user_says_why_when_it_will_not_do(db, typed, name, password, said):
    typed(password)
    with pytest.raises(CommandError, match=said):
        run("create_user", name, "--password-stdin")
    assert not User.objects.exists()


def test_create_api_token_prints_the_token_alone_when_made(olga):
    said = run("create_api_token", "olga", "--label", "nightly pull")
    assert re.fullmatch(r"[0-9a-f]{64}\n", said)
    assert ask(said.strip()).data == {"name": "olga"}
    assert ApiToken.objects.get().label == "nightly pull"


def test_create_api_token_says_so_when_there_is_no_such_account(db):
    with pytest.raises(CommandError, match=r"There is no account named nobody\."):
        run("create_api_token", "nobody")


def test_create_api_token_makes_none_when_the_label_is_too_long(olga):
    with pytest.raises(CommandError, match="100 characters"):
        run("create_api_token", "olga", "--label", "x" * 101)
    assert not ApiToken.objects.exists()
