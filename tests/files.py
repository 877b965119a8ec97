"""Documents and pictures in the collections of agencies, and the ways in which things use them."""

from django.core.files.base import ContentFile
from wagtail.models import PageViewRestriction

from bulletins.models import BulletinAttachment
from content.models import AgencyDocument, AgencyImage
from tests.content import draft, news
from tests.uploads import encoded, halves, paper


def a_document(collection, name="ke-hoach.pdf", title="Kế hoạch", **fields):
    fields = {"title": title, "file": paper(name), "collection": collection} | fields
    return AgencyDocument.objects.create(**fields)


def a_picture(collection, name="IMG_4711.png", size=(60, 40), title="Lũ"):
    file = ContentFile(encoded(halves(size), "PNG"), name=name)
    fields = {"description": "Ngầm tràn", "collection": collection}
    return AgencyImage.objects.create(title=title, file=file, **fields)


def picture_url(picture, size="width-40|format-webp"):
    """The address of a size of a picture, made now if there is none."""
    return picture.get_rendition(size).url


def file_block(document):
    return ("file", {"document": document, "caption": ""})


def linking(document):
    """A text with a link to a document."""
    return ("text", f'<p><a linktype="document" id="{document.pk}">Tệp</a></p>')


def picture_block(picture):
    picture.contextual_alt_text, picture.decorative = "Ngầm tràn", False
    return ("picture", picture)


def article(agency, *files, **fields):
    """A published article with these files in its text."""
    blocks = [
        picture_block(file) if isinstance(file, AgencyImage) else file_block(file) for file in files
    ]
    return news(agency, "Tin về lũ", body=blocks, **fields)


def with_password(page, password="chim-sáo"):  # noqa: S107
    kind = PageViewRestriction.PASSWORD
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password=password)


def draft_with(document, title="Thông báo", **fields):
    """A bulletin nobody has published, with a file to download."""
    bulletin = draft(title, **fields)
    bulletin.attachments.add(BulletinAttachment(document=document))
    bulletin.save_revision()
    return bulletin


def publish_with(document, title="Thông báo", **fields):
    bulletin = draft_with(document, title, **fields)
    bulletin.get_latest_revision().publish()
    bulletin.refresh_from_db()
    return bulletin
