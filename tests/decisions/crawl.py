"""The crawl: a persona sends every form of the admin, and deciders press what brings back."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Set
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode, urljoin, urlsplit

from django.apps import apps
from django.db import transaction
from django.db.models import Model
from django.http import HttpResponse
from django.test import TestCase
from django.urls import Resolver404, resolve
from wagtail.models import CollectionViewRestriction, Page, PageViewRestriction

from accounts.models import User
from bulletins.models import Bulletin, Placement
from content.models import CustomDocument, CustomImage
from home.models import is_in_trash
from sites.permissions.routes import ROUTE_RULES, USUAL_METHODS
from tests.decisions.forms import (
    SUBMITTING,
    Data,
    Form,
    Pen,
    fill,
    list_errors,
    list_forms,
    mark,
    open_unchanged,
)
from tests.decisions.public_bytes import Snapshot
from tests.decisions.world import States
from tests.html import read_html
from tests.isolation import rows
from tests.isolation.canaries import get_text
from tests.isolation.request_bodies import BODIES, BUTTONS
from tests.isolation.requests import JSON, Request, get_client
from tests.isolation.route_arguments import Filler, Values
from tests.isolation.routes import Route, list_admin_routes
from tests.isolation.world import Owner

# A view may take one of these as an order that its form does not offer.
FORGED: Data = {
    **{f"action-{name}": "1" for name in ("publish", "save", "workflow-action", "unpublish")},
    **dict.fromkeys(("live", "is_emergency", "published", "confirmed", "spelling_only"), "on"),
    **{"decision": "approve", "workflow-action-name": "approve", "step": "publish"},
    **{"go_live_at": "01/01/2026 08:00", "urgency": "emergency", "restriction_type": "none"},
}


class StatesFiller(Filler):
    """Fills arguments with one object of each kind in each state, the states that differ first."""

    is_newest_first = False

    def fill(self, route: Route, owner: Owner) -> list[Values]:
        # What was made for a state is newer than what the world had before. Of a pair, such as a
        # parent and a kind of page, the older ones fit.
        self.is_newest_first = len(route.arguments) == 1
        return super().fill(route, owner)

    def objects(self, model: type[Model], owner: Owner) -> list[Model]:
        found = super().objects(model, owner)
        if self.is_newest_first:
            found = found[::-1]
        if not issubclass(model, Page | Bulletin):
            return found
        by_state: dict[object, list[Model]] = defaultdict(list)
        for obj in found:
            kinds = by_state[_describe_state(obj)]
            # Of bulletins there are few, some with a recording.
            if isinstance(obj, Bulletin) or not any(type(one) is type(obj) for one in kinds):
                kinds.append(obj)
        rounds = max(map(len, by_state.values()), default=0)
        return [kinds[n] for n in range(rounds) for kinds in by_state.values() if n < len(kinds)]


def _describe_state(obj: Any) -> tuple[object, ...]:
    state = [obj.live, obj.locked, bool(obj.first_published_at), obj.locale_id]
    state += [bool(obj.workflow_in_progress), bool(obj.scheduled_revision)]
    state.append(obj.has_unpublished_changes)
    if isinstance(obj, Page):
        return (*state, is_in_trash(obj), obj.alias_of_id is None)
    return (*state, obj.urgency, bool(obj.withdrawn_at))


@dataclass
class Actor:
    """A person who asks; what of it was written, and what went wrong.

    ``writes``: the tables that each route has written. ``seen``: everything that screens for
    decisions have shown.
    """

    user: User
    writes: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    faults: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.client = get_client(self.user)
        self.cookies = self.client.cookies.copy()
        self.tables = rows.list_tables()

    def ask(self, request: Request) -> HttpResponse:
        """Send a request, and do what waits for the end of its transaction."""
        # Signing out takes the cookie away.
        self.client.cookies = self.cookies.copy()
        with (
            rows.collect_written_tables() as written,
            transaction.atomic(),
            TestCase.captureOnCommitCallbacks(execute=True),
        ):
            response = request.send(self.client)
        if request.method != "GET":
            self.writes[request.route] |= {
                self.tables[table]._meta.label for table in written if table in self.tables
            }
        if response.status_code >= 500:
            error = getattr(response, "exc_info", None)
            said = repr(error[1]) if error else ""
            self.faults.append(f"{request.method} {request.route} {request.url}: {said}")
        return response


class Crawl:
    """What one persona sends to all routes with words of their own.

    ``gaps``: routes whose arguments the world cannot fill.
    """

    def __init__(self, states: States, pen: Pen) -> None:
        self.actor, self.pen, self.owner = Actor(states.persona), pen, states.owner
        # Bodies name what is another unit's: here that is one's own.
        self.mirror = replace(states.world, theirs=states.world.ours)
        self.filler = StatesFiller(states.world, FEW)
        self.gaps: set[str] = set()
        self.sent: set[str] = set()
        self.is_undone = False
        self.delayed: list[tuple[Route, str]] = []

    def send_everything(self, routes: Iterable[Route]) -> None:
        """Send each form of each route; what closes a page, or submits it, comes last."""
        self.delayed = []
        for route in sorted(routes, key=lambda route: route.name not in IN_ALL_STATES):
            for number, values in enumerate(self._fill(route)):
                if not _takes_away(route, values):
                    self._visit(route, values, with_bodies=number < FEW)
        for route, url in self.delayed:
            for form in list_forms(self.actor.ask(Request(route.name, url))):
                for button in form.buttons:
                    if any(map(SUBMITTING.search, button)):
                        self._send(route, url, form, button)

    def send_and_undo(self, routes: Iterable[Route], read: Callable[[], Snapshot]) -> list[str]:
        """Send what takes things away, undo each, and return what became of public addresses.

        ``read``: reads the website; it is asked where rows have changed that decide what is public.
        """
        found = []
        before, addresses, self.is_undone = _read_skeleton(), None, True
        for route in routes:
            for values in self._fill(route):
                if not _takes_away(route, values):
                    continue
                with transaction.atomic():
                    self._visit(route, values, with_bodies=True)
                    changed = read() if _read_skeleton() != before else None
                    transaction.set_rollback(True)
                if changed:
                    addresses = addresses or read()
                    found += [f"{route.name}: {path}" for path in addresses.differing(changed)]
        self.is_undone = False
        return found

    def _fill(self, route: Route) -> list[Values]:
        """Return arguments of a route that name one's own things, more where states matter."""
        if route.name in LEFT_OUT:
            return []
        self.filler.enough = IN_ALL_STATES.get(route.name, (Page, FEW))[1]
        try:
            return self.filler.fill(route, self.owner)
        except LookupError as error:
            self.gaps.add(str(error))
            return []

    def _visit(self, route: Route, values: Values, *, with_bodies: bool) -> None:
        url = route.url(values)
        if route.name not in ROUTE_RULES and not self.actor.user.is_superuser:
            # The wall refuses it; the drill for isolation sends more.
            self.actor.ask(Request(route.name, url, {}))
            return
        if route.name == "wagtail_bulk_action":
            model = apps.get_model(values["app_label"], values["model_name"])
            chosen = self.filler.objects(model, self.owner)[:TOGETHER]
            url += "?" + urlencode({"id": [obj.pk for obj in chosen]}, doseq=True)
        has_form = self._send_forms(route, url, values)
        bodies = BODIES[route.name](self.mirror, values) if route.name in BODIES else []
        for data in [*bodies, *([] if has_form else BUTTONS)] if with_bodies else ():
            self._post(route, url, mark(data, self.pen, route.name))

    def _send_forms(self, route: Route, url: str, values: Values) -> bool:
        """Send each form of a screen with each button; return whether it has a form of its own."""
        has_form = False
        for form in list_forms(self.actor.ask(Request(route.name, url))):
            action = urljoin(url, form.action)
            # Each screen has some forms that lead elsewhere, such as that for signing out.
            if action != url and action in self.sent:
                continue
            self.sent.add(action)
            has_form |= action == url
            buttons = [one for one in form.buttons if not any(map(SUBMITTING.search, one))]
            if len(buttons) < len(form.buttons):
                self.delayed.append((route, url))
            refused: set[str] = set()
            for button in [*(buttons or [{}]), FORGED, *self._overwrite(route, values)]:
                # A script gets no list of what is refused.
                refused |= self._send(route, url, form, button, refused)
        return has_form

    def _overwrite(self, route: Route, values: Values) -> list[Data]:
        """Return the field by which Wagtail saves over the latest version of a page or bulletin."""
        model, _number = IN_ALL_STATES.get(route.name, (None, 0))
        key = next(iter(values.values()), None)
        obj = model.objects.filter(pk=key).first() if model else None
        latest = getattr(obj, "latest_revision_id", None)
        return [{"overwrite_revision_id": latest}] if latest else []

    def _post(self, route: Route, url: str, data: Data) -> None:
        self.actor.ask(Request(route.name, url, data))
        rule = ROUTE_RULES.get(route.name)
        for verb in sorted(rule.methods - USUAL_METHODS - {"DELETE"}) if rule else ():
            self.actor.ask(Request(route.name, url, data, verb))

    def _send(
        self, route: Route, url: str, form: Form, button: Data, refused: Set[str] = frozenset()
    ) -> Set[str]:
        """Send a form; once more without the fields that were refused, which are returned."""
        action, spared = urljoin(url, form.action), {*refused}
        name = _name_route(action, route.name)
        # A form of one screen may take away what the next one needs.
        is_left_out = name in LEFT_OUT or (TAKES_AWAY.search(name) and not self.is_undone)
        for _attempt in range(0 if is_left_out else 3):
            pressed = {key: value for key, value in button.items() if key not in spared}
            data = fill(form, self.pen, name, spared) | pressed
            accepts = JSON if "overwrite_revision_id" in button else ""
            response = self.actor.ask(Request(name, action, data, accepts=accepts))
            more = list_errors(response) - spared
            if not more:
                break
            spared |= more
        return spared


