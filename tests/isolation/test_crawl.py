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
# A group is in one process and shares a world.
IN_ADDRESSES = pytest.mark.xdist_group("isolation crawl of addresses")
ELSEWHERE = pytest.mark.xdist_group("isolation crawl of query strings and forms")


def name_foreign_things_in_addresses(walk, persona):
    visitor = TenantProbe(persona, walk.world.personas[persona], walk.world)
    crawl = Crawl(walk, visitor)
    for route in walk.routes:
        crawl.foreign(route)
    assert not visitor.leaks, report(visitor.leaks)
    assert not walk.gaps


def name_them_elsewhere(walk, persona):
    visitor = TenantProbe(persona, walk.world.personas[persona], walk.world)
    crawl = Crawl(walk, visitor)
    for route in walk.routes:
        crawl.own(route)
    assert not visitor.leaks, report(visitor.leaks)
    assert not walk.gaps


@IN_ADDRESSES
@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_what_is_another_agencys_in_an_address_leads_nowhere(walk, persona):
    name_foreign_things_in_addresses(walk, persona)


@ELSEWHERE
@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_it_in_query_strings_and_forms_leads_nowhere(walk, persona):
    name_them_elsewhere(walk, persona)


@IN_ADDRESSES
@pytest.mark.drill("isolation")
@pytest.mark.parametrize("persona", EVERYBODY)
def test_naming_more_of_it_in_an_address_leads_nowhere(long_walk, persona):
    name_foreign_things_in_addresses(long_walk, persona)


@ELSEWHERE
@pytest.mark.drill("isolation")
@pytest.mark.parametrize("persona", EVERYBODY)
def test_naming_more_of_it_in_query_strings_and_forms_leads_nowhere(long_walk, persona):
    name_them_elsewhere(long_walk, persona)
