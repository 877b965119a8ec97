import pytest

from tests.isolation.requests import TenantProbe
from tests.isolation.walk import Crawl, report

# Measuring would double the time of thousands of requests that others' tests make as well.
pytestmark = [pytest.mark.walk, pytest.mark.django_db, pytest.mark.no_cover]


def together(persona, *marks):
    """The walks of a group are in one process and share a world; a moderator's is the longest."""
    group = "isolation crawl" if persona == "moderator" else "isolation crawl of others"
    return pytest.param(persona, marks=[pytest.mark.xdist_group(group), *marks])


# A moderator is shown all that an editor is, and more of what is a unit's than anybody else. The
# others' own walks are drills.
PERSONAS = [
    together("moderator"),
    together("author", pytest.mark.drill("isolation")),
    together("outsider", pytest.mark.drill("isolation")),
    together("anonymous", pytest.mark.drill("isolation")),
]
EVERYBODY = [together("editor"), *PERSONAS]


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


@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_what_is_another_agencys_in_an_address_leads_nowhere(walk, persona):
    name_foreign_things_in_addresses(walk, persona)


@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_it_in_query_strings_and_forms_leads_nowhere(walk, persona):
    name_them_elsewhere(walk, persona)


@pytest.mark.drill("isolation")
@pytest.mark.parametrize("persona", EVERYBODY)
def test_naming_more_of_it_in_an_address_leads_nowhere(long_walk, persona):
    name_foreign_things_in_addresses(long_walk, persona)


@pytest.mark.drill("isolation")
@pytest.mark.parametrize("persona", EVERYBODY)
def test_naming_more_of_it_in_query_strings_and_forms_leads_nowhere(long_walk, persona):
    name_them_elsewhere(long_walk, persona)
