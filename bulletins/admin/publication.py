"""The page before the point of no return: what a publication will do, and the button that does it.

The form of a bulletin, the approval and the list lead here. See docs/features/publication.md.
"""

from abc import ABC, abstractmethod
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.snippets.views.snippets import WorkflowActionView

from bulletins.admin.access import require_publisher
from bulletins.admin.lifecycle import BulletinActionMixin
from bulletins.models import Bulletin, Urgency
from bulletins.selectors.audience import describe_audience, list_showing_agencies
from bulletins.selectors.banners import Banner, Banners
from bulletins.selectors.publication import (
    PublicationPlan,
    find_public_url,
    get_publication_plan,
)
from bulletins.services.publication import publish_version
from content.versions.digest import compute_digest
from members.admin.version_comparison import describe_difference

# Session key: the digest of the version of a bulletin that was read and is to be approved.
REVIEWED = "reviewed_bulletin"
TEMPLATE = "bulletins/publication/confirm.html"
# A longer list of websites is folded.
MAX_LISTED_AGENCIES = 30


class VersionForm(forms.Form):
    """Form with the digest of the version that the screen showed, and the key of the public one."""

    shown = forms.CharField(widget=forms.HiddenInput)
    public = forms.IntegerField(widget=forms.HiddenInput, required=False)


