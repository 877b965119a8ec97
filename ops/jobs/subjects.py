"""Subjects of queued tasks in words, for the option ``about`` of tasks."""

from collections.abc import Callable

from django.apps import apps


def describe_object(model: str) -> Callable[..., str]:
    """Return a function that names the object whose primary key is a task's first argument.

    ``model``: its label, for example ``content.CustomDocument``. Empty if the object is gone.
    """

    def describe(pk: object, *further: object, **options: object) -> str:
        found = apps.get_model(model)._base_manager.filter(pk=pk).first()
        return str(found or "")

    return describe
