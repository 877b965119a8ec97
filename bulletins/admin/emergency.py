"""Form and views of an emergency: choose a template, write, confirm.

The views work without JavaScript. The translation key of the future bulletin is part of the URL
from the first step, so a form that is sent twice, reloaded, or continued after signing in again
yields the same bulletin. See docs/features/emergency.md.
"""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins.admin.access import require_publisher
from bulletins.admin.forms import has_made_summary, make_summary
from bulletins.models import (
    Bulletin,
    BulletinAudience,
    BulletinTemplate,
    Urgency,
    list_audience_agencies,
)
from bulletins.selectors.banners import Banner, Banners
from bulletins.services.drafts import create_draft_from_template
from bulletins.services.emergencies import publish_emergency_draft, save_emergency_draft
from sites.models import EVERYONE, AgencyGroup, Kind

# Options that are always offered: comma-separated codes (as in ``Agency.codes``) and a label.
COMMON_AUDIENCES: list[tuple[str, str | Promise]] = [
    (EVERYONE, gettext_lazy("Everybody: all websites of the province")),
    (f"kind:{Kind.DISTRICT},kind:{Kind.CITY}", gettext_lazy("Districts and the city")),
    (
        f"kind:{Kind.DISTRICT},kind:{Kind.CITY},kind:{Kind.COMMUNE}",
        gettext_lazy("Districts, city, communes"),
    ),
    (f"kind:{Kind.DEPARTMENT}", gettext_lazy("Departments of the province")),
]

DEFAULT_HOURS = 24
# Thirty days; what lasts longer is not an emergency.
MAX_HOURS = 720
ONE_HOUR = timedelta(hours=1)

# The confirmation folds a longer list of websites.
MAX_LISTED_AGENCIES = 30


class CommonAudienceField(forms.ChoiceField):
    """A choice of common audiences and all groups; its value is a list of unsaved audience rows.

    ``current``: the audience of the draft, which becomes an option of its own if it is none of
    these.
    """

    def __init__(self, *, current: list[BulletinAudience], **kwargs: Any) -> None:
        groups = [(f"group:{group.pk}", group.name) for group in AgencyGroup.objects.all()]
        choices = [*COMMON_AUDIENCES, *groups]
        now = ",".join(sorted(str(line) for line in current))
        same = [codes for codes, _name in choices if sorted(codes.split(",")) == now.split(",")]
        if now and not same:
            choices.insert(0, (now, gettext_lazy("As in the draft")))
        kwargs["initial"] = next(iter(same), now)
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: str) -> list[BulletinAudience]:
        lines = super().clean(value).split(",")
        return [
            BulletinAudience(code=line.removeprefix("-"), excluded=line.startswith("-"))
            for line in lines
        ]


