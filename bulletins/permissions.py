"""Permissions on bulletins and proposals: policies, owners, admin routes, visibility of files.

Translators have the Django permission ``change_bulletin``; ``BulletinPolicy`` excludes the source
row, which decides whether, where and when a bulletin is shown. Agencies may change their own
proposals; publishers act on those that were sent.

Bulletins belong to the ICT department; all agencies may read and reference published ones. See
docs/features/isolation.md.

A file is public where its bulletin is shown, copies made when a proposal was accepted included. The
files of a withdrawn bulletin answer 410, as the bulletin itself does.
"""

from collections.abc import Callable, Collection, Iterable
from typing import Any

from django.conf import settings
from django.db.models import Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import resolve, reverse
from django.utils import timezone
from wagtail.permission_policies import ModelPermissionPolicy
from wagtail.permission_policies.base import BasePermissionPolicy

from accounts.models import User
from accounts.permissions import AnyUser
from bulletins.models import (
    FROM_EARLIER,
    FROM_TEMPLATE,
    OPEN,
    Bulletin,
    BulletinProposal,
    BulletinQuerySet,
    Placement,
    ProposalState,
)
from bulletins.roles import can_publish
from sites.models import Agency, Status
from sites.permissions.file_visibility import (
    FileUses,
    Showing,
    Visibility,
    VisibilityRule,
    register_visibility_rule,
)
from sites.permissions.ownership import register_central_app, register_owner
from sites.permissions.routes import Names, allow_route
from sites.permissions.sharing import register_shared
from sites.permissions.translators import (
    CENTRAL,
    can_translate_into,
    get_confinement,
    get_unconfined_agency_ids,
)
from sites.permissions.wagtail_routes import list_compared_revisions

BULLETIN = "bulletins.Bulletin"
PROPOSAL = "bulletins.BulletinProposal"
TEMPLATE = "bulletins.BulletinTemplate"
EVENT_TYPE = "bulletins.EventType"
REVISION = "wagtailcore.Revision"
VIEW_PREFIX = "wagtailsnippets_bulletins_bulletin"
ACTION_VIEWS = (
    "bulletin_update",
    "bulletin_correct",
    "bulletin_repeat",
    "bulletin_confirm",
    "bulletin_end",
    "bulletin_withdraw",
    "bulletin_bring_back",
)
CHOOSER = "wagtailsnippetchoosers_bulletins_bulletin"


class BulletinPolicy(ModelPermissionPolicy):
    """Permission policy by which users without ``add_bulletin`` act on translations only.

    Of these, a translator who is confined to some languages acts on those alone.
    """

    def applies_to(self, user: User, bulletin: Bulletin) -> bool:
        """Return whether the permissions of ``user`` apply to this row."""
        language = bulletin.language
        if language == settings.LANGUAGE_CODE:
            return self.user_has_permission(user, "add")
        return self.can_translate_into(user, bulletin, language)

    def can_translate_into(self, user: User, bulletin: Bulletin | None, language: str) -> bool:
        """Return whether the user's confinement, if any, leaves this language of bulletins.

        It is the same for every ``bulletin``. Who may add bulletins is not confined.
        """
        allowed = can_translate_into(user, CENTRAL, language)
        return allowed or self.user_has_permission(user, "add")

    def user_has_permission_for_instance(self, user: User, action: str, instance: Bulletin) -> bool:
        return self.user_has_permission(user, action) and self.applies_to(user, instance)

    def instances_user_has_any_permission_for(
        self, user: User, actions: Iterable[str]
    ) -> QuerySet[Any]:
        bulletins = super().instances_user_has_any_permission_for(user, actions)
        if self.user_has_permission(user, "add"):
            return bulletins
        languages = get_confinement(user).get(CENTRAL)
        if languages is not None:
            bulletins = bulletins.filter(locale__language_code__in=languages)
        return bulletins.exclude(locale__language_code=settings.LANGUAGE_CODE)


def list_readable_proposals(user: AnyUser) -> QuerySet[BulletinProposal]:
    """Return the proposals that ``user`` may read.

    These are those of the user's agencies and, for publishers, all that are not drafts. Members who
    only translate read none.
    """
    readable = Q(agency__in=get_unconfined_agency_ids(user))
    if can_publish(user):
        readable |= ~Q(state=ProposalState.DRAFT)
    return BulletinProposal.objects.filter(readable)


class ProposalPolicy(BasePermissionPolicy):
    """Permissions that follow from membership in agencies, not from group permissions.

    Members may change and delete open proposals of their active agencies.
    """

    def user_has_permission(self, user: AnyUser, action: str) -> bool:
        if action == "view":
            return can_publish(user) or bool(get_unconfined_agency_ids(user))
        return Agency.objects.active().filter(pk__in=get_unconfined_agency_ids(user)).exists()

    def user_has_permission_for_instance(
        self, user: AnyUser, action: str, instance: BulletinProposal
    ) -> bool:
        return self.instances_user_has_permission_for(user, action).filter(pk=instance.pk).exists()

    def instances_user_has_any_permission_for(
        self, user: AnyUser, actions: Iterable[str]
    ) -> QuerySet[BulletinProposal]:
        readable = list_readable_proposals(user)
        if "view" in actions:
            return readable
        own = readable.filter(
            agency__in=get_unconfined_agency_ids(user), agency__status=Status.ACTIVE
        )
        return own.filter(state__in=OPEN)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet[User]:
        """Return active superusers only; members of agencies are not included."""
        return User.objects.filter(is_active=True, is_superuser=True)


