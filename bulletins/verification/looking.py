"""Fetching what a plan names from one website."""

from dataclasses import dataclass

from bulletins.verification.expecting import HOME, Plan
from bulletins.verification.page import Page, page_of
from sites.models import Failure
from sites.visiting.addresses import Unreached
from sites.visiting.visitor import Visitor

Seen = Page | Unreached


@dataclass(frozen=True)
class Look:
    """Pages of a website, or why they could not be fetched; `pages`: by path of the bulletin."""

    home: Seen
    listing: Seen
    pages: dict[str, Seen]


def look_at(plan: Plan) -> Look:
    """Fetch home page, list and the page of each bulletin, one after the other."""
    with Visitor(plan.host) as visitor:
        reader = _Reader(visitor)
        return Look(
            home=reader.see(HOME),
            listing=reader.see(plan.listing),
            pages={one.path: reader.see(one.path) for one in plan.expectations},
        )


class _Reader:
    """Fetches pages of a website until one request fails.

    Then every page counts as failed, because each would take as long to fail. A response that is
    too large does not stop it.
    """

    def __init__(self, visitor: Visitor) -> None:
        self.visitor = visitor
        self.lost: Unreached | None = None

    def see(self, path: str) -> Seen:
        if self.lost:
            return self.lost
        try:
            return page_of(self.visitor.get(path))
        except Unreached as error:
            if error.failure != Failure.TOO_LARGE:
                self.lost = error
            return error
