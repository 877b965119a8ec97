"""What members of an agency may do with what is theirs, beside what an ICT administrator may."""

import pytest

from tests.isolation.denials import CLOSED, CLOSED_TO_EDITORS, CLOSED_TO_UNITS, list_reasons
from tests.isolation.requests import Request, TenantProbe

pytestmark = [
    pytest.mark.walk,
    pytest.mark.django_db,
    pytest.mark.no_cover,
    pytest.mark.xdist_group("isolation comparison"),
]


def denied(walk, persona):
    """The routes where an administrator is answered and the persona is not."""
    visitor = TenantProbe(persona, walk.world.personas[persona], walk.world)
    names = set()
    for route in walk.routes:
        for values in [] if route.name in list_reasons(CLOSED) else walk.own_values(route):
            request = Request(route.name, route.url(values))
            if not walk.is_open_to_administrators(request):
                continue
            if visitor.ask(request).status_code != 200:
                names.add(route.name)
    return sorted(names)


def test_a_moderator_is_denied_exactly_what_is_written_down(walk):
    assert denied(walk, "moderator") == sorted(list_reasons(CLOSED_TO_UNITS))


def test_an_editor_is_denied_that_and_what_is_a_moderators(walk):
    assert denied(walk, "editor") == sorted(list_reasons(CLOSED_TO_UNITS | CLOSED_TO_EDITORS))
