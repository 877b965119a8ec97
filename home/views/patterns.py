"""Pattern library: every block and every page component, for those who change the design.

Has a URL only if ``settings.SHOW_PATTERNS`` is set, which it is never in production. The sample
texts are Vietnamese, as on the websites, because its diacritics are what breaks layouts.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail.blocks import Block, BoundBlock
from wagtail.models import Locale

from bulletins.models import Bulletin, Urgency
from bulletins.selectors.banners import Banner
from bulletins.selectors.localized import LocalizedBulletin
from bulletins.views.list import BulletinFilters
from content.blocks import BodyBlock
from home.models import DocumentPage, NewsPage
from sites.requests import AgencyRequest

LONG = (
    "Ban Quản lý các khu công nghiệp và cụm công nghiệp tỉnh Bắc Kạn thông báo về việc tạm dừng "
    "giao thông qua ngầm tràn Nà Ngăm trong thời gian sửa chữa"
)
DAY = date(2026, 11, 24)
# Name of a pattern, its template and the context of the template.
Given = tuple[str | Promise, str, dict[str, Any]]


@dataclass(frozen=True)
class Example:
    """A block with the value of its preview."""

    block_def: Block
    bound_block: BoundBlock


@dataclass(frozen=True)
class Pattern:
    """A component that is not a block: its name, its template and the rendered HTML."""

    name: str | Promise
    template: str
    drawn: SafeString

    @property
    def is_entry(self) -> bool:
        """Return whether it is an item of a list."""
        return self.template.endswith("entry.html")


def page(request: AgencyRequest) -> HttpResponse:
    """Render the pattern library with the header and footer of the current website."""
    context = {"examples": list_examples(), "patterns": list_patterns(request)}
    return render(request, "home/patterns/page.html", context)


def list_examples() -> list[Example]:
    """Return every block of the body field, bound to the value of its preview."""
    blocks = BodyBlock().readable_blocks.values()
    return [Example(block, block.bind(block.get_preview_value())) for block in blocks]


def list_patterns(request: AgencyRequest) -> list[Pattern]:
    """Return the components that are not blocks, rendered."""
    return [
        Pattern(name, template, render_to_string(template, context, request))
        for name, template, context in (
            *_iter_banners(),
            *_iter_entries(),
            *_iter_controls(request),
        )
    ]


def _iter_banners() -> Iterator[Given]:
    for urgency in (Urgency.EMERGENCY, Urgency.IMPORTANT):
        announced_at = timezone.make_aware(datetime(2026, 11, 24, 7, 52))
        bulletin = _build_bulletin(urgency)
        banner = Banner(bulletin, bulletin, announced_at, key="")
        yield urgency.label, "bulletins/banner.html", {"kind": urgency.value, "bulletin": banner}


def _iter_entries() -> Iterator[Given]:
    bulletin = _build_bulletin(Urgency.ROUTINE)
    locale = Locale(language_code=settings.LANGUAGE_CODE)
    fields = {"title": LONG, "url_path": "/don-vi/muc/bai/", "locale": locale}
    article = NewsPage(date=DAY, lead=f"{LONG}. " * 2, **fields)
    document = DocumentPage(issued_on=DAY, number="1234/QĐ-UBND", **fields)
    yield (
        _("Entry of a bulletin"),
        "bulletins/entry.html",
        {"bulletin": LocalizedBulletin(bulletin, bulletin)},
    )
    yield _("Entry of an article"), "home/news_entry.html", {"article": article}
    yield _("Entry of a document"), "home/document_entry.html", {"document": document}


def _iter_controls(request: AgencyRequest) -> Iterator[Given]:
    filters = BulletinFilters(QueryDict(), Bulletin.objects.visible_on(request.agency))
    second = {"page": Paginator(range(60), 20).page(2), "prefix": "", "parameter": "trang"}
    yield _("Buttons"), "home/patterns/buttons.html", {}
    yield _("Contact"), "home/contact_details.html", {}
    yield _("Search"), "components/search_form.html", {"scope": "site"}
    yield _("Filter"), "bulletins/filters.html", {"filters": filters}
    yield _("Result pages"), "components/pagination.html", second


def _build_bulletin(urgency: Urgency) -> Bulletin:
    return Bulletin(
        title=LONG,
        slug="mau",
        urgency=urgency,
        issued_on=DAY,
        summary=f"{LONG}. " * 2,
        instruction="Không qua ngầm tràn khi nước còn chảy. Ở nhà và chờ thông báo tiếp theo.",
        contact_name="Trực ban phòng, chống thiên tai",
        contact_telephone="0209 3000 115",
    )
