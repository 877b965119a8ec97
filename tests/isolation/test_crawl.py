import pytest

from tests.isolation.asking import Visitor
from tests.isolation.walk import Crawl

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("isolation crawl")]

# A moderator is shown all that an editor is; an editor's own walk takes as long again.
PERSONAS = [
    pytest.param("editor", marks=pytest.mark.drill),
    *("moderator", "author", "outsider", "anonymous"),
]


def report(leaks):
    return "\n" + "\n".join(sorted({str(leak) for leak in leaks}))


@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_what_is_another_agencys_in_an_address_leads_nowhere(walk, persona):
    visitor = Visitor(persona, walk.world.personas[persona], walk.world)
    crawl = Crawl(walk, visitor)
    for route in walk.routes:
        crawl.foreign(route)
    assert not visitor.leaks, report(visitor.leaks)
    assert not walk.gaps


@pytest.mark.parametrize("persona", PERSONAS)
def test_naming_it_in_query_strings_and_forms_leads_nowhere(walk, persona):
    visitor = Visitor(persona, walk.world.personas[persona], walk.world)
    crawl = Crawl(walk, visitor)
    for route in walk.routes:
        crawl.own(route)
    assert not visitor.leaks, report(visitor.leaks)
    assert not walk.gaps
