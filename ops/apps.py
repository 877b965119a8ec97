from django.apps import AppConfig


class OpsConfig(AppConfig):
    """Keeping the installation running. It has no models yet."""

    name = "ops"

    def ready(self) -> None:
        from ops import checks  # noqa: F401
