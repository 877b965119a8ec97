import pytest

from responses.tests.factories import NOW


@pytest.fixture
def tuesday(clock):
    clock(NOW)
