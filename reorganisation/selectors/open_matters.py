"""Open matters in the units that a plan ends, and objects that two units have in common.

Nothing of it is wrong, but whoever carries the plan out should know it beforehand. Each kind has a
rule, and a way to choose otherwise; ``reorganisation.plans.report`` says them in words.
"""

import os.path
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from wagtail.models import Page, PageQuerySet, WorkflowState

from bulletins.models import Bulletin
from content.models import CustomDocument
from home.models import ContactPage, FeedbackMessage, HomePage, TrashPage
from home.models.feedback import OPEN
from members.permissions import list_members
from reorganisation.models import ReorganisationStep, StepAction
from reorganisation.selectors.drafts import list_bulletin_drafts
from responses.models import Acknowledgement
from sites.models import Agency
from sites.permissions.ownership import list_agency_pages, list_home_pages
from sites.selectors.short_names import get_following_short_name

# By the kind of a matter, the step that makes it one.
_COLLISIONS = {
    "roles": StepAction.MOVE_MEMBERS,
    "slugs": StepAction.MOVE_PAGES,
    "files": StepAction.MOVE_FILES,
}


@dataclass(frozen=True)
class Matter:
    """A matter of the agency ``code``, which the row ``line`` of the table ends or changes.

    ``kind``: see ``reorganisation.plans.report.MATTERS``; ``count``: how many; ``names``: of
    whom or what, for people to read.
    """

    line: int
    code: str
    kind: str
    count: int
    names: str = ""


def get_agencies_by_code(codes: Iterable[str]) -> dict[str, Agency]:
    """Return agencies by code, with their websites and collections.

    Raises ValidationError if one of them is gone: a plan that made it was taken back, say.
    """
    codes = set(codes)
    agencies = Agency.objects.with_site().select_related("root_page__locale", "collection")
    found: dict[str, Agency] = agencies.in_bulk(codes, field_name="code")
    if missing := sorted(codes - found.keys()):
        raise ValidationError(_("There is no unit %(code)s any more.") % {"code": missing[0]})
    return found


def list_open_matters(steps: Iterable[ReorganisationStep]) -> list[Matter]:
    """Return the matters in the order of the steps; empty if nothing stands open.

    ``steps``: those of a plan, stored or not. Agencies that do not exist yet have none.
    """
    found: list[Matter] = []
    steps = list(steps)
    for step in steps:
        if step.action == StepAction.RELEASE_HOST:
            found.append(Matter(step.line, step.code, "host", 1, step.values["host"]))
    found += _iter_staying_names(steps)
    moves = [step for step in steps if step.action == StepAction.MOVE_BULLETINS]
    codes = {step.code for step in moves} | {step.values["successor"] for step in moves}
    agencies = Agency.objects.select_related("root_page", "collection").in_bulk(
        codes, field_name="code"
    )
    handed_on = {(step.code, step.action) for step in steps}
    for step in moves:
        agency, successor = agencies.get(step.code), agencies.get(step.values["successor"])
        if agency:
            for kind, count, names in _iter_matters(agency, successor):
                # Where pages, files or people stay, they meet nothing.
                action = _COLLISIONS.get(kind)
                if action is None or (step.code, action) in handed_on:
                    found.append(Matter(step.line, step.code, kind, count, names))
    return found


def _iter_staying_names(steps: Iterable[ReorganisationStep]) -> Iterator[Matter]:
    """Yield the short and the English names that stay where the name of an agency changes."""
    steps = [step for step in steps if step.action == StepAction.PROVISION]
    fields = ("name_vi", "short_name", "name_en")
    agencies = Agency.objects.filter(code__in={step.code for step in steps})
    names = {row["code"]: row for row in agencies.values("code", *fields)}
    for step in steps:
        former = names.get(step.code)
        given = {name: step.values[name] for name in fields if name in step.values}
        names[step.code] = dict.fromkeys(fields, "") | (former or {}) | given
        if former is None or former["name_vi"] == given["name_vi"]:
            continue
        short_name = get_following_short_name(
            former["short_name"], former_name=former["name_vi"], name=given["name_vi"]
        )
        staying = {"short_name": short_name, "name_en": former["name_en"]}
        for name, value in staying.items():
            if name not in given:
                names[step.code][name] = value
                if value and value == former[name]:
                    yield Matter(step.line, step.code, name, 1, value)


def _iter_matters(agency: Agency, successor: Agency | None) -> Iterator[tuple[str, int, str]]:
    pages = list_agency_pages([agency.pk])
    unfinished = pages.filter(Q(has_unpublished_changes=True) | Q(live=False), depth__gt=2)
    if count := unfinished.count():
        yield "drafts", count, ""
    keys = {str(key) for key in pages.values_list("pk", flat=True)}
    waiting = WorkflowState.objects.active().filter(base_content_type__app_label="wagtailcore")
    if count := sum(key in keys for key in waiting.values_list("object_id", flat=True)):
        yield "approvals", count, ""
    if count := FeedbackMessage.objects.filter(agency=agency, state__in=OPEN).count():
        yield "messages", count, ""
    if drafts := {draft.object_id for draft in list_bulletin_drafts(agency)}:
        yield "bulletins", len(drafts), ""
    if any(_is_arranged(home.specific) for home in list_home_pages([agency.pk])):
        yield "home", 1, ""
    confirmed = Acknowledgement.objects.filter(agency=agency).values("bulletin")
    asked = Bulletin.objects.requiring_acknowledgement().for_codes(agency.codes)
    if count := asked.exclude(pk__in=confirmed).count():
        yield "unconfirmed", count, ""
    if successor:
        yield from _iter_collisions(agency, successor)


def _is_arranged(home: HomePage) -> bool:
    versions = (home, home.get_latest_revision_as_object())
    return any(version.parts or version.tasks for version in versions)


def _iter_collisions(agency: Agency, successor: Agency) -> Iterator[tuple[str, int, str]]:
    """Yield what is in both units: people, addresses of sections, names of files."""
    members = list_members(agency)
    both = members.filter(groups__in=[successor.editors_id, successor.moderators_id]).distinct()
    if people := list(both.order_by("username").values_list("username", flat=True)):
        yield "roles", len(people), ", ".join(people)
    slugs = sorted(_list_slugs(agency) & _list_slugs(successor))
    if slugs:
        yield "slugs", len(slugs), " ".join(slugs)
    if names := sorted(_list_file_names(agency) & _list_file_names(successor)):
        yield "files", len(names), ", ".join(names[:10])


def _list_slugs(agency: Agency) -> set[str]:
    children = Page.objects.child_of(agency.root_page)
    return set(children.values_list("slug", flat=True))


def _list_file_names(agency: Agency) -> set[str]:
    files = list_documents(agency).values_list("file", flat=True)
    return {os.path.basename(name) for name in files}


def list_movable_pages(agency: Agency) -> PageQuerySet[Page]:
    """Return the pages below the home page of an agency that can go to a successor.

    Contact pages cannot: elsewhere they would offer the dead office's telephone.
    """
    return Page.objects.child_of(agency.root_page).not_type((ContactPage, TrashPage))


def list_documents(agency: Agency) -> QuerySet[CustomDocument]:
    """Return the documents of an agency that are not in the bin, also in collections below."""
    below = Q(collection__path__startswith=agency.collection.path)
    return CustomDocument._base_manager.filter(below, binned_at=None)
