"""Declaration of a user who saves a version of a source: only spelling was corrected.

The form of a source that has published translations has the checkbox for those who may publish.
The words of its translations then belong to what the corrected sentences say.
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from sites.localization.currency import list_outdated
from sites.localization.publication import accepts_spelling
from sites.localization.rights import can_publish
from sites.localization.sources import find_source, list_translated_versions
from sites.localization.translated_versions import SPELLING_ONLY
from sites.models import TranslationState


class DeclarationFormMixin:
    """Form that offers the declaration where it can be made."""

    instance: Any
    for_user: Any
    fields: dict[str, forms.Field]
    cleaned_data: dict[str, Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._source = find_source(self.instance) if self.instance.pk else None
        if not self.instance.pk or not self.for_user or self._source:
            return
        if can_declare_spelling(self.for_user, self.instance):
            self.fields[SPELLING_ONLY] = forms.BooleanField(
                required=False,
                label=_("Only spelling was corrected; the translations stay current."),
                help_text=_("Texts in which a number has changed need a new translation anyway."),
            )

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        self.instance.is_spelling_only = bool(self.cleaned_data.get(SPELLING_ONLY))

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
        form: Any = self
        return form[SPELLING_ONLY] if SPELLING_ONLY in self.fields else None


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
