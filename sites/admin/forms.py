"""Forms of the admin views of agencies: provisioning, upload of a table, archiving."""

from datetime import date
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.http import QueryDict
from django.template.defaultfilters import filesizeformat
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from content.files.examined import ExaminedFileField
from sites.models import Agency, AgencyQuerySet, Kind, Succession
from sites.permissions.ownership import check_two_person_rule
from sites.services.agency_table import AgencyTable, Problem, TableError, read_agency_table
from sites.services.archiving import check_announcement, check_archiving
from sites.services.provisioning import check_agency, get_full_host
from sites.services.table_files import MAX_TABLE_BYTES

MAX_MATCHES = 20
MAX_SHARE = Succession._meta.get_field("share").max_length


class AgencyForm(WagtailAdminModelForm):
    """Form for an agency that validates the arguments of ``provision_agency``."""

    host = forms.CharField(
        label=gettext_lazy("Host name"),
        max_length=253,
        help_text=gettext_lazy("A full host name, or only its first part under %(domain)s.")
        % {"domain": settings.BASE_DOMAIN},
    )

    class Meta:
        model = Agency
        fields = [
            *("code", "kind", "parent", "name_vi", "name_en", "short_name", "geocode"),
            "two_person_rule",
        ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = Agency.objects.filter(kind=Kind.PROVINCE)
        offered = provinces.active() | provinces.filter(pk=self.instance.parent_id)
        # Nobody has to choose where there is nothing to choose from.
        if offered.count() > 1:
            cast(forms.ModelChoiceField, self.fields["parent"]).queryset = offered
        else:
            del self.fields["parent"]
        if self.instance.pk:
            self.fields["code"].disabled = True
            self.fields["host"].initial = self.instance.site.hostname

    def clean_host(self) -> str:
        return get_full_host(self.cleaned_data["host"], settings.BASE_DOMAIN)

    def clean_two_person_rule(self) -> bool:
        wanted: bool = self.cleaned_data["two_person_rule"]
        if wanted and "two_person_rule" in self.changed_data:
            check_two_person_rule(self.instance)
        return wanted

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            try:
                check_agency(**self.get_provisioning_arguments())
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    def get_provisioning_arguments(self) -> dict[str, Any]:
        """Return the arguments of ``provision_agency``."""
        names = ("code", "kind", "name_vi", "name_en", "short_name", "geocode", "host")
        parent = self.cleaned_data.get("parent")
        return {name: self.cleaned_data[name] for name in names} | {
            "parent": parent.code if parent else ""
        }


class TableUploadForm(forms.Form):
    """Base form to upload a table; ``problems`` are all that was found in a bad one.

    After validation ``table`` is what ``read_table`` has made of it.
    """

    file = ExaminedFileField(
        label=gettext_lazy("table (Excel or CSV)"),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt,text/csv"}),
    )
    table: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.problems: list[Problem] = []

    def read_table(self, data: bytes) -> Any:
        """Return what the table says; raise TableError for one that cannot be used."""
        raise NotImplementedError

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MAX_TABLE_BYTES:
            size = filesizeformat(MAX_TABLE_BYTES)
            raise ValidationError(_("The file is larger than %(size)s.") % {"size": size})
        try:
            self.table = self.read_table(file.read())
        except TableError as error:
            self.problems = error.problems
            message = ngettext(
                "There is %(number)s mistake in the table.",
                "There are %(number)s mistakes in the table.",
                len(error.problems),
            )
            raise ValidationError(message % {"number": len(error.problems)}) from None
        return file


class TableForm(TableUploadForm):
    """Form to upload a table of agencies."""

    table: AgencyTable

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["file"].help_text = _(
            "The template filled in, or the exported list of units with changes."
        )

    def read_table(self, data: bytes) -> AgencyTable:
        return read_agency_table(data, domain=settings.BASE_DOMAIN)


class ArchiveForm(forms.Form):
    """Form for the day on which an agency ended and its successors, with a search for them.

    A day in the future announces the end. ``share-<primary key>`` in ``data`` says which part a
    successor takes over.
    """

    ended_on = forms.DateField(
        label=gettext_lazy("Ended on"),
        widget=AdminDateInput(attrs={"placeholder": gettext_lazy("dd/mm/yyyy")}),
    )
    successors = forms.ModelMultipleChoiceField(Agency.objects.none(), required=False)
    q = forms.CharField(
        label=gettext_lazy("Find another unit"),
        max_length=100,
        required=False,
        widget=forms.TextInput(attrs={"type": "search"}),
        help_text=gettext_lazy("A part of its name or address; accents are not needed."),
    )

    def __init__(self, data: QueryDict | None, *, agency: Agency) -> None:
        super().__init__(data, initial={"ended_on": agency.ends_on or timezone.localdate()})
        self.agency = agency
        self.sent = data or QueryDict()
        self.candidates = Agency.objects.active().exclude(pk=agency.pk)
        successors = cast(forms.ModelMultipleChoiceField, self.fields["successors"])
        successors.queryset = self.candidates

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not self.errors:
            check = check_announcement if self.is_announcement else check_archiving
            try:
                check(
                    agency=self.agency,
                    successors=cleaned["successors"],
                    ended_on=cleaned["ended_on"],
                )
            except ValidationError as error:
                self.add_error(None, error)
        return cleaned

    @property
    def is_announcement(self) -> bool:
        """Whether the valid day lies in the future, so that the end is only announced."""
        day: date = self.cleaned_data["ended_on"]
        return day > timezone.localdate()

    def get_arguments(self) -> dict[str, Any]:
        """Return the arguments ``successors`` and ``shares`` of ``archive_agency``."""
        successors = self.cleaned_data["successors"]
        return {"successors": successors, "shares": {key: share for _, share, key in self.parts}}

    @property
    def chosen(self) -> AgencyQuerySet:
        """The successors selected so far; at first those of the announcement."""
        if not self.is_bound:
            return self.candidates.filter(successions_to__from_agency=self.agency)
        keys = [key for key in self.sent.getlist("successors") if key.isdecimal()]
        return self.candidates.filter(pk__in=keys)

    @property
    def parts(self) -> list[tuple[Agency, str, int]]:
        """The successors selected so far, each with the words for its part, and its key."""
        said = dict(self.agency.successions.values_list("to_agency", "share"))
        parts = []
        for agency in self.chosen:
            share = self.sent.get(f"share-{agency.pk}", said.get(agency.pk, ""))
            parts.append((agency, " ".join(share.split())[:MAX_SHARE], agency.pk))
        return parts

    @property
    def matches(self) -> AgencyQuerySet:
        """Agencies found by the search that are not selected yet; none without a query."""
        query = self.sent.get("q", "").strip()
        if not query:
            return self.candidates.none()
        return self.candidates.exclude(pk__in=self.chosen).matching(query)[:MAX_MATCHES]
