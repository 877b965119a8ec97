"""From "write news" straight to the form, below the right page of the right unit.

Only where there is a real choice (several units, several sections) is it asked for.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.models import Page

from home.desk.listings import add_url, edit_url
from home.desk.pages import Desk, desk_of
from home.models import (
    ContactPage,
    DocumentIndexPage,
    DocumentPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    OrganisationPage,
    SectionPage,
)


@dataclass(frozen=True)
class Place:
    """One answer to the question where: what it is called, and where it leads."""

    name: str
    url: str


class PlaceView(WagtailAdminTemplateMixin, TemplateView):
    """Lead to the one place there is, else ask which. ``?unit=`` narrows to one unit."""

    template_name = "home/desk/places.html"
    header_icon = "plus"
    model: type[Page] = Page
    destination: Callable[[Page], str]
    question: str | Promise = ""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        self.desk = desk_of(request)
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
        """The pages in question, those in the main language where there are any."""
        unit = self.request.GET.get("unit")
        pages = [
            page
            for page in self.desk.places(self.model)
            if not unit or str(self.desk.front_of(page).agency.pk) == unit
        ]
        return [page for page in pages if self.desk.front_of(page).is_main] or pages

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        places = [Place(_name(page, self.desk), self.destination(page)) for page in self.choice]
        return super().get_context_data(**kwargs) | {"places": places, "question": self.question}


def _name(page: Page, desk: Desk) -> str:
    if len(desk.agencies) == 1:
        return page.title
    return f"{desk.front_of(page).agency.heading}: {page.title}"


def adding(model: type[Page]) -> Any:
    """Lead from a place to the form of a new page of ``model`` there."""
    return staticmethod(partial(add_url, model))


class AddNewsView(PlaceView):
    page_title = gettext_lazy("Write news")
    question = gettext_lazy("For which unit?")
    model = NewsIndexPage
    destination = adding(NewsPage)


class AddDocumentView(PlaceView):
    page_title = gettext_lazy("Publish a document")
    question = gettext_lazy("For which unit?")
    model = DocumentIndexPage
    destination = adding(DocumentPage)


class AddInformationView(PlaceView):
    page_title = gettext_lazy("Add a page")
    question = gettext_lazy("In which section?")
    model = SectionPage
    destination = adding(InformationPage)


class ContactView(PlaceView):
    page_title = gettext_lazy("Contact")
    header_icon = "mail"
    question = gettext_lazy("Which contact page?")
    model = ContactPage
    destination = staticmethod(edit_url)


class OrganisationView(PlaceView):
    page_title = gettext_lazy("Organisation")
    header_icon = "group"
    question = gettext_lazy("Which organisation page?")
    model = OrganisationPage
    destination = staticmethod(edit_url)
