"""Pages of the manual and the admin views that show them.

The pages are Markdown files of this project, rendered as HTML. The HTML is marked safe, because the
files are part of the project.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from xml.etree.ElementTree import Element

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.urls import reverse, reverse_lazy
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView
from markdown import Markdown
from markdown.extensions import Extension
from markdown.extensions.toc import TocExtension
from markdown.treeprocessors import Treeprocessor
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.permissions import AnyUser
from content.text.slugs import make_slug
from sites.permissions.ownership import get_active_agency_ids, get_moderated_agency_ids

EDITORS = "bien-tap-vien"
MODERATORS = "nguoi-duyet"
ICT = "so-tttt"
NAMES = (EDITORS, MODERATORS, ICT)
IMAGES = "images"


@dataclass(frozen=True)
class ManualPage:
    """Page of the manual for one role; ``contents``: links to its headings, as HTML."""

    name: str
    title: str
    lead: str
    body: SafeString
    contents: SafeString


def list_manual_pages(user: AnyUser) -> list[ManualPage]:
    """Return all pages, the one for the user's role first."""
    own = _get_own_chapter(user)
    return [get_manual_page(name) for name in sorted(NAMES, key=lambda name: name != own)]


def get_manual_page(name: str) -> ManualPage:
    """Return a page; ``name`` is one of ``NAMES``."""
    file = settings.MANUAL_FOLDER / f"{name}.md"
    return _render(file, file.stat().st_mtime_ns)


def get_image_path(name: str) -> Path:
    """Return the path of a picture of the manual; the file may not exist."""
    return settings.MANUAL_FOLDER / IMAGES / f"{name}.png"


def _get_own_chapter(user: AnyUser) -> str:
    if get_moderated_agency_ids(user):
        return MODERATORS
    return EDITORS if get_active_agency_ids(user) else ICT


@lru_cache(maxsize=2 * len(NAMES))
def _render(file: Path, changed: int) -> ManualPage:
    # ``changed`` is part of the cache key, so that a changed file is read again.
    heading, lead, text = file.read_text(encoding="utf-8").split("\n\n", 2)
    toc = TocExtension(slugify=lambda title, separator: make_slug(title), toc_depth="2-2")
    markdown = Markdown(
        extensions=[toc, "sane_lists", "tables", _Addresses()], output_format="html"
    )
    body = markdown.convert(text)
    return ManualPage(
        name=file.stem,
        title=heading.removeprefix("# "),
        lead=lead,
        body=mark_safe(body),  # noqa: S308 our own file
        contents=mark_safe(markdown.toc),  # noqa: S308
    )


class _Addresses(Extension):
    def extendMarkdown(self, md: Markdown) -> None:
        # Priority 5: runs after the inline patterns, which create the links.
        md.treeprocessors.register(_AddressProcessor(md), "manual_addresses", 5)


class _AddressProcessor(Treeprocessor):
    """Replace relative URLs of pictures and pages, which work in the files, by the admin's."""

    def run(self, root: Element) -> None:
        for image in root.iter("img"):
            name = Path(image.get("src", "")).stem
            image.set("src", reverse("manual_picture", args=[name]))
            image.set("loading", "lazy")
        for link in root.iter("a"):
            page, hash_mark, fragment = link.get("href", "").partition("#")
            if page.endswith(".md"):
                address = reverse("manual_page", args=[page.removesuffix(".md")])
                link.set("href", address + hash_mark + fragment)


class ManualView(WagtailAdminTemplateMixin, TemplateView):
    """Overview of the manual's pages, the one for the user's role first."""

    template_name = "desk/manual/index.html"
    page_title = _("Instructions")
    header_icon = "help"
    breadcrumbs_items = [
        *WagtailAdminTemplateMixin.breadcrumbs_items,
        {"url": reverse_lazy("manual"), "label": _("Instructions")},
    ]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        return context | {"pages": list_manual_pages(self.request.user)}


class ManualPageView(ManualView):
    """Page of the manual; 404 for unknown names."""

    template_name = "desk/manual/page.html"

    def get(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if kwargs["name"] not in NAMES:
            raise Http404
        return super().get(request, *args, **kwargs)

    def get_page_title(self) -> str:
        return get_manual_page(self.kwargs["name"]).title

    def get_breadcrumbs_items(self) -> list[dict[str, object]]:
        name = self.kwargs["name"]
        return [
            *self.breadcrumbs_items,
            {"url": reverse("manual_page", args=[name]), "label": self.get_page_title()},
        ]

    def get_context_data(self, **kwargs: object) -> dict[str, object]:
        context = super().get_context_data(**kwargs)
        return context | {"page": get_manual_page(self.kwargs["name"])}


def show_manual_image(request: HttpRequest, name: str) -> FileResponse:
    """Return a picture of the manual; raises Http404 if there is none of this name."""
    file = get_image_path(name)
    if not file.is_file():
        raise Http404
    return FileResponse(file.open("rb"), content_type="image/png")
