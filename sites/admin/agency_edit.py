"""Admin views to create, edit and repair one agency, its host aliases and former names.

Renaming adds a former name, and ``FormerNamesView`` edits them. ``record_rule_switched_off``
records that the two-person rule was switched off.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views import generic
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.admin.widgets.button import Button
from wagtail.log_actions import log

from accounts.models import User
from accounts.services.security_events import SecurityEventKind, record_security_event
from sites.admin.forms import AgencyForm
from sites.models import Agency, FormerName, HostAlias
from sites.requests import AdminRequest
from sites.services.host_checks import get_advice, get_problem_label
from sites.services.provisioning import provision_agency

# Former names of one agency.
MAX_FORMER_NAMES = 30
NAME_LENGTH = FormerName._meta.get_field("name").max_length or 0


def record_rule_switched_off(agency: Agency, by: User) -> None:
    """Record a security event: ``by`` switched the two-person rule of an agency off."""
    with override(settings.LANGUAGE_CODE):
        detail = _("%(unit)s: the two-person rule was switched off.") % {"unit": agency}
    record_security_event(SecurityEventKind.ROLE_CHANGED, user=by, detail=detail)


class ProvisioningMixin:
    """Mixin that saves the form with ``provision_agency``, as the command does.

    It also saves the two-person rule and the geocode, and reports it when the rule is switched off.
    """

    log_action: str
    form: AgencyForm
    request: AdminRequest

    def save_instance(self) -> Agency:
        """Provision the agency from the form, log it, and return it."""
        agency = provision_agency(**self.form.get_provisioning_arguments())
        # Provisioning keeps a code where a table has none; here an empty field takes it away.
        for name in ("two_person_rule", "geocode"):
            setattr(agency, name, self.form.cleaned_data[name])
        agency.save(update_fields=["two_person_rule", "geocode"])
        if "two_person_rule" in self.form.changed_data and not agency.two_person_rule:
            record_rule_switched_off(agency, self.request.user)
        log(agency, self.log_action, user=self.request.user, content_changed=True)
        return agency


class AgencyCreateView(ProvisioningMixin, generic.CreateView):
    """Form to create an agency."""

    log_action = "wagtail.create"


class AgencyEditView(ProvisioningMixin, generic.EditView):
    """Form to edit an agency, with its former names, host aliases and host checks."""

    log_action = "wagtail.edit"
    template_name = "agencies/agency/edit.html"

    @cached_property
    def header_more_buttons(self) -> list[Button]:
        agency = self.object
        name, label, icon = (
            ("restore", _("Restore this unit"), "undo")
            if agency.is_archived
            else ("archive", _("End this unit"), "clipboard-list")
        )
        members = reverse("people:unit", args=[agency.pk])
        hours = reverse("desk:agency_opening_hours", args=[agency.pk])
        pages = reverse("desk:agency_pages", args=[agency.pk])
        return [
            *super().header_more_buttons,
            Button(_("Members"), url=members, icon_name="group"),
            Button(_("Opening hours"), url=hours, icon_name="time"),
            Button(_("Pages"), url=pages, icon_name="site-tree"),
            Button(label, url=reverse(f"agencies:{name}", args=[agency.pk]), icon_name=icon),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        checks = self.object.host_checks.all()
        return super().get_context_data(**kwargs) | {
            "former_names": self.object.former_names.all(),
            "aliases": self.object.aliases.order_by("hostname"),
            "host_checks": [
                (check, get_problem_label(check), get_advice(check)) for check in checks
            ],
        }


class AgencyStepView(PermissionCheckedMixin, WagtailAdminTemplateMixin, TemplateView):
    """Base of the admin views about one agency other than its form; sets ``self.agency``."""

    model = Agency
    permission_required = "change"
    header_icon = "unit"
    agency: Agency

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.agency = get_object_or_404(Agency.objects.with_site(), pk=kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return str(self.agency)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *super().get_breadcrumbs_items(),
            {"url": reverse("agencies:index"), "label": _("Agencies")},
            {"url": self.edit_url, "label": str(self.agency)},
            {"url": "", "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = {"agency": self.agency, "edit_url": self.edit_url}
        return super().get_context_data(**kwargs) | context

    @property
    def edit_url(self) -> str:
        """The URL of the agency's form."""
        return reverse("agencies:edit", args=[self.agency.pk])


class AliasRemoveView(AgencyStepView):
    """View to remove a host alias; links to that host no longer work afterwards."""

    template_name = "agencies/agency/remove_alias.html"
    page_title = gettext_lazy("Remove a former address")
    alias: HostAlias

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.alias = get_object_or_404(self.agency.aliases, pk=kwargs["alias"])

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"alias": self.alias}

    def post(self, request: AdminRequest, *args: object, **kwargs: object) -> HttpResponse:
        hostname = self.alias.hostname
        self.alias.delete()
        data = {"hostname": hostname}
        log(self.agency, "agencies.remove_alias", user=request.user, data=data)
        messages.success(request, _("%(host)s no longer leads to this unit.") % {"host": hostname})
        return redirect(self.edit_url)


class FormerNamesForm(forms.Form):
    """Form with all former names at once, one per line."""

    names = forms.CharField(
        label=gettext_lazy("Former names"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("One name on each line. People who look for one find this unit."),
    )

    def clean_names(self) -> list[str]:
        """Return the names without repetitions, empty lines and superfluous spaces."""
        lines = [" ".join(line.split()) for line in self.cleaned_data["names"].splitlines()]
        names = list(dict.fromkeys(filter(None, lines)))
        if len(names) > MAX_FORMER_NAMES or any(len(name) > NAME_LENGTH for name in names):
            raise forms.ValidationError(
                _("At most %(most)s names, each of at most %(length)s characters.")
                % {"most": MAX_FORMER_NAMES, "length": NAME_LENGTH}
            )
        return names


class FormerNamesView(AgencyStepView, FormView):
    """View that replaces an agency's former names with those of the form."""

    template_name = "agencies/agency/former_names.html"
    page_title = gettext_lazy("Former names")
    form_class = FormerNamesForm
    request: AdminRequest

    def get_initial(self) -> dict[str, Any]:
        return {"names": "\n".join(map(str, self.agency.former_names.all()))}

    @transaction.atomic
    def form_valid(self, form: FormerNamesForm) -> HttpResponse:
        wanted = form.cleaned_data["names"]
        for former in self.agency.former_names.exclude(name__in=wanted):
            former.delete()
        for name in wanted:
            FormerName.objects.get_or_create(agency=self.agency, name=name)
        log(self.agency, "wagtail.edit", user=self.request.user)
        message = _("%(unit)s is found by these names from now on.")
        messages.success(self.request, message % {"unit": self.agency})
        return redirect(self.edit_url)
