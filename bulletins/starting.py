"""Where a bulletin starts from, other than nothing: a template, or an earlier bulletin.

Both give a new bulletin that is not saved. What it was made from is never touched.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.utils import timezone
from wagtail.blocks import StreamValue

from accounts.models import User
from bulletins.models import (
    Bulletin,
    BulletinAttachment,
    BulletinAudience,
    BulletinTemplate,
    Urgency,
)
from bulletins.models.words import NoticeWords
from sites.models import AgencyDocument

# Behind the question mark of the form for a new bulletin: what it starts from, by its key.
FROM_TEMPLATE = "mau"
FROM_EARLIER = "tu"


def bulletin_from_template(template: BulletinTemplate, *, by: User | None) -> Bulletin:
    """Return an unsaved bulletin with a template's words, in force from now for its hours.

    ``by`` becomes the author. What the template left open is still to be filled in;
    ``Bulletin.check_publishable`` refuses it until then.
    """
    return Bulletin(
        **_words(template), author_name=_name(by), valid_until=_in_hours(template.holds_hours)
    )


def bulletin_from_earlier(bulletin: Bulletin, *, by: User | None) -> Bulletin:
    """Return an unsaved bulletin with the words, files, audience and issuer of an earlier one.

    Taken from what was published, else from the newest draft. Address, number, dates,
    repetition, notes and what became of it are the earlier one's own; it holds as long as is
    usual for its urgency.
    """
    if not bulletin.first_published_at:
        bulletin = bulletin.get_latest_revision_as_object()
    new = Bulletin(
        **_words(bulletin),
        slug=Bulletin.objects.free_slug(bulletin.title),
        source=bulletin.source,
        author_name=_name(by),
        valid_until=_in_hours(Urgency(bulletin.urgency).usual_hours),
    )
    new.audience = [
        BulletinAudience(code=line.code, excluded=line.excluded) for line in bulletin.audience.all()
    ]
    new.attachments = _attachments(bulletin)
    return new


def _words(notice: NoticeWords) -> dict[str, Any]:
    words = {name: getattr(notice, name) for name in NoticeWords.WORDS}
    return words | {"body": _copy_of(notice.body)}


def _copy_of(body: StreamValue) -> StreamValue:
    """The same blocks, with identities of their own: translations are kept by them."""
    return StreamValue(body.stream_block, _with_new_ids(body.get_prep_value()), is_lazy=True)


def _with_new_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_with_new_ids(part) for part in value]
    if isinstance(value, dict):
        parts = {name: _with_new_ids(part) for name, part in value.items()}
        return parts | {"id": str(uuid4())} if "id" in parts else parts
    return value


def _attachments(bulletin: Bulletin) -> list[BulletinAttachment]:
    """The files that are still there; one may lie in the bin by now."""
    there = set(
        AgencyDocument.objects.filter(
            pk__in=[one.document_id for one in bulletin.attachments.all()]
        ).values_list("pk", flat=True)
    )
    return [
        BulletinAttachment(
            document_id=one.document_id, caption=one.caption, sort_order=one.sort_order
        )
        for one in bulletin.attachments.all()
        if one.document_id in there
    ]


def _in_hours(hours: int | None) -> datetime | None:
    return timezone.now() + timedelta(hours=hours) if hours else None


def _name(user: User | None) -> str:
    return user.get_full_name() if user else ""
