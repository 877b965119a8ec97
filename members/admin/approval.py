"""Admin views of page approval: the decision on a submission, and overdue submissions."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST
from django.views.generic import FormView, ListView
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log
from wagtail.models import Page, TaskState

from accounts.admin.menu import AdministratorMenuItem, administrator_required
from accounts.permissions import is_administrator
from members.emails.approval import page_mailer
from members.selectors.submissions import get_submitted_page, list_overdue_task_states
from sites.models import AgencySettings
from sites.permissions.ownership import get_moderated_agency_ids, get_page_agencies, get_page_agency

REMINDED = "agencies.approval.remind"


class DecisionForm(forms.Form):
    """Form to approve a submission or to send it back, which needs a comment.

    ``version``: primary key of the revision that was displayed; another one may have been
    submitted since.
    """

    decision = forms.ChoiceField(choices=[("approve", ""), ("reject", "")])
    version = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=gettext_lazy("What should be changed?"),
        required=False,
        max_length=2000,
        widget=forms.Textarea({"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("decision") == "reject" and not cleaned.get("comment", "").strip():
            self.add_error("comment", _("Please say what should be changed."))
        return cleaned


class DecisionView(WagtailAdminTemplateMixin, FormView):
    """Base view of one submission: link to its preview, and the form to decide.

    Subclasses for each kind of submitted object say who may see it and where it is read. Answers
    404 to others, and redirects to the dashboard if the object no longer waits.
    """

    template_name = "members/approval/review.html"
    form_class = DecisionForm
    page_title = gettext_lazy("Waiting for approval")
    header_icon = "check"
    # No parent page in the admin; without breadcrumbs the header shows the subtitle.
    breadcrumbs_items: list[dict[str, str]] = []

    task_state: TaskState

    def get_object(self) -> Any:
        """Return the submitted object as stored in the database; raise Http404 if none."""
        raise NotImplementedError

    def get_title(self) -> str:
        """Return the title of the latest revision."""
        raise NotImplementedError

    def is_shown(self) -> bool:
        """Return whether the user may see the submission at all."""
        raise NotImplementedError

    def get_urls(self) -> dict[str, str]:
        """Return the URLs ``preview_url`` (the submission) and ``changes_url`` (comparison)."""
        raise NotImplementedError

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.is_shown():
            raise Http404
        self.task_state = self.object.current_workflow_task_state
        if self.task_state is None:
            messages.info(request, _("This page does not wait for approval any more."))
            return redirect("wagtailadmin_home")
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def object(self) -> Any:
        """Return the submitted object."""
        return self.get_object()

    def get_page_subtitle(self) -> str:
        return self.get_title()

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.object.latest_revision_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        task = self.task_state.task.specific
        return super().get_context_data(
            object=self.object,
            task_state=self.task_state,
            can_decide=task.can_decide(self.request.user, self.object),
            **self.get_urls(),
            **kwargs,
        )

    def form_valid(self, form: DecisionForm) -> HttpResponse:
        if form.cleaned_data["version"] != self.object.latest_revision_id:
            messages.error(
                self.request, _("The page has changed meanwhile. Please look at it once more.")
            )
            return redirect(self.request.path)
        decision, comment = form.cleaned_data["decision"], form.cleaned_data["comment"]
        self.task_state.task.specific.on_action(
            self.task_state, self.request.user, decision, comment=comment
        )
        done = (
            _("“%(title)s” has been approved and published.")
            if decision == "approve"
            else _("“%(title)s” has been sent back to its author.")
        )
        messages.success(self.request, done % {"title": self.get_title()})
        return redirect("wagtailadmin_home")


class ReviewView(DecisionView):
    """A submitted page, for the moderators of its agency and ICT administrators."""

    def get_object(self) -> Page:
        return get_object_or_404(Page, pk=self.kwargs["page_id"])

    def get_title(self) -> str:
        """Return the draft title of the page."""
        return self.object.get_admin_display_title()

    def is_shown(self) -> bool:
        """Return whether the user moderates the page's agency or is an ICT administrator."""
        if is_administrator(self.request.user):
            return True
        agency = get_page_agency(self.object)
        return agency is not None and agency.pk in get_moderated_agency_ids(self.request.user)

    def get_urls(self) -> dict[str, str]:
        """Return the URLs of Wagtail's workflow preview and comparison with the live version."""
        pk = self.object.pk
        preview = reverse("wagtailadmin_pages:workflow_preview", args=[pk, self.task_state.task_id])
        changes = reverse("wagtailadmin_pages:revisions_compare", args=[pk, "live", "latest"])
        return {"preview_url": preview, "changes_url": changes}


class OverdueView(WagtailAdminTemplateMixin, ListView):
    """List of overdue submissions, with the telephone number of each agency."""

    template_name = "members/approval/overdue.html"
    page_title = gettext_lazy("Waiting too long")
    header_icon = "time"
    breadcrumbs_items: list[dict[str, str]] = []
    paginate_by = 50
    page_kwarg = "p"

    def get_queryset(self) -> QuerySet[TaskState]:
        return list_overdue_task_states()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        pages = {task_state: get_submitted_page(task_state) for task_state in context["page_obj"]}
        agencies = get_page_agencies(pages.values())
        sites = [agency.site_id for agency in agencies.values()]
        telephones = AgencySettings.objects.filter(site__in=sites).values_list("site", "telephone")
        calls = dict(telephones)
        context["rows"] = [
            {
                "task_state": task_state,
                "page": page,
                "agency": agency,
                "telephone": calls.get(agency.site_id, ""),
            }
            for task_state, page in pages.items()
            if (agency := agencies.get(page.pk))
        ]
        return context


@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind by e-mail those who may approve an overdue submission.

    ``pk``: key of the task state. Logs the reminder and redirects to the list; 404 if the
    submission is not overdue or no longer waits.
    """
    task_state = get_object_or_404(list_overdue_task_states(), pk=pk)
    number = page_mailer.remind(task_state)
    log(get_submitted_page(task_state).specific, REMINDED, user=request.user)
    messages.success(
        request,
        ngettext("%(number)s person is reminded.", "%(number)s people are reminded.", number)
        % {"number": number},
    )
    return redirect("approval:overdue")


class ApprovalViewSet(ViewSet):
    """Views of approval: the review of one page, and the list of overdue submissions."""

    name = "approval"
    icon = "time"
    menu_label = gettext_lazy("Waiting too long")
    menu_order = 96
    menu_item_class = AdministratorMenuItem
    add_to_admin_menu = True

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", administrator_required(OverdueView.as_view()), name="overdue"),
            path("<int:pk>/remind/", administrator_required(remind), name="remind"),
            path("review/<int:page_id>/", ReviewView.as_view(), name="review"),
        ]
