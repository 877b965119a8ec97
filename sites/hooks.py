"""Removal of functions that Wagtail or another package has registered for a hook."""

from wagtail import hooks


def unregister_hook(name: str, function: object) -> None:
    """Unregister ``function`` from the Wagtail hook ``name``.

    Raises ValueError if it is not registered (yet): the module that registers it must be imported
    first.
    """
    registered = hooks._hooks.get(name, [])
    registered.remove(next((entry for entry in registered if entry[0] is function), None))
