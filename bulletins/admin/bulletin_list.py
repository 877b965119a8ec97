"""The list of bulletins in the admin, its filters, and the read-only view of one bulletin."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Prefetch, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.translation import gettext, gettext_lazy, ngettext, pgettext
from django.utils.translation import gettext as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, LocaleColumn, StatusTagColumn
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import IndexView, InspectView

from bulletins.admin.buttons import ChannelsButtonMixin
from bulletins.admin.translations import with_translation_options
from bulletins.models import Bulletin, BulletinQuerySet, Placement
from bulletins.selectors.audience import describe_audiences
from sites.models import Agency

# So many agencies are named in the error message if several match.
MAX_NAMED_MATCHES = 5

# What agencies may do with a bulletin, each with the condition on the placement.
PLACEMENT_GROUPS = (
    (gettext_lazy("Pinned by"), Q(pinned=True)),
    (gettext_lazy("Hidden by"), Q(hidden=True)),
    (gettext_lazy("Note added by"), ~Q(local_note="")),
    (gettext_lazy("Contact added by"), ~Q(contact_telephone="")),
)
# Agencies named for each of these actions.
MAX_AGENCY_NAMES = 50


class SingleAgencyField(forms.CharField):
    """A text field whose value is the only agency with this name, part of a name, code or host.

    None if it is empty. It is invalid if no agency matches, or several do and none exactly.
    """

    def clean(self, value: Any) -> Agency | None:
        name = super().clean(value)
        if not name:
            return None
        agencies = Agency.objects.with_site()
        exact = Q(code__iexact=name) | Q(name_vi__iexact=name) | Q(short_name__iexact=name)
        found = agencies.filter(exact)[:1] or agencies.matching(name)[: MAX_NAMED_MATCHES + 1]
        if not found:
            raise ValidationError(_("No unit is called that."))
        if len(found) > 1:
            names = get_text_list(
                [agency.heading for agency in found[:MAX_NAMED_MATCHES]], _("and")
            )
            raise ValidationError(
                _("Several units are called that, such as %(names)s. Please type the full name.")
                % {"names": names}
            )
        return found[0]


class SingleAgencyFilter(django_filters.Filter):
    """A filter by a single agency."""

    field_class = SingleAgencyField


class BulletinFilterSet(WagtailFilterSet):
    """Filters by urgency, category, status and website."""

    unit = SingleAgencyFilter(
        label=gettext_lazy("Shown now on the website of"), method="filter_unit"
    )

    class Meta:
        model = Bulletin
        fields = ["urgency", "category", "live"]

    def filter_unit(
        self, bulletins: BulletinQuerySet, name: str, agency: Agency
    ) -> BulletinQuerySet:
        """Return the bulletins in force on the website of ``agency`` now."""
        return bulletins.filter(pk__in=Bulletin.objects.visible_on(agency).values("pk"))


def _format_validity(bulletin: Bulletin) -> str:
    """Return the validity as text; whether the bulletin is published is in another column."""
    begin, end = bulletin.valid_from, bulletin.in_force_until
    if bulletin.withdrawn_at:
        return gettext("withdrawn on %(time)s") % {"time": _format_time(bulletin.withdrawn_at)}
    if bulletin.ended_at:
        return gettext("ended on %(time)s") % {"time": _format_time(bulletin.ended_at)}
    if end and bulletin.is_expired():
        return gettext("expired on %(time)s") % {"time": _format_time(end)}
    if begin and begin > timezone.now():
        return gettext("from %(time)s") % {"time": _format_time(begin)}
    if end:
        return gettext("until %(time)s") % {"time": _format_time(end)}
    return gettext("until withdrawn")


def _describe_translations(bulletin: Bulletin) -> str:
    """Return since when a translation of the bulletin, or this one, is out of date; else ""."""
    since = bulletin.outdated_since
    if not since:
        return ""
    if bulletin.is_source:
        return gettext("translation out of date since %(time)s") % {"time": _format_time(since)}
    return gettext("out of date since %(time)s") % {"time": _format_time(since)}


def _get_status_label(bulletin: Bulletin) -> str:
    """Return Wagtail's status text, but *withdrawn* instead of *draft* for a withdrawn bulletin."""
    return (
        pgettext("bulletin", "withdrawn") if bulletin.withdrawn_at else str(bulletin.status_string)
    )


