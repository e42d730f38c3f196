import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_earlier_tries():
    """Forget failed sign-ins of other tests, which are counted in the cache."""
    cache.clear()
