"""The form field for an audience."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from bulletins.addressing.widget import AudienceInput
from bulletins.addressing.words import names_of
from bulletins.models.audience import NAMED, BulletinAudience, agencies_for, validate_code

# More single agencies than this should be a group.
MOST_UNITS = 200


class AudienceField(forms.Field):
    """A form field whose value is a list of unsaved rows for ``Bulletin.audience``.

    If the field is required, the audience must reach at least one active agency.
    """

    widget = AudienceInput
    default_error_messages = {
        "required": _("No unit would show this bulletin. Choose at least one."),
        "many": _("More than %(most)s single units are chosen. Please make a group of them."),
    }

    def to_python(self, value: list[BulletinAudience] | None) -> list[BulletinAudience]:
        lines = value or []
        for line in lines:
            validate_code(line.code)
        self._check_named([line.code for line in lines])
        return lines

    def validate(self, value: list[BulletinAudience]) -> None:
        if self.required and not agencies_for(value).exists():
            raise ValidationError(self.error_messages["required"], "required")

    def bound_data(
        self, data: list[BulletinAudience] | None, initial: list[BulletinAudience] | None
    ) -> list[BulletinAudience] | None:
        """Return the rows that an invalid form shows again, without malformed codes."""
        lines = super().bound_data(data, initial)
        return lines and [line for line in lines if _is_code(line.code)]

    def has_changed(
        self, initial: list[BulletinAudience] | None, data: list[BulletinAudience] | None
    ) -> bool:
        if self.disabled:
            return False
        return {str(line) for line in initial or []} != {str(line) for line in data or []}

    def _check_named(self, codes: list[str]) -> None:
        sorts = [code.partition(":")[0] for code in codes]
        if sorts.count("agency") > MOST_UNITS:
            raise ValidationError(self.error_messages["many"], "many", {"most": MOST_UNITS})
        names: dict[str, Any] = names_of(codes)
        for sort, code in zip(sorts, codes, strict=True):
            if sort in NAMED and code not in names:
                raise ValidationError(str(NAMED[sort][1]), "unknown")


def _is_code(text: str) -> bool:
    try:
        validate_code(text)
    except ValidationError:
        return False
    return True
