"""Rules of approval, for every view, task and permission check.

The two-person rule: nobody publishes what they wrote themselves. It is in force if the agency has
switched it on and has at least two active moderators; with a single moderator, nobody could publish
that person's own texts. See docs/features/approval.md.

``AgencyPagePermissionTester`` applies the rules to the page permissions of a user, for Wagtail's
admin views and API alike.
"""

from collections.abc import Callable, Iterable

from django.contrib.contenttypes.models import ContentType
from django.db.models import OuterRef, Subquery
from django.db.models.functions import Coalesce
from wagtail.models import Page, PagePermissionTester, PageViewRestriction, Revision, WorkflowState

from accounts.models import User
from accounts.permissions import AnyUser, is_administrator
from content.models import Decision
from sites.localization.rights import get_translated_page_ids
from sites.models import Agency, Status
from sites.permissions.ownership import (
    MIN_MODERATORS,
    get_active_agency_ids,
    get_moderated_agency_ids,
    get_page_agency,
    list_home_pages,
    list_moderators,
)
from sites.permissions.translators import get_unconfined_agency_ids


def has_approver(page: Page, *, lock: bool = False) -> bool:
    """Return whether the agency that owns ``page`` is active and has an active moderator.

    ``lock``: lock the agency's row until the transaction ends, so that its last moderator does not
    leave while a page is being submitted. False for a page of no agency.
    """
    agency = get_page_agency(page)
    if agency is None:
        return False
    if lock:
        Agency.objects.select_for_update().get(pk=agency.pk)
    return agency.status == Status.ACTIVE and list_moderators(agency.pk).exists()


def can_approve(user: AnyUser, page: Page) -> bool:
    """Return whether ``user`` may approve ``page`` or send it back (``may_decide``)."""
    agency = get_page_agency(page)
    if agency is None:
        return is_administrator(user)
    # Who wrote it costs queries, and is asked last.
    return may_decide(user, agency, lambda: page.pk in get_authored_page_ids(user, [page]))


def may_decide(user: AnyUser, agency: Agency, has_written: Callable[[], bool]) -> bool:
    """Return whether ``user`` may decide what citizens read on the website of ``agency``.

    ICT administrators always may, since they could switch the two-person rule off. Others must be
    moderators of the active agency. While the two-person rule is in force, nobody decides about
    what they wrote themselves. ``has_written``: says whether ``user`` wrote any of it since the
    last decision.
    """
    if is_administrator(user):
        return True
    if agency.status != Status.ACTIVE or agency.pk not in get_moderated_agency_ids(user):
        return False
    return not (is_two_person_rule_active(agency) and has_written())


def may_publish_alone(user: AnyUser, agency: Agency) -> bool:
    """Return whether ``user`` may publish own words on the website of ``agency`` at once.

    Without a moderator each member may who does more than translate.
    """
    if may_decide(user, agency, lambda: True):
        return True
    is_member = agency.status == Status.ACTIVE and agency.pk in get_unconfined_agency_ids(user)
    return is_member and not list_moderators(agency.pk).exists()


def list_approvers(page: Page) -> list[User]:
    """Return the moderators of the agency that owns ``page`` who may approve it now.

    ICT administrators may too, but are not asked to. Empty for a page of no agency.
    """
    agency = get_page_agency(page)
    if agency is None:
        return []
    return [user for user in list_moderators(agency.pk) if can_approve(user, page)]


def is_locked_while_pending(user: AnyUser, page: Page) -> bool:
    """Return whether ``user`` may not edit ``page`` while it waits for approval.

    Under the two-person rule approvers may not edit either: they would approve their own change.
    """
    if not can_approve(user, page):
        return True
    return not is_administrator(user) and requires_second_person(user, page)


def requires_second_person(user: AnyUser, page: Page) -> bool:
    """Return whether the two-person rule forbids ``user`` to publish ``page`` without approval.

    Lists call it for each of their pages, so the paths of the agencies with the rule are cached
    on the user object, which lives as long as the request.
    """
    memory = vars(user)
    if "_two_person_paths" not in memory:
        strict = [
            agency.pk
            for agency in Agency.objects.filter(
                pk__in=get_active_agency_ids(user), two_person_rule=True
            )
            if is_two_person_rule_active(agency)
        ]
        memory["_two_person_paths"] = tuple(list_home_pages(strict).values_list("path", flat=True))
    return page.path.startswith(memory["_two_person_paths"])


def is_two_person_rule_active(agency: Agency) -> bool:
    """Return whether the agency has the two-person rule on and two active moderators for it."""
    return agency.two_person_rule and list_moderators(agency.pk).count() >= MIN_MODERATORS


def get_authored_page_ids(user: AnyUser, pages: Iterable[Page]) -> set[int]:
    """Return the primary keys of the pages that ``user`` wrote or sent since their last decision.

    Whoever saved one version of them did, or translated any text of a translated page. The number
    of queries does not depend on the number of pages.
    """
    pages = list(pages)
    keys = [str(page.pk) for page in pages]
    kind = ContentType.objects.get_for_model(Page)
    decided = Decision.objects.filter(content_type=kind, object_id=OuterRef("object_id"))
    last = decided.exclude(version=None).order_by("-pk").values("version")[:1]
    saved = Revision.objects.filter(base_content_type=kind, object_id__in=keys, user=user.pk)
    written = saved.filter(pk__gt=Coalesce(Subquery(last), 0)).values_list("object_id", flat=True)
    states = WorkflowState.objects.active().filter(base_content_type=kind, object_id__in=keys)
    sent = states.filter(requested_by=user.pk).values_list("object_id", flat=True)
    return {int(key) for key in {*written, *sent}} | get_translated_page_ids(user, pages)


class AgencyPagePermissionTester(PagePermissionTester):
    """Wagtail's page permissions, restricted for home pages and by the two-person rule.

    Publishing by approval does not check these permissions; see ``members.services.approval``.
    """

    # Wagtail sets none for an anonymous user, and asks for them all the same.
    permissions: frozenset[str] | set[str] = frozenset()

    def can_unpublish(self) -> bool:
        # Not the home page of a website; see sites.admin.protection. Lists have prefetched
        # ``sites_rooted_here`` for all their rows.
        is_front = bool(self.page.sites_rooted_here.all())
        return not is_front and super().can_unpublish()

    def can_publish(self) -> bool:
        return super().can_publish() and not self._needs_another_person()

    def can_publish_subpage(self) -> bool:
        return super().can_publish_subpage() and not self._needs_another_person()

    def can_move_to(self, destination: Page) -> bool:
        """Return whether the user may move the page there, and open it to no more readers alone."""
        may_move: bool = super().can_move_to(destination)
        return may_move and not (self._needs_another_person() and self._opens(destination))

    def _opens(self, destination: Page) -> bool:
        """Return whether a restriction above the page would hold no longer at the destination."""
        above = PageViewRestriction.objects.filter(page__in=self.page.get_ancestors())
        there = destination.get_ancestors(inclusive=True)
        return above.exclude(page__in=there).exists()

    def can_unschedule(self) -> bool:
        return super().can_publish()

    def _needs_another_person(self) -> bool:
        return not self.user.is_superuser and requires_second_person(self.user, self.page)
