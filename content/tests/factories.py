"""Pictures and documents, files as people upload them, and the blocks that show them."""

import json
import zipfile
from io import BytesIO

from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from wagtail.models import Collection, CollectionViewRestriction

from content.models import CustomDocument, CustomImage

# A place that must not be found in what is kept, as text and as Exif writes it.
CAMERA = b"Pixel 9 Ba Be"
PLACE = b"22.4119N 105.6281E"
PAPER = b"%PDF-1.7\n%%EOF\n"


def create_document(
    collection=None, title="Kế hoạch", *, name="ke-hoach.pdf", content=PAPER, **fields
):
    """A document in a collection, or in none of an agency's."""
    fields = {"collection": collection or _root()} | fields
    if "file" not in fields:
        # As after an upload; else the first reader's page would write the size down.
        fields |= {"file": make_upload(name, content), "file_size": len(content)}
    return CustomDocument.objects.create(title=title, **fields)


def create_picture(collection=None, title="Lũ", *, name="IMG_4711.png", size=(60, 40), **fields):
    """A picture in a collection, or in none of an agency's: red on the left, blue on the right."""
    fields = {"description": "Ngầm tràn", "collection": collection or _root()} | fields
    if "file" not in fields:
        fields["file"] = ContentFile(encode_image(make_halves(size), "PNG"), name=name)
    return CustomImage.objects.create(title=title, **fields)


def _root():
    return Collection.get_first_root_node()


def restrict_collection(collection, password="chim-sáo", *, kind="password"):  # noqa: S107
    """Let a collection be read with a password only, or (``login``) by who has signed in."""
    password = password if kind == CollectionViewRestriction.PASSWORD else ""
    return CollectionViewRestriction.objects.create(
        collection=collection, restriction_type=kind, password=password
    )


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


def make_linked_text(*links):
    """A text as the editor for rich text sends it, with links: kinds and what they say.

    Unlike ``rich_text()`` it takes keys of every spelling, since it looks nothing up.
    """
    ranges = [{"offset": at, "length": 1, "key": at} for at in range(len(links))]
    block = {"key": "a", "text": "x" * len(links), "type": "unstyled", "depth": 0, "data": {}}
    block |= {"entityRanges": ranges, "inlineStyleRanges": []}
    entities = {
        str(at): {"type": kind, "mutability": "MUTABLE", "data": data}
        for at, (kind, data) in enumerate(links)
    }
    return json.dumps({"blocks": [block], "entityMap": entities})


def make_exif(orientation=1):
    data = Image.Exif()
    data[Base.Orientation] = orientation
    data[Base.Model] = CAMERA.decode()
    gps = data.get_ifd(IFD.GPSInfo)
    gps[GPS.GPSLatitudeRef] = "N"
    gps[GPS.GPSLatitude] = (22.0, 24.0, 43.0)
    gps[GPS.GPSAreaInformation] = PLACE
    return data


def make_halves(size=(80, 40), mode="RGB", left="red", right="blue"):
    """Red on the left, blue on the right: whether it has been turned can be seen."""
    image = Image.new(mode, size, left)
    image.paste(Image.new(mode, (size[0] // 2, size[1]), right), (size[0] // 2, 0))
    return image


def encode_image(image, kind, **options):
    output = BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def make_photo(kind="HEIF", name="IMG_0001.HEIC", size=(80, 40), orientation=1, **options):
    """A photo with place and camera in it."""
    metadata = {"exif": make_exif(orientation).tobytes()} | options
    return SimpleUploadedFile(name, encode_image(make_halves(size), kind, **metadata))


def make_zip(entries, name, compression=zipfile.ZIP_STORED):
    """A zip with these names and contents, the first one first."""
    output = BytesIO()
    with zipfile.ZipFile(output, "w", compression) as archive:
        for entry, content in entries.items():
            archive.writestr(entry, content)
    return SimpleUploadedFile(name, output.getvalue())


WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override '
    'PartName="/word/van-ban.xml" ContentType="application/vnd.openxmlformats-officedocument.'
    'wordprocessingml.document.main+xml"/></Types>'
)
ODT_NAMES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table")
)


def make_docx(body, before=""):
    """A DOCX with these elements in its body; ``before`` stands at the beginning of its XML."""
    document = f'{before}<w:document xmlns:w="{WORD}"><w:body>{body}</w:body></w:document>'
    parts = {"[Content_Types].xml": TYPES, "word/van-ban.xml": document}
    return make_zip(parts, "a.docx", zipfile.ZIP_DEFLATED).read()


def make_odt(body):
    """An ODT with these elements in its text."""
    content = (
        f"<office:document-content {ODT_NAMES}><office:body><office:text>{body}</office:text>"
        "</office:body></office:document-content>"
    )
    parts = {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": content}
    return make_zip(parts, "a.odt").read()


def make_pdf(words="", pages=1):
    """A PDF with these words on each page, in letters that every reader has."""
    text = f"BT /F1 12 Tf 20 200 Td ({words}) Tj ET".encode()
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 3 0 R/Resources<</Font<</F1"
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>"
    )
    kids = b" ".join(b"%d 0 R" % (4 + number) for number in range(pages))
    objects = (
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, pages),
        b"<</Length %d>>stream\n%s\nendstream" % (len(text), text),
        *[page] * pages,
    )
    body = b"".join(b"%d 0 obj%s endobj\n" % row for row in enumerate(objects, 1))
    return b"%PDF-1.4\n" + body + b"trailer<</Root 1 0 R>>\n%%EOF\n"


def make_upload(name="ke-hoach.pdf", content=PAPER):
    return SimpleUploadedFile(name, content)