@dataclass(frozen=True)
class Press:
    """A button of a screen that a decider has opened, with what the screen sends."""

    route: str
    url: str
    data: Data


class Decider:
    """A person who may publish, and presses each button that brings something before citizens."""

    def __init__(self, states: States, user: User) -> None:
        self.actor, self.owner = Actor(user), states.get_owner(user)
        self.filler = StatesFiller(states.world, MANY)
        routes = [route for route in list_admin_routes() if route.name in SCREENS]
        self.routes = sorted(routes, key=lambda route: SCREENS.index(route.name))

    def open_all(self) -> list[Press]:
        """Open each screen for each object, and return the buttons."""
        return [press for route, url in self._list_screens() for press in self._open(route, url)]

    def press(self, presses: Iterable[Press]) -> None:
        """Press buttons of screens that were opened before."""
        for one in presses:
            self.actor.ask(Request(one.route, one.url, one.data))

    def decide_afresh(self) -> None:
        """Open each screen, and press its buttons at once."""
        for route, url in self._list_screens():
            self.press(self._open(route, url))

    def has_seen(self, word: str) -> bool:
        """Return whether a screen has shown a word before a button of it was pressed."""
        return any(word in text for text in self.actor.seen)

    def _list_screens(self) -> Iterator[tuple[Route, str]]:
        for route in self.routes:
            for values in self.filler.fill(route, self.owner):
                yield route, route.url(values)

    def _open(self, route: Route, url: str) -> list[Press]:
        response = self.actor.ask(Request(route.name, url))
        if response.status_code == 200:
            self._see(response, url)
        found = []
        for form in list_forms(response):
            action = urljoin(url, form.action)
            name = _name_route(action, route.name)
            buttons = BRINGS_BACK.get(name, NO_BUTTON)
            for button in form.buttons or [{}]:
                if not buttons or any(map(buttons.fullmatch, (*button, *button.values()))):
                    found.append(Press(name, action, open_unchanged(form) | button))
        return found

    def _see(self, response: HttpResponse, url: str) -> None:
        """Remember the words of a screen, and of the documents that it frames."""
        text = get_text(response).lower()
        self.actor.seen.append(text)
        for frame in read_html(text).select("iframe[src]"):
            address = urljoin(url, frame["src"])
            if urlsplit(address).netloc == "":
                self.actor.seen.append(get_text(self.actor.ask(Request("frame", address))).lower())


