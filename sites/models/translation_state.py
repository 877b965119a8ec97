"""State of published translations: the rendered source, and its parts changed since."""

from django.db import models
from wagtail.models import Locale, Revision


class VersionRecord(models.Model):
    """What is known of one version (Wagtail revision) with regard to languages.

    Of a translation: ``rendered``, the text of the source that it renders, and ``texts``, its own,
    both by path; ``untranslated``, the paths that are in the language of the source. Of a source:
    ``spelling_only``, whether its publisher declared that only spelling was corrected.
    """

    revision = models.OneToOneField(
        Revision, models.CASCADE, primary_key=True, related_name="language_record"
    )
    rendered = models.JSONField(default=dict)
    texts = models.JSONField(default=dict)
    untranslated = models.JSONField(default=list)
    spelling_only = models.BooleanField(default=False)

    def __str__(self) -> str:
        return f"version {self.revision_id}"


class TranslationState(models.Model):
    """The published version of one translation compared with the published source.

    ``translation_key`` and ``locale`` name the translated page or bulletin. ``rendered``: the text
    of the source that the translation renders, by path of the segment. ``untranslated``: paths
    whose text is in the language of the source. ``outdated``: paths at which the source has said
    something else since ``outdated_since`` (None: the translation is current). Written by
    ``sites.localization.version_records``, read through ``sites.localization.currency``.
    """

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+")
    rendered = models.JSONField(default=dict)
    untranslated = models.JSONField(default=list)
    outdated = models.JSONField(default=list)
    outdated_since = models.DateTimeField(null=True, db_index=True)
    rendered_at = models.DateTimeField()

    class Meta:
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return f"{self.translation_key} ({self.locale_id})"
