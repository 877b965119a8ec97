"""What the screens of people have in common."""

from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from sites.isolation.access import is_administrator
from sites.models import Agency, RoleChange
from sites.people.authority import agencies_managed_by


class AdministratorsMixin(View):
    """For ICT administrators only."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_administrator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class UnitMixin(View):
    """For those who look after the agency named in the address; it does not exist for others."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.agency = self.find_agency()

    def find_agency(self) -> Agency:
        managed = agencies_managed_by(self.request.user)
        return get_object_or_404(managed, pk=self.kwargs["agency"])


class PeopleScreenMixin(WagtailAdminTemplateMixin):
    """A page of the admin below "Members"."""

    header_icon = "group"
    agency: Any = None

    @property
    def by(self) -> User:
        """The person who acts; the admin lets nobody in who has not signed in."""
        return cast(User, self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": reverse("people:index"), "label": _("Members")}]
        if self.agency:
            unit = {"url": reverse("people:unit", args=[self.agency.pk]), "label": self.agency.name}
            items.append(unit)
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *items, here]

    @property
    def back_url(self) -> str:
        """Where the screen leads when all is done, or nothing is."""
        if self.agency:
            return reverse("people:unit", args=[self.agency.pk])
        return reverse("people:index")


class PeopleFormView(PeopleScreenMixin, FormView):
    """A form, or a question to confirm where there is nothing to fill in.

    Nothing happens until the form is sent. ``explanation`` says what will happen; where
    ``refusal`` has a reason, that is told instead and nothing can be sent.
    """

    template_name = "agencies/people/form.html"
    form_class: type[Form] = Form
    explanation: Any = ""
    button_label: Any = _("Confirm")
    is_serious: Any = False
    done_message: Any = ""

    @property
    def refusal(self) -> str:
        """Why it cannot be done, empty where it can."""
        return ""

    def perform(self, form: Form) -> RoleChange | None:
        """Do what was asked for; return the change of role that waits instead, if one does."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.refusal:
            return self.get(request, *args, **kwargs)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: Form) -> HttpResponse:
        try:
            waiting = self.perform(form)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect(self.back_url)
        if waiting:
            messages.warning(self.request, _waiting_message(waiting))
        else:
            messages.success(self.request, self.get_done_message(form))
        return redirect(self.back_url)

    def get_done_message(self, form: Form) -> str:
        return str(self.done_message)

    def get_explanation(self) -> str:
        return str(self.explanation)


def _waiting_message(change: RoleChange) -> str:
    when = date_format(timezone.localtime(change.effective_at), "SHORT_DATETIME_FORMAT")
    words = _(
        "The unit has the two-person rule, so this waits until %(time)s or until the ICT "
        "department confirms it. The unit's moderators are told by mail and can object."
    )
    return str(words) % {"time": when}
