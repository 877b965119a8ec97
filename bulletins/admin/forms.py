"""Admin forms of bulletins and proposals, with the form field and widget of an audience."""

import json
from collections.abc import Iterable, Mapping
from typing import Any, cast

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.forms.widgets import Script
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from bulletins.models import (
    NAMED,
    BulletinAudience,
    BulletinContent,
    EventType,
    Urgency,
    list_audience_agencies,
    validate_code,
)
from bulletins.selectors.audience import (
    AudienceOption,
    count_audience,
    get_audience_names,
    get_audience_options,
)
from content.forms import CleanPastedTextMixin
from content.requirements import list_requirements
from content.text.slugs import make_slug
from sites.localization.declarations import DeclarationFormMixin
from sites.models import EVERYONE, Agency
from sites.permissions.references import TenantReferencesForm
from sites.permissions.translators import get_unconfined_agency_ids

# Value of ``<name>-scope`` if agencies are chosen instead of everyone.
SOME = "some"
AudienceRows = list[BulletinAudience]

# More single agencies than this should be a group.
MAX_AGENCIES = 200

NO_SUMMARY = gettext_lazy("Say in two or three lines what this is about.")

# Characters of a summary.
MAX_SUMMARY_LENGTH = BulletinContent._meta.get_field("summary").max_length


class AudienceInput(forms.Widget):
    """Checkboxes for an audience: everyone or chosen agencies, and exceptions.

    A form sends ``<name>-scope`` (``all`` or ``some``) and any number of ``<name>-code`` and
    ``<name>-except`` (``kind:district``, ``below:tinh-bac-kan``, ``group:3``, ``agency:7``).
    """

    template_name = "bulletins/audience/input.html"
    use_fieldset = True

    class Media:
        css = {"all": ["css/admin/audience.css"]}
        js = [Script("js/admin/audience.js", type="module")]

    def get_context(self, name: str, value: AudienceRows | None, attrs: Any) -> dict[str, Any]:
        lines = value or []
        included = {line.code for line in lines if not line.excluded}
        excluded = {line.code for line in lines if line.excluded}
        choices = get_audience_options(included | excluded)
        parts = vars(choices)
        context = super().get_context(name, value, attrs)
        context["widget"] |= {
            "scope": EVERYONE if EVERYONE in included else SOME,
            "chosen": {"name": f"{name}-code"} | _pair_with_ticks(parts, included),
            "exceptions": {"name": f"{name}-except"} | _pair_with_ticks(parts, excluded),
            "has_exceptions": bool(excluded),
        }
        return context | {"reach": count_audience(lines)}

    def render(
        self, name: str, value: AudienceRows | None, attrs: Any = None, renderer: Any = None
    ) -> SafeString:
        # Django's default form renderer does not find the templates of the project.
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str) -> str:
        return ""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> AudienceRows | None:
        """Return the submitted rows, or None if the widget was not submitted.

        A code that is both included and excluded is only excluded.
        """
        scope = data.get(f"{name}-scope")
        if scope is None:
            return None
        excluded = dict.fromkeys(data.getlist(f"{name}-except"))
        codes = [EVERYONE] if scope == EVERYONE else dict.fromkeys(data.getlist(f"{name}-code"))
        included = [BulletinAudience(code=code) for code in codes if code not in excluded]
        return [*included, *(BulletinAudience(code=code, excluded=True) for code in excluded)]

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        return f"{name}-scope" not in data


def _pair_with_ticks(
    parts: Mapping[str, Iterable[AudienceOption]], codes: set[str]
) -> dict[str, list[tuple[AudienceOption, bool]]]:
    """Pair each checkbox with whether it is ticked; leave out single agencies that are not."""
    ticked = {
        part: [(choice, choice.code in codes) for choice in choices]
        for part, choices in parts.items()
    }
    ticked["agencies"] = [pair for pair in ticked["agencies"] if pair[1]]
    return ticked


