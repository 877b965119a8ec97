"""What to put behind the question mark and into forms, to ask for what is somebody else's."""

from collections.abc import Callable
from urllib.parse import urlencode

from django.apps import apps
from django.contrib.auth.models import Group
from django.db.models import Model
from taggit.models import Tag
from wagtail.models import Collection, Page, Revision, Site, Task, Workflow

from accounts.models import User
from content.models import CustomDocument, CustomImage
from ops.models import ErrorKind
from sites.models import Agency
from tests.isolation.route_arguments import Values
from tests.isolation.world import World

Choices = Callable[[World], list[object]]


def list_foreign_keys(model: type[Model], limit: int = 2) -> Choices:
    """Keys of the other agency's objects."""
    return lambda world: [obj.pk for obj in world.theirs.all(model)[:limit]]


def list_words(*values: object) -> Choices:
    return lambda world: list(values)


def birds(world: World) -> list[object]:
    return [world.theirs.canaries.bird, world.central.canaries.bird]


def drafts(world: World) -> list[object]:
    return [world.theirs.things["draft article"].pk, world.theirs.agency.root_page_id]


def list_foreign_tags(world: World) -> list[object]:
    return [tag.name for tag in world.theirs.all(Tag)[:1]]


# The names that views look for in query strings.
PARAMETERS: dict[str, Choices] = {
    "q": birds,
    "term": birds,
    "search": birds,
    "scope": list_words("all"),
    "search_all": list_words("1"),
    # What the language switch of a website hands on.
    "muc": list_words("an-toan"),
    "nguon": list_words("so-y-te"),
    "nam": list_words("2026"),
    "from": list_words("2026-01-01"),
    "to": list_words("2026-12-31"),
    "tag": list_foreign_tags,
    "tags": list_foreign_tags,
    "export": list_words("csv", "xlsx"),
    "locale": list_words("en", "vi"),
    "language": list_words("en"),
    "multiple": list_words("1"),
    "collection_id": list_foreign_keys(Collection),
    "collection": list_foreign_keys(Collection),
    "user": list_foreign_keys(User),
    "users": list_foreign_keys(User),
    "owner": list_foreign_keys(User),
    "edited_by": list_foreign_keys(User),
    "locked_by": list_foreign_keys(User),
    "requested_by": list_foreign_keys(User),
    "last_translated_by": list_foreign_keys(User),
    "finished_by": list_foreign_keys(User),
    "reviewable": list_words("true"),
    "group": list_foreign_keys(Group),
    "site": list_foreign_keys(Site),
    "page": drafts,
    "parent": drafts,
    "parent_page_id": drafts,
    "new_parent_page": drafts,
    "new_slug": list_words("dia-chi"),
    "child_of": drafts,
    "descendant_of": drafts,
    "ancestor_of": drafts,
    "translation_of": drafts,
    "target_pages[]": drafts,
    "childOf": drafts,
    "id": drafts,
    "object_id": list_foreign_keys(Page),
    "workflow": list_foreign_keys(Workflow),
    "task": list_foreign_keys(Task),
    "revision": list_foreign_keys(Revision),
    "submission_note": list_words("Đã sửa"),
    "agency": list_foreign_keys(Agency),
    "don-vi": lambda world: [world.theirs.agency.code],
    "ngon-ngu": list_words("en"),
    "unit": list_foreign_keys(Agency),
    "unit_name": list_words("dieuhau0"),
    "person": list_foreign_keys(User),
    "successors": list_foreign_keys(Agency),
    "ma": lambda _world: [kind.code for kind in ErrorKind.objects.all()[:2]],
    "mau": list_words("1"),
    "tu": lambda world: [world.central.things["draft bulletin"].pk],
    "link_url": lambda world: [world.theirs.things["draft article"].full_url],
    "html_path": lambda world: [world.theirs.things["live article"].url_path],
    "page_type": list_words("home.newspage"),
    "type": list_words("home.newspage"),
    "content_type": list_words("home.newspage"),
    "user_perms": list_words("copy_to", "move_to"),
    "fields": list_words("*"),
    "for_explorer": list_words("1"),
    "label": birds,
    "terms": birds,
    "object_title": birds,
    "source_title": birds,
    "row": list_words("0"),
    "undo": list_words("1"),
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
    "target_locale", "task_type", "unconfirmed", "urgency", "waiting_for_translation", "width",
    "xong", "year",
}  # fmt: skip

