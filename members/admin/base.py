"""Base classes of the views below "Members" in the admin."""

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
from accounts.permissions import is_administrator
from members.models import RoleChange
from members.permissions import list_managed_agencies
from sites.models import Agency

INVITATION_EXPLANATION = _(
    "The person gets an e-mail with a link that is valid for seven days and works once. They "
    "choose their password themselves."
)
INVITED = _("The invitation to %(email)s is queued and leaves shortly.")


class AdministratorsMixin(View):
    """Mixin that raises PermissionDenied for all but ICT administrators."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not is_administrator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class AgencyViewMixin(View):
    """Mixin for views about the agency in the URL; 404 for users who do not manage its members."""

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.agency = self.get_agency()

    def get_agency(self) -> Agency:
        """Return the agency in the URL; raise Http404 if the user does not manage its members."""
        managed = list_managed_agencies(self.request.user)
        return get_object_or_404(managed, pk=self.kwargs["agency"])


class MembersPageMixin(WagtailAdminTemplateMixin):
    """Mixin for pages of the admin below "Members"; ``agency`` adds its breadcrumb if set."""

    header_icon = "group"
    agency: Any = None

    @property
    def by(self) -> User:
        """The signed-in user; the admin admits no anonymous users."""
        return cast(User, self.request.user)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        items = [{"url": reverse("people:index"), "label": _("Members")}]
        if self.agency:
            agency = {
                "url": reverse("people:unit", args=[self.agency.pk]),
                "label": self.agency.name,
            }
            items.append(agency)
        here = {"url": "", "label": self.get_page_title(), "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, *items, here]

    @property
    def back_url(self) -> str:
        """URL to go to after the form was sent or cancelled: the agency's members, or all."""
        if self.agency:
            return reverse("people:unit", args=[self.agency.pk])
        return reverse("people:index")


class MembersFormView(MembersPageMixin, FormView):
    """Base view with a form, or with only a button to confirm.

    ``explanation``: what the form does. ``consequences``: what will happen on POST, one sentence
    each; one of the two is set. ``done_message``: names whom or what it was done to, by
    ``get_message_params``. If ``refusal`` is not empty, it is shown instead and POST does nothing.
    ``is_serious``: marks the button as dangerous.
    """

    template_name = "members/people/form.html"
    form_class: type[Form] = Form
    explanation: Any = ""
    button_label: Any = _("Save")
    is_serious: Any = False
    done_message: Any

    @property
    def consequences(self) -> list[str]:
        """What will happen; empty where ``explanation`` says it all."""
        return []

    @property
    def refusal(self) -> str:
        """Reason why the action cannot be done; empty if it can."""
        return ""

    def perform(self, form: Form) -> RoleChange | None:
        """Do the action; return the role change that waits instead, if any.

        A ValidationError is shown as a message.
        """
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
            messages.warning(self.request, _get_waiting_message(waiting))
        else:
            message = str(self.done_message) % self.get_message_params(form)
            messages.success(self.request, message, buttons=self.list_done_buttons())
        return redirect(self.back_url)

    def get_message_params(self, form: Form) -> dict[str, Any]:
        """Return what ``done_message`` names."""
        raise NotImplementedError

    def list_done_buttons(self) -> list[Any]:
        """Return the buttons beside the message after success, such as one that undoes it."""
        return []


def _get_waiting_message(change: RoleChange) -> str:
    when = date_format(timezone.localtime(change.effective_at), "SHORT_DATETIME_FORMAT")
    message = _(
        "The unit has the two-person rule, so this waits until %(time)s or until the ICT "
        "department confirms it. The unit's moderators are told by mail and can object."
    )
    return str(message) % {"time": when}
