from collections.abc import Iterator

import pytest
from hypothesis import settings

pytest_plugins = ["tests.plugins.database", "tests.plugins.browser", "tests.plugins.life"]

# The first example of a property test pays for imports and queries; its time proves nothing.
settings.register_profile("suite", deadline=None)
settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _nothing_is_remembered() -> Iterator[None]:
    """Forget what the test before left: limits, sites, the addresses of pages, a language."""
    from django.contrib.sites.models import Site
    from django.core.cache import cache
    from django.utils import translation

    yield
    cache.clear()
    Site.objects.clear_cache()
    translation.deactivate()
