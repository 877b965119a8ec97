"""The world is made once for a module, in a transaction that is undone in the end."""

import pytest
from django.db import transaction

from tests.isolation import owned_objects, pages, records  # noqa: F401
from tests.isolation.walk import PLENTY, Walk
from tests.isolation.world import World, build


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> World:
    with django_db_blocker.unblock(), transaction.atomic():
        yield build()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walk(world) -> Walk:
    return Walk(world)


@pytest.fixture(scope="module")
def long_walk(world) -> Walk:
    """With more objects of each kind."""
    return Walk(world, PLENTY)
