"""Write people and their tokens."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import ApiToken, User


@dataclass(frozen=True)
class NewToken:
    """A token just made, with the key that is stored nowhere and shown this once."""

    token: ApiToken
    key: str


def create_account(
    *, username: str, password: str, editor: bool = False, superuser: bool = False
) -> User:
    """Make an account; raise ValidationError where the name or the password will not do."""
    user = User(username=username, is_staff=editor or superuser, is_superuser=superuser)
    # Signing in ignores case, so two names that differ only in it could not be told apart.
    if there := User.objects.filter(username__iexact=username).first():
        raise _taken(there.username)
    user.set_password(password)
    user.full_clean()
    validate_password(password, user)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError as error:
        raise _taken(username) from error
    return user


def _taken(username: str) -> ValidationError:
    return ValidationError(f"There is already an account named {username}; nothing was changed.")


def create_token(*, user: User, label: str, until: date | None = None) -> NewToken:
    """Make a token that is good through the day `until`, or without end."""
    with transaction.atomic():
        token, key = ApiToken.objects.create(user=user, expiry=None, label=label)
        if until:
            # knox counts a span from its own now, which would overrun midnight by a little.
            token.expiry = _midnight_after(until)
            token.save(update_fields=["expiry"])
    return NewToken(token=token, key=key)


def _midnight_after(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


def revoke_token(*, token: ApiToken) -> None:
    """Make a token worthless at once."""
    token.delete()
