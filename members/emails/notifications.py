"""Notification e-mails: about one event or a digest, as plain text and simple HTML."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import ngettext
from wagtail.users.models import UserProfile

from accounts.models import User
from members.models import MANDATORY, Notification, NotificationKind
from members.services.notifications import get_unsubscribe_url
from sites.models import Agency, AgencySettings, Kind
from sites.permissions.ownership import get_member_agency_ids

FOLDER = "members/notifications/mail"
FORMATS = ("txt", "html")
# Entries of one kind in a digest; of further ones it shows the number only.
MAX_SECTION_ENTRIES = 20


@dataclass(frozen=True)
class DigestSection:
    """Section of a digest: the newest notifications of one kind, and the number of the rest."""

    heading: str
    entries: list[Notification]
    more: int


def render_single_email(notification: Notification) -> EmailMultiAlternatives:
    """Return the e-mail about one notification, in the language of its recipient."""
    subject = " ".join(notification.title.split())
    kinds = {NotificationKind(notification.kind)}
    context = {"notification": notification}
    return _build_email("single", notification.person, kinds, context, subject=subject)


def render_digest_email(notifications: list[Notification]) -> EmailMultiAlternatives:
    """Return one e-mail with all ``notifications``, in the language of their recipient.

    ``notifications``: not empty, of one user, newest first. The header ``Precedence: bulk`` lets
    the mail queue send other e-mails first.
    """
    person = notifications[0].person
    by_kind = {
        kind: [notification for notification in notifications if notification.kind == kind]
        for kind in NotificationKind
    }
    by_kind = {kind: entries for kind, entries in by_kind.items() if entries}
    with translation.override(get_user_language(person)):
        groups = [
            DigestSection(
                get_section_heading(kind, len(entries)),
                entries[:MAX_SECTION_ENTRIES],
                len(entries[MAX_SECTION_ENTRIES:]),
            )
            for kind, entries in by_kind.items()
        ]
    email = _build_email("digest", person, by_kind.keys(), {"groups": groups})
    email.extra_headers["Precedence"] = "bulk"
    return email


def get_section_heading(kind: NotificationKind, number: int) -> str:
    """Return the heading of a section, with the number of notifications, in the active language."""
    headings = {
        NotificationKind.CONFIRMATION: ngettext(
            "%(number)s matter to confirm", "%(number)s matters to confirm", number
        ),
        NotificationKind.EMERGENCY: ngettext(
            "%(number)s emergency", "%(number)s emergencies", number
        ),
        NotificationKind.DISPLAY: ngettext(
            "%(number)s website to look at", "%(number)s websites to look at", number
        ),
        NotificationKind.FEEDBACK: ngettext(
            "%(number)s message from a citizen", "%(number)s messages from citizens", number
        ),
        NotificationKind.BULLETIN: ngettext(
            "%(number)s new bulletin", "%(number)s new bulletins", number
        ),
        NotificationKind.TRANSLATION: ngettext(
            "%(number)s text to translate", "%(number)s texts to translate", number
        ),
        NotificationKind.REVIEW: ngettext(
            "%(number)s page to look at again", "%(number)s pages to look at again", number
        ),
        NotificationKind.ERROR: ngettext(
            "%(number)s error that people met", "%(number)s errors that people met", number
        ),
    }
    return headings[kind] % {"number": number}


def get_user_language(person: User) -> str:
    """Return the language code that ``person`` has chosen for the admin, or the default one."""
    return UserProfile.get_for_user(person).preferred_language or settings.LANGUAGE_CODE


def _build_email(
    name: str,
    person: User,
    kinds: Collection[NotificationKind],
    context: dict[str, Any],
    subject: str = "",
) -> EmailMultiAlternatives:
    optional = [kind for kind in kinds if kind not in MANDATORY]
    leave = get_unsubscribe_url(person, optional) if optional else ""
    with translation.override(get_user_language(person)):
        context |= _get_frame_context() | {"unsubscribe_url": leave}
        subject = subject or render_to_string(f"{FOLDER}/{name}_subject.txt", context).strip()
        context["subject"] = subject
        text, html = (render_to_string(f"{FOLDER}/{name}.{kind}", context) for kind in FORMATS)
    headers = _build_unsubscribe_headers(leave) if leave else {}
    email = EmailMultiAlternatives(
        subject, text, to=[person.email], reply_to=_list_reply_addresses(person), headers=headers
    )
    email.attach_alternative(html, "text/html")
    return email


def _get_frame_context() -> dict[str, Any]:
    base = settings.WAGTAILADMIN_BASE_URL
    return {
        "today": timezone.localdate(),
        "admin_url": base + reverse("wagtailadmin_home"),
        "settings_url": f"{base}{reverse('wagtailadmin_account')}#tab-notifications",
    }


def _build_unsubscribe_headers(url: str) -> dict[str, str]:
    """Return the headers for the unsubscribe button of mail clients (RFC 2369, RFC 8058)."""
    return {
        "List-Unsubscribe": f"<{url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _list_reply_addresses(person: User) -> list[str]:
    """Return the e-mail address in the settings of the person's province, if there is one.

    The first province's for persons who work for none in particular. Never another's, to which
    answers about a unit's work would go.
    """
    central = AgencySettings.objects.filter(site__agency__kind=Kind.PROVINCE).exclude(email="")
    addresses = dict(central.order_by("site__agency").values_list("site__agency", "email"))
    if addresses and (agencies := get_member_agency_ids(person)):
        own = Agency.objects.provinces_of(agencies)
        addresses = {one.pk: addresses[one.pk] for one in own if one.pk in addresses}
    return list(addresses.values())[:1]
