"""Taking out what Wagtail or another package has registered for a hook."""

from wagtail import hooks


def unhook(name: str, function: object) -> None:
    """Let ``function`` no longer be called for the hook ``name``.

    Raises ValueError where it is not registered (yet): the module that does so comes first.
    """
    registered = hooks._hooks.get(name, [])
    registered.remove(next((entry for entry in registered if entry[0] is function), None))
