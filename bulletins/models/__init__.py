"""The models of bulletins, and ``agencies_for``."""

from bulletins.models.approval import BulletinApprovalTask
from bulletins.models.audience import (
    NAMED,
    BulletinAudience,
    agencies_for,
    validate_code,
)
from bulletins.models.bulletin import Bulletin
from bulletins.models.choices import (
    FROM_EARLIER,
    FROM_TEMPLATE,
    PRESSING,
    Category,
    Reply,
    Urgency,
)
from bulletins.models.content import (
    CONTACT,
    NoticeWords,
    placeholders_by_field,
)
from bulletins.models.note import (
    BulletinAttachment,
    BulletinNote,
    NoteKind,
)
from bulletins.models.placement import Placement
from bulletins.models.proposal import (
    OPEN,
    BulletinProposal,
    ProposalState,
)
from bulletins.models.queryset import (
    CLOSING,
    RESERVED_SLUGS,
    BulletinQuerySet,
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
    "CLOSING",
    "CONTACT",
    "Category",
    "FROM_EARLIER",
    "FROM_TEMPLATE",
    "NAMED",
    "NoteKind",
    "NoticeWords",
    "OPEN",
    "PRESSING",
    "Placement",
    "ProposalState",
    "REPETITION",
    "RESERVED_SLUGS",
    "Reply",
    "Urgency",
    "agencies_for",
    "placeholders_by_field",
    "validate_code",
]
