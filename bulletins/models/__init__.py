"""The models of bulletins, and ``list_audience_agencies``."""

from bulletins.models.approval import BulletinApprovalTask
from bulletins.models.audience import (
    NAMED,
    BulletinAudience,
    addressed_q,
    list_audience_agencies,
    validate_code,
)
from bulletins.models.bulletin import Bulletin
from bulletins.models.choices import (
    BANNER_URGENCIES,
    FROM_EARLIER,
    FROM_TEMPLATE,
    AcknowledgementKind,
    Category,
    Urgency,
)
from bulletins.models.confirmation import CONFIRMATION, ConfirmationPeriods
from bulletins.models.content import CONTACT, BulletinContent, get_placeholders_by_field
from bulletins.models.event_type import CapCategory, EventType
from bulletins.models.issuer import IssuerSettings
from bulletins.models.note import BulletinAttachment, BulletinNote, NoteKind
from bulletins.models.placement import Placement
from bulletins.models.proposal import OPEN, BulletinProposal, ProposalState
from bulletins.models.queryset import (
    CLOSING_PERIOD,
    RESERVED_SLUGS,
    BulletinQuerySet,
    ShowingAgency,
)
from bulletins.models.template import BulletinTemplate
from bulletins.models.visibility import REPETITION

__all__ = [
    "Bulletin",
    "BulletinApprovalTask",
    "BulletinAttachment",
    "BulletinAudience",
    "BulletinNote",
    "BulletinProposal",
    "BulletinQuerySet",
    "BulletinTemplate",
    "CLOSING_PERIOD",
    "CONFIRMATION",
    "CONTACT",
    "CapCategory",
    "Category",
    "ConfirmationPeriods",
    "EventType",
    "FROM_EARLIER",
    "FROM_TEMPLATE",
    "IssuerSettings",
    "NAMED",
    "NoteKind",
    "BulletinContent",
    "OPEN",
    "BANNER_URGENCIES",
    "Placement",
    "ProposalState",
    "REPETITION",
    "RESERVED_SLUGS",
    "AcknowledgementKind",
    "ShowingAgency",
    "Urgency",
    "addressed_q",
    "list_audience_agencies",
    "get_placeholders_by_field",
    "validate_code",
]
