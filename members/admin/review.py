"""Screen of a submitted version, on which a user approves it or sends it back.

It shows what readers would see, what has changed, and what the author says; what is submitted is
approved here and nowhere else.
"""

from datetime import datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page, TaskState

from accounts.models import User
from accounts.permissions import is_administrator
from content.versions.digest import compute_digest
from members.admin.version_comparison import describe_difference
from members.review_advice import list_review_advice
from members.selectors.appointments import Appointment, Offer, find_appointment, make_offer
from members.selectors.submissions import find_pending_task_state
from members.services.appointments import take_correction_over
from sites.localization.validation import PublicationRefusedError
from sites.permissions.ownership import get_moderated_agency_ids, get_page_agency

MAX_COMMENT_LENGTH = 2000
APPROVE, REJECT = "approve", "reject"


class DecisionForm(forms.Form):
    """Form to approve a submission or to send it back, which needs a comment.

    ``shown``: digest of the version that was displayed. ``offered``: digest of the displayed offer
    (``members.selectors.appointments``), "" to leave the appointed version as it is.
    """

    decision = forms.ChoiceField(choices=[(APPROVE, ""), (REJECT, "")])
    shown = forms.CharField(widget=forms.HiddenInput)
    # Digest of the offer to take the correction over into the appointed version.
    offered = forms.CharField(required=False)
    comment = forms.CharField(
        label=gettext_lazy("What should be changed?"),
        required=False,
        max_length=MAX_COMMENT_LENGTH,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == REJECT and not cleaned.get("comment", "").strip():
            self.add_error("comment", _("Please say what should be changed."))
        return cleaned


class SubmissionViewMixin(View):
    """Mixin for views of one submitted object, with its latest version and the right to see it.

    Subclasses for each kind of object define the methods below. Answers 404 to others.
    """

    def get_queryset(self) -> models.QuerySet[Any]:
        """Return the objects that can be submitted, among them that of the URL."""
        raise NotImplementedError

    def is_shown(self) -> bool:
        """Return whether the user may see the submission at all."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_shown():
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def object(self) -> Any:
        """Return the submitted object as stored; on POST locked until the decision is stored."""
        objects = self.get_queryset()
        if self.request.method == "POST":
            objects = objects.select_for_update(of=("self",))
        return get_object_or_404(objects, pk=next(iter(self.kwargs.values())))

    @cached_property
    def version(self) -> Any:
        """Return the object as its latest revision says."""
        return self.object.get_latest_revision_as_object()


class VersionPreviewView(SubmissionViewMixin):
    """Latest version as readers will see it, for the frame of a screen."""

    http_method_names = ["get"]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = self.version.make_preview_request(
            request, self.version.default_preview_mode
        )
        return response


class DecisionView(SubmissionViewMixin, WagtailAdminTemplateMixin, FormView):
    """Base view of one submission, with a preview, the changes and the form.

    Redirects to the dashboard if the object no longer waits. If the version has changed since the
    screen showed it, the view decides nothing, shows the present version and keeps the comment.
    """

    template_name = "members/approval/review.html"
    form_class = DecisionForm
    page_title = gettext_lazy("Waiting for approval")
    header_icon = "check"
    # No parent page in the admin; without breadcrumbs the header shows the subtitle.
    breadcrumbs_items: list[dict[str, str]] = []

    task_state: TaskState

    def get_title(self) -> str:
        """Return the title of the latest revision."""
        raise NotImplementedError

    def get_urls(self) -> dict[str, str]:
        """Return ``preview_url`` (the frame) and ``edit_url`` (the form, "" if it is closed)."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._redirect_if_decided() or super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return self._redirect_if_decided() or super().post(request, *args, **kwargs)

    def _redirect_if_decided(self) -> HttpResponse | None:
        task_state = find_pending_task_state(self.object)
        if task_state is None:
            messages.info(self.request, _("This page does not wait for approval any more."))
            return redirect("wagtailadmin_home")
        self.task_state = task_state
        return None

    def get_page_subtitle(self) -> str:
        return self.get_title()

    @cached_property
    def digest(self) -> str:
        """Digest of the version that is displayed, or that would be decided about."""
        return compute_digest(self.object.latest_revision).value

    def get_initial(self) -> dict[str, Any]:
        return {"shown": self.digest}

    def list_advice(self) -> list[Any]:
        """Return the advice on the latest version; those that stop it come first."""
        return list_review_advice(self.version)

    @cached_property
    def due_at(self) -> datetime | None:
        """Return when the version becomes public if somebody approves it, None for at once."""
        moment: datetime | None = getattr(self.version, "go_live_at", None)
        return moment if moment and moment > timezone.now() else None

    @cached_property
    def appointment(self) -> Appointment | None:
        """Return the appointment of the page that this version does not replace."""
        is_page = isinstance(self.object, Page) and not self.due_at
        return find_appointment(self.object) if is_page else None

    @cached_property
    def offer(self) -> Offer | None:
        """Return the appointed version together with this one."""
        if self.appointment is None:
            return None
        return make_offer(self.object, self.appointment, self.object.latest_revision)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            kind=capfirst(self.object._meta.verbose_name),
            task_state=self.task_state,
            author=self.task_state.workflow_state.requested_by,
            note=getattr(self.task_state, "submission_note", None),
            can_decide=self._can_decide(),
            advice=self.list_advice(),
            due_at=self.due_at,
            appointment=self.appointment,
            offer=self.offer,
            **describe_difference(self.object, self.version, self.request),
            **self.get_urls(),
            **kwargs,
        )

    def _can_decide(self) -> bool:
        return self.task_state.task.specific.can_decide(self.request.user, self.object)

    def is_shown_version(self, form: DecisionForm) -> bool:
        """Return whether the version and the offer are still those of the screen."""
        offered = form.cleaned_data["offered"]
        is_same_offer = not offered or (self.offer is not None and offered == self.offer.shown)
        return bool(form.cleaned_data["shown"] == self.digest and is_same_offer)

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        if not self.is_shown_version(form):
            return self._show_again(form)
        if not self._can_decide():
            raise PermissionDenied
        decision, comment = form.cleaned_data["decision"], form.cleaned_data["comment"]
        task = self.task_state.task.specific
        try:
            with transaction.atomic():
                task.on_action(self.task_state, self.request.user, decision, comment=comment)
                if decision == APPROVE and form.cleaned_data["offered"]:
                    take_correction_over(
                        self.object,
                        shown=form.cleaned_data["offered"],
                        by=cast(User, self.request.user),
                    )
        except PublicationRefusedError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        self._add_success_message(decision)
        return redirect("wagtailadmin_home")

    def _show_again(self, form: DecisionForm) -> HttpResponse:
        messages.error(
            self.request,
            _("This has been changed since you opened it. Nothing was decided; please read again."),
        )
        form.data = {**self.request.POST.dict(), "shown": self.digest}
        return self.render_to_response(self.get_context_data(form=form))

    def _add_success_message(self, decision: str) -> None:
        title = self.get_title()
        if decision == REJECT:
            text = _("“%(title)s” has been sent back to its author.")
            messages.success(self.request, text % {"title": title})
            return
        if self.due_at:
            text = _("“%(title)s” has been approved. It will be published at %(moment)s.")
            moment = date_format(timezone.localtime(self.due_at), "SHORT_DATETIME_FORMAT")
            messages.success(self.request, text % {"title": title, "moment": moment})
            return
        text = _("“%(title)s” has been approved and published.")
        url = self.get_public_url()
        buttons = [messages.button(url, _("See on the website"))] if url else []
        messages.success(self.request, text % {"title": title}, buttons=buttons)

    def get_public_url(self) -> str:
        """Return where readers find the object once it is published; "" if at no one place."""
        return ""


