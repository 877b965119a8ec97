"""Forms of the screens of reorganisations."""

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from wagtail.admin.widgets import AdminDateInput, AdminDateTimeInput

from reorganisation.plans.table import (
    ACTIONS,
    ARCHIVE,
    COLUMN_USES,
    COLUMNS,
    MOVE,
    STAY,
    parse_day,
)
from sites.host_names import validate_host_name
from sites.models import Kind
from sites.services.table_files import MAX_TABLE_BYTES, Problem

ACTION_LABELS = {
    "keep": _("stays, with changes"),
    "rename": _("is renamed"),
    "move": _("moves to another province or address"),
    "create": _("is made"),
    "merge": _("ends; the main successor is"),
    "split": _("gives a part to"),
    "end": _("ends and is divided; one heir is"),
}
COLUMN_LABELS = {
    "step": _("order within the day"),
    "date": _("day"),
    "action": _("what happens"),
    "old_code": _("code of the unit before"),
    "new_code": _("code of the unit after"),
    "new_name": _("new name"),
    "share": _("part taken over, in words"),
    "content": _("pages and files"),
    "people": _("members"),
    "kind": pgettext_lazy("agency", "kind"),
    "name_en": _("name in English"),
    "short_name": _("short name"),
    "host": _("host name"),
    "parent": _("code of the province"),
    "geocode": _("code of the administrative unit"),
    "announce": _("day from which the website tells its end, or “no”"),
}
# What a value of a column means; others stand for themselves.
VALUE_LABELS = {
    "kind": dict(Kind.choices),
    "content": {ARCHIVE: _("all go into the successor's archive"), STAY: _("stay")},
    "people": {MOVE: _("go to the successor"), STAY: _("stay")},
}
_TABLE = forms.FileInput(attrs={"accept": ".csv,.xlsx"})


def _check_size(file: UploadedFile | None) -> None:
    if file and (file.size or 0) > MAX_TABLE_BYTES:
        raise forms.ValidationError(_("The file is too large for a table of units."))


class PlanForm(forms.Form):
    """A new plan: its name, and its table if there is one already."""

    name = forms.CharField(label=_("name"), max_length=200)
    file = forms.FileField(
        label=_("table of the plan"),
        required=False,
        widget=_TABLE,
        help_text=_("Excel (.xlsx) or CSV. Without a table you write the plan row by row."),
    )
    domain = forms.CharField(
        label=_("domain"),
        max_length=253,
        initial=lambda: settings.BASE_DOMAIN,
        validators=[validate_host_name],
        help_text=_("It completes addresses of one word."),
    )

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        _check_size(file)
        return file


class UnitsForm(forms.Form):
    """A table of units that the plan makes or changes."""

    units = forms.FileField(label=_("table of units"), widget=_TABLE)
    units_domain = forms.CharField(
        label=_("domain of their addresses"),
        max_length=253,
        required=False,
        validators=[validate_host_name],
    )

    def clean_units(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["units"]
        _check_size(file)
        return file


class RowForm(forms.Form):
    """A row of a plan. What it says is looked at with all other rows, so anything is taken."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in COLUMNS:
            self.fields[name] = self._build_field(name)
        self.fields["trees"] = forms.CharField(
            label=_("only these pages go, with all below them"),
            max_length=300,
            required=False,
            help_text=_("The last parts of their addresses, such as tin-tuc van-ban."),
        )
        # Tables write days in several ways, the form in one.
        day = self.initial.get("date", "")
        self.initial["date"] = parse_day(day) or day
        content = self.initial.get("content", "")
        if content not in {"", ARCHIVE, STAY}:
            self.initial["content"], self.initial["trees"] = "", content

    @staticmethod
    def _build_field(name: str) -> forms.Field:
        label, empty, help_text = COLUMN_LABELS[name], ("", "–"), _describe_use(name)
        choices: dict[str, list[tuple[str, Any]]] = {
            "action": [*ACTION_LABELS.items()],
            **{column: [empty, *labels.items()] for column, labels in VALUE_LABELS.items()},
        }
        if name in choices:
            return forms.ChoiceField(
                label=label,
                choices=choices[name],
                required=name == "action",
                help_text=help_text,
            )
        if name == "date":
            widget = AdminDateInput(attrs={"placeholder": _("dd/mm/yyyy")})
            return forms.DateField(label=label, widget=widget)
        return forms.CharField(label=label, max_length=300, required=False, help_text=help_text)

    def get_row(self) -> dict[str, str]:
        """Return the cells as texts; the form is valid."""
        values = {name: str(value) for name, value in self.cleaned_data.items()}
        content = values.pop("trees") or values["content"]
        day = self.cleaned_data["date"].isoformat()
        return values | {"content": content, "date": day}


def _describe_use(column: str) -> str:
    """Return in words with which actions a column is read; empty for one that all read."""
    read = [
        f"“{label}”" for action, label in ACTION_LABELS.items() if column in COLUMN_USES[action]
    ]
    if len(read) in {0, len(ACTIONS)}:
        return ""
    return _("With: %(actions)s") % {"actions": ", ".join(read)}


class MomentForm(forms.Form):
    """The moment from which the workers carry a plan out."""

    runs_at = forms.DateTimeField(
        label=_("moment"),
        initial=timezone.localtime,
        widget=AdminDateTimeInput,
        help_text=_(
            "Steps whose day has come then are done one after the other; the others on their days."
        ),
    )


def list_problem_cells(problems: list[Problem]) -> list[dict[str, Any]]:
    """Return mistakes in a table for the screen, each with what its column is about in words.

    ``label`` is empty where the column is none of a plan's.
    """
    return [vars(one) | {"label": COLUMN_LABELS.get(one.column, "")} for one in problems]


def get_value_label(column: str, value: str) -> str:
    """Return what a cell of a plan means, in words; the value itself where it has no others."""
    return str(VALUE_LABELS.get(column, {}).get(value, value))
