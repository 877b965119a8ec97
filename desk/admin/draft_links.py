"""Admin views of links to drafts: making one, those that there are, revoking; and their buttons."""

from collections.abc import Iterator
from typing import Any, cast
from urllib.parse import quote, urlencode

from django import forms
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.utils import get_valid_next_url_from_request
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets.button import Button
from wagtail.models import Page

from accounts.models import User
from accounts.permissions import AnyUser
from bulletins.models import Bulletin
from desk.models import DraftLink
from desk.selectors.draft_links import (
    can_revoke,
    can_share_draft,
    find_subject,
    get_draft_agency,
    has_draft,
    list_draft_links,
)
from desk.services.draft_links import (
    DEFAULT_DAYS,
    MAX_DAYS,
    MIN_DAYS,
    create_draft_link,
    revoke_draft_link,
)

LABEL, ICON = gettext_lazy("Send a link to the draft"), "link"
LINKS_ON_A_PAGE = 50


class DraftLinkForm(forms.Form):
    """Form that makes a link: for whom, and for how many days."""

    recipient = forms.CharField(
        label=gettext_lazy("Sent to"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("A name, so that you know later which link is whose."),
    )
    days = forms.IntegerField(
        label=gettext_lazy("Days that the link holds"),
        min_value=MIN_DAYS,
        max_value=MAX_DAYS,
        initial=DEFAULT_DAYS,
        help_text=gettext_lazy("1 to 30. You can revoke it earlier."),
    )


class DraftLinksView(WagtailAdminTemplateMixin, FormView):
    """The links to one draft, and the form for another one.

    The address of a new link is in the answer to the form alone. Raises Http404 for users who may
    not change the draft.
    """

    template_name = "desk/draft_links.html"
    form_class = DraftLinkForm
    page_title = gettext_lazy("Links to drafts")
    header_icon = ICON
    model: type[Page | Bulletin] = Page
    argument = "page_id"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = super().dispatch(request, *args, **kwargs)
        add_never_cache_headers(response)
        return response

    @cached_property
    def subject(self) -> Page | Bulletin:
        """Return the page or bulletin whose draft is shared."""
        subject = find_subject(self.model, self.kwargs[self.argument])
        if subject is None or not can_share_draft(self.request.user, subject):
            raise Http404
        return subject

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": self.get_edit_url(), "label": get_title(self.subject)},
            {"url": "", "label": str(LABEL)},
        ]

    def get_edit_url(self) -> str:
        """Return the URL of the form of the draft."""
        return reverse("wagtailadmin_pages:edit", args=[self.subject.pk])

    def form_valid(self, form: DraftLinkForm) -> HttpResponse:
        user = cast(User, self.request.user)
        try:
            link, secret = create_draft_link(subject=self.subject, **form.cleaned_data, by=user)
        except ValidationError as error:
            form.add_error(None, error)
            return self.form_invalid(form)
        made = describe_new_link(link, secret, self.subject)
        # No redirect: the secret is shown here alone, and must stand in no address of the admin.
        return self.render_to_response(self.get_context_data(form=self.form_class(), made=made))

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = list_draft_links(self.request.user)
        is_bulletin = isinstance(self.subject, Bulletin)
        place = {"bulletin": self.subject} if is_bulletin else {"page": self.subject.pk}
        own = {
            "subject": self.subject,
            "title": get_title(self.subject),
            "agency": get_draft_agency(self.subject),
            "has_draft": has_draft(self.subject),
            "edit_url": self.get_edit_url(),
            "links": describe_links(links.filter(**place), self.request.user),
        }
        return super().get_context_data(**kwargs) | own


class BulletinDraftLinksView(DraftLinksView):
    """The links to the draft of one bulletin."""

    model = Bulletin
    argument = "bulletin"

    def get_edit_url(self) -> str:
        return reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[self.subject.pk])


class DraftLinkListView(WagtailAdminTemplateMixin, TemplateView):
    """All links to drafts that the user may know of, with what they lead to."""

    template_name = "desk/draft_link_list.html"
    page_title = gettext_lazy("Links to drafts")
    header_icon = ICON

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": "", "label": _("Links to drafts")},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        links = Paginator(list_draft_links(self.request.user), LINKS_ON_A_PAGE)
        shown = links.get_page(self.request.GET.get("p"))
        own = {"page_obj": shown, "links": describe_links(shown, self.request.user)}
        return super().get_context_data(**kwargs) | own


class RevokeDraftLinkView(View):
    """View that revokes a link (POST only); raises PermissionDenied for who may not."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        user = cast(User, request.user)
        link = get_object_or_404(DraftLink.objects.select_related("page", "bulletin"), pk=pk)
        if not can_revoke(user, link):
            raise PermissionDenied
        revoke_draft_link(link=link, by=user)
        messages.success(
            request, _("The link is revoked. Nobody opens the draft with it any more.")
        )
        return redirect(get_valid_next_url_from_request(request) or "desk:draft_links")


def get_title(subject: Page | Bulletin) -> str:
    """Return the title of a page or bulletin as its latest draft has it."""
    if isinstance(subject, Bulletin):
        return str(subject.title)
    return str(subject.get_admin_display_title())


def describe_links(links: Any, user: AnyUser) -> list[dict[str, Any]]:
    """Return links with their titles, for the table of either screen."""
    return [
        {
            "link": link,
            "title": get_title(link.subject),
            "url": reverse(
                "desk:bulletin_draft_links" if link.bulletin_id else "desk:page_draft_links",
                args=[link.subject.pk],
            ),
            "may_revoke": can_revoke(user, link),
        }
        for link in links
    ]


def describe_new_link(link: DraftLink, secret: str, subject: Page | Bulletin) -> dict[str, Any]:
    """Return the address of a new link, and a ``mailto:`` address that sends it."""
    address = link.agency.root_url + reverse("draft", args=[secret])
    until = date_format(timezone.localtime(link.expires_at), "H:i, d/m/Y")
    title = get_title(subject)
    text = _("Draft, not published: %(title)s\n%(address)s\nThe link holds until %(time)s.")
    words = {
        "subject": _("Draft: %(title)s") % {"title": title},
        "body": text % {"title": title, "address": address, "time": until},
    }
    return {
        "link": link,
        "address": address,
        "mail": f"mailto:?{urlencode(words, quote_via=quote)}",
    }


def list_draft_link_buttons(
    page: Page, user: AnyUser, view_name: str | None = None, next_url: str | None = None
) -> Iterator[Button]:
    """Yield the button in the header of a page's form; none if all is published."""
    if page.is_root() or not has_draft(page) or not can_share_draft(user, page.specific):
        return
    url = reverse("desk:page_draft_links", args=[page.pk])
    yield Button(LABEL, url=url, icon_name=ICON, priority=5)