class PageSubmissionMixin(SubmissionViewMixin):
    """Mixin for views of a submitted page: for moderators of its agency and ICT administrators."""

    def get_queryset(self) -> models.QuerySet[Page]:
        return Page.objects.all()

    @cached_property
    def object(self) -> Page:
        """Return the page as its own type, as stored; its row is locked on POST."""
        page: Page = super().object
        return page.specific

    def is_shown(self) -> bool:
        """Return whether the user moderates the page's agency or is an ICT administrator."""
        if is_administrator(self.request.user):
            return True
        agency = get_page_agency(self.object)
        return agency is not None and agency.pk in get_moderated_agency_ids(self.request.user)


class PagePreviewView(PageSubmissionMixin, VersionPreviewView):
    """A submitted page as readers will see it; 404 for a page that does not wait."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if find_pending_task_state(self.object) is None:
            raise Http404
        return super().get(request, *args, **kwargs)


class ReviewView(PageSubmissionMixin, DecisionView):
    """A submitted page, for the moderators of its agency and ICT administrators."""

    def get_title(self) -> str:
        """Return the draft title of the page."""
        return self.object.get_admin_display_title()

    def get_urls(self) -> dict[str, str]:
        """Return the URLs of the frame and of the page's form, if the user may edit now."""
        pk = self.object.pk
        task = self.task_state.task.specific
        is_open = not task.locked_for_user(self.object, self.request.user)
        edit_url = reverse("wagtailadmin_pages:edit", args=[pk]) if is_open else ""
        return {"preview_url": reverse("approval:preview", args=[pk]), "edit_url": edit_url}

    def get_public_url(self) -> str:
        return Page.objects.get(pk=self.object.pk).full_url or ""