class AudienceField(forms.Field):
    """A form field whose value is a list of unsaved rows for ``Bulletin.audience``.

    If the field is required, the audience must reach at least one active agency.
    """

    widget = AudienceInput
    default_error_messages = {
        "required": gettext_lazy("No unit would show this bulletin. Choose at least one."),
        "many": gettext_lazy(
            "More than %(most)s single units are chosen. Please make a group of them."
        ),
    }

    def to_python(self, value: list[BulletinAudience] | None) -> list[BulletinAudience]:
        lines = value or []
        for line in lines:
            validate_code(line.code)
        self._check_named([line.code for line in lines])
        return lines

    def validate(self, value: list[BulletinAudience]) -> None:
        if self.required and not list_audience_agencies(value).exists():
            raise ValidationError(self.error_messages["required"], "required")

    def bound_data(
        self, data: list[BulletinAudience] | None, initial: list[BulletinAudience] | None
    ) -> list[BulletinAudience] | None:
        """Return the rows that an invalid form shows again, without malformed codes."""
        lines = super().bound_data(data, initial)
        return lines and [line for line in lines if _is_code(line.code)]

    def has_changed(
        self, initial: list[BulletinAudience] | None, data: list[BulletinAudience] | None
    ) -> bool:
        if self.disabled:
            return False
        return {str(line) for line in initial or []} != {str(line) for line in data or []}

    def _check_named(self, codes: list[str]) -> None:
        sorts = [code.partition(":")[0] for code in codes]
        if sorts.count("agency") > MAX_AGENCIES:
            raise ValidationError(self.error_messages["many"], "many", {"most": MAX_AGENCIES})
        names: dict[str, Any] = get_audience_names(codes)
        for sort, code in zip(sorts, codes, strict=True):
            if sort in NAMED and code not in names:
                raise ValidationError(str(NAMED[sort][2]), "unknown")


def _is_code(text: str) -> bool:
    try:
        validate_code(text)
    except ValidationError:
        return False
    return True


def make_summary(content: BulletinContent) -> str:
    """Return the instruction, or the beginning of the body, or "" if both are empty.

    At most 400 characters (``MAX_SUMMARY_LENGTH``), cut between words with an ellipsis.
    """
    if content.instruction:
        return content.instruction
    body = content.body.stream_block.get_searchable_content(content.body)
    text = " ".join(" ".join(map(str, body)).split())
    if len(text) <= MAX_SUMMARY_LENGTH:
        return text
    # Cut at the last space that fits; a single long word is cut within.
    kept = text[:MAX_SUMMARY_LENGTH].rpartition(" ")[0] or text[: MAX_SUMMARY_LENGTH - 1]
    return f"{kept}…"


def has_made_summary(content: BulletinContent) -> bool:
    """Return whether the summary is what ``make_summary`` makes, and nobody's own words."""
    return bool(content.summary) and content.summary == make_summary(content)


def limit_event_types(form: forms.ModelForm) -> None:
    """Offer in a form the kinds of events for new notices, and the one that is chosen already."""
    field = form.fields.get("event_type")
    if field:
        offered = EventType.objects.filter(is_offered=True)
        current = EventType.objects.filter(pk=form.instance.event_type_id)
        cast(forms.ModelChoiceField, field).queryset = offered | current


