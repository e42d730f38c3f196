"""Read people's tokens."""

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import ApiToken, User


def tokens_of(user: User) -> QuerySet[ApiToken]:
    """Return the tokens that still open something, newest first."""
    lasting = Q(expiry=None) | Q(expiry__gt=timezone.now())
    return ApiToken.objects.filter(lasting, user=user).order_by("-created", "digest")
