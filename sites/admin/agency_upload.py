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

from sites.admin.forms import MAX_ROWS, TableForm
from sites.models import Agency, Kind, TableUpload
from sites.requests import AdminRequest
from sites.services.bulk_provisioning import RowError, TableChangedError, preview_import, run_import

PAGE_SIZE = 100
VERBS = {
    "created": gettext_lazy("new"),
    "changed": gettext_lazy("changes"),
    "left": gettext_lazy("stays as it is"),
}


class TableStepView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base of the two steps of the import, for users who may both add and change agencies."""

    model = Agency
    permission_required = "add"
    page_title = gettext_lazy("Upload a table of units")
    request: AdminRequest
    header_icon = "globe"

    def user_has_permission(self, permission: str) -> bool:
        return all(super(TableStepView, self).user_has_permission(p) for p in ("add", "change"))

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("agencies:index"), "label": _("Agencies")},
            {"url": "", "label": self.get_page_title()},
        ]


class UploadView(TableStepView):
    """First step: reads a file and stores the outcome of a dry run; no agency is changed."""

    template_name = "agencies/agency/upload.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        provinces = Agency.objects.active().filter(kind=Kind.PROVINCE)
        context = {
            "form": TableForm(),
            "kinds": Kind.choices,
            "provinces": provinces if len(provinces) > 1 else [],
            "most_rows": MAX_ROWS,
        }
        return super().get_context_data(**(context | kwargs))

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        form = TableForm(request.POST, request.FILES)
        if form.is_valid():
            name = form.cleaned_data["file"].name
            try:
                upload = preview_import(rows=form.rows, file_name=name, by=request.user)
            except RowError as error:
                form.add_error("file", str(error))
            else:
                return redirect("agencies:uploaded", upload.pk)
        return self.render_to_response(self.get_context_data(form=form))


class UploadedView(TableStepView):
    """Second step: shows the outcome of the dry run, and imports the table on POST.

    Users see their own uploads only.
    """

    template_name = "agencies/agency/uploaded.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        upload = self._upload()
        outcomes: list[dict[str, Any]] = upload.outcomes
        counts = [
            (label, sum(outcome["verb"] == verb for outcome in outcomes))
            for verb, label in VERBS.items()
        ]
        shown = Paginator(
            [outcome | {"label": VERBS[outcome["verb"]]} for outcome in outcomes], PAGE_SIZE
        ).get_page(self.request.GET.get("p"))
        context = {"upload": upload, "counts": counts, "shown": shown}
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
            messages.success(self.request, _("The table has been carried out."))

    def _upload(self, *, for_update: bool = False) -> TableUpload:
        uploads = TableUpload.objects.filter(uploaded_by=self.request.user)
        if for_update:
            uploads = uploads.select_for_update()
        return get_object_or_404(uploads, pk=self.kwargs["upload"])
