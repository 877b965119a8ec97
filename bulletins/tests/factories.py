"""Bulletins in all states, what agencies do with them, and the form that writes one."""

import json
from datetime import timedelta

from django.utils import timezone
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield
from wagtail_localize.segments import OverridableSegmentValue, StringSegmentValue
from wagtail_localize.segments.extract import extract_segments
from wagtail_localize.segments.ingest import ingest_segments
from wagtail_localize.strings import StringValue

from bulletins.models import (
    Bulletin,
    BulletinAttachment,
    BulletinAudience,
    BulletinProposal,
    BulletinTemplate,
    CapCategory,
    EventType,
    Placement,
    ProposalState,
)
from content.text.slugs import make_slug
from members.tests.approval import SUBMIT
from sites.models import Agency
from sites.tests.factories import add_english

ADMIN = "/admin/snippets/bulletins/bulletin/"


def create_draft(title="Thông báo", *, audience=("all",), files=(), **fields):
    """A bulletin nobody has published, with files to download.

    A line of the audience that begins with a minus excludes.
    """
    fields = {"slug": make_slug(title), "summary": f"Tóm tắt: {title}."} | fields
    bulletin = Bulletin(title=title, live=False, **fields)
    bulletin.audience = [
        BulletinAudience(code=line.removeprefix("-"), excluded=line.startswith("-"))
        for line in audience
    ]
    bulletin.attachments = [BulletinAttachment(document=file) for file in files]
    bulletin.save()
    bulletin.save_revision()
    return bulletin


def publish_bulletin(title="Thông báo", **fields):
    """A published bulletin."""
    bulletin = create_draft(title, **fields)
    bulletin.get_latest_revision().publish()
    bulletin.refresh_from_db()
    return bulletin


def publish_emergency(title="Lũ quét", **fields):
    """A published emergency notice, for a day from now."""
    until = timezone.now() + timedelta(days=1)
    urgent = {"urgency": "emergency", "instruction": "Rời nhà ven suối.", "valid_until": until}
    return publish_bulletin(title, **urgent | fields)


def translate(bulletin, title, *, live=True, **words):
    """A bulletin's English, published unless it is not to be live.

    What is not given in ``words`` is there too, in a kind of English.
    """
    translation = bulletin.copy_for_translation(add_english())
    # A copy, because its blocks are written over.
    _put_into_english(Bulletin.objects.get(pk=bulletin.pk), translation)
    translation.title, translation.live = title, False
    for name, value in words.items():
        setattr(translation, name, value)
    translation.save()
    translation.take_words()
    revision = translation.save_revision()
    if live:
        revision.publish()
    translation.refresh_from_db()
    return translation


def _put_into_english(source, target):
    """Write “EN” before every text of ``target``, in blocks too."""
    segments = [
        StringSegmentValue(
            segment.path,
            StringValue(f"EN {segment.string.data}"),
            attrs=segment.attrs,
            order=segment.order,
        )
        if isinstance(segment, StringSegmentValue)
        else segment
        for segment in extract_segments(source)
        if not isinstance(segment, OverridableSegmentValue)
    ]
    ingest_segments(source, target, source.locale, target.locale, segments)


def create_placement(bulletin, agency, **fields):
    """What an agency does with a bulletin on its website."""
    return Placement.objects.create(bulletin=bulletin, agency=agency, **fields)


def create_template(name="Lũ quét khẩn", title="Cảnh báo lũ quét", **fields):
    """A template of bulletins."""
    return BulletinTemplate.objects.create(name=name, title=title, **fields)


def add_event_type(name="Lũ quét", **fields):
    """Have this kind of event in the list; its row."""
    fields = {"name_en": "Flash flood", "category": CapCategory.MET} | fields
    return EventType.objects.update_or_create(name_vi=name, defaults=fields)[0]


def create_proposal(agency, title="Tiêm chủng", *, body=(), **fields):
    """A bulletin that an agency proposes, sent unless another state is given."""
    fields = {"summary": "Tóm tắt.", "state": ProposalState.SENT, "body": json.dumps(body)} | fields
    return BulletinProposal.objects.create(agency=agency, title=title, **fields)


def make_bulletin_form(**fields):
    """What the form of a bulletin sends; ``fields`` are nested as the fields are."""
    empty = dict.fromkeys(
        ["slug", "instruction", "contact_name", "contact_telephone", "valid_from", "valid_until"]
        + ["author_name", "document_number", "event_type"],
        "",
    )
    texts = {"title": "Lũ quét", "summary": "Nước lên.", "body": streamfield([])}
    if "source" not in fields:
        fields["source"] = Agency.objects.get_only_province().pk
    choices = {"urgency": "routine", "category": "thien-tai", "issued_on": "24/11/2026"}
    rows = {"attachments": inline_formset([]), "notes": inline_formset([])}
    return nested_form_data(empty | texts | choices | rows | fields)


def press_publish(client, answer):
    """Press the button of the screen that the form or an approval led to; the last answer.

    ``answer``: that of the form. If it leads to no such screen, it is the last one.
    """
    if answer.status_code != 302 or "/dang/" not in answer.url:
        return answer
    screen = client.get(answer.url)
    if screen.status_code != 200:
        return screen
    seen = {field.name: field.value() or "" for field in screen.context["form"]}
    return client.post(answer.url, seen)


def get_edit_path(bulletin):
    return f"{ADMIN}edit/{bulletin.pk}/"


def submit_bulletin(client, **fields):
    """A bulletin written and sent by the person of ``client``, through the form."""
    client.post(f"{ADMIN}add/", make_bulletin_form(**fields) | SUBMIT)
    return Bulletin.objects.latest("pk")


def next_week():
    """A moment in a week, as a form sends it."""
    return f"{timezone.localtime() + timedelta(days=7):%d/%m/%Y %H:%M}"