# Parameters that matter only together, by route.
TOGETHER: dict[str, Callable[[World, Values], list[dict[str, object]]]] = {}


def declare_together(*names: str) -> Callable[[Callable], Callable]:
    """Declare query strings of several parameters for routes."""

    def register(make: Callable) -> Callable:
        TOGETHER.update(dict.fromkeys(names, make))
        return make

    return register


@declare_together("wagtail_bulk_action")
def list_bulk_queries(world: World, values: Values) -> list[dict[str, object]]:
    model = apps.get_model(values["app_label"], values["model_name"])
    found = world.theirs.all(model) or world.central.all(model)
    queries = [{"id": [obj.pk for obj in found]}, {"id": "all"}]
    queries += [{"id": "all", "q": bird} for bird in birds(world)]
    if model is Page:
        section = world.theirs.things["draft article"].get_parent()
        queries += [{"id": "all", "childOf": pk} for pk in (section.pk, *drafts(world))]
        queries += [{"id": "all", "childOf": section.pk, "q": birds(world)[0]}]
    return queries


@declare_together(
    "wagtailadmin_choose_page_chosen_multiple",
    "wagtailimages_chooser:chosen_multiple",
    "wagtaildocs_chooser:chosen_multiple",
)
def chosen(world: World, values: Values) -> list[dict[str, object]]:
    models = (Page, CustomImage, CustomDocument)
    return [{"id": [obj.pk for obj in world.theirs.all(model)]} for model in models]


@declare_together("wagtailsnippetchoosers_bulletins_bulletin:chosen_multiple")
def chosen_bulletins(world: World, values: Values) -> list[dict[str, object]]:
    return [{"id": [world.central.things["draft bulletin"].pk]}]


@declare_together("wagtailadmin_choose_page_search")
def searched_pages(world: World, values: Values) -> list[dict[str, object]]:
    return [{"q": bird, "page_type": "home.newspage", "multiple": 1} for bird in birds(world)]


@declare_together("wagtailadmin_explore", "wagtailadmin_explore_results")
def searched_everywhere(world: World, values: Values) -> list[dict[str, object]]:
    return [{"q": bird, "search_all": 1} for bird in birds(world)]


@declare_together(
    "wagtailadmin_choose_page_external_link",
    "wagtailadmin_choose_page_email_link",
)
def internal_addresses(world: World, values: Values) -> list[dict[str, object]]:
    pages = world.theirs.all(Page)
    return [{"link_url": page.full_url, "link_text": "x"} for page in pages[:4]]


def unknown(parameters: set[str]) -> set[str]:
    """Return those of the names of parameters that nothing is said of here."""
    return parameters - PARAMETERS.keys() - HARMLESS - _lookups(parameters)


def list_query_strings(world: World, name: str, parameters: set[str], values: Values) -> list[str]:
    """Return the query strings to try on a route that looks for ``parameters``."""
    single = [
        {parameter: value}
        for parameter in sorted(parameters & PARAMETERS.keys())
        for value in PARAMETERS[parameter](world)
    ]
    more = TOGETHER[name](world, values) if name in TOGETHER else []
    return [urlencode(query, doseq=True) for query in (*single, *more)]


def _lookups(parameters: set[str]) -> set[str]:
    """Names of ranges of dates and the like: they choose among what may be seen anyway.

    So does the part of a successor, which is words beside the choice of the successor.
    """
    ends = ("_after", "_before", "_from", "_to", "_min", "_max", "_0", "_1")
    return {name for name in parameters if name.endswith(ends) or name.startswith("share-")}
