"""Papers as DOCX: the minimum that the format requires (ECMA-376, part 1)."""

from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile

from django.utils.html import escape

from demo.texts import PaperContent

_MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_OFFICE = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_KINDS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_CORE = "http://schemas.openxmlformats.org/package/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
# In half points: 13 points, as Decree 30/2020 requires.
_SIZE = 26
_STYLES = {"heading": "Heading2", "kind": "Heading1", "item": "ListParagraph"}


def render_docx(paper: PaperContent) -> bytes:
    """Return a paper as DOCX, with headings that screen readers recognize."""
    file = BytesIO()
    with ZipFile(file, "w", ZIP_DEFLATED) as archive:
        for name, content in _build_parts(paper).items():
            archive.writestr(name, _HEAD + content)
    return file.getvalue()


def _build_parts(paper: PaperContent) -> dict[str, str]:
    return {
        "[Content_Types].xml": (
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="rels" '
            'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/word/document.xml" ContentType="{_OFFICE}.document.main+xml"/>'
            f'<Override PartName="/word/styles.xml" ContentType="{_OFFICE}.styles+xml"/>'
            '<Override PartName="/docProps/core.xml" '
            'ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>'
        ),
        "_rels/.rels": _render_relations(
            (f"{_KINDS}/officeDocument", "word/document.xml"),
            (f"{_CORE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": (
            f'<cp:coreProperties xmlns:cp="{_CORE}/metadata/core-properties" '
            'xmlns:dc="http://purl.org/dc/elements/1.1/">'
            f"<dc:title>{escape(paper.title)}</dc:title><dc:creator>{escape(paper.issuer)}"
            "</dc:creator><dc:language>vi-VN</dc:language></cp:coreProperties>"
        ),
        "word/_rels/document.xml.rels": _render_relations((f"{_KINDS}/styles", "styles.xml")),
        "word/styles.xml": _render_styles(),
        "word/document.xml": _render_document(paper),
    }


def _render_relations(*targets: tuple[str, str]) -> str:
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(targets)
    )
    return f'<Relationships xmlns="{_RELATIONS}">{rows}</Relationships>'


def _render_styles() -> str:
    def style(name: str, label: str, outline: int | None, centred: bool, indent: int) -> str:
        level = "" if outline is None else f'<w:outlineLvl w:val="{outline}"/>'
        align = '<w:jc w:val="center"/>' if centred else ""
        bold = "" if outline is None else "<w:rPr><w:b/></w:rPr>"
        return (
            f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{label}"/>'
            f'<w:pPr><w:ind w:left="{indent}"/>{align}{level}</w:pPr>{bold}</w:style>'
        )

    return (
        f'<w:styles xmlns:w="{_MAIN}"><w:docDefaults><w:rPrDefault><w:rPr>'
        '<w:rFonts w:ascii="Times New Roman" w:hAnsi="Times New Roman" w:cs="Times New Roman"/>'
        f'<w:sz w:val="{_SIZE}"/><w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault><w:pPrDefault>'
        '<w:pPr><w:spacing w:after="120"/></w:pPr></w:pPrDefault></w:docDefaults>'
        + style("Heading1", "heading 1", 0, centred=True, indent=0)
        + style("Heading2", "heading 2", 1, centred=False, indent=0)
        + style("Centred", "Centred", None, centred=True, indent=0)
        + style("ListParagraph", "List Paragraph", None, centred=False, indent=420)
        + "</w:styles>"
    )


def _render_document(paper: PaperContent) -> str:
    head = [paper.issuer, paper.number, *paper.motto, paper.date]
    paragraphs = [
        *(_render_paragraph(text, "Centred") for text in filter(None, head)),
        _render_paragraph(paper.kind, "Heading1"),
        *([_render_paragraph(paper.matter, "Centred")] if paper.matter else []),
        *(_render_line(kind, text) for kind, text in paper.lines),
        *([_render_paragraph(paper.signer, "Centred")] if paper.signer else []),
        _render_paragraph(paper.note, "Centred"),
    ]
    # A4, with the margins of Decree 30/2020, in twentieths of a point.
    page = (
        '<w:sectPr><w:pgSz w:w="11906" w:h="16838"/>'
        '<w:pgMar w:top="1134" w:right="1021" w:bottom="1134" w:left="1701"/></w:sectPr>'
    )
    return (
        f'<w:document xmlns:w="{_MAIN}"><w:body>{"".join(paragraphs)}{page}</w:body></w:document>'
    )


def _render_line(kind: str, text: str) -> str:
    return _render_paragraph(f"– {text}" if kind == "item" else text, _STYLES.get(kind))


def _render_paragraph(text: str, style: str | None = None) -> str:
    style_element = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f'<w:p>{style_element}<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'