class EmergencyForm(forms.ModelForm):
    """The short form for an emergency: what to do, for how long and where.

    All other fields come from the template. The form refuses a bulletin that may not be published
    (``Bulletin.check_publishable``).
    """

    hours = forms.IntegerField(
        label=gettext_lazy("Holds for how many hours"), min_value=1, max_value=MAX_HOURS
    )
    confirm_hours = forms.IntegerField(
        label=gettext_lazy("Units confirm within how many hours"),
        min_value=1,
        max_value=MAX_HOURS,
        required=False,
        help_text=gettext_lazy("Empty: they need not confirm."),
    )

    class Meta:
        model = Bulletin
        fields = ["title", "instruction", "contact_telephone"]
        widgets = {"instruction": forms.Textarea({"rows": 3})}

    field_order = [
        *("title", "instruction", "contact_telephone"),
        *("hours", "audience", "confirm_hours"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instruction"].required = True
        self.fields["hours"].initial = _count_hours(
            self.instance, self.instance.valid_until, DEFAULT_HOURS
        )
        self.fields["confirm_hours"].initial = _count_hours(
            self.instance, self.instance.confirm_by, None
        )
        current = list(self.instance.audience.all())
        self.fields["audience"] = CommonAudienceField(
            label=gettext_lazy("For whom"), current=current
        )
        self.order_fields(self.field_order)

    def _post_clean(self) -> None:
        bulletin, cleaned = self.instance, self.cleaned_data
        bulletin.urgency = Urgency.EMERGENCY
        bulletin.slug = bulletin.slug or Bulletin.objects.free_slug(
            cleaned.get("title", ""), otherwise="thong-bao-khan"
        )
        bulletin.valid_from = None
        if has_made_summary(bulletin):
            bulletin.summary = ""
        if "hours" in cleaned:
            bulletin.valid_until = timezone.now() + cleaned["hours"] * ONE_HOUR
        if "confirm_hours" in cleaned:
            hours = cleaned["confirm_hours"]
            bulletin.confirm_by = timezone.now() + hours * ONE_HOUR if hours else None
        if "audience" in cleaned:
            bulletin.audience = cleaned["audience"]
        super()._post_clean()  # type: ignore[misc]
        bulletin.summary = bulletin.summary or make_summary(bulletin)
        if not self.errors:
            try:
                bulletin.check_publishable()
            except ValidationError as error:
                self.add_error(None, error)

    def add_error(self, field: str | None, error: Any) -> None:
        """Add errors of fields that are not in the form as non-field errors, with their label."""
        if field is None and hasattr(error, "error_dict"):
            for name, errors in error.error_dict.items():
                if name in self.fields or name == NON_FIELD_ERRORS:
                    super().add_error(None if name == NON_FIELD_ERRORS else name, errors)
                else:
                    label = capfirst(Bulletin._meta.get_field(name).verbose_name)
                    super().add_error(
                        None, [f"{label}: {message}" for message in error.message_dict[name]]
                    )
        else:
            super().add_error(field, error)


def _count_hours(bulletin: Bulletin, until: datetime | None, otherwise: int | None) -> int | None:
    """Return the hours from the latest revision (or now) to ``until``, 1 to ``MAX_HOURS``.

    Returns ``otherwise`` if ``until`` is empty or earlier.
    """
    revision = bulletin.latest_revision
    begin = revision.created_at if revision else timezone.now()
    if not until or until <= begin:
        return otherwise
    return min(MAX_HOURS, max(1, round((until - begin) / ONE_HOUR)))


class EmergencyStepView(WagtailAdminTemplateMixin):
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


@require_publisher
class ChooseTemplateView(EmergencyStepView, TemplateView):
    """First step: choose the template to start from."""

    template_name = "bulletins/emergency/choose.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        templates = BulletinTemplate.objects.filter(urgency=Urgency.EMERGENCY)
        return super().get_context_data(**kwargs) | {
            "templates": templates,
            "write_url": reverse("emergency_write", args=[uuid4()]),
        }


@require_publisher
class WriteView(EmergencyStepView, FormView):
    """Second step: the short form, saved as a draft. ``?mau=`` is the key of a template."""

    template_name = "bulletins/emergency/write.html"
    form_class = EmergencyForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self._get_bulletin()}

    def form_valid(self, form: EmergencyForm) -> HttpResponse:
        try:
            save_emergency_draft(bulletin=form.instance, by=self.request.user)
        except IntegrityError:
            # The form was sent twice, and the other request saved the draft first.
            messages.info(self.request, _("The draft has been kept already."))
        return redirect("emergency_confirm", self.key)

    def _get_bulletin(self) -> Bulletin:
        if self.stored:
            return self.stored.get_latest_revision_as_object()
        # The query string is untrusted input.
        chosen = self.request.GET.get("mau", "")
        template = (
            BulletinTemplate.objects.filter(pk=chosen).first() if chosen.isdecimal() else None
        )
        bulletin = (
            create_draft_from_template(template, by=self.request.user) if template else Bulletin()
        )
        bulletin.translation_key = self.key
        return bulletin


class VersionForm(forms.Form):
    """The key of the revision that the user saw when confirming."""

    version = forms.IntegerField(widget=forms.HiddenInput)


class EmergencyDraftView(EmergencyStepView):
    """Base view for a step that needs the saved draft; 404 without one."""

    def get_page_subtitle(self) -> str:
        return str(self.draft)

    @cached_property
    def draft(self) -> Bulletin:
        """Return the latest revision, as it would be published."""
        stored = Bulletin.objects.sources().filter(translation_key=self.key)
        return get_object_or_404(stored).get_latest_revision_as_object()


@require_publisher
class ConfirmView(EmergencyDraftView, FormView):
    """Third step: shows which websites will show the bulletin and how, then publishes it."""

    template_name = "bulletins/emergency/confirm.html"
    form_class = VersionForm

    def get_initial(self) -> dict[str, Any]:
        return {"version": self.draft.latest_revision_id}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        agencies = list_audience_agencies(self.draft.audience.all()).order_by("sort_key")
        return super().get_context_data(
            bulletin=self.draft,
            key=self.key,
            agencies=agencies,
            folded=len(agencies) > MAX_LISTED_AGENCIES,
            edit_url=reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[self.draft.pk]),
            **kwargs,
        )

    def form_valid(self, form: VersionForm) -> HttpResponse:
        version = form.cleaned_data["version"]
        try:
            publish_emergency_draft(bulletin=self.draft, version=version, by=self.request.user)
        except ValidationError as error:
            messages.error(self.request, " ".join(error.messages))
            return redirect("emergency_confirm", self.key)
        messages.success(self.request, _("“%(title)s” is on air.") % {"title": self.draft})
        return redirect("bulletin_steering", self.draft.pk)


@require_publisher
class BannerView(EmergencyDraftView, TemplateView):
    """The banner as public websites show it, for the iframe of the confirmation."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        banner = Banner(self.draft, self.draft, timezone.now(), key="")
        banners = Banners(emergency=banner, important=None, other_count=0, ended=[])
        return render(request, "bulletins/emergency/banner.html", {"banners": banners})
