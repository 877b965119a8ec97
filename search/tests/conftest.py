from functools import partial

import pytest

from search.tests.asking import addresses, ask


@pytest.fixture
def search(visit):
    return partial(ask, visit)


@pytest.fixture
def found(visit):
    return partial(addresses, visit)
