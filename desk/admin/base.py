"""Views about one agency, whose key is in the URL; members of several choose one first."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from desk.admin.page_create import ParentChoice
from desk.selectors.workspace import get_workspace
from sites.models import Agency
from sites.permissions.translators import get_unconfined_agency_ids


class AgencyViewMixin(View):
    """Mixin for views about one agency, whose key is the URL argument ``agency``.

    Sets ``self.agency``. Answers 404 to everybody but its members and ICT administrators, and
    without ``for_translators`` to members who only translate.
    """

    agency: Agency
    for_translators = True

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        workspace = get_workspace(request)
        agencies = Agency.objects.with_site()
        if not workspace.is_administrator:
            own = workspace.agencies if self.for_translators else workspace.unconfined_agencies
            agencies = agencies.filter(pk__in=[agency.pk for agency in own])
        self.agency = get_object_or_404(agencies, pk=self.kwargs["agency"])


class MemberViewMixin(View):
    """Mixin for views about what citizens tell one agency, whose key is the argument ``agency``.

    Sets ``self.agency``. Answers 404 to everybody but its members who do more than translate, ICT
    administrators included.
    """

    agency: Agency

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        own = Agency.objects.with_site().filter(pk__in=get_unconfined_agency_ids(request.user))
        self.agency = get_object_or_404(own, pk=self.kwargs["agency"])


class AgencyChoiceView(WagtailAdminTemplateMixin, TemplateView):
    """A view that redirects for the user's only agency, or shows a choice if there are several.

    ``destination``: name of a URL with the key of an agency as argument. ``for_translators``: as in
    ``AgencyViewMixin``. Answers 404 to users without such an agency.
    """

    template_name = "desk/places.html"
    page_title: str | Promise = ""
    question = _("For which unit?")
    destination = ""
    for_translators = True

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        workspace = get_workspace(request)
        agencies = workspace.agencies if self.for_translators else workspace.unconfined_agencies
        self.places = [
            ParentChoice(agency.heading, reverse(self.destination, args=[agency.pk]))
            for agency in agencies
        ]
        if not self.places:
            raise Http404
        if len(self.places) == 1:
            return redirect(self.places[0].url)
        return super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {"places": self.places, "question": self.question}
        return super().get_context_data(**kwargs) | own
