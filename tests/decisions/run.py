"""One run of the crawl: a persona sends everything, then deciders press everything."""

from collections.abc import Iterable

from content.models import Decision
from home.tests.factories import come_to_schedules
from tests.decisions.crawl import Actor, Crawl, Decider
from tests.decisions.declared import list_changing_at_once
from tests.decisions.forms import Pen
from tests.decisions.judge import Judge, list_faults
from tests.decisions.public_bytes import Snapshot, read_website
from tests.decisions.world import States
from tests.isolation.canaries import Canaries
from tests.isolation.routes import Route, list_admin_routes
from tests.isolation.world import keeping


class Run:
    """A world in both states, its persona, and the findings.

    ``findings``: what is public that nobody entitled has decided about, a line each. ``told``: the
    words of the persona that were public in the end, with their fields.
    """

    def __init__(self, persona: str) -> None:
        self.states = States(persona)
        self.agency = self.states.world.ours.agency
        self.canaries = Canaries("sonca")
        self.judge = Judge(self.canaries, self.states)
        self.crawl = Crawl(self.states, Pen(self.canaries))
        self.deciders = [Decider(self.states, user) for user in self.states.deciders]
        self.before = read_website(self.agency, self.canaries, self.states.hidden)
        self.findings: list[str] = []
        self.told: set[str] = set()

    @property
    def faults(self) -> list[str]:
        """Return what answered with an error of the program."""
        people = [self.crawl.actor, *(decider.actor for decider in self.deciders)]
        return sorted({fault for actor in people for fault in actor.faults})

    @staticmethod
    def list_deciding(actor: Actor) -> set[str]:
        """Return the routes by which a person has decided about something."""
        return {route for route, tables in actor.writes.items() if Decision._meta.label in tables}

    def read(self) -> Snapshot:
        """Read the website now, with all addresses that it had at the beginning."""
        now = read_website(self.agency, self.canaries, self.before.digests)
        self.told |= {self.canaries.meanings.get(word, word) for word in now.words}
        return now

    def send(self, routes: Iterable[Route] | None = None) -> None:
        """Let the persona send everything: no byte may change that the persona may not change."""
        routes = list_admin_routes() if routes is None else [*routes]
        routes = [route for route in routes if route.pattern.startswith("admin/")]
        names = list_changing_at_once(by_moderator=self.states.may_take_off)
        at_once = [route for route in routes if route.name in names]
        # Deciders find what the persona makes.
        with keeping(self.states.owner):
            self._send(routes, at_once)

    def _send(self, routes: list[Route], at_once: list[Route]) -> None:
        self.crawl.send_everything(route for route in routes if route not in at_once)
        now = self.read()
        self.findings += self.judge.list_unread_words(now)
        self.findings += self.judge.list_undecided_changes(self.before, now)
        changes = self.crawl.send_and_undo(routes, self.read)
        self.findings += self.judge.list_taken_away(changes)
        self.crawl.send_everything(at_once)
        self.findings += self.judge.list_unread_words(self.read())

    def decide(self) -> None:
        """Let the persona send everything while deciders look, and let them press afterwards.

        What they press first shows nothing of the persona. What they open then, they have seen.
        """
        presses = [(decider, decider.open_all()) for decider in self.deciders]
        self.send()
        for decider, opened in presses:
            decider.press(opened)
        come_to_schedules()
        self.findings += self.judge.list_unread_words(self.read(), self.deciders)
        for decider in self.deciders:
            decider.decide_afresh()
        now = self.read()
        self.findings += self.judge.list_unread_words(now, self.deciders)
        self.findings += self.judge.list_pictures(now, self.deciders)
        self.findings += list_faults()
