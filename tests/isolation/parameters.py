"""What to put behind the question mark and into forms, to ask for what is somebody else's."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Model
from taggit.models import Tag
from wagtail.models import Collection, Page, Revision, Site, Task, Workflow

from accounts.models import User
from content.models import AgencyDocument, AgencyImage
from sites.models import Agency
from tests.isolation.arguments import Values
from tests.isolation.world import World

Choices = Callable[[World], list[object]]


def theirs(model: type[Model], limit: int = 2) -> Choices:
    """Keys of the other agency's objects."""
    return lambda world: [obj.pk for obj in world.theirs.all(model)[:limit]]


def words(*values: object) -> Choices:
    return lambda world: list(values)


def birds(world: World) -> list[object]:
    return [world.theirs.canaries.bird, world.central.canaries.bird]


def drafts(world: World) -> list[object]:
    return [world.theirs.things["draft article"].pk, world.theirs.agency.root_page_id]


def their_tags(world: World) -> list[object]:
    return [tag.name for tag in world.theirs.all(Tag)[:1]]


# The names that views look for in query strings.
PARAMETERS: dict[str, Choices] = {
    "q": birds,
    "term": birds,
    "search": birds,
    "scope": words("all"),
    "search_all": words("1"),
    # What the language switch of a website hands on.
    "muc": words("an-toan"),
    "nguon": words("so-y-te"),
    "nam": words("2026"),
    "from": words("2026-01-01"),
    "to": words("2026-12-31"),
    "tag": their_tags,
    "tags": their_tags,
    "export": words("csv", "xlsx"),
    "locale": words("en", "vi"),
    "language": words("en"),
    "multiple": words("1"),
    "collection_id": theirs(Collection),
    "collection": theirs(Collection),
    "user": theirs(User),
    "users": theirs(User),
    "owner": theirs(User),
    "edited_by": theirs(User),
    "locked_by": theirs(User),
    "requested_by": theirs(User),
    "last_translated_by": theirs(User),
    "finished_by": theirs(User),
    "reviewable": words("true"),
    "group": theirs(Group),
    "site": theirs(Site),
    "page": drafts,
    "parent": drafts,
    "parent_page_id": drafts,
    "new_parent_page": drafts,
    "new_slug": words("dia-chi"),
    "child_of": drafts,
    "descendant_of": drafts,
    "ancestor_of": drafts,
    "translation_of": drafts,
    "target_pages[]": drafts,
    "childOf": drafts,
    "id": drafts,
    "object_id": theirs(Page),
    "workflow": theirs(Workflow),
    "task": theirs(Task),
    "revision": theirs(Revision),
    "agency": theirs(Agency),
    "don-vi": lambda world: [world.theirs.agency.code],
    "unit": theirs(Agency),
    "unit_name": words("dieuhau0"),
    "person": theirs(User),
    "successors": theirs(Agency),
    "mau": words("1"),
    "tu": lambda world: [world.central.things["draft bulletin"].pk],
    "link_url": lambda world: [world.theirs.things["draft article"].full_url],
    "html_path": lambda world: [world.theirs.things["live article"].url_path],
    "page_type": words("home.newspage"),
    "type": words("home.newspage"),
    "content_type": words("home.newspage"),
    "user_perms": words("copy_to", "move_to"),
    "fields": words("*"),
    "for_explorer": words("1"),
    "label": birds,
    "object_title": birds,
    "source_title": birds,
}
# What changes only how an answer looks, or where it leads afterwards.
HARMLESS = {
    "_w_filter_fragment", "_w_hydrate_create_view", "action", "action-create", "action-edit",
    "action-send",
    "allow_anchor_link", "allow_email_link", "allow_external_link", "allow_phone_link",
    "can_choose_root", "category", "create_model", "describe_on_delete",
    "filter_method", "format", "has_child_pages", "has_children", "height", "in_preview_panel",
    "is_active", "is_commenting_action", "is_superuser", "kind", "last_published_at", "layout",
    "limit", "link_text", "live",
    "match_subclass", "mode", "next", "object_type", "offset", "order", "ordering", "p",
    "page_locale", "page_size", "position", "published", "result_set", "rich_text_format",
    "select_format", "select_locale", "show_disabled", "source_locale", "state", "status", "step",
    "target_locale", "task_type", "urgency", "waiting_for_translation", "width", "year",
}  # fmt: skip

# Parameters that matter only together, by route.
TOGETHER: dict[str, Callable[[World, Values], list[dict[str, object]]]] = {}


def together(*names: str) -> Callable[[Callable], Callable]:
    """Declare query strings of several parameters for routes."""

    def register(make: Callable) -> Callable:
        TOGETHER.update(dict.fromkeys(names, make))
        return make

    return register


@together("wagtail_bulk_action")
def of_many_things(world: World, values: Values) -> list[dict[str, object]]:
    model = apps.get_model(values["app_label"], values["model_name"])
    found = world.theirs.all(model) or world.central.all(model)
    queries = [{"id": [obj.pk for obj in found]}, {"id": "all"}]
    queries += [{"id": "all", "q": bird} for bird in birds(world)]
    if model is Page:
        section = world.theirs.things["draft article"].get_parent()
        queries += [{"id": "all", "childOf": pk} for pk in (section.pk, *drafts(world))]
        queries += [{"id": "all", "childOf": section.pk, "q": birds(world)[0]}]
    return queries


@together(
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailimages_chooser:chosen_multiple",
    "wagtaildocs_chooser:chosen_multiple",
)
def chosen(world: World, values: Values) -> list[dict[str, object]]:
    models = (Page, AgencyImage, AgencyDocument)
    return [{"id": [obj.pk for obj in world.theirs.all(model)]} for model in models]


@together("wagtailsnippetchoosers_bulletins_bulletin:chosen_multiple")
def chosen_bulletins(world: World, values: Values) -> list[dict[str, object]]:
    return [{"id": [world.central.things["draft bulletin"].pk]}]


@together("wagtailadmin_choose_page_search")
def searched_pages(world: World, values: Values) -> list[dict[str, object]]:
    return [{"q": bird, "page_type": "home.newspage", "multiple": 1} for bird in birds(world)]


@together("wagtailadmin_explore", "wagtailadmin_explore_results")
def searched_everywhere(world: World, values: Values) -> list[dict[str, object]]:
    return [{"q": bird, "search_all": 1} for bird in birds(world)]


@together(
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
)
def internal_addresses(world: World, values: Values) -> list[dict[str, object]]:
    pages = world.theirs.all(Page)
    return [{"link_url": page.full_url, "link_text": "x"} for page in pages[:4]]


def unknown(parameters: set[str]) -> set[str]:
    """Return those of the names of parameters that nothing is said of here."""
    return parameters - PARAMETERS.keys() - HARMLESS - _lookups(parameters)


def query_strings(world: World, name: str, parameters: set[str], values: Values) -> list[str]:
    """Return the query strings to try on a route that looks for ``parameters``."""
    single = [
        {parameter: value}
        for parameter in sorted(parameters & PARAMETERS.keys())
        for value in PARAMETERS[parameter](world)
    ]
    more = TOGETHER[name](world, values) if name in TOGETHER else []
    return [urlencode(query, doseq=True) for query in (*single, *more)]


def _lookups(parameters: set[str]) -> set[str]:
    """Names of ranges of dates and the like: they choose among what may be seen anyway."""
    ends = ("_after", "_before", "_from", "_to", "_min", "_max", "_0", "_1")
    return {name for name in parameters if name.endswith(ends)}
