"""The crawl with keys that are written in odd ways; see ``misspelling``."""

from functools import partial

import pytest

from tests.isolation.misspelled_keys import Misspelling
from tests.isolation.requests import TenantProbe
from tests.isolation.walk import report

pytestmark = [
    pytest.mark.walk,
    pytest.mark.django_db,
    pytest.mark.no_cover,
    pytest.mark.xdist_group("isolation crawl of spellings"),
]

# Where content and translations are written, for the two that send more than one field.
ARTICLE = "wagtailadmin_pages:edit"
TRANSLATED = {"wagtail_localize:edit_override", "wagtail_localize:edit_string_translation"}
PERSONAS = [
    "moderator",
    *(pytest.param(p, marks=pytest.mark.drill("spellings")) for p in ("editor", "author")),
]


@pytest.fixture(
    params=[False, pytest.param(True, marks=pytest.mark.drill("spellings"))], ids=["some", "all"]
)
def misspelling(request, walk):
    return partial(Misspelling, everything=request.param)


def ask(misspelling, walk, persona, ways, names=None):
    visitor = TenantProbe(persona, walk.world.personas[persona], walk.world)
    crawl = misspelling(walk, visitor)
    routes = crawl.routes() if names is None else crawl.routes_called(names)
    for route in routes:
        getattr(crawl, ways)(route)
    assert not visitor.leaks, report(visitor.leaks)
    assert not walk.gaps


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("ways", ["paths", "queries", "forms", "scripts"])
def test_no_spelling_of_a_key_leads_to_what_is_another_agencys(misspelling, walk, persona, ways):
    ask(misspelling, walk, persona, ways)


# Authors of bulletins write no articles.
@pytest.mark.parametrize("persona", PERSONAS[:2])
def test_no_spelling_puts_it_into_an_article(misspelling, walk, persona):
    ask(misspelling, walk, persona, "articles", {ARTICLE})


@pytest.mark.parametrize("persona", PERSONAS)
def test_no_spelling_puts_it_into_a_translation(misspelling, walk, persona):
    ask(misspelling, walk, persona, "translations", TRANSLATED)
