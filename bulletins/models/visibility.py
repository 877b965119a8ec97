"""Mixins of the model ``Bulletin``: its repetition, and where and at which URL it is shown.

The rules of visibility are those of ``bulletins.models.queryset``, for a single instance instead of
in SQL. Repetition means that a bulletin is announced again every few days.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from bulletins.models.choices import Urgency
from sites.models import Agency
from sites.permissions.ownership import has_language

if TYPE_CHECKING:
    from bulletins.models.placement import Placement

# Columns that ``bulletins.services.repetition`` writes. Publishing a revision leaves them
# unchanged.
REPETITION = ("repeat_count", "repeated_at", "repeated_on", "next_repeat_at")
REPEATING = gettext_lazy(
    "At 8:00, until the bulletin ends: it is first in lists again, and its units are told."
    " Empty: announced once. Not for emergencies, which have updates."
)


class RepetitionMixin:
    """Validation and label of the repetition, for the model ``Bulletin``."""

    urgency: str
    repeat_days: int | None
    repeat_count: int
    repeated_on: date | None

    def clean(self) -> None:
        super().clean()  # type: ignore[misc]
        if self.repeat_days and self.urgency == Urgency.EMERGENCY:
            raise ValidationError({"repeat_days": _("An emergency is not repeated: update it.")})

    @property
    def repetition_label(self) -> str:
        """A translated label: date and number of the last repetition; empty if there is none."""
        if self.repeated_on is None:
            return ""
        message = _("Announced again on %(date)s (no. %(number)s)")
        day = date_format(self.repeated_on, "d/m/Y")
        return message % {"date": day, "number": self.repeat_count}


class VisibilityMixin:
    """Visibility on websites and URLs, for the model ``Bulletin``."""

    pk: Any
    slug: str
    urgency: str
    valid_from: datetime | None
    first_published_at: datetime | None
    source: Agency | None
    audience: Any
    placements: Any

    def is_addressed_to(self, agency: Agency) -> bool:
        """Return whether the audience contains ``agency``; the same rule as ``for_codes``.

        An archived agency also needs ``was_shown_before`` its archiving.
        """
        if agency.archived_at and not self.was_shown_before(agency.archived_at):
            return False
        codes = set(agency.codes)
        lines = [line for line in self.audience.all() if line.code in codes]
        return bool(lines) and not any(line.excluded for line in lines)

    def was_shown_before(self, moment: datetime) -> bool:
        """Return whether the bulletin had been published and was valid at ``moment``."""
        published, begin = self.first_published_at, self.valid_from
        return bool(published and published <= moment) and not (begin and begin > moment)

    @property
    def path(self) -> str:
        """The URL path on every website, in the active language."""
        return reverse("bulletin", args=[self.slug])

    def get_canonical_url(self, agency: Agency) -> str:
        """Return the canonical URL in the active language, normally on the issuer's website.

        ``agency``: whose website is being rendered. Its own URL is canonical if the issuer is
        unknown, does not show the bulletin, or has no website in this language. Call this on the
        source row, whose audience decides.
        """
        return self.get_canonical_agency(agency).root_url + self.path

    def get_canonical_agency(self, agency: Agency) -> Agency:
        """Return the agency whose website has the canonical URL; see ``get_canonical_url``."""
        owner = self.source
        if owner is None or owner.pk == agency.pk or not self._is_shown_on(owner):
            return agency
        return owner

    def _is_shown_on(self, agency: Agency) -> bool:
        shown = self.is_addressed_to(agency) and not self.is_hidden_on(agency)
        return shown and has_language(agency, get_language())

    def is_hidden_on(self, agency: Agency) -> bool:
        """Return whether ``agency`` hides the bulletin; the same rule as ``published_to``."""
        if self.urgency != Urgency.ROUTINE:
            return False
        placement = self.get_placement(agency)
        return placement is not None and placement.hidden

    def get_placement(self, agency: Agency) -> "Placement | None":
        """Return what ``agency`` has changed about the bulletin on its website; None if nothing.

        A query, unless ``known_placements`` has the agency.
        """
        if self.pk is None or agency.pk in self.known_placements:
            return self.known_placements.get(agency.pk)
        found: Placement | None = self.placements.filter(agency=agency).first()
        return found

    @cached_property
    def known_placements(self) -> "dict[int, Placement | None]":
        """Return the placements that were fetched with the bulletin, by the agency's primary key.

        None for an agency that had none then. Other agencies are not in it.
        """
        return {}