def _get_visibility(uses: FileUses) -> Visibility:
    """Return the visibility of a file used in the bulletins of ``uses``.

    It is public where the source is shown and a row that uses it, in any language, is live.
    """
    rows = Bulletin.objects.filter(pk__in=uses.keys)
    shown = _list_shown(uses).filter(
        translation_key__in=rows.filter(live=True).values("translation_key")
    )
    if shown.exists():
        return Visibility(is_public=True)
    if uses.agency is None:
        return Visibility()
    gone = Bulletin.objects.withdrawn_from(uses.agency)
    slug = gone.filter(translation_key__in=rows.values("translation_key")).values_list("slug")
    [found] = slug[:1] or [None]
    return Visibility(respond_gone=_respond_with(found[0])) if found else Visibility()


def _list_bulletins_showing(keys: Collection[int]) -> dict[int, Showing]:
    started = Bulletin.objects.started(timezone.now()).values("translation_key")
    rows = Bulletin.objects.filter(pk__in=keys, live=True, translation_key__in=started)
    return dict.fromkeys(rows.values_list("pk", flat=True), Showing())


def _list_shown(uses: FileUses) -> BulletinQuerySet:
    if uses.agency:
        return Bulletin.objects.published_to(uses.agency)
    return Bulletin.objects.started(timezone.now())


def _respond_with(slug: str) -> Callable[[HttpRequest], HttpResponse]:
    def respond(request: HttpRequest) -> HttpResponse:
        # The view imports this app's permissions, so it is found by its name.
        view = resolve(reverse("bulletin", args=[slug])).func
        return view(request, slug)

    return respond


def _is_proposal_seen_by(user: AnyUser, proposal: Model) -> bool:
    return list_readable_proposals(user).filter(pk=proposal.pk).exists()


def _name_proposal(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    # Publishers may read what all agencies have sent; the view hides drafts from them.
    if not can_publish(request.user):
        yield PROPOSAL, str(kwargs["pk"])


@register_owner(BulletinProposal, Placement)
def get_record_agency(record: BulletinProposal | Placement) -> Agency:
    """Return the agency that owns the record."""
    return record.agency


def _list_view_names(*names: str) -> list[str]:
    return [f"{VIEW_PREFIX}:{name}" for name in names]


def _list_template_view_names(*names: str) -> list[str]:
    return [f"bulletin_templates:{name}" for name in names]


register_central_app("bulletins")
register_shared(Bulletin, lambda bulletin: bulletin.live)
allow_route("audience:reach", "audience:units")
allow_route("wagtailsnippets:index")
allow_route(
    *_list_view_names("list", "list_results", "start", "preview_on_add", "preview_agencies")
)
allow_route(*_list_view_names("add"), query={FROM_TEMPLATE: TEMPLATE, FROM_EARLIER: BULLETIN})
allow_route(*_list_template_view_names("index", "index_results", "add"))
allow_route(
    *_list_template_view_names("edit", "delete", "usage", "history", "history_results"),
    path={"pk": TEMPLATE},
)
allow_route(*(f"event_types:{name}" for name in ("index", "index_results", "add")))
allow_route(
    *(f"event_types:{name}" for name in ("edit", "delete", "usage", "history", "history_results")),
    path={"pk": EVENT_TYPE},
)
allow_route(
    *_list_view_names(
        "edit",
        "delete",
        "usage",
        "history",
        "history_results",
        "inspect",
        "preview_on_edit",
        "unpublish",
        "lock",
        "unlock",
        "confirm_workflow_cancellation",
        "workflow_history",
    ),
    path={"pk": BULLETIN},
)
allow_route(
    *_list_view_names("revisions_view", "revisions_revert", "revisions_unschedule"),
    path={"pk": BULLETIN, "revision_id": REVISION},
)
allow_route(
    *_list_view_names("revisions_compare"),
    path={"pk": BULLETIN, "revision_id_a": "", "revision_id_b": ""},
    also=list_compared_revisions,
)
allow_route(
    *_list_view_names("workflow_action", "collect_workflow_action_data"),
    path={"pk": BULLETIN, "action_name": "", "task_state_id": "wagtailcore.TaskState"},
)
allow_route(*_list_view_names("workflow_preview"), path={"pk": BULLETIN, "task_id": ""})
allow_route(
    *_list_view_names("workflow_history_detail"),
    path={"pk": BULLETIN, "workflow_state_id": "wagtailcore.WorkflowState"},
)
allow_route(
    "bulletin_review",
    "bulletin_preview",
    "bulletin_publish",
    "bulletin_publish_banner",
    *ACTION_VIEWS,
    path={"pk": BULLETIN},
)
# The key is that of a bulletin that may not exist yet; the views allow only publishers.
allow_route(
    "emergency", "emergency_write", "emergency_confirm", "emergency_banner", path={"draft": ""}
)
allow_route(f"{CHOOSER}:choose", f"{CHOOSER}:choose_results", referring=True)
allow_route(f"{CHOOSER}:chosen", path={"pk": BULLETIN}, referring=True)
allow_route(f"{CHOOSER}:chosen_multiple", query={"id": BULLETIN}, referring=True)
allow_route("proposals:index", "proposals:index_results", "proposals:add")
allow_route("proposals:edit", "proposals:delete", path={"pk": PROPOSAL})
allow_route("proposals:read", path={"pk": ""}, also=_name_proposal)
register_visibility_rule(
    Bulletin,
    VisibilityRule(get_visibility=_get_visibility, list_showing=_list_bulletins_showing),
)
register_visibility_rule(BulletinProposal, VisibilityRule(is_visible_to=_is_proposal_seen_by))
