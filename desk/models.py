"""Models for translators: the glossary, and the memory of published translations."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale, Page

from bulletins.models import Bulletin
from content.text.folding import fold_text

# Hexadecimal digits of a SHA-256 digest.
DIGEST_LENGTH = 64
# Characters; two folded words of at most 40 characters and a space.
PHRASE_LENGTH = 81


def get_target_locales() -> Q:
    """Return the condition for the languages that texts are translated into."""
    return ~Q(language_code=settings.LANGUAGE_CODE)


class GlossaryTerm(models.Model):
    """A Vietnamese term and what it is called in another language, kept by the ICT department."""

    term = models.CharField(_("Vietnamese term"), max_length=120)
    locale = models.ForeignKey(
        Locale,
        models.CASCADE,
        related_name="+",
        verbose_name=_("language"),
        limit_choices_to=get_target_locales,
    )
    translation = models.CharField(_("translation"), max_length=200)
    note = models.CharField(
        _("note"),
        max_length=300,
        blank=True,
        help_text=_("For translators: when to use it, and what not to write."),
    )

    class Meta:
        ordering = ["term", "pk"]
        verbose_name = _("term of the glossary")
        verbose_name_plural = _("terms of the glossary")
        constraints = [
            models.UniqueConstraint(fields=["term", "locale"], name="glossary_term_once"),
        ]

    def __str__(self) -> str:
        return self.term

    def clean(self) -> None:
        """Raise ValidationError for a term without letters and digits."""
        super().clean()
        if not fold_text(self.term):
            raise ValidationError({"term": _("The term needs a letter or a digit.")})


class MemoryEntry(models.Model):
    """A passage of a published text with its published translation.

    ``page`` or ``bulletin``: the translated object that it stands in; whether that is public is
    asked whenever the passage is offered. ``digest``: SHA-256 of the source text, for exact
    matches; ``folded``: its words without accents, for near ones.
    """

    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+")
    page = models.ForeignKey(Page, models.CASCADE, null=True, related_name="+")
    bulletin = models.ForeignKey(Bulletin, models.CASCADE, null=True, related_name="+")
    source_text = models.TextField()
    target_text = models.TextField()
    digest = models.CharField(max_length=DIGEST_LENGTH)
    folded = models.TextField()
    published_at = models.DateTimeField()

    wagtail_reference_index_ignore = True

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(page=None, bulletin__isnull=False)
                | Q(page__isnull=False, bulletin=None),
                name="memory_of_one_object",
            ),
        ]
        indexes = [models.Index(fields=["locale", "digest"], name="memory_exact")]

    def __str__(self) -> str:
        return self.source_text[:80]


class MemoryPhrase(models.Model):
    """Two neighbouring words of a remembered passage, without accents; finds near matches."""

    entry = models.ForeignKey(MemoryEntry, models.CASCADE, related_name="phrases")
    phrase = models.CharField(max_length=PHRASE_LENGTH, db_index=True)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return self.phrase
