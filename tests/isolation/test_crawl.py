import pytest

from tests.isolation.requests import TenantProbe
from tests.isolation.walk import Crawl, report

# Measuring would double the time of thousands of requests that others' tests make as well.
pytestmark = [pytest.mark.walk, pytest.mark.django_db, pytest.mark.no_cover]

# A moderator is shown all that an editor is, and more of what is a unit's than anybody else. The
# others' own walks are drills.
PERSONAS = [
    "moderator",
    *(
        pytest.param(persona, marks=pytest.mark.drill("isolation"))
        for persona in ("author", "outsider", "anonymous")
    ),
]
EVERYBODY = ["editor", *PERSONAS]
# Each takes every third route, so that several processes have something to do.
SHARES = range(3)


def name_foreign_things_in_addresses(walk, persona, share):
    visitor = TenantProbe(persona, walk.world.personas[persona], walk.world)
    crawl = Crawl(walk, visitor)
    for route in walk.routes[share :: len(SHARES)]:
        crawl.foreign(route)
    assert not visitor.leaks, report(visitor.leaks)
    assert not walk.gaps


def name_them_elsewhere(walk, persona, share):
    visitor = TenantProbe(persona, walk.world.personas[persona], walk.world)
    crawl = Crawl(walk, visitor)
    for route in walk.routes[share :: len(SHARES)]:
        crawl.own(route)
    assert not visitor.leaks, report(visitor.leaks)
    assert not walk.gaps


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_what_is_another_agencys_in_an_address_leads_nowhere(walk, persona, share):
    name_foreign_things_in_addresses(walk, persona, share)


@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_it_in_query_strings_and_forms_leads_nowhere(walk, persona, share):
    name_them_elsewhere(walk, persona, share)


@pytest.mark.drill("isolation")
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("persona", EVERYBODY)
def test_naming_more_of_it_in_an_address_leads_nowhere(long_walk, persona, share):
    name_foreign_things_in_addresses(long_walk, persona, share)


@pytest.mark.drill("isolation")
@pytest.mark.parametrize("share", SHARES)
@pytest.mark.parametrize("persona", EVERYBODY)
def test_naming_more_of_it_in_query_strings_and_forms_leads_nowhere(long_walk, persona, share):
    name_them_elsewhere(long_walk, persona, share)
