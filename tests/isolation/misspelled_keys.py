"""The walk with misspelled keys: somebody else's objects, in each way that a key can be written.

In the ordinary run a kind of argument is misspelled in every way where a view reads it by itself,
and in those ways that Django's converters let pass where they read it first. In a drill it is every
way, on the routes of the day.
"""

from collections.abc import Callable, Iterator
from urllib.parse import quote, urlencode

from wagtail.test.utils.form_data import streamfield

from home.tests.factories import make_article_form
from sites.middleware.admin import EVERYWHERE
from sites.permissions.routes import ROUTE_RULES
from tests.isolation.query_parameters import PARAMETERS
from tests.isolation.request_bodies import BODIES, foreign_body
from tests.isolation.requests import Request
from tests.isolation.route_arguments import Values
from tests.isolation.routes import Route
from tests.isolation.spellings import OF_PATHS, list_json_values, list_spellings
from tests.isolation.walk import Crawl

# Stands for a key until it is misspelled; no row has it.
PLACEHOLDER = 987654321
VERBS = ["PUT", "PATCH", "DELETE"]


class Misspelling(Crawl):
    """One persona's walk over the routes that are open to it."""

    def __init__(self, *args: object, everything: bool = False) -> None:
        super().__init__(*args)
        self.everything = everything

    def routes(self) -> list[Route]:
        """Return the routes that a rule opens to somebody."""
        return [route for route in self.walk.routes if route.name in ROUTE_RULES]

    def routes_called(self, names: set[str]) -> list[Route]:
        return [route for route in self.walk.routes if route.name in names]

    def paths(self, route: Route) -> None:
        """Misspell what an address names."""
        for values in self._of_each_model(route):
            for name, key in values.items():
                if not isinstance(key, int) or not self.walk.filler._model(route, name, values):
                    continue
                for spelled in self._of_paths(route, name, key):
                    url = route.url(values | {name: PLACEHOLDER})
                    url = url.replace(str(PLACEHOLDER), quote(spelled, safe=""))
                    # Some views make no address of the key when they are told where to go.
                    url += "?next=/admin/"
                    answer = self.visitor.ask(Request(route.name, url))
                    self._expect_closed(route, values, answer, url)
                    if self.everything or not _is_converted(route, name):
                        for body in self._bodies(route, values)[:1] or [{}]:
                            self.visitor.ask(Request(route.name, url, body))

    def queries(self, route: Route) -> None:
        """Misspell what stands behind the question mark."""
        for values in self.walk.own_values(route)[:1]:
            url = route.url(values)
            for name in sorted(self._parameters(route, url)):
                for query in self._misspelled_queries(name):
                    self.visitor.ask(Request(route.name, f"{url}?{query}"))
                    if route.name == "wagtail_bulk_action":
                        self.visitor.ask(Request(route.name, f"{url}?{query}", {}))

    def forms(self, route: Route) -> None:
        """Misspell the fields that the wall knows."""
        declared = EVERYWHERE | dict(ROUTE_RULES[route.name].body)
        for values in self.walk.own_values(route)[:1]:
            url = route.url(values)
            for body in self._bodies(route, values)[: None if self.everything else 1]:
                for name in sorted(declared.keys() & body.keys()):
                    for spelled in self._spellings(body[name]):
                        self.visitor.ask(Request(route.name, url, body | {name: spelled}))

    def scripts(self, route: Route) -> None:
        """Send what only scripts send: other methods, and JSON."""
        for values in self.walk.own_values(route)[:1]:
            url, sent = route.url(values), {"id": PLACEHOLDER}
            for verb in VERBS if self.everything else VERBS[:1]:
                self.visitor.ask(Request(route.name, url, sent, verb, as_json=True))
                if self.everything:
                    self.visitor.ask(Request(route.name, url, sent, verb))
            if ROUTE_RULES[route.name].json:
                for body in self._misspelled_json(route, values):
                    self.visitor.ask(Request(route.name, url, body, as_json=True))

    def articles(self, route: Route) -> None:
        """Misspell what the content of an article points at: fields, blocks and rich text."""
        image = self.world.theirs.things["image"].pk
        url = route.url({"page_id": self.world.ours.things["draft article"].pk})
        for name, spelled in list_spellings(image).items():
            self.visitor.ask(Request(route.name, url, make_article_form(image=spelled)))
            blocks = foreign_body(self.world, _spelled_like(name))[:4]
            for block in blocks if self.everything else blocks[:1]:
                body = make_article_form(body=streamfield([block]))
                self.visitor.ask(Request(route.name, url, body))

    def translations(self, route: Route) -> None:
        """Misspell what a translation may have instead, as wagtail-localize's script sends it."""
        theirs = self.world.theirs.things
        for values in self.walk.own_values(route)[: None if self.everything else 1]:
            url = route.url(values)
            for name in list_spellings(0):
                spell = _spelled_like(name)
                image, page = spell(theirs["image"].pk), spell(theirs["draft article"].pk)
                sent = [image]
                if self.everything or route.name.endswith("string_translation"):
                    sent += [
                        f'<embed embedtype="image" id="{image}"/>',
                        f"<embed embedtype='image' id='{image}'/>",
                        f'<!--><embed alt=">" embedtype="image" id="{image}"/>-->',
                        f'<a linktype="page" id="{page}">x</a>',
                    ]
                for value in sent:
                    self.visitor.ask(Request(route.name, url, {"value": value}, "PUT"))
            self.visitor.ask(Request(route.name, url, {"value": image}, "PUT", as_json=True))
            self.visitor.ask(Request(route.name, url, {}, "PUT"))

    def _parameters(self, route: Route, url: str) -> set[str]:
        """Return the names to misspell: in the ordinary run those of a route's own, and those
        that every screen has on one screen.
        """
        own = set(ROUTE_RULES[route.name].query)
        if route.name == "wagtail_bulk_action":
            own |= {"id", "childOf"}
        if self.everything:
            return own | (self.walk.parameters(route, url) & PARAMETERS.keys())
        return own | (EVERYWHERE.keys() if route.name == "wagtailadmin_choose_page" else set())

    def _of_each_model(self, route: Route) -> list[Values]:
        """Return arguments that name what is another's: a few of each model that a route takes."""
        groups: dict[tuple[object, ...], list[Values]] = {}
        for values in self.walk.foreign_values(route):
            words = tuple(value for value in values.values() if not isinstance(value, int))
            groups.setdefault(words, []).append(values)
        several = self.everything or "app_label" in route.arguments
        return [values for found in groups.values() for values in found[: 2 if several else 1]]

    def _of_paths(self, route: Route, name: str, key: int) -> list[str]:
        spelled = list_spellings(key)
        if self.everything or not _is_converted(route, name):
            return list(spelled.values())
        return [spelled[way] for way in OF_PATHS]

    def _misspelled_queries(self, name: str) -> Iterator[str]:
        choices = PARAMETERS[name](self.world) if name in PARAMETERS else []
        for key in [key for key in choices if isinstance(key, int)][:1]:
            for spelled in list_spellings(key).values():
                yield urlencode({name: spelled})
            own = self.world.ours.things["draft article"].pk
            yield urlencode({name: [own, list_spellings(key)[" 31"]]}, doseq=True)

    def _spellings(self, value: object) -> list[str]:
        return list(list_spellings(value).values()) if isinstance(value, int) else []

    def _misspelled_json(self, route: Route, values: Values) -> Iterator[dict[str, object]]:
        for body in BODIES[route.name](self.world, values)[:1]:
            for name in sorted(ROUTE_RULES[route.name].body.keys() & body.keys()):
                for value in list_json_values(int(str(body[name]))):
                    yield body | {name: value}


def _is_converted(route: Route, name: str) -> bool:
    """Whether Django makes a number of an argument before anybody sees it."""
    return f"<int:{name}>" in route.pattern


def _spelled_like(name: str) -> Callable[[int], str]:
    return lambda key: list_spellings(key)[name]