def _format_time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


COLUMNS: list[str | Column] = [
    "title",
    Column("get_urgency_display", label=gettext_lazy("Urgency"), sort_key="urgency"),
    Column("issued_on", label=gettext_lazy("Date of issue"), sort_key="issued_on"),
    Column("audience_text", label=gettext_lazy("For whom")),
    Column(_format_validity, label=gettext_lazy("In force"), sort_key="valid_until"),
    LocaleColumn(),
    Column(_describe_translations, label=gettext_lazy("Translations")),
    StatusTagColumn(
        _get_status_label,
        label=gettext_lazy("Status"),
        sort_key="live",
        primary=lambda bulletin: bulletin.live,
    ),
]


class BulletinIndexView(IndexView):
    """The list of bulletins. Its *Add* button leads to ``StartView``.

    ``start_url_name``: the URL name of that view.
    """

    # Styles that show rows as blocks in narrow windows.
    table_classname = "listing desk-listing"

    start_url_name = ""

    def get_base_queryset(self) -> BulletinQuerySet:
        """Return the bulletins with what each row shows, fetched for all rows together."""
        waiting = Prefetch(
            "workflow_states", WorkflowState.objects.active(), to_attr="_current_workflow_states"
        )
        bulletins = super().get_base_queryset().select_related("locale")
        return with_translation_options(bulletins, self.request.user).prefetch_related(waiting)

    def get_add_url(self) -> str | None:
        return reverse(self.start_url_name) if super().get_add_url() else None

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, ...]:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        bulletins = list(rows)
        descriptions = describe_audiences(bulletins)
        for bulletin in bulletins:
            bulletin.audience_text = descriptions[bulletin.translation_key]
        return paginator, page, bulletins, is_paginated


# What only the program needs.
INTERNAL_FIELDS = [
    *("id", "translation_key", "latest_revision", "live_revision", "has_unpublished_changes"),
    # A bulletin is neither scheduled by Wagtail nor locked by hand.
    *("go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by"),
    *("repeated_on", "announced_on"),
]
# What is written by services, and so has no label on any form.
UNNAMED_FIELDS = {
    "repeat_count": gettext_lazy("Times announced again"),
    "repeated_at": gettext_lazy("Last announced again"),
    "next_repeat_at": gettext_lazy("Will be announced again"),
    "closing_words": gettext_lazy("Words at the end"),
    "successor": gettext_lazy("Replaced by"),
}


class BulletinInspectView(ChannelsButtonMixin, InspectView):
    """Wagtail's inspect view with the audience and what agencies did with the bulletin."""

    def get_field_label(self, field_name: str, field: Any) -> str:
        label = UNNAMED_FIELDS.get(field_name)
        return str(label) if label else super().get_field_label(field_name, field)

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return gettext("Yes") if value else gettext("No")
        return "–" if value in (None, "") else value

    def get_fields_context(self) -> list[dict[str, Any]]:
        placements = Placement.objects.filter(bulletin=self.object).order_by("agency__sort_key")
        placements = placements.select_related("agency")
        doings = [(label, placements.filter(done)) for label, done in PLACEMENT_GROUPS]
        audience = describe_audiences([self.object])[self.object.translation_key]
        return [
            *super().get_fields_context(),
            {"label": gettext_lazy("For whom"), "value": audience},
            *({"label": label, "value": _format_agencies(found)} for label, found in doings),
        ]


def _format_agencies(placements: Iterable[Placement]) -> str:
    """Return the number of agencies and the first ``MAX_AGENCY_NAMES`` names as text."""
    names = [placement.agency.heading for placement in placements]
    number = ngettext("%(number)s unit", "%(number)s units", len(names)) % {"number": len(names)}
    if not names:
        return number
    rest = ["…"] if len(names) > MAX_AGENCY_NAMES else []
    return f"{number}: {', '.join([*names[:MAX_AGENCY_NAMES], *rest])}"
