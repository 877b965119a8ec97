"""Admin views of a unit's opening hours: the week in one table, and the days that differ."""

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext, gettext_lazy
from django.utils.translation import gettext as _
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin
from wagtail.admin.widgets import AdminDateInput

from accounts.models import User
from content.public_holidays import list_public_holidays
from content.widgets import ClockInput
from desk.admin.base import AgencyChoiceView, AgencyViewMixin
from home.models import (
    OpeningException,
    OpeningHours,
    OpeningSession,
    Weekday,
    list_reasons,
)
from home.selectors.opening_hours import build_schedule, compute_state, find_schedule
from home.services.opening_hours import (
    OPENING_HOURS,
    REMARK,
    check_opening_hours,
    save_opening_hours,
)
from members.admin.words import mention_waiting_words
from members.models import WaitingWords
from members.services.waiting_words import find_waiting_words
from sites.models import AgencySettings

# Sessions of a day; most offices have two.
SESSIONS = 2
MAX_EXCEPTIONS = 40
DAYS = ("first_day", "last_day")
TIMES = ("opens", "closes", "opens_again", "closes_again")
REMARK_LENGTH = AgencySettings._meta.get_field("hours").max_length


TIME_ERRORS = {"invalid": gettext_lazy("Write hours and minutes, such as 07:30 or 16:30.")}
DATE_ERRORS = {"invalid": gettext_lazy("Write day, month and year, such as 24/12/2026.")}


def _build_time_field(label: str) -> forms.TimeField:
    widget = ClockInput(attrs={"aria-label": label})
    return forms.TimeField(label=label, required=False, widget=widget, error_messages=TIME_ERRORS)


