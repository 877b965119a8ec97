"""Views of the ICT department on a bulletin's agencies: remind, telephone, report."""

from typing import Any

from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, View
from wagtail.admin import messages

from bulletins.admin.access import require_publisher
from bulletins.admin.lifecycle import BulletinActionMixin
from content.pdf import TypesettingError
from responses.admin.forms import TelephoneForm
from responses.admin.verification import PDF, PublishedBulletinMixin
from responses.report.pdf import render_report
from responses.selectors.acknowledgements import list_unconfirmed
from responses.selectors.reach import list_unreachable
from responses.services.acknowledgements import acknowledge_by_telephone
from responses.services.reminders import MAX_NAMED_AGENCIES, send_reminders
from sites.models import Agency


@require_publisher
class RemindView(BulletinActionMixin, View):
    """View that reminds one agency or all that have not acknowledged (POST only).

    Form field `agency`: primary key of the one agency; all if it is missing.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        agencies = Agency.objects.all()
        if key := request.POST.get("agency"):
            agencies = agencies.filter(pk=int(key) if key.isdecimal() else 0)
        reminded = send_reminders(bulletin=self.bulletin, agencies=agencies, by=self.request.user)
        if reminded:
            messages.success(request, _get_reminded_message(reminded))
        else:
            messages.warning(
                request,
                _("Nobody was reminded: in the last hour they have been, or no mail reaches them."),
            )
        unreachable = list_unreachable(list_unconfirmed(self.bulletin).filter(pk__in=agencies))
        if unreachable:
            names = ", ".join(agency.heading for agency in unreachable[:MAX_NAMED_AGENCIES])
            names += ", …" if len(unreachable) > MAX_NAMED_AGENCIES else ""
            message = _("No reminder reaches these, please call: %(units)s.")
            messages.warning(request, message % {"units": names})
        return redirect("bulletin_units", self.bulletin.pk)


def _get_reminded_message(agencies: list[Agency]) -> str:
    if len(agencies) == 1:
        return _("%(unit)s has been reminded.") % {"unit": agencies[0].name}
    message = ngettext(
        "%(number)s unit has been reminded.", "%(number)s units have been reminded.", len(agencies)
    )
    return message % {"number": len(agencies)}


@require_publisher
class TelephoneView(BulletinActionMixin, FormView):
    """Form for an acknowledgement that an agency gave by telephone."""

    template_name = "responses/acknowledgement/telephone.html"
    form_class = TelephoneForm
    page_title = gettext_lazy("Confirmed by telephone")
    header_icon = "check"

    @cached_property
    def agency(self) -> Agency:
        """Return the agency; 404 if it has acknowledged or is not required to."""
        agencies = list_unconfirmed(self.bulletin).select_related("site__agencysettings")
        return get_object_or_404(agencies, pk=self.kwargs["agency"])

    def form_valid(self, form: TelephoneForm) -> HttpResponse:
        data, by = form.cleaned_data, self.request.user
        try:
            acknowledge_by_telephone(bulletin=self.bulletin, agency=self.agency, **data, by=by)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        messages.success(self.request, _("Entered for %(unit)s.") % {"unit": self.agency.name})
        return redirect("bulletin_units", self.bulletin.pk)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        *above, here = super().get_breadcrumbs_items()
        agencies = {"url": reverse("bulletin_units", args=[self.bulletin.pk]), "label": _("Units")}
        return [*above, agencies, here]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"agency": self.agency}


@require_publisher
class ReportFileView(PublishedBulletinMixin, View):
    """The closing report as PDF, for every bulletin that was ever published."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            content = render_report(self.bulletin, by=self.request.user)
        except TypesettingError as error:
            messages.error(request, str(error))
            return redirect("bulletin_steering", self.bulletin.pk)
        disposition = content_disposition_header(False, f"bao-cao-{self.bulletin.slug}.pdf")
        headers = {"Content-Disposition": disposition or "inline"}
        return HttpResponse(content, content_type=PDF, headers=headers)
