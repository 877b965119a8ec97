"""Each role sends everything: nothing is public that nobody entitled has decided about."""

import pytest

from tests.decisions.declared import ABLE, ABLE_DECIDERS, list_declared, list_writing
from tests.decisions.run import Run

# Measuring would double the time of thousands of requests that others' tests make as well.
pytestmark = [pytest.mark.walk, pytest.mark.django_db, pytest.mark.no_cover]

# The roles of units. The others' crawls are drills.
PERSONAS = [
    "editor",
    "moderator",
    *(
        pytest.param(persona, marks=pytest.mark.drill("decisions"))
        for persona in (
            *("moderator of two", "translator", "author", "publisher", "bulletin translator"),
            *("auditor", "administrator"),
        )
    ),
]


@pytest.mark.parametrize("persona", PERSONAS)
def test_nothing_is_public_that_nobody_entitled_has_decided_about(persona):
    run = Run(persona)
    run.decide()
    assert not run.findings, "\n".join(sorted({*run.findings}))
    assert not run.faults, "\n".join(run.faults)
    assert not run.crawl.gaps
    assert list_writing(run.crawl.actor.writes) - list_declared() == set()
    # Else it would prove nothing.
    assert ABLE.get(persona, set()) - run.list_deciding(run.crawl.actor) == set()
    # What the persona has done itself is no more to do.
    people = [run.crawl.actor, *(one.actor for one in run.deciders)]
    able = ABLE_DECIDERS.get(persona, ABLE_DECIDERS[""])
    assert able - set().union(*map(run.list_deciding, people)) == set()
