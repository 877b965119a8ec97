from functools import partial

import pytest

from search.tests.client import fetch_results, list_hit_urls


@pytest.fixture
def search(visit):
    return partial(fetch_results, visit)


@pytest.fixture
def found(visit):
    return partial(list_hit_urls, visit)
