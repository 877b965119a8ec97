"""The central bulletins of the demo: every urgency, several audiences, past and future."""

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from wagtail.models import Locale

from bulletins.models import Bulletin, BulletinAudience
from home.demo.markup import blocks
from home.demo.texts import bulletin_texts
from sites.models import Agency, AgencySettings


def publish_notices() -> None:
    """Publish the demo's bulletins; those that are there already stay as they are."""
    agencies = {agency.code: agency for agency in Agency.objects.with_site()}
    for texts in bulletin_texts():
        if not Bulletin.objects.filter(slug=texts["slug"]).exists():
            bulletin = _publish(texts, agencies)
            if "english" in texts:
                _translate(bulletin, texts["english"])


def _publish(texts: dict[str, Any], agencies: dict[str, Agency]) -> Bulletin:
    source = agencies[texts["source"]]
    now = timezone.now()
    bulletin = Bulletin(
        **{name: texts[name] for name in ("slug", "title", "summary", "instruction", "category")},
        urgency=texts["urgency"],
        body=blocks(texts["body"]),
        source=source,
        author_name=texts["author"],
        document_number=texts["document_number"],
        contact_name=texts["contact_name"],
        contact_telephone=AgencySettings.for_site(source.site).telephone,
        issued_on=texts.get("issued_on")
        or timezone.localdate() - timedelta(days=texts["issued_days_ago"]),
        valid_from=_in_days(now, texts.get("valid_from_days")),
        valid_until=_in_days(now, texts.get("valid_until_days")),
        live=False,
    )
    lines = [(code, False) for code in texts["audience"]]
    lines += [(code, True) for code in texts.get("exclude", [])]
    bulletin.audience = [
        BulletinAudience(code=_audience_code(code, agencies), excluded=excluded)
        for code, excluded in lines
    ]
    bulletin.check_publishable()
    bulletin.save()
    bulletin.save_revision().publish()
    bulletin.refresh_from_db()
    return bulletin


def _audience_code(code: str, agencies: dict[str, Agency]) -> str:
    """The files name agencies by code; an audience names them by number."""
    kind, _, name = code.partition(":")
    return f"agency:{agencies[name].pk}" if kind == "agency" else code


def _translate(bulletin: Bulletin, english: dict[str, str]) -> None:
    locale, _ = Locale.objects.get_or_create(language_code="en")
    translation = bulletin.copy_for_translation(locale)
    for name in ("title", "summary", "instruction", "contact_name"):
        setattr(translation, name, english[name])
    translation.body = blocks(english["body"])
    translation.live = False
    translation.save()
    translation.save_revision().publish()


def _in_days(now: datetime, days: int | None) -> datetime | None:
    return None if days is None else now + timedelta(days=days)