class WeekForm(forms.Form):
    """The sessions of the week: for each of two sessions a day, when it begins and ends."""

    closed_on_holidays = forms.fields_for_model(OpeningHours)["closed_on_holidays"]
    remark = forms.CharField(
        label=gettext_lazy("What else is to be said"),
        max_length=REMARK_LENGTH,
        required=False,
        help_text=gettext_lazy(
            "One line that citizens read below the hours, such as: The one-stop desk is open on "
            "Saturday mornings too. Leave it empty if it only repeats the times above."
        ),
    )

    def __init__(
        self, *args: Any, hours: OpeningHours | None, remark: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.initial["remark"] = remark
        for weekday in Weekday:
            for number in range(SESSIONS):
                parts = {"day": weekday.label, "number": number + 1}
                opens, closes = self._names(weekday, number)
                self.fields[opens] = _build_time_field(
                    _("%(day)s, session %(number)s, from") % parts
                )
                self.fields[closes] = _build_time_field(
                    _("%(day)s, session %(number)s, to") % parts
                )
        if hours:
            self.initial["closed_on_holidays"] = hours.closed_on_holidays
            self.initial.update(self._get_stored_times(hours))

    @staticmethod
    def _names(weekday: int, number: int) -> tuple[str, str]:
        return f"opens_{weekday}_{number}", f"closes_{weekday}_{number}"

    def _get_stored_times(self, hours: OpeningHours) -> dict[str, Any]:
        times: dict[str, Any] = {}
        used = dict.fromkeys(Weekday, 0)
        for row in hours.sessions.all():
            opens, closes = self._names(row.weekday, used[Weekday(row.weekday)])
            times |= {opens: row.opens, closes: row.closes}
            used[Weekday(row.weekday)] += 1
        return times

    @property
    def rows(self) -> list[tuple[str, list[tuple[forms.BoundField, forms.BoundField]]]]:
        """Return each day with the fields of its sessions."""
        return [
            (
                str(weekday.label),
                [
                    (self[opens], self[closes])
                    for opens, closes in (self._names(weekday, n) for n in range(SESSIONS))
                ],
            )
            for weekday in Weekday
        ]

    def clean(self) -> dict[str, Any]:
        """Refuse a session with one of its two times."""
        cleaned = super().clean() or {}
        for weekday in Weekday:
            for number in range(SESSIONS):
                opens, closes = self._names(weekday, number)
                if bool(cleaned.get(opens)) != bool(cleaned.get(closes)):
                    message = _("%(day)s: a session has a beginning and an end.")
                    self.add_error(None, message % {"day": weekday.label})
        return cleaned

    def list_sessions(self) -> list[OpeningSession]:
        """Return the sessions that were filled in, unsaved."""
        pairs = [
            (weekday, *(self.cleaned_data[name] for name in self._names(weekday, number)))
            for weekday in Weekday
            for number in range(SESSIONS)
        ]
        return [
            OpeningSession(weekday=weekday, opens=opens, closes=closes)
            for weekday, opens, closes in pairs
            if opens and closes
        ]


def _list_reason_choices() -> list[tuple[str, str]]:
    other = gettext("Another reason, written below")
    return [("", other), *((reason, reason) for reason in list_reasons())]


class ExceptionForm(forms.ModelForm):
    """Days on which it is otherwise; without times the unit is closed."""

    listed = forms.ChoiceField(
        label=gettext_lazy("Reason"), choices=_list_reason_choices, required=False
    )
    reason = forms.fields_for_model(OpeningException)["reason"]
    field_order = [*DAYS, "listed", "reason", *TIMES]

    class Meta:
        model = OpeningException
        fields = [*DAYS, "reason", *TIMES]
        widgets = {
            **{
                name: AdminDateInput(attrs={"placeholder": gettext_lazy("dd/mm/yyyy")})
                for name in DAYS
            },
            **{name: ClockInput() for name in TIMES},
        }
        error_messages = {
            **dict.fromkeys(DAYS, DATE_ERRORS),
            **dict.fromkeys(TIMES, TIME_ERRORS),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].required = False
        self.fields["reason"].label = gettext("Another reason")
        if self.initial.get("reason") in list_reasons():
            self.initial.update(listed=self.initial["reason"], reason="")

    def clean(self) -> dict[str, Any]:
        """Refuse days without a reason, that end before they begin, and sessions that do."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["reason"] = cleaned.get("reason") or cleaned.get("listed") or ""
        if not cleaned["reason"] and "reason" not in self.errors:
            self.add_error("listed", _("Choose a reason, or write one."))
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The last day comes after the first."))
        times = [cleaned.get(name) for name in TIMES]
        given = [moment for moment in times if moment]
        pairs_are_whole = all(bool(times[n]) == bool(times[n + 1]) for n in (0, 2))
        if not pairs_are_whole or given != sorted(set(given)):
            self.add_error("opens", _("Fill in beginning and end, each later than the one before."))
        return cleaned


# Without primary keys: all rows are sent and replaced together.
ExceptionFormSet = forms.formset_factory(
    ExceptionForm, extra=2, can_delete=True, max_num=MAX_EXCEPTIONS, validate_max=True
)


def list_exceptions(formset: forms.BaseFormSet) -> list[OpeningException]:
    """Return the exceptions that a valid formset was sent with, unsaved, the nearest first."""
    rows = [
        OpeningException(**{name: form.cleaned_data[name] for name in ExceptionForm.Meta.fields})
        for form in formset.forms
        if form.cleaned_data and not form.cleaned_data.get("DELETE")
    ]
    return sorted(rows, key=lambda row: row.first_day)


class OpeningHoursAgenciesView(AgencyChoiceView):
    """Choice of the agency whose opening hours to edit; redirects if the user has only one."""

    for_translators = False
    page_title = gettext_lazy("Opening hours")
    header_icon = "time"
    destination = "desk:agency_opening_hours"


class OpeningHoursView(AgencyViewMixin, WagtailAdminTemplateMixin, FormView):
    """The opening hours of one agency, for its members and ICT administrators."""

    template_name = "desk/opening_hours.html"
    form_class = WeekForm
    for_translators = False
    page_title = gettext_lazy("Opening hours")
    header_icon = "time"

    @cached_property
    def hours(self) -> OpeningHours | None:
        """Return what is stored, or None."""
        return OpeningHours.objects.filter(agency=self.agency).first()

    @cached_property
    def remark(self) -> str:
        """Return what is stored beside the hours, in one line; empty if there is nothing."""
        return AgencySettings.for_site(self.agency.site).hours

    @cached_property
    def waiting(self) -> WaitingWords | None:
        """Return the words that citizens do not see yet, or None."""
        return find_waiting_words(self.agency, OPENING_HOURS)

    def get_page_subtitle(self) -> str:
        return self.agency.heading

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            {"url": reverse("wagtailadmin_home"), "label": _("Overview")},
            {"url": "", "label": _("Opening hours"), "sublabel": self.agency.heading},
        ]

    def get_success_url(self) -> str:
        return reverse("desk:agency_opening_hours", args=[self.agency.pk])

    def get_form_kwargs(self) -> dict[str, Any]:
        written = self.waiting.words.get(REMARK) if self.waiting else None
        own = {"hours": self.hours, "remark": written or self.remark}
        return super().get_form_kwargs() | own

    def build_exceptions(self) -> forms.BaseFormSet:
        """Return the forms of the exceptions: as sent, or as stored."""
        if self.request.method == "POST":
            return ExceptionFormSet(self.request.POST, prefix="exceptions")
        rows = self.hours.exceptions.values(*ExceptionForm.Meta.fields) if self.hours else ()
        words = self.waiting.words if self.waiting else {}
        initial = [
            {**row, "reason": words.get(row["first_day"].isoformat(), row["reason"])}
            for row in rows
        ]
        return ExceptionFormSet(initial=initial, prefix="exceptions")

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        mention_waiting_words(request, self.agency, OPENING_HOURS)
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form, exceptions = self.get_form(), self.build_exceptions()
        # Both, so that all errors are shown at once.
        is_valid = all([form.is_valid(), exceptions.is_valid()])
        if is_valid and "preview" in request.POST:
            return self.preview(form, exceptions)
        if is_valid and self.save(form, exceptions):
            message = _("The opening hours of %(unit)s are saved. The website shows them now.")
            messages.success(request, message % {"unit": self.agency.heading})
            return redirect(self.get_success_url())
        context = self.get_context_data(form=form, exceptions=exceptions)
        return self.render_to_response(context)

    def preview(self, form: WeekForm, exceptions: forms.BaseFormSet) -> HttpResponse:
        """Show what citizens would see if what was sent were saved; save nothing."""
        sessions, rows = form.list_sessions(), list_exceptions(exceptions)
        holidays = form.cleaned_data["closed_on_holidays"]
        try:
            check_opening_hours(sessions=sessions, exceptions=rows)
        except ValidationError as error:
            form.add_error(None, error)
            context = self.get_context_data(form=form, exceptions=exceptions)
            return self.render_to_response(context)
        schedule = (
            build_schedule(sessions, rows, closed_on_holidays=holidays)
            if sessions or rows
            else None
        )
        context = self.get_context_data(
            form=form,
            exceptions=exceptions,
            schedule=schedule,
            remark=form.cleaned_data["remark"],
            is_preview=True,
        )
        return self.render_to_response(context)

    def save(self, form: WeekForm, exceptions: forms.BaseFormSet) -> bool:
        """Save what was sent; where it is refused, say so in the form and return False."""
        try:
            save_opening_hours(
                agency=self.agency,
                sessions=form.list_sessions(),
                exceptions=list_exceptions(exceptions),
                closed_on_holidays=form.cleaned_data["closed_on_holidays"],
                remark=form.cleaned_data["remark"],
                by=cast(User, self.request.user),
            )
        except ValidationError as error:
            form.add_error(None, error)
            return False
        return True

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context.setdefault("exceptions", None)
        context["exceptions"] = context["exceptions"] or self.build_exceptions()
        context.setdefault("remark", self.remark)
        this_year = timezone.localdate().year
        context["holidays"] = [
            (year, list_public_holidays(year)) for year in (this_year, this_year + 1)
        ]
        schedule = context["schedule"] if "schedule" in context else find_schedule(self.agency)
        shown = {"agency": self.agency, "schedule": schedule}
        if schedule:
            now = timezone.now()
            shown["state"] = compute_state(schedule, now)
            shown["coming"] = schedule.list_coming_exceptions(timezone.localdate(now))
        return context | shown
