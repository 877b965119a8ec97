"""The closing report as PDF."""

from pathlib import Path

from django.conf import settings
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from wagtail.admin.utils import get_user_display_name

from accounts.models import User
from bulletins.models import Bulletin
from content.pdf import render_pdf
from responses.report.content import (
    build_acknowledged_section,
    build_course_section,
    build_display_section,
    build_missing_section,
    build_websites_section,
    list_facts,
)
from responses.selectors.acknowledgements import format_time
from sites.models import Agency

TEMPLATE = Path(__file__).with_name("report.typ")


def render_report(bulletin: Bulletin, *, by: User) -> bytes:
    """Return the report as PDF, in Vietnamese, with the current data.

    `by`: the user named in it as the one who made it. Raises TypesettingError if it cannot be made.
    """
    with translation.override(settings.LANGUAGE_CODE):
        return render_pdf(TEMPLATE, _build_context(bulletin, by))


def _build_context(bulletin: Bulletin, by: User) -> dict[str, object]:
    issuer = bulletin.source or Agency.objects.get_only_province()
    today = timezone.localtime()
    made = {"time": format_time(today), "person": get_user_display_name(by)}
    number = bulletin.document_number
    return {
        "language": settings.LANGUAGE_CODE,
        "issuer": issuer.name if issuer else "",
        "number": _("Number: %(number)s") % {"number": number} if number else "",
        "date": _("On %(day)s/%(month)s/%(year)s")
        % {"day": today.day, "month": today.month, "year": today.year},
        "kind": _("Report on the carrying out of a bulletin"),
        "title": bulletin.title,
        "sections": [
            _build_section(_("The bulletin"), facts=list_facts(bulletin)),
            _build_section(_("What happened"), **build_course_section(bulletin)),
            _build_section(_("Where it was shown"), **build_display_section(bulletin)),
            *_list_confirmation_sections(bulletin),
            _build_section(_("All websites"), **build_websites_section(bulletin)),
        ],
        "made": _("Made by the system at %(time)s for %(person)s.") % made,
        "page": pgettext("paper", "Page"),
    }


def _list_confirmation_sections(bulletin: Bulletin) -> list[dict[str, object]]:
    if bulletin.confirm_by is None:
        return [
            _build_section(_("Confirmation"), paragraphs=[_("Units were not asked to confirm.")])
        ]
    return [
        _build_section(_("Confirmed by units"), **build_acknowledged_section(bulletin)),
        _build_section(_("Not confirmed"), **build_missing_section(bulletin)),
    ]


def _build_section(heading: str, **parts: object) -> dict[str, object]:
    empty: dict[str, object] = {"heading": heading, "facts": [], "paragraphs": [], "table": None}
    return empty | parts
