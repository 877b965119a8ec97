"""Forms of the screen that arranges a home page: one row for each section and each shortcut.

The rows say nothing of the blocks but what the screen offers; all else of a block stays as it is.
"""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminPageChooser
from wagtail.blocks import StreamValue
from wagtail.models import Page

from accounts.permissions import AnyUser
from content.blocks import list_readable
from content.versions.digest import compute_digest
from home.blocks.home_sections import DEFAULT_SECTIONS, ENTRIES, MAX_ENTRIES, is_default
from home.models import HomePage
from home.models.home_page import DEFAULT_TASK_ICON, MAX_TASKS, TASK_ICONS, validate_address
from sites.permissions.references import check_references, list_references

TEXT, TASK, AUTOMATIC = "text", "task", "automatic"
MAX_HEADING = 60
MAX_LABEL = 40
MAX_ADDRESS = 300
# More rows than a home page can have are no home page's.
MAX_ROWS = 30


class SectionForm(forms.Form):
    """One section: its place, its heading, whether it is shown, and how many entries it lists."""

    kind = forms.ChoiceField(
        choices=[(kind, kind) for kind in (*DEFAULT_SECTIONS, TEXT)], widget=forms.HiddenInput
    )
    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    shown = forms.BooleanField(label=gettext_lazy("Show it"), required=False)
    heading = forms.CharField(
        label=gettext_lazy("Heading"),
        required=False,
        max_length=MAX_HEADING,
        help_text=gettext_lazy("Empty: the usual one."),
    )
    entries = forms.IntegerField(
        label=gettext_lazy("Entries"),
        required=False,
        min_value=1,
        max_value=MAX_ENTRIES,
        widget=forms.NumberInput(attrs={"placeholder": ""}),
    )

    def __init__(self, *args: Any, page: HomePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kind_name = str(self["kind"].value() or "")
        block = page.parts.stream_block.child_blocks.get(self.kind_name)
        self.label = block.label if block else ""
        self.description = getattr(block.meta, "description", "") if block else ""
        self.is_new = bool(self.initial.get("is_new"))
        self.is_text = self.kind_name == TEXT
        if self.kind_name in ENTRIES:
            self.fields["entries"].widget.attrs["placeholder"] = str(ENTRIES[self.kind_name])
        else:
            del self.fields["entries"]
        if self.is_text:
            self.fields["heading"].help_text = ""

    def clean(self) -> dict[str, Any]:
        """Refuse a text of one's own without heading."""
        cleaned = super().clean() or {}
        if self.is_text and not cleaned.get("heading"):
            self.add_error("heading", _("A text of your own has a heading."))
        return cleaned


class TaskForm(forms.Form):
    """One shortcut; without words it is none."""

    key = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)
    label = forms.CharField(
        label=gettext_lazy("In people’s words"),
        required=False,
        max_length=MAX_LABEL,
        help_text=gettext_lazy("For example: Làm giấy khai sinh. Empty: no shortcut here."),
    )
    icon = forms.ChoiceField(
        label=gettext_lazy("Icon"), choices=TASK_ICONS, initial=DEFAULT_TASK_ICON
    )
    page = forms.ModelChoiceField(
        label=gettext_lazy("Leads to this page"),
        queryset=Page.objects.all(),
        required=False,
        widget=AdminPageChooser,
    )
    address = forms.CharField(
        label=gettext_lazy("or to this address"),
        required=False,
        max_length=MAX_ADDRESS,
        validators=[validate_address],
    )

    def __init__(self, *args: Any, page: HomePage, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = str(self["label"].value() or "").strip()

    def clean(self) -> dict[str, Any]:
        """Refuse words that lead nowhere, or to two places."""
        cleaned = super().clean() or {}
        is_ambiguous = bool(cleaned.get("page")) == bool(cleaned.get("address"))
        if cleaned.get("label") and is_ambiguous and "address" not in self.errors:
            self.add_error("address", _("Choose either a page or an address."))
        return cleaned


class OrderedFormSet(forms.BaseFormSet):
    """Rows with a place (``ORDER``), in the order in which they were sent."""

    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        place = form.fields["ORDER"]
        place.label = _("Place")
        place.required = False
        place.widget.attrs["class"] = "arranged-place"

    def list_rows(self) -> list[dict[str, Any]]:
        """Return the data of each row, sorted by place; rows without a place come last."""
        rows = [form.cleaned_data for form in self.forms if form.cleaned_data]
        return sorted(rows, key=lambda row: (row["ORDER"] is None, row["ORDER"]))


class SectionFormSet(OrderedFormSet):
    """All sections of a home page."""

    def clean(self) -> None:
        """Refuse a page that has a section twice, or no section."""
        if any(self.errors):
            return
        rows = self.list_rows()
        kinds = [row["kind"] for row in rows if row["kind"] != TEXT]
        if len(kinds) != len(set(kinds)):
            raise ValidationError(_("Each part stands on the page once."))
        if not any(row["shown"] for row in rows):
            raise ValidationError(_("Show at least one part of the page."))


_Sections: Any = forms.formset_factory(
    SectionForm, SectionFormSet, extra=0, can_order=True, max_num=MAX_ROWS, absolute_max=MAX_ROWS
)
_Tasks: Any = forms.formset_factory(
    TaskForm, OrderedFormSet, extra=0, can_order=True, max_num=MAX_ROWS, absolute_max=MAX_ROWS
)


class AutomaticForm(forms.Form):
    """Form that says whether free places among the shortcuts fill themselves.

    ``shown``: digest of the version from which the form was made.
    """

    automatic = forms.BooleanField(
        label=gettext_lazy("Fill the places that are left with what people use most"),
        required=False,
    )
    shown = forms.CharField(required=False, max_length=64, widget=forms.HiddenInput)


class Arrangement:
    """Forms of one home page, with the data of a request or with the stored values.

    ``page``: the latest version; ``apply`` puts what was sent into it, and saves nothing.

    Raises PermissionDenied if a shortcut that was sent leads to a page of another agency, which
    only a forged request does: shown again, the form would tell its title. Raises BadRequest for a
    malformed key.
    """

    def __init__(self, page: HomePage, user: AnyUser, data: Any = None) -> None:
        self.page, self.user = page, user
        rows, of_page = list(self._iter_sections()), {"page": page}
        self.sections = _Sections(data, prefix="sections", initial=rows, form_kwargs=of_page)
        rows = list(self._iter_tasks())
        self.tasks = _Tasks(data, prefix="tasks", initial=rows, form_kwargs=of_page)
        has_automatic = any(child.block_type == AUTOMATIC for child in page.tasks)
        initial = {
            "automatic": has_automatic or not list_readable(page.tasks),
            "shown": self.digest,
        }
        self.options = AutomaticForm(data, initial=initial)
        if data is not None:
            self._refuse_foreign_pages()

    @property
    def media(self) -> forms.Media:
        """Scripts and styles of the choosers."""
        return self.tasks.media

    def _iter_sections(self) -> Iterator[dict[str, Any]]:
        arranged = [
            {
                "kind": child.block_type,
                "key": _get_key(child, number),
                "shown": not child.value.get("hidden"),
                "heading": child.value["heading"],
                "entries": child.value.get("entries"),
            }
            for number, child in enumerate(list_readable(self.page.parts))
        ]
        known = {row["kind"] for row in arranged}
        missing = [kind for kind in DEFAULT_SECTIONS if kind not in known]
        rows = arranged + [
            {"kind": kind, "shown": not arranged, "is_new": bool(arranged)} for kind in missing
        ]
        for number, row in enumerate(rows, start=1):
            yield row | {"ORDER": number}

    def _iter_tasks(self) -> Iterator[dict[str, Any]]:
        shortcuts = [child for child in self.page.tasks if child.block_type == TASK]
        for number in range(MAX_TASKS):
            child = shortcuts[number] if number < len(shortcuts) else None
            value = dict(child.value) if child else {}
            yield value | {"key": child.id or "" if child else "", "ORDER": number + 1}

    def is_valid(self) -> bool:
        """Return whether everything that was sent can be shown; the forms say what cannot."""
        # All three, so that all errors are shown at once.
        valid = [form.is_valid() for form in (self.sections, self.tasks, self.options)]
        return all(valid)

    @cached_property
    def digest(self) -> str:
        """Digest of the latest version; empty for a page without versions."""
        latest = self.page.latest_revision
        return compute_digest(latest).value if latest else ""

    def is_outdated(self) -> bool:
        """Return whether somebody has changed the page since it was read for the form."""
        return bool(self.options["shown"].value() != self.digest)

    def accept_version(self) -> None:
        """Let the same data replace the present version at the next attempt."""
        data: Any = self.options.data
        self.options.data = data = data.copy()
        data["shown"] = self.digest

    def apply(self) -> None:
        """Put the valid data into ``page``."""
        parts = self._build_sections()
        self.page.parts = parts.stream_block.empty_value() if is_default(parts) else parts
        self.page.tasks = self._build_tasks()

    def _refuse_foreign_pages(self) -> None:
        content_type = ContentType.objects.get_for_model(Page).pk
        sent = {str(form["page"].value() or "") for form in self.tasks.forms} - {""}
        wanted = {(content_type, pk) for pk in sent}
        check_references(self.user, wanted - list_references(self.page))

    def _build_sections(self) -> StreamValue:
        stored = {
            _get_key(child, number): child.get_prep_value()["value"]
            for number, child in enumerate(list_readable(self.page.parts))
        }
        raw = []
        for row in self.sections.list_rows():
            former = stored.get(row["key"], {})
            if row["kind"] == TEXT and not former:
                # Taken away by somebody else meanwhile: there is no text to show.
                continue
            value = former | {"heading": row["heading"], "hidden": not row["shown"]}
            if "entries" in row:
                value["entries"] = row["entries"]
            raw.append({"type": row["kind"], "id": row["key"] or str(uuid4()), "value": value})
        return self.page.parts.stream_block.to_python(raw + _list_unreadable(self.page.parts))

    def _build_tasks(self) -> StreamValue:
        rows = [row for row in self.tasks.list_rows() if row["label"]]
        raw: list[dict[str, Any]] = [
            {
                "type": TASK,
                "id": row["key"] or str(uuid4()),
                "value": {
                    "icon": row["icon"],
                    "label": row["label"],
                    "page": row["page"].pk if row["page"] else None,
                    "address": row["address"],
                },
            }
            for row in rows
        ]
        # Without any shortcut the page shows what people use most anyway.
        if raw and self.options.cleaned_data["automatic"] and len(raw) < MAX_TASKS:
            raw.append({"type": AUTOMATIC, "id": str(uuid4()), "value": None})
        return self.page.tasks.stream_block.to_python(raw + _list_unreadable(self.page.tasks))


def _list_unreadable(stream: StreamValue) -> list[dict[str, Any]]:
    """Return the blocks that have no row in the form, as they are stored: they stay, at the end."""
    readable = list_readable(stream)
    return [child.get_prep_value() for child in stream if child not in readable]


def _get_key(child: StreamValue.StreamChild, number: int) -> str:
    """Return what names a block in the form; blocks that programs wrote may have no id."""
    return child.id or f"block-{number}"
