import pytest

from bulletins.acknowledgement.tests.asking import NOW


@pytest.fixture(autouse=True)
def tuesday(clock):
    clock(NOW)
