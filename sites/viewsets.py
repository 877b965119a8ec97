"""The ICT department's screens for agencies."""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.log_actions import log
from wagtail.permission_policies import ModelPermissionPolicy

from sites.forms import AgencyForm
from sites.models import Agency
from sites.provisioning import provision_agency


class AgencyPolicy(ModelPermissionPolicy):
    """Nobody deletes an agency: what it published belongs to the public record."""

    def user_has_permission(self, user: AbstractBaseUser, action: str) -> bool:
        return action != "delete" and super().user_has_permission(user, action)

    def user_has_any_permission(self, user: AbstractBaseUser, actions: list[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class ProvisioningMixin:
    """Saving is provisioning: the screens do nothing that the command does not."""

    log_action: str
    form: AgencyForm
    request: HttpRequest

    def save_instance(self) -> Agency:
        agency = provision_agency(**self.form.cleaned_data)
        log(agency, self.log_action, user=self.request.user, content_changed=True)
        return agency


class AgencyCreateView(ProvisioningMixin, generic.CreateView):
    log_action = "wagtail.create"


class AgencyEditView(ProvisioningMixin, generic.EditView):
    log_action = "wagtail.edit"


class AgencyViewSet(ModelViewSet):
    """List, create and rename agencies."""

    model = Agency
    name = "agencies"
    icon = "globe"
    menu_label = _("Agencies")
    menu_order = 95
    add_to_admin_menu = True
    copy_view_enabled = False
    add_view_class = AgencyCreateView
    edit_view_class = AgencyEditView
    list_display = [
        "name_vi",
        "code",
        Column("get_kind_display", label=_("Kind"), sort_key="kind"),
        Column("root_url", label=_("Address")),
    ]
    list_filter = ["kind"]
    search_fields = ["name_vi", "name_en", "code", "site__hostname"]
    search_backend_name = None
    ordering = ["sort_key"]

    def get_form_class(self, for_update: bool = False) -> type[AgencyForm]:
        return AgencyForm

    def get_urlpatterns(self) -> list[Any]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "delete"]
