"""The list of an agency's procedures, and the view that adds one."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column

from home.desk.listings import PageListing
from home.desk.places import PlaceView, adding
from home.models import ProcedureIndexPage, ProcedurePage


class ProcedureListing(PageListing):
    """The list of procedures."""

    page_title = _("Procedures")
    header_icon = "clipboard-list"
    models = (ProcedurePage,)
    parent_model = ProcedureIndexPage
    order = ("sort_key", "pk")
    search_fields = [*PageListing.search_fields, "code", "field"]
    index_url_name = "desk:procedures"
    index_results_url_name = "desk:procedures_results"
    add_url_name = "desk:add_procedure"
    add_label = _("Add a procedure")
    nothing_yet = _("There are no procedures yet. People look here for papers, fees and forms.")

    def own_columns(self) -> list[Column]:
        field = ProcedurePage._meta.get_field("field")
        return [Column("field", label=field.verbose_name.capitalize())]


class AddProcedureView(PlaceView):
    """The redirect to the form for a new procedure, below a chosen procedure index."""

    page_title = _("Add a procedure")
    question = _("For which unit?")
    model = ProcedureIndexPage
    destination = adding(ProcedurePage)
