"""Functions that run before or after every ``migrate``, such as to create required rows."""

from collections.abc import Callable

from django.apps import apps
from django.apps.registry import Apps
from django.db.models.signals import post_migrate, pre_migrate

_steps: list[Callable[[], object]] = []


def run_before_migrate(act: Callable[[], object]) -> None:
    """Call ``act`` before every ``migrate``."""
    config = apps.get_app_config("auth")
    pre_migrate.connect(lambda **kwargs: act(), sender=config, weak=False)


def run_after_migrate(model: str, make: Callable[[], object]) -> None:
    """Call ``make`` after every ``migrate``, provided that the table of ``model`` exists.

    ``model`` is a label such as ``members.AuditEntry``; its table is missing after migrating to
    an earlier state.
    """
    _steps.append(make)

    def run(apps: Apps, **kwargs: object) -> None:
        try:
            apps.get_model(model)
        except LookupError:
            return
        make()

    # Django creates each app's permissions on that app's signal; ``auth`` comes after our apps.
    post_migrate.connect(run, sender=apps.get_app_config("auth"), weak=False)


def list_steps() -> list[Callable[[], object]]:
    """Return the functions that run after every ``migrate``, in their order."""
    return [*_steps]
