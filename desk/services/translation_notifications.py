"""Telling translators by mail what they have to translate.

At once what is urgent (emergencies and important bulletins), everything else in the daily digest;
see ``members.services.notifications``.
"""

from collections.abc import Iterable

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from wagtail.models import Page
from wagtail.permissions import policy_registry

from accounts.models import User
from bulletins.models import Bulletin, Urgency
from bulletins.roles import TRANSLATORS
from desk.selectors.translation_work import (
    TranslationWork,
    list_bulletin_needs,
    list_page_needs,
    list_used_locales,
    list_website_locales,
)
from members.models import NotificationKind
from members.services.notifications import notify
from sites.models import Agency
from sites.permissions.ownership import get_page_agency
from sites.permissions.translators import list_confined_translators


@override(settings.LANGUAGE_CODE)
def notify_of_bulletin(source: Bulletin) -> None:
    """Notify the translators of each language in which a bulletin in force is to be translated."""
    if not Bulletin.objects.on_air().filter(pk=source.pk).exists():
        return
    translators = list(User.objects.filter(is_active=True, groups__name=TRANSLATORS).distinct())
    policy = policy_registry.get_by_type(Bulletin)
    for work in list_bulletin_needs([source], list_used_locales()):
        language = work.locale.language_code
        people = [
            person for person in translators if policy.can_translate_into(person, source, language)
        ]
        _notify(people, work, at_once=source.urgency != Urgency.ROUTINE)


@override(settings.LANGUAGE_CODE)
def notify_of_page(source: Page) -> None:
    """Notify the translators of a unit, in each language in which a page is to be translated.

    Editors of the unit are not told: they have written the page.
    """
    agency = get_page_agency(source)
    if agency is None or not source.live:
        return
    for work in list_page_needs([source], list_website_locales(agency)):
        people = list_confined_translators(agency.pk, work.locale.language_code)
        _notify(people, work, agency=agency)


def _notify(
    people: Iterable[User],
    work: TranslationWork,
    *,
    at_once: bool = False,
    agency: Agency | None = None,
) -> None:
    kind = "bulletin" if work.is_bulletin else "page"
    # One event for each published version.
    event = f"{kind}:{work.source.pk}:{work.source.live_revision_id}"
    notify(
        people,
        kind=NotificationKind.TRANSLATION,
        event=f"translate:{event}:{work.locale.language_code}",
        title=_("To be translated into %(language)s: %(title)s")
        % {"language": work.language_name, "title": work.source.title},
        text=work.reason,
        url=settings.WAGTAILADMIN_BASE_URL + reverse("desk:translations"),
        at_once=at_once,
        agency=agency,
    )
