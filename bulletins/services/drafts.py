"""New bulletins made from a template or an earlier bulletin.

The new bulletin is not saved, and the original is never changed.
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
    BulletinContent,
    BulletinTemplate,
    Urgency,
)
from bulletins.selectors.issuers import find_default_issuer
from content.models import CustomDocument


def create_draft_from_template(template: BulletinTemplate, *, by: User | None) -> Bulletin:
    """Return an unsaved bulletin with the content of a template, valid for its hours from now.

    Audience and issuer are those of the template where it has them; else the issuer is the usual
    one of ``by`` (``find_default_issuer``), whose name becomes the author. Placeholders of the
    template are still to be filled in; ``Bulletin.check_publishable`` refuses them.
    """
    issuer = template.source or (find_default_issuer(by) if by else None)
    new = Bulletin(
        **_copy_content(template),
        source=issuer,
        author_name=_get_name(by),
        valid_until=_get_time_in(template.validity_hours),
    )
    if template.audience_codes:
        new.audience = template.addressees
    return new


def create_draft_from_earlier(bulletin: Bulletin, *, by: User | None) -> Bulletin:
    """Return an unsaved bulletin with the content, files, audience and issuer of an earlier one.

    They are copied from the published version, or from the latest draft if it was never
    published. Slug, document number, dates, repetition, notes and state are not copied; the new
    bulletin is valid for the usual hours of its urgency. ``by``: its name becomes the author.
    """
    if not bulletin.first_published_at:
        bulletin = bulletin.get_latest_revision_as_object()
    new = Bulletin(
        **_copy_content(bulletin),
        slug=Bulletin.objects.free_slug(bulletin.title),
        source=bulletin.source,
        author_name=_get_name(by),
        valid_until=_get_time_in(Urgency(bulletin.urgency).usual_hours),
    )
    new.audience = [
        BulletinAudience(code=line.code, excluded=line.excluded) for line in bulletin.audience.all()
    ]
    new.attachments = _copy_attachments(bulletin)
    return new


def _copy_content(content: BulletinContent) -> dict[str, Any]:
    fields = {name: getattr(content, name) for name in BulletinContent.TEXT_FIELDS}
    return fields | {"body": _copy_body(content.body)}


def _copy_body(body: StreamValue) -> StreamValue:
    """Copy the blocks with new ids, because wagtail-localize finds translations by block id."""
    return StreamValue(body.stream_block, _replace_ids(body.get_prep_value()), is_lazy=True)


def _replace_ids(value: Any) -> Any:
    if isinstance(value, list):
        return [_replace_ids(part) for part in value]
    if isinstance(value, dict):
        parts = {name: _replace_ids(part) for name, part in value.items()}
        return parts | {"id": str(uuid4())} if "id" in parts else parts
    return value


def _copy_attachments(bulletin: Bulletin) -> list[BulletinAttachment]:
    """Copy the attachments whose documents are not in the trash."""
    kept = set(
        CustomDocument.objects.filter(
            pk__in=[attachment.document_id for attachment in bulletin.attachments.all()]
        ).values_list("pk", flat=True)
    )
    return [
        BulletinAttachment(
            document_id=attachment.document_id,
            caption=attachment.caption,
            sort_order=attachment.sort_order,
        )
        for attachment in bulletin.attachments.all()
        if attachment.document_id in kept
    ]


def _get_time_in(hours: int | None) -> datetime | None:
    return timezone.now() + timedelta(hours=hours) if hours else None


def _get_name(user: User | None) -> str:
    return user.get_full_name() if user else ""
