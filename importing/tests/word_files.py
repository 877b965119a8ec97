"""Word documents, put together part by part as Word writes them."""

import zipfile
from io import BytesIO

from content.tests.factories import encode_image, make_halves

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
NAMESPACES = (
    f'xmlns:w="{WORD}" xmlns:r="{OFFICE}" xmlns:wp="{DRAWING}/wordprocessingDrawing" '
    f'xmlns:a="{DRAWING}/main" xmlns:pic="{DRAWING}/picture" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
# Word names styles in English whatever its language; the keys are those of a Vietnamese Word.
STYLES = {
    "Title": "Title",
    "u1": "heading 1",
    "u2": "heading 2",
    "u3": "heading 3",
    "oancuaDanhsach": "List Paragraph",
    "MuclucI": "toc 1",
}
LISTS = {"1": ("bullet", "·"), "2": ("decimal", "%1."), "3": ("lowerLetter", "%1)")}
PARAGRAPH_OF_NUMBERS = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="{}"/></w:numPr>'


def run(text, *, bold=False, raised=False):
    looks = "<w:b/>" * bold + '<w:vertAlign w:val="superscript"/>' * raised
    return f'<w:r><w:rPr>{looks}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(content, style="", *, numbers=""):
    """A paragraph of text or runs; ``numbers``: a key of ``LISTS``."""
    inner = content if content.startswith("<") else run(content)
    looks = f'<w:pStyle w:val="{style}"/>' if style else ""
    looks += PARAGRAPH_OF_NUMBERS.format(numbers) if numbers else ""
    return f"<w:p><w:pPr>{looks}</w:pPr>{inner}</w:p>"


def cell(text, *, span=1, merge=""):
    """A cell; ``merge``: ``restart`` or ``continue`` of one that spans rows."""
    looks = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    looks += f'<w:vMerge w:val="{merge}"/>' if merge else ""
    return f"<w:tc><w:tcPr>{looks}</w:tcPr>{paragraph(text)}</w:tc>"


def table(*rows, heading_rows=1):
    """A table of rows of cells."""
    head = "<w:trPr><w:tblHeader/></w:trPr>"
    inner = "".join(
        f"<w:tr>{head if number < heading_rows else ''}{''.join(cells)}</w:tr>"
        for number, cells in enumerate(rows)
    )
    return f"<w:tbl>{inner}</w:tbl>"


def picture(key="rIdPicture", alt=""):
    return (
        f'<w:p><w:r><w:drawing><wp:inline><wp:docPr id="1" name="H" descr="{alt}"/><a:graphic>'
        f'<a:graphicData uri="{DRAWING}/picture"><pic:pic><pic:blipFill><a:blip r:embed="{key}"/>'
        "</pic:blipFill></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r></w:p>"
    )


def link(text, address="rIdLink"):
    return f'<w:hyperlink r:id="{address}">{run(text)}</w:hyperlink>'


def note_reference(key=2):
    return f'<w:r><w:footnoteReference w:id="{key}"/></w:r>'


def make_word_file(*body, notes=(), image=None, before="", **parts):
    """The bytes of a document; ``parts``: further parts by name, with ``__`` for a slash."""
    files = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(("rId1", "officeDocument", "word/document.xml")),
        "word/document.xml": (
            f"<?xml version='1.0'?>{before}<w:document {NAMESPACES}><w:body>{''.join(body)}"
            "<w:sectPr/></w:body></w:document>"
        ),
        "word/_rels/document.xml.rels": _relations(
            ("rIdStyles", "styles", "styles.xml"),
            ("rIdNumbers", "numbering", "numbering.xml"),
            ("rIdNotes", "footnotes", "footnotes.xml"),
            ("rIdPicture", "image", "media/image1.png"),
            ("rIdDrawing", "image", "media/image2.emf"),
            ("rIdLink", "hyperlink", "https://tiem.example/dk"),
            ("rIdDisk", "hyperlink", "file:///C:/ke-hoach.doc"),
        ),
        "word/styles.xml": _styles(),
        "word/numbering.xml": _numbering(),
        "word/footnotes.xml": _notes(notes),
        "word/media/image1.png": image or encode_image(make_halves((60, 40)), "PNG"),
        "word/media/image2.emf": b"\x01\x00\x00\x00EMF",
        **{name.replace("__", "/"): content for name, content in parts.items()},
    }
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            if content is not None:
                archive.writestr(name, content)
    return written.getvalue()


def _types():
    main = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    return (
        f'<Types xmlns="{PACKAGE}/content-types"><Default Extension="png" ContentType="image/png"/>'
        '<Default Extension="emf" ContentType="image/x-emf"/>'
        '<Default Extension="xml" ContentType="application/xml"/><Override '
        f'PartName="/word/document.xml" ContentType="{main}.document.main+xml"/></Types>'
    )


def _relations(*rows):
    external = ' TargetMode="External"'
    inner = "".join(
        f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{target}"'
        f"{external if ':' in target else ''}/>"
        for key, kind, target in rows
    )
    return f'<Relationships xmlns="{PACKAGE}/relationships">{inner}</Relationships>'


def _styles():
    inner = "".join(
        f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
        for key, name in STYLES.items()
    )
    return f"<w:styles {NAMESPACES}>{inner}</w:styles>"


def _numbering():
    inner = "".join(
        f'<w:abstractNum w:abstractNumId="{key}"><w:lvl w:ilvl="0"><w:start w:val="1"/>'
        f'<w:numFmt w:val="{form}"/><w:lvlText w:val="{text}"/></w:lvl></w:abstractNum>'
        for key, (form, text) in LISTS.items()
    )
    inner += "".join(
        f'<w:num w:numId="{key}"><w:abstractNumId w:val="{key}"/></w:num>' for key in LISTS
    )
    return f"<w:numbering {NAMESPACES}>{inner}</w:numbering>"


def _notes(notes):
    inner = "".join(
        f'<w:footnote w:id="{number}">{paragraph(text)}</w:footnote>'
        for number, text in enumerate(notes, 2)
    )
    return f"<w:footnotes {NAMESPACES}>{inner}</w:footnotes>"
