"""Admin URLs of channels."""

from django.urls import path

from channels.admin.views import (
    ChannelFileView,
    ChannelsView,
    MarkReannouncedView,
    RecordingRemoveView,
)

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
    path(
        "kenh-phat/<int:bulletin>/ban-ghi/<slug:language>/xoa/",
        RecordingRemoveView.as_view(),
        name="recording_remove",
    ),
]
