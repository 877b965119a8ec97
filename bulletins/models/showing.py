"""On which websites a bulletin is shown, and at which address: for one row what
``bulletins.models.queryset`` says in SQL.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from bulletins.models.choices import Urgency
from sites.models import Agency
from sites.page_owners import has_language


class ShownMixin:
    """What holds of the columns of the model and of what hangs on it."""

    pk: Any
    slug: str
    urgency: str
    valid_from: datetime | None
    first_published_at: datetime | None
    source: Agency | None
    audience: Any
    placements: Any

    def is_for(self, agency: Agency) -> bool:
        """Whether an agency belongs to the audience; the same rule as ``for_codes``."""
        if agency.archived_at and not self.was_shown_before(agency.archived_at):
            return False
        codes = set(agency.codes)
        lines = [line for line in self.audience.all() if line.code in codes]
        return bool(lines) and not any(line.excluded for line in lines)

    def was_shown_before(self, moment: datetime) -> bool:
        """Whether the bulletin had been published and had begun by a moment."""
        published, begin = self.first_published_at, self.valid_from
        return bool(published and published <= moment) and not (begin and begin > moment)

    @property
    def path(self) -> str:
        """The address on any website, in the language of the moment."""
        return reverse("bulletin", args=[self.slug])

    def canonical_url(self, agency: Agency) -> str:
        """The one address search engines should keep, in the language of the moment: on the
        issuer's website. Ask the source, whose audience decides.

        ``agency`` is whose website is being shown; it is its own canon where the issuer is
        unknown, does not show the bulletin itself, or has no website in this language.
        """
        owner = self.source
        if owner is None or owner.pk == agency.pk or not self._is_shown_on(owner):
            owner = agency
        return owner.root_url + self.path

    def _is_shown_on(self, agency: Agency) -> bool:
        shown = self.is_for(agency) and not self.is_hidden_on(agency)
        return shown and has_language(agency, get_language())

    def is_hidden_on(self, agency: Agency) -> bool:
        """Whether a unit keeps the bulletin off its website; the same rule as ``published_to``."""
        if self.urgency != Urgency.ROUTINE or self.pk is None:
            return False
        return self.placements.filter(agency=agency, hidden=True).exists()
