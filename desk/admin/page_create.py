"""Views that lead from "write news" straight to the form, below the right page.

The user has to choose only if there is a choice (several agencies, several sections).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import Promise, cached_property
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages as wagtail_messages
from wagtail.admin.utils import set_query_params
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from desk.admin.page_lists import get_add_url
from desk.selectors.started_drafts import find_started_draft, is_barely_begun
from desk.selectors.workspace import UserWorkspace, get_edit_url, get_workspace
from home.models import (
    ContactPage,
    DocumentIndexPage,
    DocumentPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    OrganisationPage,
    ProcedureIndexPage,
    ProcedurePage,
    SectionPage,
)
from sites.requests import AdminRequest


@dataclass(frozen=True)
class ParentChoice:
    """One option of a choice of agencies or pages: its label and its URL."""

    name: str
    url: str


class ChooseParentView(WagtailAdminTemplateMixin, TemplateView):
    """A view that redirects to the only option, or shows a choice if there are several.

    ``model``: the type of the pages to choose from. ``destination``: returns the URL for a page.
    ``?unit=`` (key of an agency) restricts the options to one agency. Without any option, a
    message is shown on the dashboard.
    """

    template_name = "desk/places.html"
    header_icon = "plus"
    model: type[Page] = Page
    destination: Callable[[Page], str]
    question: str | Promise = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.workspace = get_workspace(request)
        choice = self.choice
        if not choice:
            messages.error(
                request, _("Your website lacks this part. Please tell the ICT department.")
            )
            return redirect("wagtailadmin_home")
        if len(choice) == 1:
            return redirect(self.destination(choice[0]))
        return super().get(request, *args, **kwargs)

    @cached_property
    def choice(self) -> list[Page]:
        """Return the pages to choose from: those in the default language if there are any."""
        agency = self.request.GET.get("unit")
        pages = [
            page
            for page in self.workspace.list_parents(self.model)
            if not agency or str(self.workspace.get_home_page(page).agency.pk) == agency
        ]
        return [page for page in pages if self.workspace.get_home_page(page).is_main] or pages

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = [
            ParentChoice(_get_label(page, self.workspace), self.destination(page))
            for page in self.choice
        ]
        return super().get_context_data(**kwargs) | {"places": places, "question": self.question}


def _get_label(page: Page, workspace: UserWorkspace) -> str:
    if len(workspace.agencies) == 1:
        return page.title
    return f"{workspace.get_home_page(page).agency.heading}: {page.title}"


def make_add_destination(model: type[Page]) -> Any:
    """Return a ``destination``: the form for a new page of ``model`` below the chosen page."""
    return staticmethod(partial(get_add_url, model))


class AddNewsView(ChooseParentView):
    """The redirect to the form for a new article, below a chosen news index."""

    page_title = gettext_lazy("Write news")
    question = gettext_lazy("For which unit?")
    model = NewsIndexPage
    destination = make_add_destination(NewsPage)


def get_word_url(parent: Page) -> str:
    """Return the URL of the import of a Word file as a page below ``parent`` (``importing``)."""
    return reverse("word:page", args=[parent.pk])


class AddNewsFromWordView(AddNewsView):
    """The redirect to the import of a Word file as an article, below a chosen news index."""

    page_title = gettext_lazy("Import from a Word file")
    destination = staticmethod(get_word_url)


class AddDocumentView(ChooseParentView):
    """The redirect to the form for a new document, below a chosen document index."""

    page_title = gettext_lazy("Publish a document")
    question = gettext_lazy("For which unit?")
    model = DocumentIndexPage
    destination = make_add_destination(DocumentPage)


class AddInformationView(ChooseParentView):
    """The redirect to the form for a new information page, below a chosen section."""

    page_title = gettext_lazy("Add a page")
    question = gettext_lazy("In which section?")
    model = SectionPage
    destination = make_add_destination(InformationPage)


class AddInformationFromWordView(AddInformationView):
    """The redirect to the import of a Word file as a page, below a chosen section."""

    page_title = gettext_lazy("Import from a Word file")
    destination = staticmethod(get_word_url)


class ContactView(ChooseParentView):
    """The redirect to the form of the contact page."""

    page_title = gettext_lazy("Contact")
    header_icon = "telephone"
    question = gettext_lazy("Which contact page?")
    model = ContactPage
    destination = staticmethod(get_edit_url)


class OrganisationView(ChooseParentView):
    """The redirect to the form of the organisation page."""

    page_title = gettext_lazy("Organisation")
    header_icon = "organisation"
    question = gettext_lazy("Which organisation page?")
    model = OrganisationPage
    destination = staticmethod(get_edit_url)


class AddProcedureView(ChooseParentView):
    """The redirect to the form for a new procedure, below a chosen procedure index."""

    page_title = gettext_lazy("Add a procedure")
    question = gettext_lazy("For which unit?")
    model = ProcedureIndexPage
    destination = make_add_destination(ProcedurePage)


# The query parameter of a form that is to begin empty, whatever drafts there are.
ANOTHER = "another"


def reuse_started_draft(
    request: AdminRequest, parent: Page, page_class: type[Page]
) -> HttpResponse | None:
    """Lead on to a draft that was barely begun, instead of making its twin; hook.

    A draft that has a title and nothing else is offered above the empty form. Neither where the
    form begins with a title (``?title=``), nor where another page is asked for (``ANOTHER``).
    """
    if request.method != "GET" or request.GET.keys() & {ANOTHER, "title"}:
        return None
    draft = find_started_draft(request.user, parent, page_class)
    if draft is None:
        return None
    query = request.GET.copy()
    edit_url = set_query_params(get_edit_url(draft), {"next": query.get("next")})
    if not is_barely_begun(draft):
        text = _("You have a draft that has only its title so far: “%(title)s”.")
        go_on = wagtail_messages.button(edit_url, _("Go on with it"))
        text %= {"title": draft.title}
        wagtail_messages.info(request, text, buttons=[go_on])
        return None
    query[ANOTHER] = "1"
    text = _("You began this draft at %(time)s and wrote nothing more. Go on with it here.") % {
        "time": date_format(localtime(draft.latest_revision_created_at), "H:i, d/m/Y")
    }
    another = wagtail_messages.button(f"{request.path}?{query.urlencode()}", _("Begin another"))
    wagtail_messages.info(request, text, buttons=[another])
    return redirect(edit_url)