class PublicationMixin(ABC):
    """Base of the screens that publish the latest version (``draft``) of a bulletin (``row``).

    What is on the screen and has changed since is not published: the screen is shown anew.
    """

    request: Any
    # A bulletin, as it would be published.
    draft: Any

    @property
    @abstractmethod
    def row(self) -> Bulletin:
        """The stored row of the bulletin."""

    @abstractmethod
    def get_own_urls(self) -> dict[str, str]:
        """Return ``own_url`` of this screen, ``banner_url``, and three addresses of the form.

        ``back_url`` leads back to it, ``audience_url`` to the choice of the audience, ``edit_url``
        to the field of an obstacle.
        """

    @cached_property
    def plan(self) -> PublicationPlan:
        """Return what the publication will do."""
        return get_publication_plan(self.draft)

    def get_initial(self) -> dict[str, Any]:
        latest = self.row.latest_revision
        shown = compute_digest(latest).value if latest else ""
        return {"shown": shown, "public": self.row.live_revision_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        urls = self.get_own_urls()
        obstacles = [
            (each, get_field_url(urls["edit_url"], each.field)) for each in self.plan.obstacles
        ]
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        return (
            context
            | urls
            | describe_difference(self.row, self.draft, self.request)
            | {
                "preview_url": reverse("bulletin_preview", args=[self.row.pk]),
                "bulletin": self.draft,
                "row": self.row,
                "plan": self.plan,
                "audience": describe_audience(self.draft.audience.all()),
                "obstacles": obstacles,
                "folded": self.plan.reach.number > MAX_LISTED_AGENCIES,
                "is_serious": self.draft.urgency == Urgency.EMERGENCY,
            }
        )

    def form_valid(self, form: VersionForm) -> HttpResponse:
        try:
            is_new = publish_version(bulletin=self.row, by=self.request.user, **form.cleaned_data)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect(self.request.get_full_path())
        bulletin = Bulletin.objects.get(pk=self.row.pk)
        if is_new:
            message, buttons = describe_publication(bulletin), list_ways_on(bulletin)
            messages.success(self.request, message, buttons=buttons)
        else:
            messages.info(self.request, _("This version has been published already."))
        return redirect("bulletin_steering", bulletin.pk)

    def form_invalid(self, form: VersionForm) -> HttpResponse:
        # Only a forged request lacks the version.
        return redirect(self.get_own_urls()["own_url"])


def get_field_url(edit_url: str, field: str) -> str:
    """Return the address of a field in a form of Wagtail, which unfolds and shows it."""
    return f"{edit_url}#:w:contentpath={field}" if field else ""


def remember_review(request: HttpRequest, bulletin: Bulletin) -> None:
    """Remember in the session that the user has read the latest version and approves it."""
    request.session[REVIEWED] = compute_digest(bulletin.latest_revision).value


def is_reviewed(request: HttpRequest, bulletin: Bulletin) -> bool:
    """Return whether the user has read and approved the latest version of a bulletin."""
    return request.session.get(REVIEWED) == compute_digest(bulletin.latest_revision).value


def describe_publication(bulletin: Bulletin) -> str:
    """Return a sentence with the title of a published bulletin and the number of websites."""
    number = list_showing_agencies(bulletin).count()
    words = {"title": bulletin.title, "number": number}
    begin = bulletin.valid_from
    if begin and begin > timezone.now():
        message = ngettext(
            "“%(title)s” will be on %(number)s website from its beginning.",
            "“%(title)s” will be on %(number)s websites from its beginning.",
            number,
        )
    else:
        message = ngettext(
            "“%(title)s” is on %(number)s website.",
            "“%(title)s” is on %(number)s websites.",
            number,
        )
    return message % words


def list_ways_on(bulletin: Bulletin) -> list[tuple[str, str, bool]]:
    """Return the buttons of the message after a publication: its page, and the channels."""
    ways = [messages.button(reverse("channels", args=[bulletin.pk]), _("Poster and messages"))]
    if url := find_public_url(bulletin):
        ways.insert(0, messages.button(url, _("See it on a website"), new_window=True))
    return ways


@require_publisher
class PublishView(PublicationMixin, BulletinActionMixin, FormView):
    """What the publication of a bulletin's latest version will do, and the button."""

    template_name = TEMPLATE
    form_class = VersionForm
    page_title = gettext_lazy("Publish")
    header_icon = "upload"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        row = self.row
        if request.method == "GET" and row.live and not row.has_unpublished_changes:
            messages.info(request, _("This version has been published already."))
            return redirect("bulletin_steering", row.pk)
        if row.workflow_in_progress and not is_reviewed(request, row):
            return redirect("bulletin_review", row.pk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def row(self) -> Bulletin:
        return self.bulletin

    @cached_property
    def draft(self) -> Bulletin:
        """Return the latest version, as it would be published."""
        return self.bulletin.get_latest_revision_as_object()

    def get_page_subtitle(self) -> str:
        return str(self.draft)

    def get_own_urls(self) -> dict[str, str]:
        edit_url = reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[self.row.pk])
        return {
            "own_url": reverse("bulletin_publish", args=[self.row.pk]),
            "banner_url": reverse("bulletin_publish_banner", args=[self.row.pk]),
            "back_url": edit_url,
            "audience_url": get_field_url(edit_url, "addressees"),
            "edit_url": edit_url,
        }

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(waiting=self.row.workflow_in_progress, **kwargs)


@require_publisher
class PublishBannerView(BulletinActionMixin, TemplateView):
    """The latest version as public websites show it, for the iframe of the screen."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render_banner(request, self.bulletin.get_latest_revision_as_object())


def render_banner(request: HttpRequest, draft: Bulletin) -> HttpResponse:
    """Return a page with nothing but the banner of a version, or of a routine one its entry.

    The page has the policy of previews.
    """
    request.is_preview = True  # type: ignore[attr-defined]
    banner = Banner(draft, draft, timezone.now(), key="")
    is_urgent = draft.urgency != Urgency.ROUTINE
    context = {"banners": Banners([banner] if is_urgent else [], []), "entry": banner}
    return render(request, "bulletins/publication/banner.html", context)


class PublicationFormMixin:
    """Form of a bulletin whose *Publish* saves a draft and leads to the screen above.

    A translation is published at once: its source decides what is shown where.
    """

    object: Bulletin
    request: Any
    workflow_action: str

    def publish_action(self) -> HttpResponse | None:
        """Lead to the screen that publishes the version that the form has saved."""
        if not self.object.is_source:
            response: HttpResponse | None = super().publish_action()  # type: ignore[misc]
            return response
        return redirect(self.get_publication_url())

    def workflow_action_action(self) -> HttpResponse | None:
        """Lead there too where the version that waits is approved in the form."""
        if self.workflow_action == "approve" and self.object.is_source:
            return redirect(self.get_publication_url())
        response: HttpResponse | None = super().workflow_action_action()  # type: ignore[misc]
        return response

    def get_publication_url(self) -> str:
        """Return the address of the screen."""
        return reverse("bulletin_publish", args=[self.object.pk])


class BulletinWorkflowActionView(WorkflowActionView):
    """Wagtail's view that approves or sends back; an approval leads to the screen above."""

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if self.action_name != "approve" or not self.object.is_source:
            response: HttpResponse = super().post(request, *args, **kwargs)
            return response
        url = reverse("bulletin_publish", args=[self.object.pk])
        if request.headers.get("x-requested-with") == "XMLHttpRequest":
            answer: HttpResponse = self.render_modal_json(
                request, {"step": "success", "redirect": url}
            )
            return answer
        return redirect(url)
