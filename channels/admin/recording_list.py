"""List of recordings: in which languages, whose, and which are out of date or wait."""

from typing import Any

import django_filters
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.forms import RadioSelect
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.tables import Column, DateColumn, TitleColumn
from wagtail.admin.views.generic.base import BaseListingView

from bulletins.admin.bulletin_list import SingleAgencyFilter
from bulletins.models import Bulletin
from bulletins.roles import can_add_bulletins
from channels.models import BulletinRecording, RecordingLanguage
from channels.permissions import (
    can_list_recordings,
    find_recording_url,
    list_visible_recordings,
)
from channels.selectors.recordings import RecordingState, filter_by_state
from sites.models import Agency


class RecordingsMenuItem(MenuItem):
    """Menu item for those who write bulletins; units come from the channels of a bulletin."""

    def is_shown(self, request: HttpRequest) -> bool:
        return can_add_bulletins(request.user)


MENU_ITEM = RecordingsMenuItem(
    _("Recordings"), reverse_lazy("recordings"), name="recordings", icon_name="microphone", order=91
)


class RecordingFilterSet(WagtailFilterSet):
    """Filters by state and language, and by unit for those who see the recordings of many."""

    state = django_filters.ChoiceFilter(
        label=_("State"), choices=RecordingState.choices, method="filter_state", widget=RadioSelect
    )
    language = django_filters.ModelChoiceFilter(
        label=_("Language"), queryset=RecordingLanguage.objects.all(), widget=RadioSelect
    )
    unit = SingleAgencyFilter(label=_("Unit"), field_name="agency")

    class Meta:
        model = BulletinRecording
        fields: list[str] = []

    def filter_state(
        self, recordings: QuerySet[BulletinRecording], name: str, value: str
    ) -> QuerySet[BulletinRecording]:
        """Return the recordings in the ``RecordingState`` that was chosen."""
        return filter_by_state(recordings, RecordingState(value))


class StateColumn(Column):
    """A column with the state of a recording and its length, as on the screen that records."""

    cell_template_name = "channels/recording_state_cell.html"


class PlayerColumn(Column):
    """A column in which a recording is heard."""

    cell_template_name = "channels/recording_player_cell.html"


class RecordingListView(BaseListingView):
    """The recordings that the user may see (``list_visible_recordings``), the newest first.

    Raises PermissionDenied for users who neither write bulletins nor work for a unit.
    """

    model = BulletinRecording
    page_title = _("Recordings")
    header_icon = "microphone"
    index_url_name = "recordings"
    index_results_url_name = "recordings_results"
    template_name = "channels/recording_list.html"
    results_template_name = "channels/recording_list_results.html"
    filterset_class = RecordingFilterSet
    is_searchable = True
    paginate_by = 50
    table_classname = "listing desk-listing recording-list"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not can_list_recordings(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def columns(self) -> list[Column]:
        """What each row shows; the title leads to the screen, if the recording is the user's."""
        return [
            TitleColumn(
                "bulletin",
                label=_("Bulletin"),
                accessor="bulletin.title",
                get_url=self.find_screen_url,
                classname="title desk-title",
            ),
            Column("language", label=_("Language"), accessor="language.label"),
            Column("owner", label=_("Whose"), accessor=_get_owner_name),
            StateColumn("state", label=_("State")),
            PlayerColumn("player", label=_("Listen")),
            DateColumn("uploaded_at", label=_("Recorded")),
        ]

    def find_screen_url(self, recording: BulletinRecording) -> str | None:
        """Return the URL of the screen that has the recording; None if it is another's."""
        return find_recording_url(self.request.user, recording)

    def get_base_queryset(self) -> QuerySet[BulletinRecording]:
        recordings = list_visible_recordings(self.request.user)
        return recordings.select_related("bulletin", "language", "agency").order_by(
            "-uploaded_at", "pk"
        )

    def search_queryset(self, queryset: QuerySet[BulletinRecording]) -> QuerySet[BulletinRecording]:
        if not self.is_searching:
            return queryset
        found = Bulletin.objects.matching(self.search_query)
        return queryset.filter(bulletin__in=found.values("pk"))


def _get_owner_name(recording: BulletinRecording) -> str:
    agency: Agency | None = recording.agency
    return agency.heading if agency else str(_("ICT department"))
