"""Admin chooser for an agency, with a search, for the forms of all apps."""

from typing import Any, NoReturn

from django.http import Http404, HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic.chooser import (
    BaseChooseView,
    ChooseResultsView,
    ChooseView,
    CreateView,
)
from wagtail.admin.viewsets.chooser import ChooserViewSet

from sites.models import Agency, AgencyQuerySet


class ActiveAgenciesMixin(BaseChooseView):
    """Mixin that offers active agencies only, with a search and the host name as a column."""

    def get_object_list(self) -> AgencyQuerySet:
        return Agency.objects.active().with_site()

    def filter_object_list(self, objects: AgencyQuerySet) -> AgencyQuerySet:
        return objects.matching(self.request.GET.get("q", ""))

    @property
    def columns(self) -> list[Any]:
        return [*super().columns, Column("site.hostname", label=_("Website"))]


class AgencyChooseView(ActiveAgenciesMixin, ChooseView):
    """The modal of the chooser."""


class AgencyChooseResultsView(ActiveAgenciesMixin, ChooseResultsView):
    """The results in the modal of the chooser."""


class NoCreateView(CreateView):
    """Answer of a chooser in which nothing is made: Wagtail's own view expects a form."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> NoReturn:
        """Raise Http404."""
        raise Http404


class AgencyChooserViewSet(ChooserViewSet):
    """Viewset of the agency chooser."""

    model = Agency
    name = "agency_chooser"
    icon = "unit"
    per_page = 20
    choose_view_class = AgencyChooseView
    choose_results_view_class = AgencyChooseResultsView
    create_view_class = NoCreateView
    choose_one_text = _("Choose a unit")
    choose_another_text = _("Choose another unit")
    edit_item_text = _("Edit this unit")
