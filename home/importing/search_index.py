"""Wagtail's own index, which the admin's lists are searched with, for many pages at once.

At each page it works out the average length of all titles anew: with twenty thousand pages it
would read two hundred million titles.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from django.db.models import Model
from django.db.models.signals import post_save
from modelsearch.signal_handlers import post_save_signal_handler
from wagtail.search.backends import get_search_backends


@contextmanager
def indexed_later(models: Iterable[type[Model]]) -> Iterator[None]:
    """Leave the index as it is while things of these models are saved. For commands only: it
    holds for the whole process.
    """
    stopped = [
        model for model in models if post_save.disconnect(post_save_signal_handler, sender=model)
    ]
    try:
        yield
    finally:
        for model in stopped:
            post_save.connect(post_save_signal_handler, sender=model)


def index_all(things: Iterable[Model]) -> None:
    """Put into the index what is kept of these things now."""
    keys: dict[type[Model], list[object]] = defaultdict(list)
    for thing in things:
        keys[type(thing)].append(thing.pk)
    for model, pks in keys.items():
        kept = list(model._base_manager.filter(pk__in=pks))
        for backend in get_search_backends(with_auto_update=True):
            backend.add_bulk(model, kept)
