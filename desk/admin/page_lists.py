"""Lists of an agency's pages: news, documents, and pages without a date."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, gettext_lazy
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, TitleColumn
from wagtail.admin.utils import get_user_display_name
from wagtail.admin.views.generic.base import BaseListingView
from wagtail.admin.widgets.button import Button, HeaderButton
from wagtail.models import Page
from wagtail.query import PageQuerySet

from desk.admin.page_bulk_actions import list_bulk_actions
from desk.admin.page_filters import DatedFilterSet, DeskFilterSet
from desk.selectors.page_order import CHANGED, STATE, TITLE, PagesByTitle, order_pages
from desk.selectors.page_status import get_status_label, with_submission
from desk.selectors.translation_work import list_used_locales
from desk.selectors.workspace import get_edit_url, get_workspace
from home.models import (
    DocumentIndexPage,
    DocumentPage,
    HomePage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    ProcedureIndexPage,
    ProcedurePage,
    SectionPage,
)
from home.paths import get_page_path
from sites.admin.columns import LabelledColumn
from sites.admin.folded_search import FoldedSearchMixin
from sites.permissions.ownership import get_page_agencies


def get_add_url(model: type[Page], parent: Page) -> str:
    """Return the URL of the form for a new page of type ``model`` below ``parent``."""
    options = model._meta
    return reverse(
        "wagtailadmin_pages:add", args=[options.app_label, options.model_name, parent.pk]
    )


def get_title_id(page: Page) -> str:
    """Return the id of the element with a page's title, which names its checkbox."""
    return f"page_{page.pk}_title"


def describe_last_edit(page: Page) -> str:
    """Return when a page was last changed and by whom, as text; empty if unknown."""
    revision = page.latest_revision
    moment = revision.created_at if revision else page.last_published_at
    if moment is None:
        return ""
    when = date_format(timezone.localtime(moment), "DATETIME_FORMAT")
    who = revision.user if revision else None
    return f"{when}, {get_user_display_name(who)}" if who else when


def describe_files(page: Page) -> str:
    """Return the types of a document's files as text; scans are marked as such."""
    labels = [
        f"{row.file.file_extension.upper()} ({gettext('scan')})"
        if row.file.is_scan
        else row.file.file_extension.upper()
        for row in page.files.all()
    ]
    return ", ".join(labels) or gettext("no file")


class LiveLinkColumn(Column):
    """A column with the link to an object on its website, if it is public there."""

    cell_template_name = "desk/live_link.html"


