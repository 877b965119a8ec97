"""The walk: every route, with somebody else's objects wherever an object can be named."""

from collections.abc import Iterable, Iterator
from urllib.parse import urljoin

from django.db.models import Model
from django.http import HttpResponse

from sites.permissions.routes import ROUTE_RULES
from tests.isolation.denials import OPEN, list_reasons
from tests.isolation.introspection import list_blocks, list_forms, list_references
from tests.isolation.query_parameters import TOGETHER, list_query_strings, unknown
from tests.isolation.request_bodies import BODIES, BUTTONS, foreign_blocks
from tests.isolation.requests import Leak, Request, TenantProbe
from tests.isolation.route_arguments import Filler, Values
from tests.isolation.routes import Route, list_admin_routes
from tests.isolation.world import Owner, World

# How many objects of one kind a route is asked for: enough to meet each way a view can go wrong.
ENOUGH = 2
# In a drill.
PLENTY = 6


class Walk:
    """Knows the world, all routes, and what an ICT administrator sees on each address."""

    def __init__(self, world: World, enough: int = ENOUGH) -> None:
        self.world = world
        self.is_long = enough > ENOUGH
        self.filler = Filler(world, enough)
        self.routes = list_admin_routes()
        self.administrator = TenantProbe(
            "administrator", world.central.people["administrator"], world
        )
        self._forms: dict[str, list[tuple[str, dict[str, object]]]] = {}
        self._parameters: dict[str, set[str]] = {}
        self._opened: dict[str, bool] = {}
        self._filled: dict[tuple[str, str, Owner], list[Values]] = {}
        # What the walk could not try for want of knowledge; it has to be empty in the end.
        self.gaps: set[str] = set()

    def foreign_values(self, route: Route) -> list[Values]:
        """Arguments that name what is the other agency's, in one place or in all."""
        ours, theirs = self.world.ours, self.world.theirs
        found = self._fill(route, theirs)
        if found and self.filler.names_objects(route) > 1:
            found += self.filler.fill(route, theirs, ours)[:3]
            found += self.filler.fill(route, ours, theirs)[:3]
        return found

    def own_values(self, route: Route) -> list[Values]:
        """Arguments that name what is one's own, or nothing."""
        return self._fill(route, self.world.ours)[:2]

    def _fill(self, route: Route, owner: Owner) -> list[Values]:
        key = (route.name, route.pattern, owner)
        if key not in self._filled:
            try:
                self._filled[key] = self.filler.fill(route, owner)
            except LookupError as error:
                self._filled[key] = []
                self.gaps.add(str(error))
            if not self._filled[key]:
                self.gaps.add(f"{route.name}: the world has nothing for {route.pattern}")
        return [*self._filled[key]]

    def parameters(self, route: Route, url: str) -> set[str]:
        """Return what the view looks for behind the question mark."""
        key = f"{route.name} {route.pattern}"
        if key not in self._parameters:
            found = self._parameters[key] = self.administrator.asked_for(url)
            if unknown(found):
                self.gaps.add(f"{route.name}: what are the parameters {sorted(unknown(found))}?")
        return self._parameters[key]

    def is_open_to_administrators(self, request: Request) -> bool:
        """Whether an administrator gets a page; asked once for each address."""
        if request.url not in self._opened:
            self._opened[request.url] = self.administrator.ask(request).status_code == 200
        return self._opened[request.url]

    def is_barred(self, route: Route) -> bool:
        """Whether no rule lets a member into a route, whatever is sent.

        A long walk takes nobody's word for that, and sends everything all the same.
        """
        return route.name not in ROUTE_RULES and not self.is_long

    def forms(self, route: Route, url: str) -> list[tuple[str, dict[str, object]]]:
        """Return the forms an ICT administrator is shown at an address."""
        if url not in self._forms:
            answer = self.administrator.ask(Request(route.name, url))
            self._forms[url] = list_forms(answer)
        return self._forms[url]


class Crawl:
    """One persona's walk over all routes."""

    def __init__(self, walk: Walk, visitor: TenantProbe) -> None:
        self.walk = walk
        self.visitor = visitor
        self.world = walk.world

    def foreign(self, route: Route) -> None:
        """Ask for somebody else's objects in the path: look, then send."""
        for values in self.walk.foreign_values(route):
            url = route.url(values)
            answer = self.visitor.ask(Request(route.name, url))
            self._expect_closed(route, values, answer, url)
            for body in (*BUTTONS, *self._bodies(route, values)):
                self.visitor.ask(Request(route.name, url, body))
            if self.walk.is_barred(route):
                continue
            for action, body in self.walk.forms(route, url):
                self.visitor.ask(Request(route.name, urljoin(url, action), body))

    def own(self, route: Route) -> None:
        """Ask for one's own objects, naming somebody else's in query strings and forms."""
        for values in self.walk.own_values(route):
            url = route.url(values)
            answer = self.visitor.ask(Request(route.name, url))
            if self.walk.is_barred(route):
                continue
            for query in self._queries(route, url, values):
                self.visitor.ask(Request(route.name, f"{url}?{query}"))
                if route.name in TOGETHER:
                    for body in ({}, *self._bodies(route, values)):
                        self.visitor.ask(Request(route.name, f"{url}?{query}", body))
            for body in self._bodies(route, values):
                self.visitor.ask(Request(route.name, url, body))
            for action, body in self._with_references(answer):
                self.visitor.ask(Request(route.name, urljoin(url, action), body))

    def _queries(self, route: Route, url: str, values: Values) -> list[str]:
        parameters = self.walk.parameters(route, url)
        return list_query_strings(self.world, route.name, parameters, values)

    def _bodies(self, route: Route, values: Values) -> list[dict[str, object]]:
        return BODIES[route.name](self.world, values) if route.name in BODIES else []

    def _with_references(self, answer: HttpResponse) -> Iterator[tuple[str, dict[str, object]]]:
        """Fill each field that names an object with somebody else's."""
        fields, blocks = list_references(answer), list_blocks(answer)
        for action, content in list_forms(answer):
            yield action, content
            for name, children in blocks.items():
                for filled in foreign_blocks(self.world, name, children):
                    yield action, content | filled
            for name, model in fields.items():
                for obj in self._foreign_objects(model):
                    yield action, content | {name: obj.pk}

    def _foreign_objects(self, model: type[Model]) -> list[Model]:
        return self.world.theirs.all(model)[:2]

    def _expect_closed(self, route: Route, values: Values, answer: HttpResponse, url: str) -> None:
        if answer.status_code == 200 and self._names_theirs(route, values):
            what = "opens what is not theirs"
            self.visitor.leaks.append(Leak(self.visitor.persona, Request(route.name, url), what))

    def _names_theirs(self, route: Route, values: Values) -> bool:
        if route.name in list_reasons(OPEN):
            return False
        secret: list[Owner] = [o for o in self.visitor.concern.strangers if o.agency is not None]
        for name, value in values.items():
            model = self.walk.filler._model(route, name, values)
            label = model._meta.concrete_model._meta.label if model else ""
            if any(value in owner.keys.get(label, ()) for owner in secret):
                return True
        return False


def report(leaks: Iterable[object]) -> str:
    """Each leak once, a line each."""
    return "\n" + "\n".join(sorted({str(leak) for leak in leaks}))
