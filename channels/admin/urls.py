"""Admin URLs of channels."""

from django.urls import path

from channels.admin.recording_list import RecordingListView
from channels.admin.recordings import (
    RecordingConfirmView,
    RecordingPublishView,
    RecordingRemoveView,
    RecordingView,
)
from channels.admin.views import ChannelFileView, ChannelsView, MarkReannouncedView

RECORDING = "kenh-phat/<int:bulletin>/ban-ghi/<slug:language>/"

urlpatterns = [
    path(
        "kenh-phat/<int:bulletin>/da-phat-lai/",
        MarkReannouncedView.as_view(),
        name="bulletin_retold",
    ),
    path("kenh-phat/<int:bulletin>/", ChannelsView.as_view(), name="channels"),
    path(
        "kenh-phat/<int:bulletin>/tep/<slug:channel>/<slug:offer>/",
        ChannelFileView.as_view(),
        name="channels_file",
    ),
    path("ban-ghi-am/", RecordingListView.as_view(), name="recordings"),
    path(
        "ban-ghi-am/ket-qua/",
        RecordingListView.as_view(results_only=True),
        name="recordings_results",
    ),
    path(RECORDING, RecordingView.as_view(), name="recording"),
    path(f"{RECORDING}dang/", RecordingPublishView.as_view(), name="recording_publish"),
    path(f"{RECORDING}con-dung/", RecordingConfirmView.as_view(), name="recording_confirm"),
    path(f"{RECORDING}xoa/", RecordingRemoveView.as_view(), name="recording_remove"),
]
