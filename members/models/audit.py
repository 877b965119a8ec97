"""Model of the audit log (the journal): who did what, to what, for which agency, and when."""

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from sites.models import Agency


class AuditEntry(models.Model):
    """An action, as recorded for one agency; central actions have no agency.

    Names are stored besides the foreign keys, so that an entry keeps the names of its time when
    the user or the object is renamed, moved or deleted. An action that concerns several agencies
    has one entry for each.
    """

    at = models.DateTimeField(_("time"), default=timezone.now)
    agency = models.ForeignKey(
        Agency, models.SET_NULL, null=True, related_name="+", verbose_name=_("unit")
    )
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+"
    )
    person_name = models.CharField(_("person"), max_length=310, blank=True)
    action = models.CharField(_("action"), max_length=255)
    content_type = models.ForeignKey(
        ContentType, models.SET_NULL, null=True, related_name="+", verbose_name=_("kind of thing")
    )
    object_id = models.CharField(max_length=255, blank=True)
    title = models.TextField(_("what"), blank=True)
    detail = models.CharField(_("detail"), max_length=255, blank=True)

    wagtail_reference_index_ignore = True

    class Meta:
        ordering = ["-at", "-pk"]
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        # Entries are never changed in the admin.
        default_permissions = ["view"]
        indexes = [
            models.Index(models.F("at").desc(), models.F("id").desc(), name="audit_all"),
            models.Index(
                "agency", models.F("at").desc(), models.F("id").desc(), name="audit_of_agency"
            ),
            # Also serves the filter by user, which searches the distinct names.
            models.Index(
                "person_name", models.F("at").desc(), models.F("id").desc(), name="audit_of_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.person_name} {self.action} {self.title}"
