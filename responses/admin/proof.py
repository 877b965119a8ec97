"""Views of a bulletin's proof: observations on each website, and certificates."""

from typing import Any, cast

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.reports import ReportView

from accounts.models import User
from bulletins.admin.access import require_publisher
from bulletins.admin.lifecycle import BulletinActionMixin
from bulletins.models import Bulletin
from content.pdf import TypesettingError
from responses.models import DisplayCheck
from responses.report.certificate import issue_certificate
from responses.selectors.canonical_text import get_canonical_text
from responses.selectors.proof import (
    ProofRow,
    find_shown_period,
    list_proof_agencies,
    make_proof_row,
)
from sites.models import Agency, AgencyQuerySet
from sites.permissions.ownership import get_active_agency_ids

PDF = "application/pdf"


def make_file_response(content: bytes | str, name: str, content_type: str) -> HttpResponse:
    """Return a response with a file to keep."""
    headers = {"Content-Disposition": content_disposition_header(True, name) or "attachment"}
    return HttpResponse(content, content_type=content_type, headers=headers)


class PublishedBulletinMixin(BulletinActionMixin):
    """Base of views about a source bulletin; 404 if it was never published."""

    @cached_property
    def bulletin(self) -> Bulletin:
        """Return the source bulletin."""
        published = Bulletin.objects.sources().filter(first_published_at__isnull=False)
        return get_object_or_404(published.select_related("source"), pk=self.kwargs["pk"])


class ProofColumn(Column):
    """Column with a part of `ProofRow`; the cell of the website has the address below the name."""

    def __init__(self, name: str, view: "ProofView", **kwargs: Any) -> None:
        super().__init__(name, **kwargs)
        self.view = view
        if name in {"unit", "certificate"}:
            self.cell_template_name = f"responses/verification/cells/{name}.html"

    def get_value(self, instance: Agency) -> object:
        row = self.view.make_row(instance)
        return row if self.cell_template_name != Column.cell_template_name else self._get_text(row)

    def get_cell_context_data(self, instance: Any, parent_context: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_cell_context_data(instance, parent_context)
        return context | {"bulletin": self.view.bulletin}

    def _get_text(self, row: ProofRow) -> str:
        return str(getattr(row, self.name)) or "–"


@require_publisher
class ProofView(PublishedBulletinMixin, ReportView):
    """Report of a bulletin's websites: address, version, first and last seen, who confirmed."""

    model = Agency
    page_title = gettext_lazy("Proof")
    template_name = "responses/verification/proof.html"
    table_classname = "listing desk-listing people-list"
    is_searchable = True
    no_results_message = gettext_lazy("No unit matches.")
    list_export = [
        *("unit", "address", "version", "first_seen", "last_seen"),
        *("confirmed", "confirmed_by"),
    ]
    export_headings = {
        "unit": gettext_lazy("Unit"),
        "address": pgettext_lazy("web", "Address"),
        "version": gettext_lazy("Version"),
        "first_seen": gettext_lazy("First seen"),
        "last_seen": gettext_lazy("Last seen"),
        "confirmed": gettext_lazy("Confirmed at"),
        "confirmed_by": gettext_lazy("Confirmed by"),
    }

    @cached_property
    def columns(self) -> list[Column]:
        labels = {
            "unit": _("Website"),
            "version": _("Version"),
            "first_seen": _("First seen"),
            "last_seen": _("Last seen"),
            "confirmation": _("Confirmed"),
            "certificate": _("Certificate"),
        }
        return [ProofColumn(name, view=self, label=label) for name, label in labels.items()]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Show the list, or hand it out as a file while it is read.

        Wagtail's own method reads all rows first, to count them.
        """
        if self.is_export:
            return self.as_spreadsheet(self.get_filtered_queryset(), request.GET["export"])
        response: HttpResponseBase = super().get(request, *args, **kwargs)
        return response

    def make_row(self, agency: Agency) -> ProofRow:
        """Return the row of an agency of the list."""
        return make_proof_row(agency, self.bulletin)

    def get_base_queryset(self) -> Any:
        return list_proof_agencies(self.bulletin)

    def search_queryset(self, queryset: AgencyQuerySet) -> AgencyQuerySet:
        return queryset.matching(self.search_query) if self.is_searching else queryset

    def get_index_url(self) -> str:
        return reverse("bulletin_proof", args=[self.bulletin.pk])

    def get_index_results_url(self) -> str:
        return reverse("bulletin_proof_results", args=[self.bulletin.pk])

    def get_filename(self) -> str:
        return f"bang-chung-{self.bulletin.slug}"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        period = find_shown_period(self.bulletin)
        return super().get_context_data(**kwargs) | {"period": period}

    def to_row_dict(self, item: Agency) -> dict[str, Any]:
        row = self.make_row(item)
        return {name: getattr(row, name) for name in self.list_export}


class CertificateMixin:
    """Mixin that answers with a certificate, or says why there is none on the page before."""

    def answer(self, bulletin: Bulletin, agency: Agency | None, back: str) -> HttpResponse:
        """Return the certificate as a file; `back`: URL of the page to say it on otherwise."""
        request: HttpRequest = self.request  # type: ignore[attr-defined]
        by = cast(User, request.user)
        try:
            content = issue_certificate(bulletin=bulletin, agency=agency, by=by)
        except ValidationError as error:
            messages.warning(request, error.messages[0])
            return redirect(back)
        except TypesettingError as error:
            messages.error(request, str(error))
            return redirect(back)
        where = f"-{agency.code}" if agency else ""
        return make_file_response(content, f"giay-xac-nhan-{bulletin.slug}{where}.pdf", PDF)


@require_publisher
class CertificateView(PublishedBulletinMixin, CertificateMixin, View):
    """The certificate of all websites, or of the one of `agency` in the URL."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        agency = None
        if "agency" in self.kwargs:
            websites = Agency.objects.with_site()
            agency = get_object_or_404(websites, pk=self.kwargs["agency"])
        back = reverse("bulletin_proof", args=[self.bulletin.pk])
        return self.answer(self.bulletin, agency, back)


@require_publisher
class CanonicalTextView(PublishedBulletinMixin, View):
    """The canonical text of a bulletin, whose fingerprint stands in its certificates, as a file."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        text = get_canonical_text(self.bulletin)
        return make_file_response(
            text, f"van-ban-{self.bulletin.slug}.txt", "text/plain; charset=utf-8"
        )


class UnitCertificateView(CertificateMixin, View):
    """The certificate of a unit's own website; 404 for who does not work for the unit."""

    def get(self, request: HttpRequest, agency: int, bulletin: int) -> HttpResponse:
        by = cast(User, request.user)
        if agency not in get_active_agency_ids(by):
            raise Http404
        unit = get_object_or_404(Agency.objects.with_site(), pk=agency)
        checked = DisplayCheck.objects.filter(agency=unit, first_shown_at__isnull=False)
        published = Bulletin.objects.sources().filter(first_published_at__isnull=False)
        concerned = Q(pk__in=Bulletin.objects.offered_to(unit).values("pk"))
        concerned |= Q(pk__in=checked.values("bulletin"))
        found = get_object_or_404(published.filter(concerned).select_related("source"), pk=bulletin)
        back = reverse("desk:placement", args=[unit.pk, found.pk])
        is_offered = Bulletin.objects.offered_to(unit).filter(pk=found.pk).exists()
        return self.answer(found, unit, back if is_offered else reverse("wagtailadmin_home"))
