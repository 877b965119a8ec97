"""Versions of pages and bulletins that hold the words of a translation."""

from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from wagtail.models import Revision, get_translatable_models

from content.versions.fixed import FixedVersionsMixin
from sites.localization.adoption import derive_words
from sites.localization.rendering import (
    Rendering,
    Words,
    bind_words,
    list_own_files,
    render_source,
)
from sites.localization.segments import get_language
from sites.localization.sources import find_source

# Keys in the content of a version.
WORDS, SPELLING_ONLY = "words", "spelling_only"
# Attributes in memory.
_WORDS, _RENDERING, _IS_OLD = "_words", "_rendering", "_is_old"


class TranslatedVersionsMixin(FixedVersionsMixin):
    """Model of sources and translations. A version of a translation holds its words.

    Whoever reads such a version gets what the source says now in these words.
    """

    # Fields that each language has for itself.
    own_fields: tuple[str, ...] = ()
    # Relations with child rows that have texts, such as captions.
    copied_rows: tuple[str, ...] = ()
    # Whether a translation has the child rows of its source.
    copies_rows = True
    # Whether the form declared that only spelling was corrected.
    is_spelling_only = False

    @property
    def words(self) -> Words:
        """The words of a translation: of the version that was read, else of the public one.

        Of a source there are none. One query for a row that was read without its version.
        """
        return self._find_words() or {}

    @words.setter
    def words(self, words: Words) -> None:
        vars(self)[_WORDS] = words

    @property
    def rendering(self) -> Rendering | None:
        """What the version that was read says in another language; None for sources and rows."""
        return vars(self).get(_RENDERING)

    def set_keys(self) -> None:
        """Set the fields that are made from other fields, such as keys of lists; none here."""

    def render_from(self, source: Any) -> Rendering:
        """Make this translation say what ``source`` says, in its words, in memory."""
        rendering = render_source(source, self, self.words)
        vars(self)[_RENDERING] = rendering
        return rendering

    def take_words(self) -> None:
        """Take the words from the fields of a translation, where a program has written them."""
        self.words = bind_words(find_source(self), self)

    def serializable_data(self) -> dict[str, Any]:
        """Return the content of a version; that of a translation has its words."""
        data: dict[str, Any] = super().serializable_data()  # type: ignore[misc]
        if self._has_words:
            data[WORDS] = self.words
        if self.is_spelling_only:
            data[SPELLING_ONLY] = True
        return data

    def with_content_json(self, content: dict[str, Any]) -> Any:
        """Return the object as a version has it; a translation renders the present source."""
        obj = self.with_stored_content(content)
        if obj._find_words() is not None and (source := find_source(obj)):
            obj.render_from(source)
        return obj

    def with_stored_content(self, content: dict[str, Any]) -> Any:
        """Return the object as a version has it; a translation with its words, as yet unrendered.

        The words of a version of a former release are derived from its texts.
        """
        obj: Any = super().with_content_json(content)  # type: ignore[misc]
        vars(obj)[_IS_OLD] = WORDS not in content
        if WORDS in content:
            obj.words = content[WORDS]
        elif get_language(obj) == settings.LANGUAGE_CODE:
            vars(obj)[_WORDS] = None
        else:
            source = find_source(obj)
            vars(obj)[_WORDS] = derive_words(obj, source) if source else None
        return obj

    def save_revision(self, *args: Any, **kwargs: Any) -> Revision:
        # A page in the default language can be a translation, too.
        self._find_words()
        version: Revision = super().save_revision(*args, **kwargs)
        return version

    def list_decided_files(self) -> set[tuple[int, str]] | None:
        """Return content type and key of the files that a decision about this version covers.

        None: all files that it shows. A translation has the files of its source, which others
        decide about, and those that were chosen for its language. Decisions of former releases
        cover all files of a translation.
        """
        if vars(self).get(_IS_OLD) or not self._has_words:
            return None
        get = ContentType.objects.get_for_model
        return {(get(model).pk, str(key)) for model, key in list_own_files(self.words)}

    @property
    def _has_words(self) -> bool:
        is_foreign = get_language(self) != settings.LANGUAGE_CODE
        return (is_foreign or _WORDS in vars(self)) and self._find_words() is not None

    def _find_words(self) -> Words | None:
        if _WORDS not in vars(self):
            vars(self)[_WORDS] = self._read_words()
        words: Words | None = vars(self)[_WORDS]
        return words

    def _read_words(self) -> Words | None:
        row: Any = self
        version = row.live_revision_id or row.latest_revision_id
        found = Revision.objects.filter(pk=version).values_list(f"content__{WORDS}", flat=True)
        words: Words | None = found.first() if version else None
        if words is None and get_language(self) != settings.LANGUAGE_CODE:
            source = find_source(self)
            return derive_words(self, source) if source else None
        return words


def read_words(version: Revision | None) -> Words:
    """Return the words of a version; {} for that of a source, and for None."""
    words: Words = version.content.get(WORDS, {}) if version else {}
    return words


def get_rendered_models() -> list[type[models.Model]]:
    """Return the concrete models whose translations are renderings."""
    return [one for one in get_translatable_models() if issubclass(one, TranslatedVersionsMixin)]
