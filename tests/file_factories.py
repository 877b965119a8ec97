"""Documents and pictures in the collections of agencies, and the ways in which things use them."""

from django.core.files.base import ContentFile
from wagtail.models import PageViewRestriction

from bulletins.models import BulletinAttachment
from content.models import CustomDocument, CustomImage
from tests.factories import create_draft, publish_news
from tests.upload_factories import encode_image, make_halves, make_upload


def create_document(collection, name="ke-hoach.pdf", title="Kế hoạch", **fields):
    fields = {"title": title, "file": make_upload(name), "collection": collection} | fields
    return CustomDocument.objects.create(**fields)


def create_picture(collection, name="IMG_4711.png", size=(60, 40), title="Lũ"):
    file = ContentFile(encode_image(make_halves(size), "PNG"), name=name)
    fields = {"description": "Ngầm tràn", "collection": collection}
    return CustomImage.objects.create(title=title, file=file, **fields)


def get_picture_url(picture, size="width-40|format-webp"):
    """The address of a size of a picture, made now if there is none."""
    return picture.get_rendition(size).url


def make_file_block(document):
    return ("file", {"document": document, "caption": ""})


def make_link_text(document):
    """A text with a link to a document."""
    return ("text", f'<p><a linktype="document" id="{document.pk}">Tệp</a></p>')


def make_picture_block(picture):
    picture.contextual_alt_text, picture.decorative = "Ngầm tràn", False
    return ("picture", picture)


def publish_article(agency, *files, **fields):
    """A published article with these files in its text."""
    blocks = [
        make_picture_block(file) if isinstance(file, CustomImage) else make_file_block(file)
        for file in files
    ]
    return publish_news(agency, "Tin về lũ", body=blocks, **fields)


def protect_with_password(page, password="chim-sáo"):  # noqa: S107
    kind = PageViewRestriction.PASSWORD
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password=password)


def create_draft_with(document, title="Thông báo", **fields):
    """A bulletin nobody has published, with a file to download."""
    bulletin = create_draft(title, **fields)
    bulletin.attachments.add(BulletinAttachment(document=document))
    bulletin.save_revision()
    return bulletin


def publish_bulletin_with(document, title="Thông báo", **fields):
    bulletin = create_draft_with(document, title, **fields)
    bulletin.get_latest_revision().publish()
    bulletin.refresh_from_db()
    return bulletin
