"""Model fields: a link that cannot hold a script, and a text whose length holds everywhere."""

from typing import Any

from django.core.validators import MaxLengthValidator
from django.db import models

from content.text.sanitizer import clean_url


class CleanURLField(models.URLField):
    """A URLField that empties URLs with a scheme outside ``URL_SCHEMES``.

    ``URL_SCHEMES`` is in ``content.text.sanitizer``. The rule holds for values from forms, JSON,
    translations, revisions and rows stored earlier. Forms already refuse an invalid URL with a
    message. Migrations see Django's ``URLField``.
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
        """Return the translated URL, cleaned; ``value`` if there is no segment.

        wagtail-localize calls this for previews, before anything is saved.
        """
        return clean_url(segments[0].data) if segments else value


class BoundedTextField(models.TextField):
    """A TextField whose ``max_length`` is checked by ``full_clean`` too, and not only in forms.

    So it holds for services, imports and translations. Migrations see Django's ``TextField``.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.validators.append(MaxLengthValidator(kwargs["max_length"]))

    def deconstruct(self) -> Any:
        name, _path, args, kwargs = super().deconstruct()
        return name, "django.db.models.TextField", args, kwargs