class PageListing(FoldedSearchMixin, BaseListingView):
    """A list of pages of one kind: of the user's agencies, or of all for ICT administrators.

    ``models``: the listed page types; new pages are of the last one. ``parent_model``: the type of
    the pages that new ones are added to. ``word_url_name``: the view that makes one of a Word file,
    if any. ``nothing_yet``: the text of an empty list.
    """

    page_title: str | Promise = ""
    header_icon = "doc-full"
    template_name = "desk/listing.html"
    results_template_name = "desk/listing_results.html"
    filterset_class: type[DeskFilterSet] = DeskFilterSet
    paginate_by = 50
    is_searchable = True
    search_fields = ["title", "draft_title"]
    table_classname = "listing desk-listing"
    models: tuple[type[Page], ...] = ()
    parent_model: type[Page] = Page
    add_url_name = ""
    add_label: str | Promise = ""
    word_url_name = ""
    nothing_yet: str | Promise = ""
    order: tuple[str, ...] = ()
    # The field that tells kinds of these pages apart, if there is one: a column and a filter.
    category_field = ""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.workspace = get_workspace(request)
        return super().dispatch(request, *args, **kwargs)

    @property
    def model(self) -> type[Page]:
        return self.models[0] if len(self.models) == 1 else Page

    @cached_property
    def columns(self) -> list[Column]:
        columns = [
            TitleColumn(
                "draft_title",
                label=gettext_lazy("Title"),
                get_url=get_edit_url,
                get_title_id=get_title_id,
                classname="title desk-title",
                sort_key=TITLE,
            ),
            *self.list_own_columns(),
            LabelledColumn(
                "state", label=gettext_lazy("State"), accessor=get_status_label, sort_key=STATE
            ),
            LabelledColumn(
                "last_edit",
                label=gettext_lazy("Last change"),
                accessor=describe_last_edit,
                sort_key=CHANGED,
            ),
            LiveLinkColumn("address", label=gettext_lazy("Website"), accessor="address"),
        ]
        if self.has_languages:
            language = LabelledColumn(
                "locale", label=gettext_lazy("Language"), accessor="locale.get_display_name"
            )
            columns.insert(1, language)
        if self.workspace.is_administrator or len(self.workspace.agencies) > 1:
            columns.insert(
                1,
                LabelledColumn("unit", label=gettext_lazy("Unit"), accessor="owner_agency.heading"),
            )
        if self.can_select:
            columns.insert(0, BulkActionsCheckboxColumn("bulk_actions", obj_type="page"))
        return columns

    @property
    def can_select(self) -> bool:
        """Whether the user may do something with several pages at once; translators may not."""
        return self.workspace.is_administrator or self.workspace.is_working

    def list_own_columns(self) -> list[Column]:
        """Return the further columns of this kind of page; subclasses override it."""
        return []

    @cached_property
    def has_languages(self) -> bool:
        """Return whether the listed pages may be in several languages."""
        if self.workspace.is_administrator:
            return bool(list_used_locales())
        return len(self.workspace.home_pages) > len(self.workspace.agencies)

    def get_base_queryset(self) -> PageQuerySet:
        pages = self.workspace.list_pages(self.model)
        if self.model is Page:
            pages = pages.type(*self.models)
        pages = pages.select_related("locale", "latest_revision__user")
        return with_submission(pages.defer_streamfields()).order_by(*self.order)

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {
            "workspace": self.workspace,
            "queryset": self.workspace.list_pages(self.model),
            "models": self.models,
            "category_field": self.category_field,
        }

    def order_queryset(self, pages: PageQuerySet) -> PageQuerySet:
        return order_pages(pages, self.ordering) if self.ordering else pages

    def get_queryset(self) -> PageQuerySet | PagesByTitle:
        """Return the pages as filtered, searched and ordered."""
        pages = super().get_queryset()
        if self.ordering in {TITLE, f"-{TITLE}"}:
            return PagesByTitle(pages, is_reversed=self.ordering.startswith("-"))
        return pages

    @cached_property
    def parents(self) -> list[Page]:
        """Return the pages that new ones can be added to.

        None for ICT administrators, and for translators, who add no pages.
        """
        if self.workspace.is_administrator or not self.workspace.is_working:
            return []
        return self.workspace.list_parents(self.parent_model)

    @property
    def add_url(self) -> str | None:
        """The URL for adding a page; None if there is no page to add one to."""
        return reverse(self.add_url_name) if self.parents else None

    @property
    def header_buttons(self) -> list[HeaderButton]:
        if not self.add_url:
            return []
        buttons = [HeaderButton(self.add_label, url=self.add_url, icon_name="plus")]
        if self.word_url_name:
            url, label = reverse(self.word_url_name), gettext_lazy("Import from a Word file")
            # Behind the other one, which Wagtail would sort by its name.
            buttons.append(HeaderButton(label, url=url, icon_name="upload", priority=2000))
        return buttons

    @property
    def header_more_buttons(self) -> list[Button]:
        """Buttons for adding a page in a language other than the main one of the website."""
        return [
            Button(
                gettext_lazy("%(label)s: %(place)s, %(language)s")
                % {"label": self.add_label, "place": place, "language": place.locale},
                url=get_add_url(self.models[-1], place),
                icon_name="plus",
            )
            for place in self.parents
            if not self.workspace.get_home_page(place).is_main
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        shown = list(context["object_list"])
        owners = get_page_agencies(shown)
        for page in shown:
            page.owner_agency = owners.get(page.pk)
            page.address = (
                page.owner_agency.root_url + get_page_path(page)
                if page.live and page.owner_agency
                else ""
            )
        return context | {
            "add_url": self.add_url,
            "add_label": self.add_label,
            "nothing_yet": self.nothing_yet,
            "bulk_actions": list_bulk_actions(shown, self.request.user) if self.can_select else [],
        }


class DatedListing(PageListing):
    """A list of pages with a date, the model's ``date_field``, newest first."""

    filterset_class = DatedFilterSet
    date_field = ""

    def list_own_columns(self) -> list[Column]:
        field = self.model._meta.get_field(self.date_field)
        return [
            LabelledColumn(
                self.date_field, label=field.verbose_name.capitalize(), sort_key=self.date_field
            )
        ]

    def get_filterset_kwargs(self) -> dict[str, Any]:
        return super().get_filterset_kwargs() | {"date_field": self.date_field}


class NewsListing(DatedListing):
    """The list of news articles."""

    page_title = gettext_lazy("News")
    header_icon = "list-ul"
    models = (NewsPage,)
    parent_model = NewsIndexPage
    date_field = "date"
    category_field = "category"
    order = ("-date", "-pk")
    index_url_name = "desk:news"
    index_results_url_name = "desk:news_results"
    add_url_name = "desk:add_news"
    add_label = gettext_lazy("Write news")
    word_url_name = "desk:add_news_from_word"
    nothing_yet = gettext_lazy(
        "There is no news yet. People look here first to see that a unit is at work."
    )


class DocumentListing(DatedListing):
    """The list of legal documents."""

    page_title = gettext_lazy("Legal documents")
    header_icon = "doc-full"
    models = (DocumentPage,)
    parent_model = DocumentIndexPage
    date_field = "issued_on"
    category_field = "document_type"
    order = ("-issued_on", "-pk")
    search_fields = [*PageListing.search_fields, "number"]
    index_url_name = "desk:documents"
    index_results_url_name = "desk:documents_results"
    add_url_name = "desk:add_document"
    add_label = gettext_lazy("Publish a document")
    nothing_yet = gettext_lazy(
        "There are no documents yet. People look here for decisions and notices."
    )

    def list_own_columns(self) -> list[Column]:
        number = LabelledColumn(
            "number", label=gettext_lazy("Number and symbol"), classname="desk-number"
        )
        files = LabelledColumn("files", label=gettext_lazy("Files"), accessor=describe_files)
        return [number, *super().list_own_columns(), files]

    def get_base_queryset(self) -> PageQuerySet:
        return super().get_base_queryset().prefetch_related("files__file")


class InformationListing(PageListing):
    """The list of home, section and information pages."""

    page_title = gettext_lazy("About us")
    header_icon = "info-circle"
    models = (HomePage, SectionPage, InformationPage)
    parent_model = SectionPage
    order = ("path",)
    index_url_name = "desk:information"
    index_results_url_name = "desk:information_results"
    add_url_name = "desk:add_information"
    add_label = gettext_lazy("Add a page")
    word_url_name = "desk:add_information_from_word"
    nothing_yet = gettext_lazy("There are no pages yet. People look here for what your unit does.")

    def list_own_columns(self) -> list[Column]:
        return [
            LabelledColumn(
                "kind", label=gettext_lazy("Page type"), accessor="page_type_display_name"
            )
        ]


class ProcedureListing(PageListing):
    """The list of procedures."""

    page_title = gettext_lazy("Procedures")
    header_icon = "clipboard-list"
    models = (ProcedurePage,)
    parent_model = ProcedureIndexPage
    category_field = "field"
    order = ("sort_key", "pk")
    search_fields = [*PageListing.search_fields, "code", "field"]
    index_url_name = "desk:procedures"
    index_results_url_name = "desk:procedures_results"
    add_url_name = "desk:add_procedure"
    add_label = gettext_lazy("Add a procedure")
    nothing_yet = gettext_lazy(
        "There are no procedures yet. People look here for papers, fees and forms."
    )

    def list_own_columns(self) -> list[Column]:
        field = ProcedurePage._meta.get_field("field")
        return [LabelledColumn("field", label=field.verbose_name.capitalize(), sort_key="field")]
