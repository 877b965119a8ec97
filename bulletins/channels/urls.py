"""Admin URLs of channels."""

from django.urls import path

from bulletins.channels.views import ChannelFileView, ChannelsView, RecordingRemoveView

urlpatterns = [
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
