"""New places of pages and files of an archived agency, on its successors' websites."""

from django.conf import settings

from content.models import CustomDocument, CustomImage, CustomRendition
from home.frames import find_live_translation, get_frame_path
from home.models import FormerURL
from sites.models import Agency
from sites.permissions.file_visibility import get_visibility
from sites.permissions.ownership import get_owner_ids, get_page_agency, has_language
from sites.selectors.successors import list_led_on

PICTURES = "/media/images/"


def get_elsewhere_url(row: FormerURL, path: str, frame: str) -> str | None:
    """Return the absolute URL of a page that went to another agency's website; None if it is gone.

    ``path``: the one asked for, below the former home page. A file of the page (a feed) keeps its
    name. ``frame``: the code of the language asked for. Where the other website does not have it,
    the Vietnamese page is meant.
    """
    agency = get_page_agency(row.page) if row.page else None
    if row.page is None or agency is None:
        return None
    language = frame if has_language(agency, frame) else settings.LANGUAGE_CODE
    page = find_live_translation(row.page, language) or row.page
    if not has_language(agency, page.locale.language_code):
        return None
    address = get_frame_path(page, language)
    # Old portals have addresses that look like files: they are the page's own.
    name = path.rpartition("/")[2]
    is_part = row.path == path.removesuffix(name)
    return agency.root_url + address + (name if is_part else "")


def find_moved_file_url(agency: Agency, path: str) -> str | None:
    """Return the absolute URL of a file that an ended agency handed on; None if it has not.

    ``path``: of a document or of a size of a picture. Only files that are public on the website of
    an agency that carries on its work.
    """
    if not agency.is_archived:
        return None
    file = _find_file(path)
    if file is None:
        return None
    for owner in Agency.objects.with_site().filter(pk__in=get_owner_ids(file)):
        is_successor = list_led_on(owner).filter(pk=agency.pk).exists()
        if is_successor and get_visibility(file, owner).is_public:
            name = getattr(file, "url", "") if isinstance(file, CustomDocument) else path
            return owner.root_url + name
    return None


def _find_file(path: str) -> CustomDocument | CustomImage | None:
    """Return the document or picture at the path of a file, by its present or a former name."""
    if path.startswith(PICTURES):
        name = path.removeprefix("/media/")
        rendition = CustomRendition.objects.filter(file=name).select_related("image__collection")
        found = rendition.first()
        return found.image if found else None
    key, _separator, name = path.removeprefix("/documents/").partition("/")
    document = CustomDocument.objects.select_related("collection").filter(pk=key).first()
    if document is None:
        return None
    is_named = document.filename == name or document.former_names.filter(name=name).exists()
    return document if is_named else None
