"""What has to be in the database whatever its age: groups, the workflow."""

from collections.abc import Callable

from django.apps import apps
from django.apps.registry import Apps
from django.db.models.signals import post_migrate


def after_migrating(model: str, make: Callable[[], object]) -> None:
    """Call ``make`` whenever migrations have run, if the table of ``model`` is there by then.

    ``model`` is a label such as ``agencies.AuditEntry``; migrating to an earlier state leaves
    the table out.
    """

    def run(apps: Apps, **kwargs: object) -> None:
        try:
            apps.get_model(model)
        except LookupError:
            return
        make()

    # Django makes each app's permissions when that app is done; auth comes after ours.
    post_migrate.connect(run, sender=apps.get_app_config("auth"), weak=False)
