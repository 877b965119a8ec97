"""The list of bulletins in the admin."""

from datetime import datetime
from typing import Any

from django.db.models import Prefetch
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, pgettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import Column, LocaleColumn, StatusTagColumn
from wagtail.models import WorkflowState
from wagtail.snippets.views.snippets import IndexView

from bulletins.addressing.words import describe_all
from bulletins.models import Bulletin
from bulletins.models.queryset import BulletinQuerySet
from bulletins.translation_buttons import with_ways_to_translate


def _force(bulletin: Bulletin) -> str:
    """Return the validity as text; whether the bulletin is published is in another column."""
    begin, end = bulletin.valid_from, bulletin.in_force_until
    if bulletin.withdrawn_at:
        return gettext("withdrawn on %(time)s") % {"time": _time(bulletin.withdrawn_at)}
    if bulletin.ended_at:
        return gettext("ended on %(time)s") % {"time": _time(bulletin.ended_at)}
    if end and bulletin.is_expired():
        return gettext("expired on %(time)s") % {"time": _time(end)}
    if begin and begin > timezone.now():
        return gettext("from %(time)s") % {"time": _time(begin)}
    if end:
        return gettext("until %(time)s") % {"time": _time(end)}
    return gettext("until withdrawn")


def _status(bulletin: Bulletin) -> str:
    """Return Wagtail's status text, but *withdrawn* instead of *draft* for a withdrawn bulletin."""
    return (
        pgettext("bulletin", "withdrawn") if bulletin.withdrawn_at else str(bulletin.status_string)
    )


def _time(moment: datetime) -> str:
    return date_format(timezone.localtime(moment), "DATETIME_FORMAT")


COLUMNS: list[str | Column] = [
    "title",
    Column("get_urgency_display", label=_("Urgency"), sort_key="urgency"),
    Column("issued_on", label=_("Date of issue"), sort_key="issued_on"),
    Column("audience_in_words", label=_("For whom")),
    Column(_force, label=_("In force"), sort_key="valid_until"),
    LocaleColumn(),
    StatusTagColumn(
        _status, label=_("Status"), sort_key="live", primary=lambda bulletin: bulletin.live
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
        return with_ways_to_translate(bulletins).prefetch_related(waiting)

    def get_add_url(self) -> str | None:
        return reverse(self.start_url_name) if super().get_add_url() else None

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, ...]:
        paginator, page, rows, is_paginated = super().paginate_queryset(queryset, page_size)
        bulletins = list(rows)
        words = describe_all(bulletins)
        for bulletin in bulletins:
            bulletin.audience_in_words = words[bulletin.translation_key]
        return paginator, page, bulletins, is_paginated
