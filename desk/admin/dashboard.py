"""The dashboard of the admin: shortcuts, tasks, content issues and latest content."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.cache import never_cache
from django.views.generic import TemplateView
from wagtail.admin.auth import require_admin_access
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.dashboard import list_dashboard_tasks
from bulletins.models import Bulletin, BulletinProposal
from bulletins.roles import can_add_bulletins, can_publish
from bulletins.selectors.status import (
    BulletinStatus,
    count_sites,
    get_status,
    with_workflow_states,
)
from desk.admin.page_lists import describe_last_edit
from desk.selectors.content_issues import list_content_issues
from desk.selectors.page_status import get_status_label, with_submission
from desk.selectors.workspace import UserWorkspace, get_edit_url
from responses.selectors.acknowledgements import count_acknowledgements, requires_acknowledgement
from sites.models import Agency

MAX_ITEMS = 5


@dataclass(frozen=True)
class Shortcut:
    """A shortcut, shown as a large button."""

    label: str
    url: str
    icon: str


@dataclass(frozen=True)
class DashboardItem:
    """One item of a list, such as a page, with facts such as state, date and user."""

    title: str
    url: str
    facts: tuple[str, ...]


class DashboardView(WagtailAdminTemplateMixin, TemplateView):
    """The home view of the admin.

    It replaces Wagtail's, whose panels lead into the page tree and count it first.
    """

    template_name = "desk/dashboard.html"
    page_title = gettext_lazy("Overview")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        workspace = UserWorkspace(self.request.user)
        in_agency = workspace.agencies and not workspace.is_administrator
        kind = AgencyDashboard if in_agency else DepartmentDashboard
        needs = list_dashboard_tasks(self.request)
        user = self.request.user
        own = {
            "needs": needs,
            "version": settings.BANTIN_VERSION,
            # A user name is no name to greet anybody by.
            "person": user.get_full_name() if user.is_authenticated else "",
        }
        return super().get_context_data(**kwargs) | own | kind(workspace).get_sections()


# Protected as Wagtail protects all its own views.
dashboard = never_cache(require_admin_access(DashboardView.as_view()))


class DepartmentDashboard:
    """The dashboard of the ICT department: shortcuts, and bulletins in force and latest."""

    def __init__(self, workspace: UserWorkspace) -> None:
        self.workspace = workspace

    def get_sections(self) -> dict[str, Any]:
        """Return the template context of this dashboard."""
        return {
            "tasks": self.list_tasks(),
            "may_alarm": can_publish(self.workspace.user),
            "on_air": self.list_bulletins_in_force(),
            "bulletins": self.list_bulletins(),
        }

    def list_bulletins_in_force(self) -> list[DashboardItem] | None:
        """Return the bulletins in force, most urgent first, with links to their lifecycle page.

        None if the user may not add bulletins.
        """
        if not can_add_bulletins(self.workspace.user):
            return None
        on_air = Bulletin.objects.on_air().ordered_for_feed().select_related("source")
        return [
            DashboardItem(
                bulletin.title,
                reverse("bulletin_steering", args=[bulletin.pk]),
                (
                    *_list_facts(bulletin),
                    _format_website_count(count_sites(bulletin)),
                    *_list_confirmed_facts(bulletin),
                ),
            )
            for bulletin in on_air.prefetch_related("audience")[:MAX_ITEMS]
        ]

    def list_tasks(self) -> list[Shortcut]:
        """Return the shortcuts that the user has permission for."""
        user, urls = self.workspace.user, Bulletin.snippet_viewset
        tasks = [
            (
                "bulletins.add_bulletin",
                Shortcut(_("Write a bulletin"), reverse(urls.get_url_name("start")), "edit"),
            ),
            ("agencies.change_agency", Shortcut(_("Agencies"), reverse("agencies:index"), "unit")),
            (
                "accounts.change_user",
                Shortcut(_("Members"), reverse("people:index"), "group"),
            ),
        ]
        return [task for permission, task in tasks if user.has_perm(permission)]

    def list_bulletins(self) -> list[DashboardItem]:
        """Return the newest bulletins, published or not, with links to their forms.

        Empty if the user has no permission to change bulletins.
        """
        if not self.workspace.user.has_perm("bulletins.change_bulletin"):
            return []
        name = Bulletin.snippet_viewset.get_url_name("edit")
        newest = with_workflow_states(Bulletin.objects.sources()).newest_first()
        newest = newest.select_related("source", "locale")
        return [
            DashboardItem(bulletin.title, reverse(name, args=[bulletin.pk]), _list_facts(bulletin))
            for bulletin in newest[:MAX_ITEMS]
        ]


class AgencyDashboard(DepartmentDashboard):
    """The dashboard of members of one or several agencies."""

    def get_sections(self) -> dict[str, Any]:
        """Return the template context of this dashboard."""
        return {
            "tasks": self.list_tasks(),
            "bulletins": self.list_bulletins(),
            "agencies": self.workspace.agencies,
            "gaps": list_content_issues(self.workspace),
            "works": self.list_items(),
            "proposals": self.list_proposals(),
        }

    def list_tasks(self) -> list[Shortcut]:
        """Return the shortcuts for writing; none if all agencies are archived."""
        if not self.workspace.is_working:
            return []
        return [
            Shortcut(_("Write news"), reverse("desk:add_news"), "edit"),
            Shortcut(_("Publish a document"), reverse("desk:add_document"), "doc-full"),
            Shortcut(_("Change the contact page"), reverse("desk:contact"), "telephone"),
        ]

    def list_items(self) -> list[DashboardItem]:
        """Return the pages of the agencies that were changed last, by any user."""
        pages = self.workspace.list_pages().filter(latest_revision__isnull=False)
        pages = with_submission(pages.select_related("latest_revision__user"))
        latest = pages.order_by(F("latest_revision_created_at").desc(nulls_last=True), "-pk")
        return [
            DashboardItem(
                page.get_admin_display_title(),
                get_edit_url(page),
                (page.page_type_display_name, get_status_label(page), describe_last_edit(page)),
            )
            for page in latest[:MAX_ITEMS]
        ]

    def list_proposals(self) -> list[DashboardItem]:
        """Return the latest bulletin proposals of the agencies, with state and reply."""
        proposals = BulletinProposal.objects.filter(agency__in=self.workspace.agencies).defer(
            "body"
        )
        return [
            DashboardItem(
                proposal.title,
                reverse("proposals:read", args=[proposal.pk]),
                tuple(filter(None, (proposal.get_state_display(), proposal.reply))),
            )
            for proposal in proposals[:MAX_ITEMS]
        ]

    def list_bulletins(self) -> list[DashboardItem]:
        """Return the newest bulletins in force on a website of the agencies, with public URLs."""
        visible = Bulletin.objects.none()
        for agency in self.workspace.agencies:
            visible = visible | Bulletin.objects.visible_on(agency)
        newest = visible.newest_first().select_related("source", "locale")
        if len(self.workspace.agencies) > 1:
            newest = newest.prefetch_related("audience")
        return [
            DashboardItem(bulletin.title, self._get_url(bulletin), _list_facts(bulletin))
            for bulletin in newest[:MAX_ITEMS]
        ]

    def _get_url(self, bulletin: Bulletin) -> str:
        """Return the bulletin's URL on the website of the first agency that it is for.

        With one agency the audience is not read.
        """
        agency, *others = self.workspace.agencies
        if others:
            agency = next(
                candidate
                for candidate in self.workspace.agencies
                if bulletin.is_addressed_to(candidate)
            )
        return agency.root_url + bulletin.path


def _format_website_count(number: int) -> str:
    message = ngettext("on %(number)s website", "on %(number)s websites", number)
    return message % {"number": number}


def _list_confirmed_facts(bulletin: Bulletin) -> tuple[str, ...]:
    """Return how many agencies have acknowledged, as text; empty if none has to."""
    if not requires_acknowledgement(bulletin):
        return ()
    count = count_acknowledgements(bulletin)
    message = _("%(confirmed)s/%(asked)s have confirmed")
    return (message % {"confirmed": count.received, "asked": count.required},)


def _list_facts(bulletin: Bulletin) -> tuple[str, ...]:
    source: Agency | None = bulletin.source
    facts = (
        bulletin.get_urgency_display(),
        _get_state_label(bulletin),
        f"{bulletin.issued_on:%d/%m/%Y}",
    )
    return tuple(fact for fact in (*facts, source.heading if source else "") if fact)


def _get_state_label(bulletin: Bulletin) -> str:
    """Return the status of a bulletin as text; empty if it is in force."""
    status = get_status(bulletin)
    return "" if status == BulletinStatus.IN_FORCE else str(status.label)
