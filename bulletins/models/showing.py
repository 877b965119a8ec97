"""On which websites a bulletin is shown and at which URL.

These are the rules of ``bulletins.models.queryset``, for a single instance instead of in SQL.
"""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import get_language

from bulletins.models.choices import Urgency
from sites.models import Agency
from sites.page_owners import has_language


class ShownMixin:
    """Visibility on websites and URLs, for the model ``Bulletin``."""

    pk: Any
    slug: str
    urgency: str
    valid_from: datetime | None
    first_published_at: datetime | None
    source: Agency | None
    audience: Any
    placements: Any

    def is_for(self, agency: Agency) -> bool:
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

    def canonical_url(self, agency: Agency) -> str:
        """Return the canonical URL in the active language, normally on the issuer's website.

        ``agency``: whose website is being rendered. Its own URL is canonical if the issuer is
        unknown, does not show the bulletin, or has no website in this language. Call this on the
        source row, whose audience decides.
        """
        owner = self.source
        if owner is None or owner.pk == agency.pk or not self._is_shown_on(owner):
            owner = agency
        return owner.root_url + self.path

    def _is_shown_on(self, agency: Agency) -> bool:
        shown = self.is_for(agency) and not self.is_hidden_on(agency)
        return shown and has_language(agency, get_language())

    def is_hidden_on(self, agency: Agency) -> bool:
        """Return whether ``agency`` hides the bulletin; the same rule as ``published_to``."""
        if self.urgency != Urgency.ROUTINE or self.pk is None:
            return False
        return self.placements.filter(agency=agency, hidden=True).exists()
