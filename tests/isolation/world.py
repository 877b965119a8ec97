"""Two agencies and a centre, each with everything it can own, and whose every row is.

What an agency can own is made by the functions of ``owned_objects``; whatever rows such a function
leaves behind are that agency's, so that nothing needs to be listed twice.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.auth.models import Group, Permission
from django.db.models import Model
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission, Page

from accounts.models import User
from bulletins.roles import AUTHORS
from sites.models import Agency
from sites.tests.factories import create_agency
from tests.isolation import rows
from tests.isolation.canaries import Canaries

# The birds whose names the words of each owner are made of.
BIRDS = {"ours": "chichchoe", "theirs": "dieuhau", "central": "phuonghoang"}


@dataclass(eq=False)
class Owner:
    """One who owns things: its words, its agency if it is one, its people, its rows."""

    canaries: Canaries
    agency: Agency | None = None
    people: dict[str, User] = field(default_factory=dict)
    # Things that later makers and the requests need, by a name.
    things: dict[str, Model] = field(default_factory=dict)
    keys: rows.Keys = field(default_factory=dict)

    def word(self, meaning: str) -> str:
        return self.canaries.word(meaning)

    def title(self, meaning: str) -> str:
        return self.canaries.title(meaning)

    def person(self, name: str, *groups: Group, **fields: object) -> User:
        """Make a person all of whose names are words of this owner."""
        user = User.objects.create_user(
            self.word(f"user name, {name}"),
            f"{self.word(f'e-mail, {name}')}@backan.example",
            "mật-khẩu-dài",
            first_name=self.word(f"first name, {name}"),
            last_name=self.word(f"last name, {name}"),
            **fields,
        )
        user.groups.set(groups)
        self.people[name] = user
        return user

    def all(self, model: type[Model]) -> list[Model]:
        """Return this owner's objects of a model, deleted or not, telling pages first."""
        keys = self.keys.get(model._meta.concrete_model._meta.label, ())
        if not issubclass(model, Page):
            return list(model._base_manager.filter(pk__in=keys).order_by("pk"))
        named = [thing for thing in self.things.values() if isinstance(thing, model)]
        pages = model._default_manager.filter(pk__in=keys).order_by("pk").specific()
        return sorted(pages, key=lambda page: page not in named)


@dataclass
class World:
    """``ours`` is the agency the personas of the walk work for; ``theirs`` is the other one."""

    ours: Owner
    theirs: Owner
    central: Owner
    personas: dict[str, User | None]


Maker = Callable[[Owner], None]
AGENCY_MAKERS: list[Maker] = []
CENTRAL_MAKERS: list[Maker] = []


def agency_maker(make: Maker) -> Maker:
    """Declare a kind of thing that an agency can own; makers run in the order of declaration."""
    AGENCY_MAKERS.append(make)
    return make


def central_maker(make: Maker) -> Maker:
    """Declare a kind of thing that the ICT department has and keeps from units, or shares."""
    CENTRAL_MAKERS.append(make)
    return make


def build() -> World:
    """Make the world; to be undone by the caller's transaction."""
    owners = {name: Owner(Canaries(bird)) for name, bird in BIRDS.items()}
    central = owners["central"]
    with keeping(central):
        central.person("administrator", is_superuser=True)
        central.person("author", Group.objects.get(name=AUTHORS))
        for make in CENTRAL_MAKERS:
            make(central)
    for name in ("theirs", "ours"):
        with keeping(owners[name]):
            _settle(owners[name])
    with keeping(owners["ours"]):
        # Repairing them, as every change of members does, is our own affair.
        _tick_boxes_by_mistake(owners["ours"].agency.moderators, owners["theirs"].agency)
    outsider = User.objects.create_user("nguoi-ngoai", "nguoi-ngoai@backan.example")
    ours = owners["ours"]
    personas = {
        "editor": ours.people["editor"],
        "moderator": ours.people["moderator"],
        "author": central.people["author"],
        "outsider": outsider,
        "anonymous": None,
    }
    return World(ours, owners["theirs"], central, personas)


def _tick_boxes_by_mistake(group: Group, agency: Agency) -> None:
    """Give a group every permission on another agency's things, on the roots, and on what is the
    ICT department's, as a tired administrator might: it must be worth nothing.
    """
    pages = Permission.objects.filter(content_type__model="page")
    files = Permission.objects.filter(content_type__model__in=["image", "document", "collection"])
    for page in (agency.root_page, Page.get_first_root_node()):
        for permission in pages:
            GroupPagePermission.objects.get_or_create(group=group, page=page, permission=permission)
    for collection in (agency.collection, Collection.get_first_root_node()):
        for permission in files:
            GroupCollectionPermission.objects.get_or_create(
                group=group, collection=collection, permission=permission
            )
    departments = ["user", "group", "site", "locale", "workflow", "task"]
    group.permissions.add(*Permission.objects.filter(content_type__model__in=departments))


def _settle(owner: Owner) -> None:
    # Number 0: what everybody may know of an agency.
    code = owner.word("public name of the agency")
    owner.agency = create_agency(code)
    for make in AGENCY_MAKERS:
        make(owner)


@contextmanager
def keeping(owner: Owner) -> Iterator[None]:
    """Count the rows that are made inside the block as this owner's."""
    models = [model for model in apps.get_models(include_auto_created=True) if _is_kept(model)]
    before = rows.list_keys(rows.read(models))
    yield
    for label, found in rows.list_added(before, rows.list_keys(rows.read(models))).items():
        owner.keys[label] = owner.keys.get(label, set()) | found


def _is_kept(model: type[Model]) -> bool:
    return model._meta.db_table in rows.list_tables()
