"""App configuration of the isolation of agencies."""

from django.apps import AppConfig


class IsolationConfig(AppConfig):
    """Configuration of the isolation app, which must be the last of the installed apps.

    Of several permission policies registered for a model, the last one applies.
    """

    name = "sites.permissions"
    label = "isolation"

    def ready(self) -> None:
        # Importing these modules connects receivers and registers routes and owners.
        from sites.permissions import owners, policies, receivers, tags, wagtail_routes  # noqa: F401

        policies.register()
        tags.disable_tags()
