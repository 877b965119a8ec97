"""Registry of hints on the approval screen, for apps above this one.

``register_review_advice`` is called in ``ready``; the advice on pages is the desk's.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from django.db.models import Model


class ReviewAdvice(Protocol):
    """One piece of advice: a sentence, and whether nothing can be published because of it."""

    @property
    def text(self) -> str:
        """The sentence."""

    @property
    def stops(self) -> bool:
        """Whether nothing can be published because of it."""


AdviceSource = Callable[[Any], Iterable[ReviewAdvice]]
_sources: dict[type[Model], AdviceSource] = {}


def register_review_advice(model: type[Model], source: AdviceSource) -> None:
    """Register the function that returns the advice on a version of a ``model``."""
    _sources[model] = source


def list_review_advice(version: Model) -> list[ReviewAdvice]:
    """Return the advice on a version of an object; empty for models that nobody advises on."""
    return [
        advice
        for model, source in _sources.items()
        if isinstance(version, model)
        for advice in source(version)
    ]
