"""Form and views of an emergency: choose a template, write, confirm.

The views work without JavaScript. The translation key of the future bulletin is part of the URL
from the first step, so a form that is sent twice, reloaded, or continued after signing in again
yields the same bulletin. See docs/features/emergency.md.
"""

from datetime import datetime, timedelta
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from bulletins.admin.access import require_publisher
from bulletins.admin.forms import (
    AudienceField,
    AudienceInput,
    has_made_summary,
    limit_event_types,
    make_summary,
)
from bulletins.admin.publication import (
    TEMPLATE,
    PublicationMixin,
    VersionForm,
    render_banner,
)
from bulletins.models import (
    Bulletin,
    BulletinAudience,
    BulletinTemplate,
    Urgency,
)
from bulletins.selectors.audience import AudienceOption, list_province_options
from bulletins.selectors.issuers import find_default_issuer, list_issuers
from bulletins.services.drafts import create_draft_from_template
from bulletins.services.emergencies import save_emergency_draft
from content.widgets import TitleInput
from sites.models import EVERYONE, Agency, AgencyGroup, Kind

# Options that are always offered, besides everybody: comma-separated codes (as in
# ``Agency.codes``) and a label.
COMMON_AUDIENCES: list[tuple[str, str | Promise]] = [
    (f"kind:{Kind.DISTRICT},kind:{Kind.CITY}", gettext_lazy("Districts and the city")),
    (
        f"kind:{Kind.DISTRICT},kind:{Kind.CITY},kind:{Kind.COMMUNE}",
        gettext_lazy("Districts, city, communes"),
    ),
    (f"kind:{Kind.DEPARTMENT}", gettext_lazy("Departments of the province")),
]

# Value of the option that is for the units chosen by name.
SINGLE_AGENCIES = "units"
# Units that a search finds.
MAX_MATCHES = 20

DEFAULT_HOURS = 24
# Thirty days; what lasts longer is not an emergency.
MAX_HOURS = 720
ONE_HOUR = timedelta(hours=1)


class CommonAudienceField(forms.ChoiceField):
    """A choice of common audiences and all groups; its value is a list of unsaved audience rows.

    ``current``: the audience of the draft, which becomes an option of its own if it is none of
    these, and no single units. The option of these has the value [].
    """

    def __init__(self, *, current: list[BulletinAudience], **kwargs: Any) -> None:
        groups = [(f"group:{group.pk}", group.name) for group in AgencyGroup.objects.all()]
        provinces = [(each.code, each.label) for each in list_province_options()]
        all_websites = (
            gettext_lazy("Everybody: all websites of all provinces")
            if provinces
            else gettext_lazy("Everybody: all websites of the province")
        )
        choices = [
            *provinces,
            (EVERYONE, all_websites),
            *COMMON_AUDIENCES,
            *groups,
            (SINGLE_AGENCIES, gettext_lazy("Only the units chosen below")),
        ]
        now = ",".join(sorted(str(line) for line in current))
        same = [codes for codes, _name in choices if sorted(codes.split(",")) == now.split(",")]
        if current and _are_single_agencies(current):
            same = [SINGLE_AGENCIES]
        if now and not same:
            choices.insert(0, (now, gettext_lazy("As in the draft")))
        kwargs["initial"] = next(iter(same), now)
        super().__init__(choices=choices, **kwargs)

    def clean(self, value: str) -> list[BulletinAudience]:
        codes = super().clean(value)
        lines = [] if codes == SINGLE_AGENCIES else codes.split(",")
        return [
            BulletinAudience(code=line.removeprefix("-"), excluded=line.startswith("-"))
            for line in lines
        ]


def _are_single_agencies(lines: list[BulletinAudience]) -> bool:
    return all(line.code.startswith("agency:") and not line.excluded for line in lines)


