"""Declarations of a user who saves a version: only spelling corrected, or translations follow.

The form of a source that has published translations has a checkbox for those who may publish:
only spelling was corrected, so its translations stay current. The form of a translation that is
written without wagtail-localize's editor has one too: it says what its source says now.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.models import Revision

from content.versions.fixed import FixedVersionsMixin
from sites.localization.currency import list_outdated
from sites.localization.rights import can_publish
from sites.localization.sources import find_source, get_language_name, list_translated_versions
from sites.localization.version_records import accepts_spelling, build_record
from sites.models import TranslationState, VersionRecord

# Names of the fields.
SPELLING_ONLY, FOLLOWS_SOURCE = "spelling_only", "follows_source"


class DeclaredVersionMixin(FixedVersionsMixin):
    """Model whose versions are saved with what the form declared (``declaration``)."""

    # One of the names of the fields above, or empty.
    declaration = ""

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        revision: Revision = super().save_revision(*args, **kwargs)
        if kwargs.get("overwrite_revision"):
            VersionRecord.objects.filter(revision=revision).delete()
        if self.declaration:
            is_source = self.declaration == SPELLING_ONLY
            fields = {SPELLING_ONLY: True} if is_source else build_record(self)
            VersionRecord.objects.update_or_create(revision=revision, defaults=fields)
        return revision


class DeclarationFormMixin:
    """Form with the one checkbox that fits its instance and user, or none."""

    instance: Any
    for_user: Any
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._source = find_source(self.instance) if self.instance.pk else None
        if not self.instance.pk or not self.for_user:
            return
        if self._source:
            language = get_language_name(self._source.locale)
            label = _("This text says what the text in %(language)s says now.")
            self.fields[FOLLOWS_SOURCE] = forms.BooleanField(
                required=False, label=label % {"language": language}
            )
        elif can_declare_spelling(self.for_user, self.instance):
            self.fields[SPELLING_ONLY] = forms.BooleanField(
                required=False,
                label=_("Only spelling was corrected; the translations stay current."),
                help_text=_("Texts in which a number has changed need a new translation anyway."),
            )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        given = (name for name in (SPELLING_ONLY, FOLLOWS_SOURCE) if self.cleaned_data.get(name))
        self.instance.declaration = next(given, "")

    @property
    def outdated_translations(self) -> list[TranslationState]:
        """The states of the outdated translations of the object, or its own if it is one."""
        if not self.instance.pk:
            return []
        rows = type(self.instance)._default_manager.filter(pk=self.instance.pk)
        states = list_outdated(rows)
        if self._source:
            states = states.filter(locale=self.instance.locale_id)
        return list(states)

    @property
    def declaration_field(self) -> Any:
        """The checkbox for the template; None if there is none."""
        name = next((name for name in (SPELLING_ONLY, FOLLOWS_SOURCE) if name in self.fields), None)
        form: Any = self
        return form[name] if name else None


def can_declare_spelling(user: Any, source: Any) -> bool:
    """Return whether ``user`` may publish ``source`` as corrected in spelling only.

    Only if it has a published translation, and neither its published nor its new version is an
    important bulletin or an emergency.
    """
    has_live = any(translation.live for translation in list_translated_versions(source))
    if not has_live or not can_publish(user, source):
        return False
    public = type(source)._default_manager.filter(pk=source.pk, live=True).first()
    return public is not None and accepts_spelling(public) and accepts_spelling(source)