def _takes_away(route: Route, values: Values) -> bool:
    """Return whether a request may take away what later requests need."""
    return bool(TAKES_AWAY.search(f"{route.name} {values.get('action')}"))


def _read_skeleton() -> list[list[Any]]:
    """Return the columns by which it is decided what is public, where, and for whom."""
    columns = {
        Page: ("live_revision", "path", "url_path", "expire_at", "last_published_at"),
        Bulletin: ("live_revision", "withdrawn_at", "ended_at", "last_published_at"),
        CustomDocument: ("file", "title", "collection", "binned_at"),
        CustomImage: ("file", "title", "description", "collection", "binned_at"),
        PageViewRestriction: ("page", "restriction_type"),
        CollectionViewRestriction: ("collection", "restriction_type"),
        Placement: ("pinned", "hidden"),
    }
    return [
        list(
            model._base_manager.filter(**({"live": True} if model in {Page, Bulletin} else {}))
            .order_by("pk")
            .values_list("pk", *names)
        )
        for model, names in columns.items()
    ]


def _name_route(url: str, default: str) -> str:
    try:
        return resolve(urlsplit(url).path, "config.admin_urls").view_name
    except Resolver404:
        return default


# They are about the persona's own account, and who sends them has nothing more to send; the last
# one fails, as a test of Wagtail's.
LEFT_OUT = frozenset(
    (
        *("account_logout", "session_returned", "wagtailadmin_account", "wagtailadmin_logout"),
        "wagtailadmin_error_test",
    )
)
TAKES_AWAY = re.compile(
    r"delete|purge|bin_|unpublish|:move|move_|shift_|position|archive|revoke|set_privacy"
    r"|people:|_end\b|withdraw|(?:error|jobs|incidents|agencies|wagtailsites|wagtaillocales)\W"
)
# Objects of one kind for which a form is sent.
FEW, MANY = 4, 30
# Objects that an act on several is sent with.
TOGETHER = 6
# Their forms are sent for objects of each kind in each state: for so many.
IN_ALL_STATES: dict[str, tuple[type[Model], int]] = {
    "wagtailadmin_pages:edit": (Page, MANY),
    "desk:front_page": (Page, MANY),
    "wagtailsnippets_bulletins_bulletin:edit": (Bulletin, MANY),
    "wagtaildocs:edit": (CustomDocument, 8),
    "wagtailimages:edit": (CustomImage, 8),
}
# What brings something before citizens, in the order of pressing, with the names or values of the
# buttons for it; None for all.
BRINGS_BACK: dict[str, re.Pattern[str] | None] = {
    "bin_restore_image": None,
    "bin_restore_document": None,
    "bin_restore_page": None,
    "bulletin_bring_back": None,
    "recording_publish": None,
    "recording_confirm": None,
    "approval:review": re.compile("approve"),
    "bulletin_review": re.compile("approve"),
    "approval:words": re.compile("approve"),
    "bulletin_publish": None,
    "desk:agency_opening_hours": None,
    "desk:placement": None,
    "wagtailsettings:edit": None,
    "desk:front_page": re.compile("publish"),
    "wagtailadmin_pages:revisions_unschedule": None,
    "wagtailadmin_pages:edit": re.compile("action-publish"),
    "wagtailsnippets_bulletins_bulletin:edit": re.compile("action-publish"),
}
NO_BUTTON = re.compile(r"\b\B")
# The forms for it are on these screens.
SCREENS = ("bin", "recording", *BRINGS_BACK)
