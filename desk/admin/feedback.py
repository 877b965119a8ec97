"""Admin views of messages from citizens: an agency's list and messages, and the report.

The report is for the ICT department: numbers of messages by agency and state, without texts.
"""

from typing import Any, cast

from django import forms
from django.contrib.admin.utils import label_for_field
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Count, Min, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from django_filters import MultipleChoiceFilter
from wagtail.admin import messages
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.views.reports import ReportView
from wagtail.admin.widgets.button import HeaderButton
from wagtail.log_actions import log

from accounts.models import User
from accounts.permissions import is_administrator
from desk.admin.base import AgencyChoiceView, MemberViewMixin
from home.models import OPEN, FeedbackMessage, FeedbackState, get_overdue_time
from home.services.feedback import EXPORTED, answer_feedback
from sites.models import Agency, AgencyQuerySet
from sites.permissions.translators import get_unconfined_agency_ids

# Sent as the state of a message that was answered by telephone or otherwise: no answer is sent.
ANSWERED_ELSEWHERE = "told"


def _format_oldest(agency: Any) -> str:
    oldest = agency.oldest_new
    return date_format(timezone.localdate(oldest), "SHORT_DATE_FORMAT") if oldest else ""


class FeedbackCountsView(ReportView):
    """Report with one row for each agency that has received a message.

    Sorted by the oldest unanswered message. Raises PermissionDenied for all but ICT
    administrators.
    """

    model = Agency
    page_title = gettext_lazy("Messages from citizens")
    header_icon = "comment"
    index_url_name = "feedback:counts"
    index_results_url_name = "feedback:counts_results"
    no_results_message = gettext_lazy("Nobody has written yet.")
    columns = [
        Column("name", label=gettext_lazy("Unit"), accessor="heading"),
        Column("open", label=gettext_lazy("Waiting for an answer")),
        Column("oldest", label=gettext_lazy("Waiting since"), accessor=_format_oldest),
        Column("overdue", label=gettext_lazy("Overdue")),
        Column("answered", label=gettext_lazy("Answered")),
        Column("closed", label=gettext_lazy("Closed without an answer")),
        Column("spam", label=gettext_lazy("Spam")),
    ]
    counted = ("open", "overdue", "answered", "closed", "spam")
    list_export = ["name", "open", "oldest", "overdue", "answered", "closed", "spam"]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_administrator(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_base_queryset(self) -> AgencyQuerySet:
        is_open = Q(feedback__state__in=OPEN)
        counted = {
            "open": is_open,
            "overdue": is_open & Q(feedback__received_at__lt=get_overdue_time()),
            **{
                state.value: Q(feedback__state=state)
                for state in (FeedbackState.ANSWERED, FeedbackState.CLOSED, FeedbackState.SPAM)
            },
        }
        counts = {name: Count("feedback", filter=which) for name, which in counted.items()}
        oldest = Min("feedback__received_at", filter=is_open)
        written_to = Agency.objects.filter(feedback__isnull=False)
        return written_to.annotate(**counts, oldest_new=oldest).order_by("oldest_new", "sort_key")

    def to_row_dict(self, item: Agency) -> dict[str, Any]:
        counts = {name: getattr(item, name) for name in self.counted}
        return counts | {"name": item.name, "oldest": _format_oldest(item)}

    def get_heading(self, queryset: QuerySet[Agency], field: str) -> str:
        return str({column.name: column.label for column in self.columns}[field])

    def get_filename(self) -> str:
        return f"gop-y-cac-don-vi-{timezone.localdate():%Y-%m-%d}"


def list_messages(user: Any) -> QuerySet[FeedbackMessage]:
    """Return the messages to the agencies that ``user`` is a member of.

    That holds for ICT administrators too: citizens write in confidence to an agency, and the
    operators of the system have no need to read it.
    """
    return FeedbackMessage.objects.filter(agency__in=get_unconfined_agency_ids(user))


class FeedbackFilterSet(WagtailFilterSet):
    """Filter of messages by state; without a state, spam is excluded."""

    state = MultipleChoiceFilter(
        label=gettext_lazy("State"),
        choices=FeedbackState.choices,
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = FeedbackMessage
        fields = ["state"]

    def filter_queryset(self, queryset: QuerySet[FeedbackMessage]) -> QuerySet[FeedbackMessage]:
        if not self.form.cleaned_data["state"]:
            queryset = queryset.exclude(state=FeedbackState.SPAM)
        return super().filter_queryset(queryset)


class FeedbackAgenciesView(AgencyChoiceView):
    """Choice of the agency whose messages to list; redirects if the user has only one."""

    for_translators = False
    page_title = gettext_lazy("Messages from citizens")
    header_icon = "comment"
    destination = "feedback:unit"


def _format_time(message: FeedbackMessage) -> str:
    return date_format(timezone.localtime(message.received_at), "SHORT_DATETIME_FORMAT")


def _format_state(message: FeedbackMessage) -> str:
    state = message.get_state_display()
    return _("%(state)s, overdue") % {"state": state} if message.is_overdue else state


def _format_due(message: FeedbackMessage) -> str:
    return date_format(message.due_at, "SHORT_DATE_FORMAT") if message.state in OPEN else ""


def _get_title(message: FeedbackMessage) -> str:
    return message.subject or _("(removed)")


class FeedbackListView(MemberViewMixin, ReportView):
    """List of one agency's messages, newest first, with export; 404 for others than its members.

    Exports are logged, since personal data leave the system with them.
    """

    model = FeedbackMessage
    page_title = gettext_lazy("Messages from citizens")
    header_icon = "comment"
    results_template_name = "desk/listing_results.html"
    filterset_class = FeedbackFilterSet
    paginate_by = 50
    table_classname = "listing desk-listing"
    nothing_yet = gettext_lazy(
        "Nobody has written yet. The form stands on your contact page and at /gop-y/."
    )
    columns = [
        TitleColumn(
            "subject",
            label=gettext_lazy("What it is about"),
            accessor=_get_title,
            get_url=lambda message: reverse("feedback:read", args=[message.pk]),
            classname="title desk-title",
        ),
        Column("receipt", label=gettext_lazy("Receipt number")),
        Column("received_at", label=gettext_lazy("Received"), accessor=_format_time),
        Column("state", label=gettext_lazy("State"), accessor=_format_state),
        Column("due", label=gettext_lazy("Answer by"), accessor=_format_due),
    ]
    list_export = [
        *("receipt", "received_at", "state", "subject", "message"),
        *("name", "telephone", "email", "answered_at", "answer", "note"),
    ]

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    def get_index_url(self) -> str:
        return reverse("feedback:unit", args=[self.agency.pk])

    def get_index_results_url(self) -> str:
        return reverse("feedback:unit_results", args=[self.agency.pk])

    def get_base_queryset(self) -> QuerySet[FeedbackMessage]:
        return list_messages(self.request.user).filter(agency=self.agency)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [
            HeaderButton(label, url=reverse(name, args=[self.agency.pk]), icon_name=icon)
            for label, name, icon in (
                (_("Answer templates"), "feedback:templates", "doc-full"),
                (_("Pages that help least"), "feedback:ratings", "list-ul"),
            )
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | {"nothing_yet": self.nothing_yet}

    def as_spreadsheet(self, queryset: QuerySet[FeedbackMessage], *args: Any) -> HttpResponse:
        """Log the export and return the file."""
        log(self.agency, EXPORTED, user=cast(User, self.request.user))
        return super().as_spreadsheet(queryset, *args)

    def to_row_dict(self, item: FeedbackMessage) -> dict[str, Any]:
        return {name: getattr(item, name) for name in self.list_export} | {
            "state": item.get_state_display()
        }

    def get_heading(self, queryset: QuerySet[FeedbackMessage], field: str) -> str:
        return str(label_for_field(field, FeedbackMessage))

    def get_filename(self) -> str:
        return f"gop-y-{timezone.localdate():%Y-%m-%d}"


class FeedbackAnswerForm(forms.ModelForm):
    """Answer and note; the button pressed sends the new state as ``state``."""

    class Meta:
        model = FeedbackMessage
        fields = ["answer", "note"]
        widgets = {
            "answer": forms.Textarea(attrs={"rows": 8}),
            "note": forms.Textarea(attrs={"rows": 3}),
        }


def _check_pressed(pressed: str, answer: str) -> None:
    """Raise ValidationError if the button that was pressed does not fit the answer."""
    if pressed == FeedbackState.ANSWERED and not answer:
        text = _("Write the answer. If you have told it otherwise, press “Answered otherwise”.")
        raise ValidationError({"answer": text})
    if pressed == ANSWERED_ELSEWHERE and answer:
        text = _("There is an answer here: press “Send the answer”, or empty this field.")
        raise ValidationError({"answer": text})


def _describe_outcome(message: FeedbackMessage, *, is_sent: bool) -> str:
    """Return what has become of a message and of its answer, as sentences."""
    match message.state:
        case FeedbackState.ANSWERED:
            return _describe_answer(message, is_sent=is_sent)
        case FeedbackState.CLOSED:
            text = (
                _("Closed without an answer. The reason goes to %(address)s.")
                if is_sent
                else _("Closed without an answer. The sender reads the reason on the website.")
            )
            return text % {"address": message.email}
        case FeedbackState.IN_WORK:
            return _("The message is being handled. Nothing has been sent yet.")
        case FeedbackState.SPAM:
            return _("Put aside as spam. Nothing has been sent.")
    return _("The message waits for an answer again.")


def _describe_answer(message: FeedbackMessage, *, is_sent: bool) -> str:
    if not message.answer:
        return _("Marked as answered. Nothing has been sent.")
    if is_sent:
        text = _("The answer goes to %(address)s, and stands on the website for the sender.")
        return text % {"address": message.email}
    if message.email:
        return _("Saved. The answer is the same as before, so it is not sent again.")
    return _("The answer stands on the website for the sender, who has the receipt number.")


class FeedbackView(WagtailAdminTemplateMixin, FormView):
    """One message, with the contact data of its writer and the form to set state and note.

    404 for users who are no members of the agency.
    """

    template_name = "desk/feedback.html"
    form_class = FeedbackAnswerForm
    page_title = gettext_lazy("Message from a citizen")
    header_icon = "comment"

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        own = list_messages(request.user).select_related("agency", "answered_by")
        self.message = get_object_or_404(own, pk=self.kwargs["pk"])

    @cached_property
    def can_be_changed(self) -> bool:
        """Return False if the personal data are deleted or the agency is archived."""
        return not self.message.emptied_at and not self.message.agency.is_archived

    def get_page_subtitle(self) -> str:
        return self.message.receipt

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": self.get_success_url(), "label": _("Messages from citizens")},
            {"url": "", "label": self.message.receipt},
        ]

    def get_success_url(self) -> str:
        return reverse("feedback:unit", args=[self.message.agency_id])

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.message}

    def get_initial(self) -> dict[str, Any]:
        """Return the answer that the chosen template (``mau``) makes; 404 for another unit's."""
        key = self.request.GET.get("mau", "")
        if not key.isdecimal():
            return {}
        template = get_object_or_404(self.message.agency.answer_templates, pk=key)
        return {"answer": template.fill(self.message)}

    def form_valid(self, form: FeedbackAnswerForm) -> HttpResponse:
        pressed = self.request.POST.get("state", "")
        state = FeedbackState.ANSWERED if pressed == ANSWERED_ELSEWHERE else pressed
        if not self.can_be_changed or state not in FeedbackState.values:
            raise Http404
        try:
            _check_pressed(pressed, form.cleaned_data["answer"])
            is_sent = answer_feedback(
                message=self.message,
                state=FeedbackState(state),
                note=form.cleaned_data["note"],
                answer=form.cleaned_data["answer"],
                by=cast(User, self.request.user),
            )
        except ValidationError as refused:
            form.add_error(None, refused)
            return self.form_invalid(form)
        messages.success(self.request, _describe_outcome(self.message, is_sent=is_sent))
        return redirect(self.get_success_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = {
            "message": self.message,
            "can_be_changed": self.can_be_changed,
            "states": FeedbackState,
            "told": ANSWERED_ELSEWHERE,
            "templates": self.message.agency.answer_templates.all(),
        }
        return super().get_context_data(**kwargs) | own
