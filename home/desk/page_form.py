"""The form of the page editor for members of an agency, without technical fields.

The fields are removed from the form, so that nothing sent can change or empty them; see
docs/decisions/0028-fields-members-do-not-see-are-not-in-the-form.md.
"""

from itertools import chain, count
from typing import Any

from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.models import Page

from home.addresses import HOME_DEPTH, RESERVED_SLUGS
from sites.isolation.access import is_administrator
from sites.slugs import vietnamese_slug

TECHNICAL_FIELDS = ("slug", "seo_title", "search_description", "show_in_menus")


class DeskPageForm(WagtailAdminPageForm):
    """A page form without technical fields for everybody but ICT administrators.

    The slug is then made from the title, and follows it until the page is first published.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.for_user and not is_administrator(self.for_user):
            for name in TECHNICAL_FIELDS:
                self.fields.pop(name, None)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        follows = "slug" not in self.fields and not self.instance.first_published_at
        if follows and self.parent_page and "title" in cleaned and "title" in self.changed_data:
            self.instance.slug = free_slug(cleaned["title"], self.parent_page, self.instance)
        return cleaned


def free_slug(title: str, parent: Page, page: Page) -> str:
    """Return a free slug for ``page`` below ``parent``, made from its title.

    A number is appended if it is taken, or reserved below a home page. A title without Latin
    letters gives ``trang``.
    """
    base = vietnamese_slug(title) or "trang"
    others = parent.get_children().exclude(pk=page.pk).filter(slug__startswith=base)
    taken = set(others.values_list("slug", flat=True))
    if parent.depth == HOME_DEPTH:
        taken |= RESERVED_SLUGS
    candidates = chain([base], (f"{base}-{number}" for number in count(2)))
    return next(slug for slug in candidates if slug not in taken)
