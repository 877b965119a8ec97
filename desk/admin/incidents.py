"""Admin views for incidents, which the page of the state tells citizens of."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.viewsets.model import ModelViewSet

from ops.models import Incident
from sites.admin.deletion import ExplainedDeletionMixin
from sites.admin.folded_search import FoldedIndexView
from sites.models import Agency, Kind


class IncidentForm(WagtailAdminModelForm):
    """The form of an incident; the province is chosen among those there are."""

    class Meta:
        model = Incident
        fields = [
            "title", "text", "service", "since", "until", "province", "title_en", "text_en",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        provinces = Agency.objects.active().filter(kind=Kind.PROVINCE)
        choices = [("", _("All")), *((agency.code, agency.name) for agency in provinces)]
        former = self.instance.province
        if former and former not in dict(choices):
            choices.append((former, former))
        # Mostly there is one, and then it is for all.
        self.fields["province"] = forms.ChoiceField(
            label=_("Province"), choices=choices, required=False
        )


class IncidentViewSet(ExplainedDeletionMixin, ModelViewSet):
    """The admin views that list, add, change and delete incidents."""

    model = Incident
    name = "incidents"
    url_prefix = "su-co"
    icon = "warning"
    menu_label = _("Incidents")
    add_to_admin_menu = True
    copy_view_enabled = False
    index_view_class = FoldedIndexView
    list_display = [
        "title",
        Column("get_service_display", label=_("What is disturbed")),
        "since",
        "until",
    ]
    search_fields = ["title", "text"]
    search_backend_name = None
    ordering = ["-since"]
    deletion_consequences = _(
        "It leaves the public page of the state at once, and nobody can bring it back. An "
        "incident that is over gets its end instead: citizens still see it among the past ones."
    )

    def get_form_class(self, for_update: bool = False) -> type[IncidentForm]:
        """Return the form, whose province is chosen from a list."""
        return IncidentForm
