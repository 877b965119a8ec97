from contextlib import contextmanager

import pytest

from responses.tests.factories import NOW
from tests.servers import serve, serve_bantin


@pytest.fixture
def tuesday(clock):
    clock(NOW)


@pytest.fixture
def web(settings, db):
    """The websites, on a port where they are verified."""
    with serve_bantin() as address:
        settings.VERIFY_ADDRESS = address
        yield


@pytest.fixture
def elsewhere(settings):
    """Let the websites be verified where an application answers for them."""

    @contextmanager
    def answered(app):
        with serve(app) as address:
            settings.VERIFY_ADDRESS = address
            yield

    return answered
