"""Languages that a translator is confined to."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from sites.models.agency import Agency


class TranslatorLanguage(models.Model):
    """One language that a user translates into, and does nothing else.

    ``agency``: where; None for the bulletins of the ICT department. A user with such rows changes
    there only the translations into these languages; a user without any is not confined. Rows
    give no permission by themselves: they narrow what the user's groups have. Those of a moderator
    have no effect.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="translator_languages"
    )
    agency = models.ForeignKey(Agency, models.CASCADE, null=True, related_name="+")
    language = models.CharField(max_length=20)

    wagtail_reference_index_ignore = True

    class Meta:
        verbose_name = _("language of a translator")
        verbose_name_plural = _("languages of translators")
        constraints = [
            models.UniqueConstraint(
                fields=["person", "agency", "language"], name="translator_language_once"
            ),
            models.UniqueConstraint(
                fields=["person", "language"],
                condition=Q(agency=None),
                name="central_translator_language_once",
            ),
        ]

    def __str__(self) -> str:
        return self.language
