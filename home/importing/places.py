"""Where imported pages go: below which list of which website, and at which address."""

from collections.abc import Iterable

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _
from wagtail.models import Locale, Page, PageViewRestriction

from home.models import DocumentIndexPage, HomePage, ImportedForm, NewsIndexPage
from home.models.fed import FedIndexPage
from home.starter import task
from sites.models import Agency
from sites.slugs import vietnamese_slug

# Leaves room for a number behind it.
SLUG_BASE = 76
INDEXES: dict[ImportedForm, type[FedIndexPage]] = {
    ImportedForm.ARTICLE: NewsIndexPage,
    ImportedForm.DOCUMENT: DocumentIndexPage,
}


class Slugs:
    """Addresses that are free; what was given out is not given out again."""

    def __init__(self, taken: Iterable[str]) -> None:
        self.taken = set(taken)
        self.next: dict[str, int] = {}

    def free(self, title: str, otherwise: str) -> str:
        """Return the words of a title, numbered where they are taken."""
        base = (vietnamese_slug(title) or otherwise)[:SLUG_BASE]
        slug = base
        while slug in self.taken:
            # Goes on where it stopped: there may be thousands of the same title.
            self.next[base] = self.next.get(base, 1) + 1
            slug = f"{base}-{self.next[base]}"
        self.taken.add(slug)
        return slug


class Place:
    """A list that pages are put below."""

    def __init__(self, index: Page) -> None:
        self.index = index
        self.slugs = Slugs(Page.objects.child_of(index).values_list("slug", flat=True))


class Places:
    """The lists of all websites, looked for or made when they are first needed.

    What is not for the public stands below a list of its own, which is closed as a whole:
    every query for what is public names each closed page, and must not name thousands.
    """

    def __init__(self) -> None:
        self._places: dict[tuple[object, ...], Place] = {}
        self._homes: dict[tuple[int, str], Page] = {}

    def of(self, agency: Agency, form: ImportedForm, language: str, *, private: bool) -> Place:
        key = (agency.pk, form, language, private)
        if key not in self._places:
            home = self.home(agency, language)
            index = _existing(home, INDEXES[form], private) or _made(home, form, private)
            self._places[key] = Place(index)
        return self._places[key]

    def home(self, agency: Agency, language: str) -> Page:
        """The home page of a website in a language, made where it is not there yet."""
        key = (agency.pk, language)
        if key not in self._homes:
            self._homes[key] = self.existing_home(agency, language) or _translated(agency, language)
        return self._homes[key]

    def move(self, page: Page, place: Place) -> None:
        """Put a page below another list of the same website."""
        slug = place.slugs.free(page.slug, "trang")
        if slug != page.slug:
            page.slug = slug
            page.save(clean=False)
        page.move(place.index, pos="last-child")
        page.refresh_from_db()
        # Each knows how many pages are below it.
        for other in self._places.values():
            other.index.refresh_from_db()

    def existing_home(self, agency: Agency, language: str) -> Page | None:
        root = agency.root_page
        if root.locale.language_code == language:
            return root
        return root.get_translations().filter(locale__language_code=language).first()


def _existing(home: Page, model: type[FedIndexPage], private: bool) -> Page | None:
    indexes = model.objects.child_of(home).order_by("path")
    closed = PageViewRestriction.objects.filter(page__in=indexes).values("page")
    found = indexes.filter(pk__in=closed) if private else indexes.exclude(pk__in=closed)
    return found.first()


def _made(home: Page, form: ImportedForm, private: bool) -> Page:
    """A list below a home page that has none; beside the Vietnamese one where that is there."""
    model = INDEXES[form]
    slugs = Slugs(Page.objects.child_of(home).values_list("slug", flat=True))
    with translation.override(home.locale.language_code):
        title = _title(form, private)
    index = model(title=title, slug=slugs.free(title, "danh-sach"), locale=home.locale)
    index.show_in_menus = not private
    index.live = False
    if not private:
        index.translation_key = _key_of_translation(home, model) or index.translation_key
    home.add_child(instance=index)
    if private:
        # Closed before anybody could look.
        login = PageViewRestriction.LOGIN
        PageViewRestriction.objects.create(page=index, restriction_type=login)
    index.save_revision().publish()
    return index


def _title(form: ImportedForm, private: bool) -> str:
    if form == ImportedForm.DOCUMENT:
        return _("Internal documents") if private else _("Legal documents")
    return _("Internal news") if private else _("News")


def _key_of_translation(home: Page, model: type[FedIndexPage]) -> object:
    """What tells that two lists are the same in two languages."""
    root = home.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE).first()
    index = _existing(root, model, private=False) if root else None
    if index is None or index.get_translations().filter(locale=home.locale).exists():
        return None
    return index.translation_key


def _translated(agency: Agency, language: str) -> Page:
    """Give a website another language: a home page in it, published, with what is there in it."""
    locale, _created = Locale.objects.get_or_create(language_code=language)
    front = agency.root_page.specific.copy_for_translation(locale)
    front.title = front.draft_title = agency.name_en
    front.seo_title = front.search_description = front.tagline = ""
    front.parts = []
    with translation.override(language):
        front.tasks = [
            task("bulletin", _("Bulletins"), address=f"/{language}/ban-tin/"),
            task("people", _("Find a unit"), address=f"/{language}/co-quan/"),
        ]
    front.save_revision().publish()
    return HomePage.objects.get(pk=front.pk)
