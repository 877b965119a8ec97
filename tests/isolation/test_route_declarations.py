import pytest

from sites.permissions.routes import ROUTE_RULES
from tests.isolation.denials import CLOSED, list_reasons
from tests.isolation.routes import list_admin_routes

# Addresses outside the admin are open to people without an account; their views decide.
PUBLIC_PREFIXES = ("tai-khoan/", "documents/")


@pytest.fixture
def names():
    return {r.name for r in list_admin_routes() if not r.pattern.startswith(PUBLIC_PREFIXES)}


def test_every_route_is_either_declared_or_closed_for_a_written_reason(names):
    closed = list_reasons(CLOSED)
    assert names - ROUTE_RULES.keys() - closed.keys() == set(), (
        "declare them, or say why they are closed"
    )
    assert closed.keys() - names == set(), "these are no routes any more"
    assert closed.keys() & ROUTE_RULES.keys() == set(), "these are declared: they are not closed"


def test_every_declared_route_exists(names):
    assert ROUTE_RULES.keys() - names == set()
