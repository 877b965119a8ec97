"""All queued tasks by name: rows of the queue refer to a task as ``ops.jobs.tasks.<name>``.

A task may move to another module while rows of it wait. Renaming one leaves them behind, as
removing it does. The modules of all tasks are imported when the apps are ready.
"""

from typing import Any

from django.core.exceptions import ImproperlyConfigured

_tasks: dict[str, Any] = {}


def register_task(task: Any) -> str:
    """Remember a task under the name of its function; return the path that its rows have.

    Raises ImproperlyConfigured if another function has the name.
    """
    name = task.func.__name__
    known = _tasks.setdefault(name, task).func
    if (known.__module__, known.__qualname__) != (task.func.__module__, task.func.__qualname__):
        raise ImproperlyConfigured(
            f"Two queued tasks are named {name}: in {known.__module__} and {task.func.__module__}."
        )
    return f"{__name__}.{name}"


def list_queued_tasks() -> list[Any]:
    """Return all tasks, sorted by name."""
    return [_tasks[name] for name in sorted(_tasks)]


def find_task(path: str) -> Any:
    """Return the task that a row's path refers to, None if this version has none."""
    return _tasks.get(path.removeprefix(f"{__name__}."))


def __getattr__(name: str) -> Any:
    """Return the task with this name (PEP 562), so that a row's path can be imported."""
    try:
        return _tasks[name]
    except KeyError:
        raise AttributeError(f"No queued task is named {name}.") from None
