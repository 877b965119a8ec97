"""What stands open in agencies that a plan ends, with the rule that will be applied to it.

Nothing of it is wrong, but whoever carries the plan out should know it beforehand.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from wagtail.models import WorkflowState

from bulletins.models import Bulletin
from home.models import FeedbackMessage, HomePage
from home.models.feedback import OPEN
from importing.models import ReorganisationStep, StepAction
from members.permissions import list_members
from responses.models import Acknowledgement
from sites.models import Agency
from sites.permissions.ownership import list_agency_pages


def list_open_matters(steps: Iterable[ReorganisationStep]) -> list[str]:
    """Return a sentence in English for each matter; empty if nothing stands open.

    ``steps``: those of a plan, stored or not. Agencies that do not exist yet have none.
    """
    found: list[str] = []
    moves = [step for step in steps if step.action == StepAction.MOVE_BULLETINS]
    codes = {step.code for step in moves} | {step.values["successor"] for step in moves}
    agencies = Agency.objects.select_related("root_page").in_bulk(codes, field_name="code")
    for step in moves:
        agency, successor = agencies.get(step.code), agencies.get(step.values["successor"])
        if agency:
            matters = _iter_matters(agency, successor)
            found += [f"line {step.line}, {step.code}: {matter}" for matter in matters]
    return found


def _iter_matters(agency: Agency, successor: Agency | None) -> Iterator[str]:
    pages = list_agency_pages([agency.pk])
    unfinished = pages.filter(Q(has_unpublished_changes=True) | Q(live=False), depth__gt=2)
    if count := unfinished.count():
        yield f"{count} drafts. They go where their pages go, as drafts."
    keys = {str(key) for key in pages.values_list("pk", flat=True)}
    waiting = WorkflowState.objects.active().filter(base_content_type__app_label="wagtailcore")
    if count := sum(key in keys for key in waiting.values_list("object_id", flat=True)):
        yield f"{count} pages wait for approval. They go on waiting, where their pages go."
    if count := FeedbackMessage.objects.filter(agency=agency, state__in=OPEN).count():
        yield f"{count} messages wait for an answer. The main successor gets them."
    home = HomePage.objects.filter(pk=agency.root_page_id).first()
    if home and (home.parts or home.tasks):
        yield "its home page is arranged. It stays; that of the successor is not changed."
    if successor:
        members = list_members(agency)
        both = members.filter(groups__in=[successor.editors_id, successor.moderators_id]).distinct()
        if names := ", ".join(both.order_by("username").values_list("username", flat=True)):
            yield f"{names}: already in the successor. The higher of both roles holds there."
    yield from _iter_unconfirmed(agency)


def _iter_unconfirmed(agency: Agency) -> Iterator[str]:
    confirmed = Acknowledgement.objects.filter(agency=agency).values("bulletin")
    asked = Bulletin.objects.requiring_acknowledgement().for_codes(agency.codes)
    if count := asked.exclude(pk__in=confirmed).count():
        yield f"{count} bulletins are not confirmed. Its successors have to confirm for themselves."
