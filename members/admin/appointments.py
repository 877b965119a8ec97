"""Screen of a page with an appointment: the time, what will change, and what to do about it."""

from datetime import datetime
from typing import Any, cast

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import Page

from accounts.models import User
from members.admin.version_comparison import list_changes
from members.selectors.appointments import Appointment, Offer, find_appointment, make_offer
from members.services.appointments import begin_with, take_correction_over
from sites.localization.rights import can_publish, is_locked_for
from sites.localization.validation import PublicationRefusedError

# Acts of the screen.
CORRECT, CHANGE, TAKE_OVER = "correct", "change", "take-over"


class AppointmentView(WagtailAdminTemplateMixin, TemplateView):
    """The appointment of one page, for those who may edit the page; others get 404."""

    template_name = "members/approval/appointment.html"
    page_title = gettext_lazy("To be published later")
    header_icon = "calendar"
    breadcrumbs_items: list[dict[str, str]] = []

    @cached_property
    def subject(self) -> Page:
        """Return the page as its own type."""
        page = Page.objects.filter(pk=self.kwargs["page_id"], depth__gt=1).first()
        specific: Page | None = page.specific if page else None
        if specific is None or not specific.permissions_for_user(self.request.user).can_edit():
            raise Http404
        return specific

    @cached_property
    def appointment(self) -> Appointment | None:
        """Return the appointment, None if it is over or somebody cancelled it."""
        return find_appointment(self.subject)

    @cached_property
    def offer(self) -> Offer | None:
        """Return the appointed version with a correction that became public since."""
        public = self.subject.live_revision
        if self.appointment is None or public is None:
            return None
        return make_offer(self.subject, self.appointment, public)

    def get_page_subtitle(self) -> str:
        title: str = self.subject.get_admin_display_title()
        return title

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.subject or self.appointment is None:
            return self._go_to_form()
        return super().get(request, *args, **kwargs)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        act, by = request.POST.get("act"), cast(User, request.user)
        if not self.subject or self.appointment is None:
            return self._go_to_form()
        try:
            if act == TAKE_OVER:
                return self._take_over(request.POST.get("shown", ""))
            if act == CORRECT:
                begin_with(self.subject, self.subject.live_revision, by=by)
            elif act == CHANGE:
                begin_with(self.subject, self.appointment.version, by=by)
            else:
                return redirect("approval:appointment", self.subject.pk)
        except ValidationError as error:
            messages.error(request, error.messages[0])
        except (PublicationRefusedError, PermissionDenied) as refusal:
            messages.error(request, str(refusal))
        else:
            return self._go_to_form()
        return redirect("approval:appointment", self.subject.pk)

    def _take_over(self, shown: str) -> HttpResponse:
        if not can_publish(self.request.user, self.subject):
            raise PermissionDenied(_("Another person of your unit publishes this page."))
        take_correction_over(self.subject, shown=shown, by=cast(User, self.request.user))
        messages.success(
            self.request,
            _("“%(title)s”: the version to come has the correction. Its time stays the same.")
            % {"title": self.subject.get_admin_display_title()},
        )
        return redirect("approval:appointment", self.subject.pk)

    def _go_to_form(self) -> HttpResponse:
        return redirect("wagtailadmin_pages:edit", self.subject.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        page, appointment, user = self.subject, self.appointment, self.request.user
        cancel_url = ""
        if appointment and page.permissions_for_user(user).can_unschedule():
            keys = [page.pk, appointment.version.pk]
            cancel_url = reverse("wagtailadmin_pages:revisions_unschedule", args=keys)
        coming = appointment.version.as_object() if appointment else None
        own = {
            "subject": page,
            "appointment": appointment,
            "changes": list_changes(page, coming, self.request) if page.live else [],
            "offer": self.offer,
            "may_publish": can_publish(user, page),
            "is_locked": page.workflow_in_progress or is_locked_for(user, page),
            "cancel_url": cancel_url,
        }
        return super().get_context_data(**kwargs) | own


def mention_appointment(request: HttpRequest, page: Page) -> None:
    """Say above the form of a page when another version becomes public (``before_edit_page``)."""
    appointment = find_appointment(page) if request.method == "GET" else None
    if appointment is None:
        return
    words = _format(appointment.at)
    if page.latest_revision_id == appointment.version.pk:
        text = _("This version will be published at %(time)s on %(day)s.") % words
        if page.live:
            text = f"{text} {_('The website still shows the former one.')}"
    else:
        text = _("Another version will be published at %(time)s on %(day)s.") % words
    messages.info(request, _link(text, page, _("Look at it or change it")))


def mention_missing_correction(request: HttpRequest, page: Page) -> None:
    """Say that the version to come lacks what was just published (``after_publish_page``)."""
    appointment = find_appointment(page)
    if appointment is None or page.live_revision is None:
        return
    if make_offer(page, appointment, page.live_revision):
        text = _(
            "Another version will be published at %(time)s on %(day)s. It does not have what you "
            "published now."
        ) % _format(appointment.at)
        messages.warning(request, _link(text, page, _("Take it over")))


def _format(at: datetime) -> dict[str, str]:
    moment = timezone.localtime(at)
    return {"time": date_format(moment, "H:i"), "day": date_format(moment, "d/m/Y")}


def _link(text: str, page: Page, label: str) -> SafeString:
    url = reverse("approval:appointment", args=[page.pk])
    return format_html('{} <a href="{}">{}</a>', text, url, label)
