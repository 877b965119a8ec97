"""Pages of the demo are written as editors write them: published, with a first version."""

from wagtail.models import Page

from home.demo.markup import blocks
from home.models.base import AgencyPage


def add(parent: Page, page: AgencyPage, text: str | None = None) -> None:
    """Publish a new page below ``parent``, with a text of the demo where it has one."""
    if text is not None:
        page.body = blocks(text)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()


def first_below(parent: Page, model: type[Page]) -> Page:
    """Return the first child of a kind; raises IndexError where there is none."""
    return model.objects.child_of(parent).order_by("path")[0]
