"""Pages that whoever reads one may want next, for the column beside it."""

from wagtail.models import Page

from home.models import DocumentPage
from home.models.base import AgencyPage
from home.paths import HOME_DEPTH

RELATED = 4


def list_related(page: AgencyPage) -> list[Page]:
    """Return up to ``RELATED`` other public pages of the list or section that a page stands in.

    Of a document those of its field, the newest first; of others those that come next to it in the
    menu. Empty for a page that stands alone.
    """
    others = page.exclude_private(Page.objects.sibling_of(page, inclusive=False).live())
    if isinstance(page, DocumentPage):
        rows = DocumentPage.objects.filter(pk__in=others.values("pk"))
        if page.field:
            rows = rows.filter(field=page.field)
        return list(rows.select_related("locale").order_by("-issued_on", "-pk")[:RELATED])
    if page.depth == HOME_DEPTH + 1:
        # Those beside it are in the menu.
        return []
    return list(others.select_related("locale").order_by("path")[:RELATED])
