from django.apps import AppConfig


class IsolationConfig(AppConfig):
    """Stands last among the installed apps: of several policies for a model the last one counts."""

    name = "sites.isolation"
    label = "isolation"

    def ready(self) -> None:
        # Importing overrides, routes and stock declares what they hold.
        from sites.isolation import overrides, policies, routes, stock, tags  # noqa: F401
        from sites.isolation.references import OwnReferencesForm
        from sites.models import AgencySettings

        policies.register()
        tags.hide()
        # The form looks at agencies, so their models cannot name it.
        AgencySettings.base_form_class = OwnReferencesForm
