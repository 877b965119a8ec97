"""Configuration of the app ``channels``."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChannelsConfig(AppConfig):
    """Channels that carry a bulletin beyond its page: feeds, CAP, texts, posters, recordings."""

    name = "channels"
    verbose_name = _("Channels")

    def ready(self) -> None:
        # Importing these connects receivers and declares permissions and tasks.
        from accounts.dashboard import register_dashboard_source
        from channels import checks, permissions, receivers  # noqa: F401
        from channels.dashboard import list_reannouncement_tasks, list_recording_tasks
        from channels.services.recording_languages import create_default_recording_languages
        from channels.services.rendered_texts import set_versions_of_earlier_recordings
        from channels.speech.defaults import create_default_spoken_forms
        from content.files.audio import examine_recording
        from content.files.doors import register_upload_views
        from ops.after_migrate import run_after_migrate
        from ops.backup.files import register_file_name

        register_upload_views("recording", examine=examine_recording)
        register_file_name("channels.BulletinRecording", "replaced_file")
        register_dashboard_source(list_recording_tasks, order=250)
        register_dashboard_source(list_reannouncement_tasks, order=800)
        run_after_migrate("channels.SpokenForm", create_default_spoken_forms)
        run_after_migrate("channels.RecordingLanguage", create_default_recording_languages)
        run_after_migrate("channels.RecordingLanguage", set_versions_of_earlier_recordings)
