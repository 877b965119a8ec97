"""Model of who carries on the work of an archived agency."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from sites.models.agency import Agency


class Succession(models.Model):
    """That one agency carries on the work of an archived one, or a part of it.

    ``share``: which part, in words for citizens ("phần lớn", "thôn Nà Bản"); empty where nothing
    needs to be said.
    """

    from_agency = models.ForeignKey(Agency, models.CASCADE, related_name="successions")
    to_agency = models.ForeignKey(Agency, models.CASCADE, related_name="successions_to")
    share = models.CharField(
        _("part taken over"), max_length=200, blank=True, default="", db_default=""
    )

    class Meta:
        # The table of the plain relation that it was before 1.1.
        db_table = "agencies_agency_successors"
        unique_together = [("from_agency", "to_agency")]
        verbose_name = _("succession")
        verbose_name_plural = _("successions")

    def __str__(self) -> str:
        return f"{self.from_agency} → {self.to_agency}"
