"""Admin views to upload a table of agencies, preview its outcome and import it."""

from typing import Any

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin

from sites.admin.agency_template import build_agency_template
from sites.admin.forms import TableForm
from sites.admin.table_template import TableTemplateMixin
from sites.models import Agency, Kind, TableKind, TableUpload
from sites.requests import AdminRequest
from sites.services.agency_table import HEADINGS
from sites.services.bulk_provisioning import RowError, TableChangedError, preview_import, run_import
from sites.services.table_files import MAX_TABLE_ROWS

PAGE_SIZE = 100
# Mistakes and similar names that are shown at a time; all of them are counted.
MAX_SHOWN = 200
VERBS = {
    "changed": gettext_lazy("changes"),
    "created": gettext_lazy("new"),
    "left": gettext_lazy("stays as it is"),
}


class TableStepView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base of the two steps of the import, for users who may both add and change agencies."""

    model = Agency
    permission_required = "add"
    page_title = gettext_lazy("Upload a table of units")
    request: AdminRequest
    header_icon = "unit"

    def user_has_permission(self, permission: str) -> bool:
        return all(super(TableStepView, self).user_has_permission(p) for p in ("add", "change"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("agencies:index"), "label": _("Agencies")},
            {"url": "", "label": self.get_page_title()},
        ]


class TableTemplateView(TableTemplateMixin, TableStepView):
    """The table of units to fill in."""

    file_name = "mau-danh-sach-don-vi"
    build_template = staticmethod(build_agency_template)


class UploadView(TableStepView):
    """First step: reads a file and stores what it would do; no agency is changed."""

    template_name = "agencies/agency/upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        provinces = Agency.objects.active().filter(kind=Kind.PROVINCE)
        context = {
            "form": TableForm(),
            "kinds": Kind.choices,
            "provinces": provinces if len(provinces) > 1 else [],
            "most_rows": MAX_TABLE_ROWS,
            "most_shown": MAX_SHOWN,
        }
        return super().get_context_data(**(context | kwargs))

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = TableForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                upload = preview_import(
                    rows=form.table.rows,
                    file_name=form.cleaned_data["file"].name,
                    by=request.user,
                    ignored=form.table.ignored,
                )
            except RowError as error:
                form.add_error("file", str(error))
            else:
                if form.table.has_example:
                    messages.info(request, _("The example row of the template is left out."))
                return redirect("agencies:uploaded", upload.pk)
        context = self.get_context_data(form=form, problems=form.problems[:MAX_SHOWN])
        return self.render_to_response(context)


class UploadedView(TableStepView):
    """Second step: shows what the table would do, and imports it on POST.

    Of a long table it then shows how far background work has come. Users see their own uploads
    only.
    """

    template_name = "agencies/agency/uploaded.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self._upload()
        order = [*VERBS]
        outcomes = sorted(upload.outcomes, key=lambda outcome: order.index(outcome["verb"]))
        counts = [
            (label, sum(outcome["verb"] == verb for outcome in outcomes))
            for verb, label in VERBS.items()
        ]
        page = Paginator(outcomes, PAGE_SIZE).get_page(self.request.GET.get("p"))
        context = {
            "upload": upload,
            "run": getattr(upload, "run", None),
            "counts": counts,
            "has_work": any(outcome["verb"] != "left" for outcome in outcomes),
            "shown": page,
            "outcomes": [_present(outcome) for outcome in page],
            "similar": upload.similar[:MAX_SHOWN],
        }
        return super().get_context_data(**kwargs) | context

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        # Locked until the end of the transaction that wraps every POST to the admin.
        upload = self._upload(for_update=True)
        if upload.done_at:
            messages.warning(request, _("This table has been carried out already."))
        elif upload.is_expired():
            messages.error(
                request, _("More than an hour has passed. Please upload the table again.")
            )
            return redirect("agencies:upload")
        elif upload.similar and not request.POST.get("distinct"):
            messages.error(
                request,
                _(
                    "Nothing was changed. Look at the similar names first, and tick that they are "
                    "different units."
                ),
            )
        else:
            self._run_import(upload)
        return redirect("agencies:uploaded", upload.pk)

    def _run_import(self, upload: TableUpload) -> None:
        try:
            run_import(upload, by=self.request.user)
        except RowError as error:
            messages.error(self.request, _("Nothing was changed. %(problem)s") % {"problem": error})
        except TableChangedError:
            messages.error(
                self.request,
                _(
                    "Nothing was changed: since you uploaded the table, something has changed "
                    "here. Please look at the new preview and confirm again."
                ),
            )
        else:
            if not hasattr(upload, "run"):
                message = _("The table %(name)s has been carried out.")
                messages.success(self.request, message % {"name": upload.file_name})

    def _upload(self, *, for_update: bool = False) -> TableUpload:
        uploads = TableUpload.objects.filter(uploaded_by=self.request.user, kind=TableKind.AGENCIES)
        uploads = uploads.select_for_update() if for_update else uploads.select_related("run")
        return get_object_or_404(uploads, pk=self.kwargs["upload"])


def _present(outcome: dict[str, Any]) -> dict[str, Any]:
    """Return an outcome with its changes in words: heading, old and new value."""
    changes = [
        (HEADINGS.get(name, name), _name_value(name, old), _name_value(name, new))
        for name, old, new in outcome["changes"]
    ]
    return outcome | {"label": VERBS[outcome["verb"]], "changes": changes}


def _name_value(name: str, value: str) -> str:
    if name == "kind" and value in Kind.values:
        return str(Kind(value).label)
    return value or _("(empty)")
