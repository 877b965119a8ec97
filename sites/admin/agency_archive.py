"""Admin views that archive an agency, in two steps, and restore it."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin import messages

from sites.admin.agency_edit import AgencyStepView
from sites.admin.forms import ArchiveForm
from sites.models import Agency
from sites.requests import AdminRequest
from sites.selectors.file_usage import get_language_names
from sites.selectors.overview import with_statistics
from sites.services.archiving import (
    announce_end,
    archive_agency,
    restore_agency,
    withdraw_announcement,
)


class ArchiveView(AgencyStepView):
    """View to archive an agency: choose the day and the successors, then confirm.

    A day in the future announces the end, until it is done here or the announcement is withdrawn.

    Both steps before the confirmation are GET requests with all choices in the query string, so
    that searching for successors needs no script.
    """

    page_title = gettext_lazy("End this unit")

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if self.agency.is_archived:
            return redirect(self.edit_url)
        form = ArchiveForm(request.GET or None, agency=self.agency)
        if request.GET.get("step") == "confirm" and form.is_valid():
            return self._render_confirmation(form)
        return self._render_choice(form)

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        names = {"unit": self.agency}
        if request.POST.get("step") == "withdraw":
            withdraw_announcement(agency=self.agency, by=request.user)
            messages.success(request, _("The end of %(unit)s is no longer announced.") % names)
            return redirect(self.edit_url)
        form = ArchiveForm(request.POST, agency=self.agency)
        if not form.is_valid():
            return self._render_choice(form)
        day, arguments = form.cleaned_data["ended_on"], form.get_arguments()
        if form.is_announcement:
            announce_end(agency=self.agency, ends_on=day, by=request.user, **arguments)
            messages.success(request, _("The end of %(unit)s is announced.") % names)
        else:
            archive_agency(agency=self.agency, ended_on=day, by=request.user, **arguments)
            messages.success(request, _("%(unit)s has ended.") % names)
        return redirect(self.edit_url)

    def _render_choice(self, form: ArchiveForm) -> HttpResponse:
        self.template_name = "agencies/agency/archive.html"
        searched = form.is_bound and bool(form.data.get("q", "").strip())
        return self.render_to_response(self.get_context_data(form=form, searched=searched))

    def _render_confirmation(self, form: ArchiveForm) -> HttpResponse:
        self.template_name = "agencies/agency/archive_confirm.html"
        [numbers] = with_statistics(Agency.objects.filter(pk=self.agency.pk))
        fronts = self.agency.root_page.get_translations().live().select_related("locale")
        languages = get_language_names(front.locale for front in fronts)
        context = self.get_context_data(form=form, numbers=numbers, languages=languages)
        return self.render_to_response(context)


class RestoreView(AgencyStepView):
    """View to restore an archived agency."""

    template_name = "agencies/agency/restore.html"
    page_title = gettext_lazy("Restore this unit")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"successors": self.agency.successors.all()}

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not self.agency.is_archived:
            return redirect(self.edit_url)
        return super().get(request, *args, **kwargs)

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        try:
            restore_agency(agency=self.agency, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            messages.success(request, _("%(unit)s works again.") % {"unit": self.agency})
        return redirect(self.edit_url)
