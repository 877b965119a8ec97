"""Fields that translated pages have taken over from their sources."""

from django.db import models
from wagtail.models import Page, PageViewRestriction, Revision


class WaitingTranslation(models.Model):
    """A translated page that is not public because its source is not; it returns with it.

    ``live_revision``: the version that was public, which returns.
    """

    page = models.OneToOneField(Page, models.CASCADE, related_name="+")
    source = models.ForeignKey(Page, models.CASCADE, related_name="+")
    live_revision = models.ForeignKey(Revision, models.SET_NULL, null=True, related_name="+")

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.page)


class MirroredRestriction(models.Model):
    """A view restriction that a translated page has because its source has ``original``."""

    restriction = models.OneToOneField(PageViewRestriction, models.CASCADE, related_name="mirrors")
    original = models.ForeignKey(PageViewRestriction, models.CASCADE, related_name="mirrored_by")

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return str(self.restriction.page)
