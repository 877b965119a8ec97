"""The list of bulletins in the admin, its filters, and the read-only view of one bulletin."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst, get_text_list
from django.utils.translation import gettext, gettext_lazy, ngettext
from django.utils.translation import gettext as _
from wagtail.admin.ui.tables import Column, StatusTagColumn
from wagtail.admin.widgets import BooleanRadioSelect
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.views.snippets import IndexView, InspectView

from bulletins.admin.buttons import ChannelsButtonMixin
from bulletins.admin.translations import with_translation_options
from bulletins.models import Bulletin, BulletinQuerySet, Placement
from bulletins.selectors.audience import describe_audiences
from bulletins.selectors.status import (
    BulletinStatus,
    filter_by_status,
    get_status,
    with_workflow_states,
)
from sites.admin.columns import LabelledColumn
from sites.admin.province_filter import ProvinceFilterMixin
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


class BulletinFilterSet(ProvinceFilterMixin):
    """Filters by status, urgency, category and website."""

    status = django_filters.ChoiceFilter(
        label=gettext_lazy("Status"),
        choices=BulletinStatus.choices,
        method="filter_status",
        widget=forms.RadioSelect,
        empty_label=gettext_lazy("All"),
    )

    unit = SingleAgencyFilter(
        label=gettext_lazy("Shown now on the website of"), method="filter_agency"
    )

    unconfirmed = django_filters.BooleanFilter(
        label=gettext_lazy("To be confirmed"),
        method="filter_unconfirmed",
        widget=BooleanRadioSelect,
    )

    class Meta:
        model = Bulletin
        fields = ["urgency", "category", "province"]

    def filter_status(
        self, bulletins: BulletinQuerySet, name: str, status: str
    ) -> BulletinQuerySet:
        """Return the bulletins with this status now."""
        return filter_by_status(bulletins, status)

    def filter_province(
        self, queryset: QuerySet[Any], name: str, province: Agency
    ) -> QuerySet[Any]:
        """Return the bulletins that a unit of the province is meant by, or has issued."""
        issued = Bulletin.objects.filter(source__in=Agency.objects.of_province(province))
        meant = Bulletin.objects.addressed_within_province(province)
        return queryset.filter(Q(pk__in=meant.values("pk")) | Q(pk__in=issued.values("pk")))

    def filter_unconfirmed(
        self, bulletins: BulletinQuerySet, name: str, wanted: bool
    ) -> BulletinQuerySet:
        """Return the bulletins that are to be confirmed or ended, or those that are not."""
        old = Bulletin.objects.unconfirmed().order_by().values("pk")
        return bulletins.filter(pk__in=old) if wanted else bulletins.exclude(pk__in=old)

    def filter_agency(
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
    validity = (
        gettext("until %(time)s") % {"time": _format_time(end)}
        if end
        else gettext("until withdrawn")
    )
    is_old = bulletin.live and bulletin.is_source and bulletin.is_unconfirmed()
    return f"{validity}; {gettext('to be confirmed')}" if is_old else validity


def _describe_translations(bulletin: Bulletin) -> str:
    """Return since when a translation of the bulletin, or this one, is out of date; else ""."""
    since = bulletin.outdated_since
    if not since:
        return ""
    if bulletin.is_source:
        return gettext("translation out of date since %(time)s") % {"time": _format_time(since)}
    return gettext("out of date since %(time)s") % {"time": _format_time(since)}


def _describe_draft(bulletin: Bulletin) -> str:
    """Return what is to become of a changed version of a published bulletin; "" without one."""
    if not (bulletin.live and bulletin.has_unpublished_changes):
        return ""
    if bulletin.workflow_in_progress:
        return gettext("a changed version awaits approval")
    return gettext("a changed version is not published")


def _format_time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


def _describe_versions(bulletin: Bulletin) -> str:
    """Return what tells a row from others of its bulletin; "" for a source that is up to date.

    The language of a translation, since when it is out of date, what is not published.
    """
    language = "" if bulletin.is_source else str(bulletin.locale.get_display_name())
    facts = [language, _describe_translations(bulletin), _describe_draft(bulletin)]
    return capfirst("; ".join(filter(None, facts)))


COLUMNS: list[str | Column] = [
    "title",
    LabelledColumn("get_urgency_display", label=gettext_lazy("Urgency"), sort_key="urgency"),
    LabelledColumn("issued_on", label=gettext_lazy("Date of issue"), sort_key="issued_on"),
    LabelledColumn("audience_text", label=gettext_lazy("For whom")),
    LabelledColumn(_format_validity, label=gettext_lazy("In force"), sort_key="valid_until"),
    LabelledColumn(_describe_versions, label=gettext_lazy("Translations and changes")),
    StatusTagColumn(
        "status_label",
        label=gettext_lazy("Status"),
        primary=lambda bulletin: bulletin.status == BulletinStatus.IN_FORCE,
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
        bulletins = super().get_base_queryset().select_related("locale")
        return with_workflow_states(with_translation_options(bulletins, self.request.user))

    def get_add_url(self) -> str | None:
        return reverse(self.start_url_name) if super().get_add_url() else None

    @property
    def header_buttons(self) -> list[HeaderButton]:
        buttons: list[HeaderButton] = super().header_buttons
        if self.add_url:
            url, label = reverse("word:bulletin"), gettext_lazy("Import from a Word file")
            # Behind the other one, which Wagtail would sort by its name.
            word = HeaderButton(label, url=url, icon_name="upload", priority=2000)
            buttons = [*buttons, word]
        return buttons

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, ...]:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        bulletins = list(rows)
        descriptions = describe_audiences(bulletins)
        keys = [one.translation_key for one in bulletins if not one.is_source]
        sources = Bulletin.objects.sources().filter(translation_key__in=keys).defer("body")
        source_of = {source.translation_key: source for source in sources}
        for bulletin in bulletins:
            bulletin.audience_text = descriptions[bulletin.translation_key]
            bulletin.status = get_status(bulletin, source=source_of.get(bulletin.translation_key))
            bulletin.status_label = bulletin.status.label
        return paginator, page, bulletins, is_paginated


# What only the program needs.
INTERNAL_FIELDS = [
    *("id", "translation_key", "latest_revision", "live_revision", "has_unpublished_changes"),
    # A bulletin is neither scheduled by Wagtail nor locked by hand.
    *("go_live_at", "expire_at", "expired", "locked", "locked_at", "locked_by"),
    *("repeated_on", "announced_on", "confirmation_asked_at"),
]
# What is written by services, and so has no label on any form.
UNNAMED_FIELDS = {
    "repeat_count": gettext_lazy("Times announced again"),
    "repeated_at": gettext_lazy("Last announced again"),
    "next_repeat_at": gettext_lazy("Will be announced again"),
    "confirmation_due_at": gettext_lazy("To be confirmed from"),
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
