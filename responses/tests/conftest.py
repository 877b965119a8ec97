import pytest

from responses.tests.asking import NOW


@pytest.fixture
def tuesday(clock):
    clock(NOW)
