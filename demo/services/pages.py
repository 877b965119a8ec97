"""Helpers that publish the demo's pages as an editor would, with a first revision."""

from wagtail.models import Page

from demo.markup import build_blocks
from home.models import AgencyPage


def add_page(parent: Page, page: AgencyPage, text: str | None = None) -> None:
    """Publish a new page below ``parent``; ``text``: its body in the demo's markup, if any."""
    if text is not None:
        page.body = build_blocks(text)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()


def get_first_child(parent: Page, model: type[Page]) -> Page:
    """Return the first child page of a model; raises IndexError if there is none."""
    return model.objects.child_of(parent).order_by("path")[0]
