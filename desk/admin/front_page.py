"""Screen "Front page": its parts and their order, with a preview beside them."""

from typing import Any, cast

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.utils.decorators import xframe_options_sameorigin_override

from accounts.models import User
from content.versions.fixed import lock_row
from desk.admin.front_page_forms import Arrangement
from desk.admin.page_create import ChooseParentView
from desk.admin.site_tree import OwnPageMixin, get_tree_url
from desk.selectors.workspace import get_edit_url
from home.models import HomePage
from home.paths import get_page_path
from home.services.front_page import Step, save_front_page


class FrontPagesView(ChooseParentView):
    """The redirect to the screen of the home page, or the choice of an agency's."""

    page_title = gettext_lazy("Front page")
    header_icon = "home"
    question = gettext_lazy("For which unit?")
    model = HomePage
    destination = staticmethod(lambda page: reverse("desk:front_page", args=[page.pk]))


class FrontPageMixin(OwnPageMixin):
    """Mixin for views about a home page that the user may change.

    Sets ``self.draft``, its latest version. Answers 404 for other pages, for those the user may not
    change, and for translations, whose order follows the Vietnamese page.
    """

    draft: HomePage

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.permissions = self.page.permissions_for_user(request.user)
        is_own = self.page.pk == self.agency.root_page_id and self.permissions.can_edit()
        if not is_own or self.agency.is_archived:
            raise Http404
        if request.method == "POST":
            # Nobody saves a version between the comparison with the form and the saving.
            lock_row(self.page)
            self.page.refresh_from_db()
        self.draft = self.page.get_latest_revision_as_object()

    def get_arrangement(self) -> Arrangement:
        """Return the forms: as sent, or as the draft is."""
        data = self.request.POST if self.request.method == "POST" else None
        return Arrangement(self.draft, self.request.user, data)


class FrontPageView(FrontPageMixin, WagtailAdminTemplateMixin, TemplateView):
    """The form; what it saves is the latest version of the home page."""

    template_name = "desk/front_page.html"
    page_title = gettext_lazy("Front page")
    header_icon = "home"

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": get_tree_url(self.agency), "label": _("Pages")},
            {"url": "", "label": _("Front page"), "sublabel": self.agency.heading},
        ]

    def list_steps(self) -> list[Step]:
        """Return what the user may do with a version, the main thing first."""
        if self.permissions.page_locked():
            return []
        if self.permissions.can_publish():
            return [Step.PUBLISH, Step.DRAFT]
        if self.permissions.can_submit_for_moderation():
            return [Step.SUBMIT, Step.DRAFT]
        return [Step.DRAFT]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        arrangement = self.get_arrangement()
        sent = request.POST.get("step")
        step = next((step for step in self.list_steps() if step.value == sent), None)
        refusal = ""
        if step is None:
            refusal = _(
                "You cannot do this now: somebody else has to decide about this page first."
            )
        elif arrangement.is_outdated():
            refusal = _(
                "Nothing was saved: somebody else has changed the front page meanwhile. Look at "
                "what is there now in another window, then save again."
            )
        elif not arrangement.is_valid():
            refusal = _("Nothing was saved: look at the fields that are marked.")
        if refusal or step is None:
            messages.error(request, refusal)
            return self.render_to_response(self.get_context_data(arrangement=arrangement))
        arrangement.apply()
        save_front_page(page=self.draft, step=step, by=cast(User, request.user))
        self.report(step)
        return redirect("desk:front_page", self.page.pk)

    def report(self, step: Step) -> None:
        """Tell the user the result of a step."""
        done = {
            Step.DRAFT: _("Saved as a draft. The website still shows the former front page."),
            Step.SUBMIT: _("Sent for approval. The website still shows the former front page."),
            Step.PUBLISH: _("Published. Your website shows it now."),
        }
        url = self.agency.root_url + get_page_path(self.page)
        buttons = [messages.button(url, _("See on the website"))]
        messages.success(self.request, done[step], buttons=buttons)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        arrangement = context.get("arrangement") or self.get_arrangement()
        if arrangement.is_outdated():
            arrangement.accept_version()
        steps = self.list_steps()
        return context | {
            "arrangement": arrangement,
            "media": arrangement.media,
            "page": self.page,
            "has_draft": self.page.has_unpublished_changes,
            "is_locked": not steps,
            "may_publish": Step.PUBLISH in steps,
            "may_submit": Step.SUBMIT in steps,
            "preview_url": reverse("desk:preview_front_page", args=[self.page.pk]),
            "edit_url": f"{get_edit_url(self.page)}?next={self.request.path}",
        }


@method_decorator(xframe_options_sameorigin_override, name="dispatch")
class PreviewFrontPageView(FrontPageMixin):
    """The front page as the form would make it; on GET as the draft is. Nothing is saved."""

    def get(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show the draft."""
        return self.draft.make_preview_request(request, self.draft.default_preview_mode)

    def post(self, request: HttpRequest, page_id: int) -> HttpResponse:
        """Show the form's front page, or say that it cannot be shown."""
        arrangement = self.get_arrangement()
        if not arrangement.is_valid():
            return TemplateResponse(request, "desk/front_page_no_preview.html", status=200)
        arrangement.apply()
        return self.draft.make_preview_request(request, self.draft.default_preview_mode)
