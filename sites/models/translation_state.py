"""State of published translations: what of the public source has no words."""

from django.db import models
from wagtail.models import Locale, Revision


class VersionRecord(models.Model):
    """What releases before 1.2 knew of one version (Wagtail revision) with regard to languages.

    Of a translation: ``rendered``, the text of the source that it renders, and ``texts``, its own,
    both by path; ``untranslated``, the paths that are in the language of the source. Of a source:
    ``spelling_only``, whether its publisher declared that only spelling was corrected. Words of
    former translations are derived from it (``sites.localization.adoption``).
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
    """What of its public source one public translation does not say in its own words.

    ``translation_key`` and ``locale`` name the translated page or bulletin. ``untranslated``: paths
    at which words are missing. ``outdated``: those among them that have words for what the source
    said until ``outdated_since`` (None: there are none). ``is_withheld``: readers get the source.
    ``rendered``: the text of the source by path, as releases before 1.2 recorded it; {} since.
    ``sites.localization.publication`` writes it, ``sites.localization.currency`` reads it.
    """

    translation_key = models.UUIDField()
    locale = models.ForeignKey(Locale, models.CASCADE, related_name="+")
    rendered = models.JSONField(default=dict)
    untranslated = models.JSONField(default=list)
    outdated = models.JSONField(default=list)
    outdated_since = models.DateTimeField(null=True, db_index=True)
    is_withheld = models.BooleanField(default=False, db_default=False)
    rendered_at = models.DateTimeField()

    class Meta:
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return f"{self.translation_key} ({self.locale_id})"
