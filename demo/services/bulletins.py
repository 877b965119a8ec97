"""Central bulletins of the demo: every urgency, several audiences, past and future.

Some are repeated, corrected, ended, withdrawn or placed by an agency.
"""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.log_actions import registry
from wagtail.models import Locale

from bulletins.models import (
    AcknowledgementKind,
    Bulletin,
    BulletinAudience,
    BulletinNote,
    EventType,
    IssuerSettings,
)
from bulletins.services import lifecycle
from bulletins.services.confirmation import set_last_confirmed
from bulletins.services.placements import update_placement
from demo.markup import build_blocks
from demo.texts import list_bulletin_texts, list_group_texts
from sites.models import Agency, AgencyGroup, AgencySettings

Texts = dict[str, Any]
FIELDS = ("slug", "title", "summary", "instruction", "category", "urgency", "document_number")
# Code of the unit that issues bulletins as a rule.
ISSUER = "so-thong-tin-va-truyen-thong"
# Emergencies last a day, and the demo may be started every morning.
STALE_AFTER = timedelta(hours=12)


def publish_bulletins() -> None:
    """Create the demo's groups of agencies and publish its bulletins.

    Existing bulletins are left as they are, except that one published more than ``STALE_AFTER`` ago
    gets new dates if no user has changed it, so that the demo always has its emergency.
    """
    agencies = {agency.code: agency for agency in Agency.objects.with_site()}
    if not IssuerSettings.objects.exists():
        IssuerSettings.objects.create(issuer=agencies.get(ISSUER))
    for texts in list_group_texts():
        group, is_new = AgencyGroup.objects.get_or_create(name=texts["name"])
        if is_new:
            group.agencies.set(agencies[code] for code in texts["agencies"])
    for texts in list_bulletin_texts():
        bulletin = Bulletin.objects.sources().filter(slug=texts["slug"]).first()
        if bulletin is None:
            _publish_first(texts, agencies)
        elif _is_stale(bulletin):
            _restart(bulletin, texts)


def build_bulletin(texts: Texts, agencies: dict[str, Agency]) -> Bulletin:
    """Return an unsaved bulletin with these texts.

    ``agencies``: all agencies by code. Raises ValidationError if it could not be published.
    """
    source = agencies[texts["source"]]
    bulletin = Bulletin(
        **{name: texts[name] for name in FIELDS},
        body=build_blocks(texts["body"]),
        event_type=EventType.objects.filter(name_vi=texts.get("event_type", "")).first(),
        source=source,
        author_name=texts["author"],
        confirm_with=texts.get("confirm_with", AcknowledgementKind.WORD),
        repeat_days=texts.get("repeat_days"),
        contact_name=texts["contact_name"],
        contact_telephone=_get_telephone(source),
        live=False,
    )
    _set_dates(bulletin, texts)
    lines = [(code, False) for code in texts["audience"]]
    lines += [(code, True) for code in texts.get("exclude", [])]
    bulletin.audience = [
        BulletinAudience(code=_make_audience_code(code, agencies), excluded=excluded)
        for code, excluded in lines
    ]
    bulletin.check_publishable()
    return bulletin


def _set_dates(bulletin: Bulletin, texts: Texts) -> None:
    """Set all dates, relative to today."""
    now = timezone.now()
    bulletin.issued_on = texts.get("issued_on") or timezone.localdate() - timedelta(
        days=texts["issued_days_ago"]
    )
    bulletin.valid_from = _get_time_in(now, texts.get("valid_from_days"))
    bulletin.valid_until = _get_time_in(now, texts.get("valid_until_days"))
    bulletin.confirm_by = _get_time_in(now, texts.get("confirm_by_days"))
    bulletin.notes = [
        BulletinNote(
            kind=note["kind"], text=note["text"], at=now - timedelta(hours=note["hours_ago"])
        )
        for note in texts.get("notes", [])
    ]


def _publish_first(texts: Texts, agencies: dict[str, Agency]) -> None:
    bulletin = _publish(build_bulletin(texts, agencies), texts)
    if "english" in texts:
        _translate(bulletin, texts["english"])
    for placement in texts.get("placements", []):
        _create_placement(bulletin, placement, agencies)
    if "ended" in texts:
        lifecycle.end_bulletin(bulletin=bulletin, closing_text=texts["ended"], by=None)
    if "withdrawn" in texts:
        successor = Bulletin.objects.sources().get(slug=texts["successor"])
        lifecycle.withdraw_bulletin(
            bulletin=bulletin, reason=texts["withdrawn"], successor=successor, by=None
        )


def _publish(bulletin: Bulletin, texts: Texts) -> Bulletin:
    bulletin.save()
    bulletin.save_revision().publish()
    if "issued_on" in texts:
        # A day that is long ago: nobody has looked at the text since.
        set_last_confirmed(bulletin=bulletin, at=bulletin.issue_time)
    bulletin.refresh_from_db()
    return bulletin


def _is_stale(bulletin: Bulletin) -> bool:
    """Return whether a bulletin gets new dates.

    It does if it is live, was published more than ``STALE_AFTER`` ago and no user has changed it.
    """
    if not bulletin.live or timezone.now() - bulletin.last_published_at < STALE_AFTER:
        return False
    return not registry.get_logs_for_instance(bulletin).exclude(user=None).exists()


def _restart(bulletin: Bulletin, texts: Texts) -> None:
    _set_dates(bulletin, texts)
    if bulletin.ended_at:
        bulletin.ended_at = timezone.now()
    _publish(bulletin, texts)


def _create_placement(bulletin: Bulletin, placement: Texts, agencies: dict[str, Agency]) -> None:
    agency = agencies[placement["agency"]]
    fields = {name: value for name, value in placement.items() if name != "agency"}
    if "contact_name" in fields:
        fields["contact_telephone"] = _get_telephone(agency)
    update_placement(bulletin=bulletin, agency=agency, **fields, by=None)


def _get_telephone(agency: Agency) -> str:
    return str(AgencySettings.for_site(agency.site).telephone)


def _make_audience_code(code: str, agencies: dict[str, Agency]) -> str:
    """Return the audience code, with ids for the codes and group names that the files use."""
    kind, _, name = code.partition(":")
    if kind == "group":
        return AgencyGroup.objects.get(name=name).code
    return agencies[name].own_code if kind == "agency" else code


def _translate(bulletin: Bulletin, english: dict[str, str]) -> None:
    locale = Locale.objects.get(language_code="en")
    translation = bulletin.copy_for_translation(locale)
    for name in ("title", "summary", "instruction", "contact_name"):
        setattr(translation, name, english[name])
    translation.body = build_blocks(english["body"])
    # Block by block the same text, so that a change of one outdates only its translation.
    for block, original in zip(translation.body, bulletin.body, strict=True):
        block.id = original.id
    translation.live = False
    translation.save()
    translation.save_revision().publish()


def _get_time_in(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now + timedelta(days=days)
