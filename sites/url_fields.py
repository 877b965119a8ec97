"""Columns that hold the address of a link."""

from typing import Any

from django.db import models

from sites.rich_text_sanitizer import clean_url


class CleanURLField(models.URLField):
    """An address that nothing runs from, whichever way it came: a form, JSON, a translation, a
    revision, a column written before.

    For migrations it is Django's own. A form refuses what is no address, in words, before.
    """

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.URLField", args, kwargs

    def from_db_value(self, value: str | None, *args: object) -> str | None:
        return value and clean_url(value)

    def to_python(self, value: Any) -> Any:
        value = super().to_python(value)
        return value and clean_url(value)

    def get_prep_value(self, value: Any) -> Any:
        value = super().get_prep_value(value)
        return value and clean_url(str(value))

    def restore_translated_segments(self, value: str, segments: list[Any]) -> str:
        """Return what wagtail-localize shows in a preview before anything is saved."""
        return clean_url(segments[0].data) if segments else value