class BulletinForm(DeclarationFormMixin, CleanPastedTextMixin, TenantReferencesForm):
    """The form of a bulletin. Drafts may be incomplete, so that no input is lost.

    Unless a draft is saved, an empty summary is made from the other fields and
    ``Bulletin.check_publishable`` must pass (docs/decisions/0016). A summary that was made from
    them is shown as empty, and made again from the present ones, in drafts too.
    """

    addressees = AudienceField(label=gettext_lazy("For whom"))
    is_summary_made = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        limit_event_types(self)
        if "summary" in self.fields:
            self.fields["summary"].required = False
            self.is_summary_made = has_made_summary(self.instance)
            if self.is_summary_made:
                self.initial["summary"] = ""
        if "addressees" in self.fields:
            self._prepare_addressees()

    def list_requirements(self) -> list[str]:
        """Return the gaps that keep the bulletin from publication, apart from ``list_obstacles``.

        Each as "Label: the gap". They are what ``_post_clean`` would refuse in the stored bulletin.
        """
        missing = list_requirements(self)
        summary = self.fields.get("summary")
        if summary and not (self.instance.summary or make_summary(self.instance)):
            missing.append(f"{summary.label}: {NO_SUMMARY}")
        return missing

    def clean_slug(self) -> str:
        """Return the slug, or "" if it was only derived from the title and may get a number.

        An empty slug is replaced by a free one in ``Bulletin.clean``. After the first publication
        the slug stays as it is.
        """
        slug: str = self.cleaned_data["slug"]
        unchosen = slug == make_slug(self.cleaned_data.get("title", ""))
        return "" if unchosen and not self.instance.first_published_at else slug

    def _prepare_addressees(self) -> None:
        """Remove the field in translations; keep the audience if the field was not submitted."""
        if not self.instance.is_source:
            del self.fields["addressees"]
            return
        self.initial["addressees"] = self.instance.addressees
        field = self.fields["addressees"]
        name = self.add_prefix("addressees")
        omitted = field.widget.value_omitted_from_data(self.data, self.files, name)
        field.disabled = self.is_bound and omitted

    def _post_clean(self) -> None:
        super()._post_clean()
        if "addressees" in self.cleaned_data and "addressees" in self.changed_data:
            self.instance.audience = self.cleaned_data["addressees"]
        if self.is_summary_made or not self.is_deferred_validation:
            self.instance.summary = self.instance.summary or make_summary(self.instance)
        if not self.is_deferred_validation:
            self._check_publishable()

    def _check_publishable(self) -> None:
        if not self.instance.summary and "summary" not in self.errors:
            self.add_error("summary", NO_SUMMARY)
        try:
            self.instance.check_publishable()
        except ValidationError as error:
            self.add_error(None, error)


class TemplateForm(CleanPastedTextMixin, TenantReferencesForm):
    """The form of a template, with the audience of bulletins made from it, not required."""

    addressees = AudienceField(
        label=gettext_lazy("For whom"),
        required=False,
        help_text=gettext_lazy("Nobody chosen: whoever writes says for whom it is."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["addressees"] = self.instance.addressees
        field = self.fields["addressees"]
        name = self.add_prefix("addressees")
        omitted = field.widget.value_omitted_from_data(self.data, self.files, name)
        field.disabled = self.is_bound and omitted

    def _post_clean(self) -> None:
        super()._post_clean()
        if "addressees" in self.cleaned_data and "addressees" in self.changed_data:
            self.instance.addressees = self.cleaned_data["addressees"]


class ProposalForm(TenantReferencesForm):
    """The form of a proposal.

    The agency is a field only if the user is a member of several active agencies, and never
    after the first save.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agencies = Agency.objects.active().filter(pk__in=get_unconfined_agency_ids(self.for_user))
        if self.instance.pk is None and agencies.count() == 1:
            self.instance.agency = agencies.get()
        if self.instance.agency_id:
            del self.fields["agency"]
        else:
            self.fields["agency"].queryset = agencies


class UrgencySelect(forms.Select):
    """Select box of the urgency; a script suggests ``valid_until`` by the chosen urgency."""

    class Media:
        js = ["js/admin/bulletin-time.js"]

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-usual-hours": json.dumps(
                {urgency.value: urgency.usual_hours for urgency in Urgency}
            ),
            "data-time-zone": settings.TIME_ZONE,
            "data-suggested": _("Suggested. Change it where you know better."),
        }
        return context
