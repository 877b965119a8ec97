"""Content of the report's sections: facts, sentences and tables."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail.log_actions import registry
from wagtail.models import ModelLogEntry

from bulletins.models import Bulletin
from bulletins.selectors.audience import describe_audience
from bulletins.selectors.status import count_sites, find_last_publication, get_publication_state
from responses.selectors.acknowledgements import (
    count_acknowledgements,
    format_time,
    list_unconfirmed,
    with_last_reminder,
)
from responses.selectors.problems import list_problems
from responses.selectors.reach import get_unreachable_reason, with_reach
from responses.selectors.verification import list_verification_agencies, make_verification_row
from sites.models import Agency

# Log actions that the report lists → key of their text in the entry's data, or empty.
COURSE = {
    "wagtail.publish": "",
    "wagtail.unpublish": "",
    "bulletins.update": "text",
    "bulletins.correction": "text",
    "bulletins.end": "words",
    "bulletins.withdraw": "reason",
    "bulletins.bring_back": "",
    "bulletins.remind": "",
}


def list_facts(bulletin: Bulletin) -> list[tuple[str, str]]:
    """Return urgency, audience, times and so on as (label, value) pairs, none of them empty."""
    publication = find_last_publication(bulletin)
    person = str(publication.user_display_name) if publication else ""
    rows = [
        (_("What to do"), bulletin.instruction),
        (_("Urgency"), bulletin.get_urgency_display()),
        (_("Category"), bulletin.get_category_display()),
        (_("For whom"), describe_audience(bulletin.audience.all())),
        (_("First published"), format_time(bulletin.first_published_at)),
        (_("Last published"), _join_texts(format_time(bulletin.last_published_at), person)),
        (_("Valid from"), format_time(bulletin.valid_from)),
        (_("Valid until"), format_time(bulletin.valid_until)),
        (_("State"), get_publication_state(bulletin).label),
        (_("Units confirm by"), format_time(bulletin.confirm_by)),
    ]
    if bulletin.confirm_by:
        rows.append((_("They confirm with"), bulletin.get_confirm_with_display()))
    return [(name, value) for name, value in rows if value]


def build_course_section(bulletin: Bulletin) -> dict[str, Any]:
    """Return a table of the logged actions on the bulletin (`COURSE`), oldest first."""
    entries = registry.get_logs_for_instance(bulletin).filter(action__in=COURSE)
    rows = [
        [format_time(entry.timestamp), describe_action(entry), str(entry.user_display_name)]
        for entry in entries.select_related("user").order_by("timestamp", "pk")
    ]
    return build_table([_("Time"), _("What was done"), _("Done by")], rows, (0, 5, 3))


def describe_action(entry: ModelLogEntry) -> str:
    """Return what a log entry of `COURSE` says was done, with the text that belongs to it."""
    note = entry.data.get(COURSE[entry.action], "") if COURSE[entry.action] else ""
    label = capfirst(str(registry.get_action_label(entry.action)))
    return f"{label}: {note}" if note else label


def build_display_section(bulletin: Bulletin) -> dict[str, Any]:
    """Return on how many websites the bulletin is shown, since when, and the problems."""
    since, until = bulletin.first_published_at, bulletin.in_force_until
    sentences = [
        _("On the websites since %(time)s.") % {"time": format_time(bulletin.valid_from or since)}
    ]
    if bulletin.withdrawn_at:
        sentences.append(
            _("Withdrawn at %(time)s") % {"time": format_time(bulletin.withdrawn_at)} + "."
        )
    elif bulletin.is_expired():
        sentences.append(_("In force until %(time)s") % {"time": format_time(until)} + ".")
    elif bulletin.live:
        sentences.append(
            _("Websites that show it now: %(number)s.") % {"number": count_sites(bulletin)}
        )
    troubles = list_problems(bulletin)
    if not troubles:
        return {"paragraphs": sentences}
    sentences.append(_("Units where something is wrong: %(number)s.") % {"number": len(troubles)})
    # All of them, since one that the bulletin is no longer for may still show it.
    agencies = Agency.objects.filter(pk__in=troubles)
    rows = [[agency.name, "; ".join(troubles[agency.pk])] for agency in agencies]
    return {"paragraphs": sentences} | build_table([_("Unit"), _("What is wrong")], rows, (4, 6))


def build_websites_section(bulletin: Bulletin) -> dict[str, Any]:
    """Return a table of all websites: address, version, first and last seen, who confirmed when."""
    agencies = list_verification_agencies(bulletin).iterator(chunk_size=500)
    verifications = (make_verification_row(agency, bulletin) for agency in agencies)
    rows = [
        [
            f"{verification.agency}\n{verification.address}",
            verification.version,
            verification.first_seen,
            verification.last_seen,
            verification.confirmation,
        ]
        for verification in verifications
    ]
    headings = [_("Website"), _("Version"), _("First seen"), _("Last seen"), _("Confirmed")]
    return build_table(headings, rows, (7, 4, 3, 3, 4))


def build_acknowledged_section(bulletin: Bulletin) -> dict[str, Any]:
    """Return the count of acknowledgements, and a table of them, oldest first."""
    count = count_acknowledgements(bulletin)
    message = _("%(confirmed)s of %(asked)s units have confirmed.")
    rows = []
    for made in bulletin.acknowledgements.select_related("agency").order_by("at", "pk"):
        how = _("by telephone with %(person)s") % {"person": made.spoken_to}
        remarks = [how] if made.by_telephone else []
        remarks += [made.answer] if made.answer else []
        remarks += [_("file on record")] if made.file else []
        late = bulletin.confirm_by is not None and made.at > bulletin.confirm_by
        remarks += [_("after the deadline")] if late else []
        rows.append([made.agency.name, format_time(made.at), made.person_name, "; ".join(remarks)])
    headings = [_("Unit"), _("Time"), _("Confirmed by"), _("Answer")]
    counts = {"paragraphs": [message % {"confirmed": count.received, "asked": count.required}]}
    return counts | build_table(headings, rows, (4, 0, 3, 4))


def build_missing_section(bulletin: Bulletin) -> dict[str, Any]:
    """Return a table of the agencies that have not acknowledged, with telephone numbers.

    It says of each when it was last reminded, or that no reminder reaches it. A sentence instead if
    all have acknowledged.
    """
    missing = with_reach(with_last_reminder(list_unconfirmed(bulletin), bulletin))
    rows = [
        [*_list_contact_cells(agency), _get_reminder_label(agency)]
        for agency in missing.select_related("site__agencysettings")
    ]
    if not rows:
        return {"paragraphs": [_("All units that were asked have confirmed.")]}
    headings = [_("Unit"), _("Telephone"), _("Responsible"), _("Last reminder")]
    return build_table(headings, rows, (5, 0, 4, 4))


def _get_reminder_label(agency: Any) -> str:
    reminded = format_time(agency.reminded_at) or _("never")
    reason = get_unreachable_reason(agency)
    return f"{reminded}. {reason}" if reason else reminded


def _list_contact_cells(agency: Agency) -> list[str]:
    details = getattr(agency.site, "agencysettings", None)
    return (
        [agency.name, details.telephone, details.responsible] if details else [agency.name, "", ""]
    )


def build_table(
    headings: list[str], rows: list[list[str]], widths: tuple[int, ...]
) -> dict[str, Any]:
    """Return a table for the template, or an empty dict if there are no rows.

    `widths`: for each column its share of the line, or 0 for as wide as the content.
    """
    if not rows:
        return {}
    return {"table": {"headings": headings, "rows": rows, "widths": list(widths)}}


def _join_texts(*texts: str) -> str:
    return ", ".join(text for text in texts if text)
