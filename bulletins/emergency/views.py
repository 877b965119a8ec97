"""From the red button to all websites: template, short form, confirmation. No script is needed.

The key of the bulletin-to-be stands in the address from the first moment: what is sent twice,
reloaded, or taken up again after signing in is the same bulletin.
"""

from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins.emergency.form import EmergencyForm
from bulletins.emergency.publishing import keep_draft, publish_draft
from bulletins.front import Banner, Banners
from bulletins.models import Bulletin, BulletinTemplate, Urgency
from bulletins.models.audience import agencies_for
from bulletins.policies import publishing_only
from bulletins.starting import bulletin_from_template

# More websites than this are folded away on the confirmation.
LISTED = 30


class EmergencyScreen(WagtailAdminTemplateMixin):
    """One step of the urgent path."""

    page_title = gettext_lazy("Emergency notice")
    header_icon = "warning"
    breadcrumbs_items: list[dict[str, str]] = []
    request: Any
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # What has been on air is corrected or ended, and not written anew.
        if self.stored and self.stored.first_published_at:
            return redirect("bulletin_steering", self.stored.pk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def key(self) -> UUID | None:
        return self.kwargs.get("draft")

    @cached_property
    def stored(self) -> Bulletin | None:
        """The draft that is there already."""
        return Bulletin.objects.sources().filter(translation_key=self.key).first()


@publishing_only
class ChooseTemplateView(EmergencyScreen, TemplateView):
    """Which prepared notice to start from."""

    template_name = "bulletins/emergency/choose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        templates = BulletinTemplate.objects.filter(urgency=Urgency.EMERGENCY)
        return super().get_context_data(**kwargs) | {
            "templates": templates,
            "write_url": reverse("emergency_write", args=[uuid4()]),
        }


@publishing_only
class WriteView(EmergencyScreen, FormView):
    """The short form; what is sent is kept as a draft."""

    template_name = "bulletins/emergency/write.html"
    form_class = EmergencyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self._bulletin()}

    def form_valid(self, form: EmergencyForm) -> HttpResponse:
        try:
            keep_draft(bulletin=form.instance, by=self.request.user)
        except IntegrityError:
            # The button was pressed twice, and the other was faster.
            messages.info(self.request, _("The draft has been kept already."))
        return redirect("emergency_confirm", self.key)

    def _bulletin(self) -> Bulletin:
        if self.stored:
            return self.stored.get_latest_revision_as_object()
        # Behind the question mark stands whatever somebody typed.
        chosen = self.request.GET.get("mau", "")
        template = (
            BulletinTemplate.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
        )
        bulletin = (
            bulletin_from_template(template, by=self.request.user) if template else Bulletin()
        )
        bulletin.translation_key = self.key
        return bulletin


class VersionForm(forms.Form):
    """What was on the screen when the button was pressed."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DraftScreen(EmergencyScreen):
    """A step that needs the draft."""

    def get_page_subtitle(self) -> str:
        return str(self.draft)

    @cached_property
    def draft(self) -> Bulletin:
        """The latest version, as it would be published."""
        stored = Bulletin.objects.sources().filter(translation_key=self.key)
        return get_object_or_404(stored).get_latest_revision_as_object()


@publishing_only
class ConfirmView(DraftScreen, FormView):
    """Which websites will show it, and how; then it is published."""

    template_name = "bulletins/emergency/confirm.html"
    form_class = VersionForm

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.draft.latest_revision_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agencies = agencies_for(self.draft.audience.all()).order_by("sort_key")
        return super().get_context_data(
            bulletin=self.draft,
            key=self.key,
            agencies=agencies,
            folded=len(agencies) > LISTED,
            edit_url=reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[self.draft.pk]),
            **kwargs,
        )

    def form_valid(self, form: VersionForm) -> HttpResponse:
        version = form.cleaned_data["version"]
        try:
            publish_draft(bulletin=self.draft, version=version, by=self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect("emergency_confirm", self.key)
        messages.success(self.request, _("“%(title)s” is on air.") % {"title": self.draft})
        return redirect("bulletin_steering", self.draft.pk)


@publishing_only
class BannerView(DraftScreen, TemplateView):
    """The banner alone, as public websites show it, for the frame of the confirmation."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        banner = Banner(self.draft, self.draft, timezone.now(), key="")
        banners = Banners(emergency=banner, important=None, others=0, ended=[])
        return render(request, "bulletins/emergency/banner.html", {"banners": banners})
