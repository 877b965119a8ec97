"""State of websites, publication and mail of a province, in words for citizens.

What is said comes from the last checks and from the queue, and from what the ICT department has
written down as an incident. Nothing of how the installation is built is told.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from django.utils.translation import gettext as _

from ops.models import Incident, IncidentQuerySet, Service
from ops.system.measures import Measured, measure
from ops.system.queue import MAX_AGE_SECONDS
from sites.models import Agency
from sites.selectors.host_state import count_failing_hosts

# Days that incidents which are over are told of.
PERIOD_DAYS = 90
# Seconds for which what was measured is told: anybody may load the page again and again.
KEPT_SECONDS = 30
_KEY = "service-state"
_VALUES = ("bantin_workers", "bantin_queue_age_seconds", "bantin_mail_age_seconds")


@dataclass(frozen=True)
class ServiceState:
    """One service: its name, whether it works (None: not known), and a sentence about it."""

    label: str
    works: bool | None
    text: str

    @property
    def state(self) -> str:
        """The state in two words."""
        if self.works is None:
            return _("Not known")
        return _("Works") if self.works else _("Disturbed")


@dataclass(frozen=True)
class IncidentRow:
    """An incident in the language of the page, or in Vietnamese where it has no other.

    ``language``: code of the language of title and text.
    """

    title: str
    text: str
    language: str
    service: str
    since: datetime
    until: datetime | None


def list_service_states(province: Agency) -> list[ServiceState]:
    """Return the state of websites, publication and mail of a province."""
    disturbed = set(
        Incident.objects.current().concerning(province.code).values_list("service", flat=True)
    )
    values = _get_values()
    return [
        _describe_websites(province, Service.WEBSITES in disturbed),
        _describe_publication(values, Service.PUBLICATION in disturbed),
        _describe_mail(values, Service.MAIL in disturbed),
    ]


def list_current_incidents(province: Agency, language: str) -> list[IncidentRow]:
    """Return the incidents that are not over, the latest first, in ``language`` where they are."""
    return _make_rows(Incident.objects.current().concerning(province.code), language)


def list_past_incidents(province: Agency, language: str) -> list[IncidentRow]:
    """Return the incidents that ended within ``PERIOD_DAYS``, the latest first."""
    oldest = timezone.now() - timedelta(days=PERIOD_DAYS)
    return _make_rows(Incident.objects.ended_after(oldest).concerning(province.code), language)


def _make_rows(incidents: IncidentQuerySet, language: str) -> list[IncidentRow]:
    rows = []
    for incident in incidents:
        is_english = language != settings.LANGUAGE_CODE and bool(incident.title_en)
        rows.append(
            IncidentRow(
                title=incident.title_en if is_english else incident.title,
                # A text that nobody has translated is told in Vietnamese, title and all.
                text=incident.text_en if is_english else incident.text,
                language="en" if is_english else settings.LANGUAGE_CODE,
                service=incident.get_service_display(),
                since=incident.since,
                until=incident.until,
            )
        )
    return rows


def _get_values() -> dict[str, float | None]:
    values: dict[str, float | None] | None = cache.get(_KEY)
    if values is None:
        measured: Measured = measure()
        values = {name: measured.find_value(name) for name in _VALUES}
        cache.set(_KEY, values, KEPT_SECONDS)
    return values


def _describe_websites(province: Agency, is_disturbed: bool) -> ServiceState:
    label = _("Websites")
    failing, number, last = count_failing_hosts(Agency.objects.of_province(province))
    if is_disturbed:
        return ServiceState(label, False, _("There is an incident; see below."))
    if last is None:
        return ServiceState(label, True, _("This page was answered just now."))
    if failing:
        text = _("%(failing)s of %(number)s addresses could not be reached at the last check.")
        return ServiceState(label, False, text % {"failing": failing, "number": number})
    return ServiceState(label, True, _("All could be reached at the last check."))


def _describe_publication(values: dict[str, float | None], is_disturbed: bool) -> ServiceState:
    label = _("Publication of news and bulletins")
    workers, age = values["bantin_workers"], values["bantin_queue_age_seconds"]
    if is_disturbed:
        return ServiceState(label, False, _("There is an incident; see below."))
    if workers is None or age is None:
        return ServiceState(label, None, _("There was no answer in time."))
    if not workers or age > MAX_AGE_SECONDS:
        return ServiceState(label, False, _("What is published may appear later than planned."))
    return ServiceState(label, True, _("What is published appears at its time."))


def _describe_mail(values: dict[str, float | None], is_disturbed: bool) -> ServiceState:
    label = _("E-mail")
    workers, age = values["bantin_workers"], values["bantin_mail_age_seconds"]
    if is_disturbed:
        return ServiceState(label, False, _("There is an incident; see below."))
    if workers is None or age is None:
        return ServiceState(label, None, _("There was no answer in time."))
    if not workers or age > MAX_AGE_SECONDS:
        return ServiceState(label, False, _("Mails of this province may arrive late."))
    return ServiceState(label, True, _("Mails of this province go out."))