class SingleAgenciesInput(AudienceInput):
    """Search and checkboxes for single units, which work without a script too.

    A form sends what ``AudienceInput`` does, and ``<name>-q``: the words of the search.
    ``query``: those of a search that was asked for; what it finds is offered.
    """

    template_name = "bulletins/emergency/units.html"
    query = ""

    def get_context(
        self, name: str, value: list[BulletinAudience] | None, attrs: Any
    ) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        ticked = [choice for choice, _ticked in context["widget"]["chosen"]["agencies"]]
        found = Agency.objects.active().matching(self.query).order_by("sort_key")
        known = {choice.code for choice in ticked}
        matches = [agency for agency in found[:MAX_MATCHES] if agency.own_code not in known]
        context["widget"] |= {
            "ticked": ticked,
            "query": self.query,
            "found": [AudienceOption(agency.own_code, agency.name) for agency in matches]
            if self.query
            else [],
        }
        return context


class EmergencyForm(forms.ModelForm):
    """The short form for an emergency: what happens, what to do, for how long and where.

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
        fields = ["title", "event_type", "instruction", "contact_telephone", "source"]
        widgets = {"title": TitleInput, "instruction": TitleInput}

    field_order = [
        *("title", "event_type", "instruction", "contact_telephone"),
        *("hours", "audience", "units", "source", "confirm_hours"),
    ]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["instruction"].required = True
        self.fields["event_type"].required = True
        limit_event_types(self)
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
        self.fields["units"] = AudienceField(
            label=gettext_lazy("Single units"),
            required=False,
            widget=SingleAgenciesInput,
            initial=current if _are_single_agencies(current) else [],
        )
        issuer = cast(forms.ModelChoiceField, self.fields["source"])
        issuer.queryset = list_issuers(self.instance.source_id)
        issuer.required = True
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Return the data, whose audience is the single units where these are meant."""
        cleaned = super().clean() or {}
        audience, agencies = cleaned.get("audience"), cleaned.get("units")
        if audience == [] and agencies:
            cleaned["audience"] = agencies
        elif audience == []:
            self.add_error("audience", _("Choose at least one unit below."))
        elif audience and agencies:
            self.add_error(
                "audience",
                _("Single units are chosen below: choose only these here, or untick them."),
            )
        return cleaned

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

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.POST.get("step") != "search":
            return super().post(request, *args, **kwargs)
        # A search keeps what was typed, and does not validate it yet.
        form = EmergencyForm(instance=self._get_bulletin())
        form.initial.update({name: request.POST.get(name, "") for name in form.fields})
        field = form.fields["units"]
        form.initial.update(units=field.widget.value_from_datadict(request.POST, {}, "units"))
        # PostgreSQL rejects NUL characters in text.
        field.widget.query = request.POST.get("units-q", "").replace("\0", "").strip()
        return self.render_to_response(self.get_context_data(form=form))

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
        templates = BulletinTemplate.objects.filter(urgency=Urgency.EMERGENCY)
        template = templates.filter(pk=chosen).first() if chosen.isdecimal() else None
        by = self.request.user
        bulletin = (
            create_draft_from_template(template, by=by)
            if template
            else Bulletin(source=find_default_issuer(by))
        )
        bulletin.translation_key = self.key
        return bulletin


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
class ConfirmView(PublicationMixin, EmergencyDraftView, FormView):
    """Third step: shows which websites will show the bulletin and how, then publishes it."""

    template_name = TEMPLATE
    form_class = VersionForm

    @property
    def row(self) -> Bulletin:
        if self.stored is None:
            raise Http404
        return self.stored

    def get_own_urls(self) -> dict[str, str]:
        edit = Bulletin.snippet_viewset.get_url_name("edit")
        back_url = reverse("emergency_write", args=[self.key])
        return {
            "own_url": reverse("emergency_confirm", args=[self.key]),
            "banner_url": reverse("emergency_banner", args=[self.key]),
            "back_url": back_url,
            "audience_url": f"{back_url}#id_audience",
            "edit_url": reverse(edit, args=[self.draft.pk]),
        }


@require_publisher
class BannerView(EmergencyDraftView, TemplateView):
    """The banner as public websites show it, for the iframe of the confirmation."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return render_banner(request, self.draft)
