"""Each role sends everything: nothing is public that nobody entitled has decided about."""

import pytest

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
    import collections
    import json
    import time

    import tests.decisions.crawl as cr

    T = collections.Counter()
    N = collections.Counter()
    ask = cr.Actor.ask

    def timed(self, request):
        t = time.process_time()
        r = ask(self, request)
        T[request.route] += time.process_time() - t
        N[request.route] += 1
        return r

    cr.Actor.ask = timed
    t = time.process_time()
    w = time.time()
    run = Run(persona)
    t1 = time.process_time()
    run.decide()
    json.dump(
        {
            "writes": {r: sorted(x) for r, x in run.crawl.actor.writes.items() if x},
            "told": sorted(run.told),
            "findings": sorted({*run.findings}),
            "faults": run.faults,
            "gaps": sorted(run.crawl.gaps),
            "cpu": [t1 - t, time.process_time() - t1, time.time() - w],
            "slow": [(r, round(x, 1), N[r]) for r, x in T.most_common(12)],
        },
        open(f"/tmp/run_{persona.replace(' ', '_')}.json", "w"),
        indent=1,
    )
    cr.Actor.ask = ask
    assert not run.findings, "\n".join(sorted({*run.findings}))
    assert not run.faults, "\n".join(run.faults)
    assert not run.crawl.gaps
