"""The steps of an emergency: choose a template, write, confirm.

They work without JavaScript. The translation key of the future bulletin is part of the URL from
the first step, so a form that is sent twice, reloaded, or continued after signing in again yields
the same bulletin. See docs/features/emergency.md.
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

# The confirmation folds a longer list of websites.
LISTED = 30


class EmergencyScreen(WagtailAdminTemplateMixin):
    """Base view for a step of an emergency; ``draft`` in the URL is the translation key."""

    page_title = gettext_lazy("Emergency notice")
    header_icon = "warning"
    breadcrumbs_items: list[dict[str, str]] = []
    request: Any
    kwargs: dict[str, Any]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        # A bulletin that has been published is corrected or ended, not written again.
        if self.stored and self.stored.first_published_at:
            return redirect("bulletin_steering", self.stored.pk)
        return super().dispatch(request, *args, **kwargs)

    @property
    def key(self) -> UUID | None:
        """The translation key in the URL; None in the first step."""
        return self.kwargs.get("draft")

    @cached_property
    def stored(self) -> Bulletin | None:
        """Return the saved row of this bulletin, or None before the first save."""
        return Bulletin.objects.sources().filter(translation_key=self.key).first()


@publishing_only
class ChooseTemplateView(EmergencyScreen, TemplateView):
    """First step: choose the template to start from."""

    template_name = "bulletins/emergency/choose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        templates = BulletinTemplate.objects.filter(urgency=Urgency.EMERGENCY)
        return super().get_context_data(**kwargs) | {
            "templates": templates,
            "write_url": reverse("emergency_write", args=[uuid4()]),
        }


@publishing_only
class WriteView(EmergencyScreen, FormView):
    """Second step: the short form, saved as a draft. ``?mau=`` is the key of a template."""

    template_name = "bulletins/emergency/write.html"
    form_class = EmergencyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self._bulletin()}

    def form_valid(self, form: EmergencyForm) -> HttpResponse:
        try:
            keep_draft(bulletin=form.instance, by=self.request.user)
        except IntegrityError:
            # The form was sent twice, and the other request saved the draft first.
            messages.info(self.request, _("The draft has been kept already."))
        return redirect("emergency_confirm", self.key)

    def _bulletin(self) -> Bulletin:
        if self.stored:
            return self.stored.get_latest_revision_as_object()
        # The query string is untrusted input.
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
    """The key of the revision that the user saw when confirming."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class DraftScreen(EmergencyScreen):
    """Base view for a step that needs the saved draft; 404 without one."""

    def get_page_subtitle(self) -> str:
        return str(self.draft)

    @cached_property
    def draft(self) -> Bulletin:
        """Return the latest revision, as it would be published."""
        stored = Bulletin.objects.sources().filter(translation_key=self.key)
        return get_object_or_404(stored).get_latest_revision_as_object()


@publishing_only
class ConfirmView(DraftScreen, FormView):
    """Third step: shows which websites will show the bulletin and how, then publishes it."""

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
    """The banner as public websites show it, for the iframe of the confirmation."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        banner = Banner(self.draft, self.draft, timezone.now(), key="")
        banners = Banners(emergency=banner, important=None, others=0, ended=[])
        return render(request, "bulletins/emergency/banner.html", {"banners": banners})
