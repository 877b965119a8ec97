"""Destinations of imported pages: their index page, created if missing, and their slug."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, PageViewRestriction

from content.text.slugs import make_slug
from home.models import DocumentIndexPage, FeedMixin, HomePage, NewsIndexPage
from home.services.starter_pages import make_shortcut
from importing.models import ImportedForm
from sites.models import Agency

# Leaves room for an appended number.
SLUG_BASE = 76
INDEXES: dict[ImportedForm, type[FeedMixin]] = {
    ImportedForm.ARTICLE: NewsIndexPage,
    ImportedForm.DOCUMENT: DocumentIndexPage,
}


class SlugPool:
    """The taken slugs of one place; gives out free ones, each only once."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.next: dict[str, int] = {}

    def take(self, title: str, otherwise: str) -> str:
        """Return a free slug made from a title, with a number appended if it is taken.

        ``otherwise``: the slug of a title without letters and digits.
        """
        base = (make_slug(title) or otherwise)[:SLUG_BASE]
        slug = base
        while slug in self.taken:
            # Continue from the last number: thousands may have the same title.
            self.next[base] = self.next.get(base, 1) + 1
            slug = f"{base}-{self.next[base]}"
        self.taken.add(slug)
        return slug


class Destination:
    """An index page that imported pages are added to, with the slugs below it."""

    def __init__(self, index: Page) -> None:
        self.index = index
        self.slugs = SlugPool(Page.objects.child_of(index).values_list("slug", flat=True))


class PageDestinations:
    """The index pages of all websites, found or created when they are first needed.

    Private pages go below an index page of their own, which is restricted as a whole: every query
    for public pages names each restricted page, and must not name thousands.
    """

    def __init__(self) -> None:
        self._places: dict[tuple[object, ...], Destination] = {}
        self._homes: dict[tuple[int, str], Page] = {}

    def get_index(
        self, agency: Agency, form: ImportedForm, language: str, *, private: bool
    ) -> Destination:
        """Return the place of articles or documents in a language; create what is missing."""
        key = (agency.pk, form, language, private)
        if key not in self._places:
            home = self.get_home(agency, language)
            index = _find_index_page(home, INDEXES[form], private) or _create_index_page(
                home, form, private
            )
            self._places[key] = Destination(index)
        return self._places[key]

    def get_home(self, agency: Agency, language: str) -> Page:
        """Return the home page of a website in a language; create and publish a missing one."""
        key = (agency.pk, language)
        if key not in self._homes:
            self._homes[key] = self.find_home(agency, language) or _create_home_page(
                agency, language
            )
        return self._homes[key]

    def move(self, page: Page, place: Destination) -> None:
        """Move a page below another index page of the same website.

        Its slug changes if it is taken there.
        """
        slug = place.slugs.take(page.slug, "trang")
        if slug != page.slug:
            page.slug = slug
            page.save(clean=False)
        page.move(place.index, pos="last-child")
        page.refresh_from_db()
        # Each index page stores the number of its children, which has changed.
        for other in self._places.values():
            other.index.refresh_from_db()

    def find_home(self, agency: Agency, language: str) -> Page | None:
        """Return the home page of a website in a language, or None."""
        root = agency.root_page
        if root.locale.language_code == language:
            return root
        return root.get_translations().filter(locale__language_code=language).first()


def _find_index_page(home: Page, model: type[FeedMixin], private: bool) -> Page | None:
    indexes = model.objects.child_of(home).order_by("path")
    closed = PageViewRestriction.objects.filter(page__in=indexes).values("page")
    found = indexes.filter(pk__in=closed) if private else indexes.exclude(pk__in=closed)
    return found.first()


def _create_index_page(home: Page, form: ImportedForm, private: bool) -> Page:
    """Create and publish an index page below a home page.

    A public one becomes the translation of the Vietnamese index page, if there is one.
    """
    model = INDEXES[form]
    slugs = SlugPool(Page.objects.child_of(home).values_list("slug", flat=True))
    with translation.override(home.locale.language_code):
        title = _get_title(form, private)
    index = model(title=title, slug=slugs.take(title, "danh-sach"), locale=home.locale)
    index.show_in_menus = not private
    index.live = False
    if not private:
        index.translation_key = _find_translation_key(home, model) or index.translation_key
    home.add_child(instance=index)
    if private:
        # Restrict it before it is published.
        login = PageViewRestriction.LOGIN
        PageViewRestriction.objects.create(page=index, restriction_type=login)
    index.save_revision().publish()
    return index


def _get_title(form: ImportedForm, private: bool) -> str:
    if form == ImportedForm.DOCUMENT:
        return _("Internal documents") if private else _("Legal documents")
    return _("Internal news") if private else _("News")


def _find_translation_key(home: Page, model: type[FeedMixin]) -> object:
    """Return the translation key of the Vietnamese index page.

    None if there is none, or if it has a translation in the language of ``home`` already.
    """
    root = home.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    index = _find_index_page(root, model, private=False) if root else None
    if index is None or index.get_translations().filter(locale=home.locale).exists():
        return None
    return index.translation_key


def _create_home_page(agency: Agency, language: str) -> Page:
    """Create and publish the home page of a website in another language, and return it.

    Its tasks lead only to what exists in that language: bulletins and the directory.
    """
    locale = Locale.objects.get(language_code=language)
    page = agency.root_page.specific.copy_for_translation(locale)
    page.title = page.draft_title = agency.get_name_in(language)
    page.seo_title = page.search_description = page.tagline = ""
    page.parts = []
    with translation.override(language):
        page.tasks = [
            make_shortcut("bulletin", _("Bulletins"), address=f"/{language}/ban-tin/"),
            make_shortcut("people", _("Find a unit"), address=f"/{language}/co-quan/"),
        ]
    page.save_revision().publish()
    return HomePage.objects.get(pk=page.pk)
