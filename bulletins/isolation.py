"""Declarations of bulletins for ``sites.isolation``: ownership, sharing and admin routes.

Bulletins belong to the ICT department; all agencies may read and reference published ones. See
docs/features/isolation.md.
"""

from typing import Any

from django.http import HttpRequest

from bulletins.models import (
    Acknowledgement,
    Bulletin,
    BulletinProposal,
    ConfirmationReminder,
    Placement,
)
from bulletins.roles import may_publish
from bulletins.starting import FROM_EARLIER, FROM_TEMPLATE
from sites.isolation.ownership import belongs_to_the_centre, belongs_with
from sites.isolation.routes import compared_revisions
from sites.isolation.rules import Names, allow
from sites.isolation.sharing import shared_where
from sites.models import Agency

BULLETIN = "bulletins.Bulletin"
PROPOSAL = "bulletins.BulletinProposal"
ACKNOWLEDGEMENT = "bulletins.Acknowledgement"
TEMPLATE = "bulletins.BulletinTemplate"
REVISION = "wagtailcore.Revision"
SCREENS = "wagtailsnippets_bulletins_bulletin"
ACTS = (
    "bulletin_update",
    "bulletin_correct",
    "bulletin_repeat",
    "bulletin_end",
    "bulletin_withdraw",
    "bulletin_bring_back",
)
CHOOSER = "wagtailsnippetchoosers_bulletins_bulletin"


def declare() -> None:
    """Declare the owner of bulletins, who may reference them, and their admin routes."""
    belongs_to_the_centre("bulletins")
    shared_where(Bulletin, lambda bulletin: bulletin.live)
    allow("audience:reach", "audience:units")
    allow("wagtailsnippets:index")
    allow(*_named("list", "list_results", "start", "preview_on_add", "preview_agencies"))
    allow(*_named("add"), query={FROM_TEMPLATE: TEMPLATE, FROM_EARLIER: BULLETIN})
    allow(*_templates("index", "index_results", "add"))
    allow(
        *_templates("edit", "delete", "usage", "history", "history_results"), path={"pk": TEMPLATE}
    )
    allow(
        *_named(
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
    allow(
        *_named("revisions_view", "revisions_revert", "revisions_unschedule"),
        path={"pk": BULLETIN, "revision_id": REVISION},
    )
    allow(
        *_named("revisions_compare"),
        path={"pk": BULLETIN, "revision_id_a": "", "revision_id_b": ""},
        also=compared_revisions,
    )
    allow(
        *_named("workflow_action", "collect_workflow_action_data"),
        path={"pk": BULLETIN, "action_name": "", "task_state_id": "wagtailcore.TaskState"},
    )
    allow(*_named("workflow_preview"), path={"pk": BULLETIN, "task_id": ""})
    allow(
        *_named("workflow_history_detail"),
        path={"pk": BULLETIN, "workflow_state_id": "wagtailcore.WorkflowState"},
    )
    allow("bulletin_review", "bulletin_steering", "bulletin_display", *ACTS, path={"pk": BULLETIN})
    # About all agencies; the views allow only publishers.
    allow("confirmations", "confirmations_results")
    allow(
        *("bulletin_units", "bulletin_units_results", "bulletin_remind", "bulletin_report"),
        path={"pk": BULLETIN},
    )
    allow("bulletin_telephone", path={"pk": BULLETIN, "agency": ""})
    # The view checks whether the bulletin requires an acknowledgement from the agency.
    allow("confirm", path={"agency": "agencies.Agency", "bulletin": ""})
    allow("confirmation_file", "confirmation_take_back", path={"pk": ""}, also=_own_or_published)
    # About all websites; the view allows only users who write bulletins.
    allow("displays")
    # The key is that of a bulletin that may not exist yet; the views allow only publishers.
    allow(
        "emergency", "emergency_write", "emergency_confirm", "emergency_banner", path={"draft": ""}
    )
    allow(f"{CHOOSER}:choose", f"{CHOOSER}:choose_results", referring=True)
    allow(f"{CHOOSER}:chosen", path={"pk": BULLETIN}, referring=True)
    allow(f"{CHOOSER}:chosen_multiple", query={"id": BULLETIN}, referring=True)
    allow("proposals:index", "proposals:index_results", "proposals:add")
    allow("proposals:edit", "proposals:delete", path={"pk": PROPOSAL})
    allow("proposals:read", path={"pk": ""}, also=_own_or_for_decision)
    # Every agency may announce live bulletins; the views check whether it is in the audience.
    allow("channels", path={"bulletin": BULLETIN}, referring=True)
    allow(
        "channels_file",
        path={"bulletin": BULLETIN, "channel": "", "offer": ""},
        referring=True,
    )
    allow("bulletin_retold", path={"bulletin": BULLETIN}, referring=True)
    allow("recording_remove", path={"bulletin": BULLETIN, "language": ""})
    allow("spoken_forms:index", "spoken_forms:index_results", "spoken_forms:add")
    allow(
        *(f"spoken_forms:{name}" for name in ("edit", "delete", "history", "history_results")),
        path={"pk": "bulletins.SpokenForm"},
    )


def _own_or_for_decision(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    # Publishers may read what all agencies have sent; the view hides drafts from them.
    if not may_publish(request.user):
        yield PROPOSAL, str(kwargs["pk"])


def _own_or_published(request: HttpRequest, kwargs: dict[str, Any]) -> Names:
    # Publishers may read the acknowledgements of all agencies.
    if not may_publish(request.user):
        yield ACKNOWLEDGEMENT, str(kwargs["pk"])


@belongs_with(BulletinProposal, Placement, Acknowledgement, ConfirmationReminder)
def agency(record: BulletinProposal | Placement | Acknowledgement | ConfirmationReminder) -> Agency:
    """Return the agency that owns the record."""
    return record.agency


def _named(*names: str) -> list[str]:
    return [f"{SCREENS}:{name}" for name in names]


def _templates(*names: str) -> list[str]:
    return [f"bulletin_templates:{name}" for name in names]
