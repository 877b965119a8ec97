from collections.abc import Callable

import pytest
from django.conf import settings
from django.test import Client

HOST = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"


@pytest.fixture
def device(db) -> Callable[..., Client]:
    """Somebody's browser, without cookies; called again, another one."""
    return lambda **options: Client(headers={"host": HOST, **options.pop("headers", {})}, **options)


@pytest.fixture
def client(device) -> Client:
    return device()


@pytest.fixture
def required(settings) -> None:
    """As in production: some people need a second factor."""
    settings.REQUIRE_SECOND_FACTOR = True
