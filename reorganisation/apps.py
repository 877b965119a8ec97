"""Configuration of the app ``reorganisation``."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class ReorganisationConfig(AppConfig):
    """Plans that merge, divide, rename, move and end units."""

    name = "reorganisation"
    verbose_name = pgettext_lazy("app", "Reorganisation")

    def ready(self) -> None:
        # Importing these declares protected acts and tasks.
        from content.files.doors import examine_nothing, register_upload_views
        from ops.after_migrate import run_after_migrate
        from reorganisation import protected_acts, tasks  # noqa: F401
        from reorganisation.services.former_entries import adopt_former_entries

        register_upload_views(
            "reorganisations:index", "reorganisations:plan", examine=examine_nothing
        )
        run_after_migrate("reorganisation.PlanDraft", adopt_former_entries)
