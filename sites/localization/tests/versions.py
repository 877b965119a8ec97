"""Pages with a published English version, and what a reader gets of both."""

from wagtail.models import Page

from sites.tests.factories import add_english


def publish_english(page, title, **fields):
    """The published English of a page and, where it is missing, of the pages above it."""
    parent = page.get_parent()
    if not parent.is_root() and not parent.has_translation(add_english()):
        publish_english(parent.specific, f"{parent.title} (English)")
    version = page.specific.copy_for_translation(add_english())
    for name, value in {"title": title, "slug": version.slug, **fields}.items():
        setattr(version, name, value)
    version.take_words()
    version.save_revision().publish()
    return reload(version)


def get_path(page):
    """The path of a page on its website."""
    page = reload(page)
    code = page.locale.language_code
    return f"{'' if code == 'vi' else f'/{code}'}/{page.url_path.split('/', 2)[2]}"


def reload(page):
    return Page.objects.get(pk=page.pk).specific
