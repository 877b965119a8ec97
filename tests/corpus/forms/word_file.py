"""A text as a Word document (.docx), put together part by part as Word writes it."""

from html import escape

from importing.tests.word_files import DRAWING, NAMESPACES, OFFICE, PACKAGE, make_word_file
from tests.corpus.letters import write_decomposed, write_tcvn3, write_vni
from tests.corpus.notation import Cell, Item, Paragraph, Table, Text, TextLine, TextRun, Thing

FONTS = {"TCVN3": ".VnTime", "VNI": "VNI-Times"}
WRITERS = {"TCVN3": write_tcvn3, "VNI": write_vni, "NFD": write_decomposed}
_MARKS = {
    "b": "<w:b/>", "i": "<w:i/>", "u": '<w:u w:val="single"/>', "s": "<w:strike/>",
    "sup": '<w:vertAlign w:val="superscript"/>', "sub": '<w:vertAlign w:val="subscript"/>',
    "hidden": "<w:vanish/>",
}  # fmt: skip
_FORMS = {
    "bullet": ("bullet", "·"),
    "decimal": ("decimal", "%{}."),
    "letter": ("lowerLetter", "%{})"),
}
_HEADINGS = {1: "u1", 2: "u2", 3: "u3"}
_MORE = (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"'
    ' xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"'
    f' xmlns:c="{DRAWING}/chart"'
)


def write_word_file(text: Text) -> bytes:
    """Return a text as the bytes of a Word document."""
    return _Document(text).write()


class _Document:
    def __init__(self, text: Text) -> None:
        self.text = text
        self.relations: dict[str, tuple[str, str]] = {}
        self.notes: list[str] = []
        self.comments: list[str] = []
        self.lists: dict[tuple[str, int], int] = {}
        self.parts: dict[str, str] = {}
        self.changes = 0

    def write(self) -> bytes:
        body = "".join(map(self._write_block, self.text.blocks))
        if self.comments:
            self._relate("comments", "comments.xml")
            self.parts["word/comments.xml"] = self._wrap("comments", "".join(self.comments))
        footnotes = "".join(
            f'<w:footnote w:id="{number}"><w:p>{note}</w:p></w:footnote>'
            for number, note in enumerate(self.notes, 2)
        )
        self._relate("footnotes", "footnotes.xml")
        self._relate("numbering", "numbering.xml")
        self._relate("styles", "styles.xml")
        parts = self.parts | {
            "word/document.xml": (
                f"<?xml version='1.0' encoding='UTF-8'?><w:document {NAMESPACES}{_MORE}><w:body>"
                f"{body}<w:sectPr/></w:body></w:document>"
            ),
            "word/footnotes.xml": self._wrap("footnotes", footnotes),
            "word/numbering.xml": self._write_numbering(),
            "word/_rels/document.xml.rels": self._write_relations(),
        }
        return make_word_file(**parts)

    def _write_block(self, block) -> str:
        match block:
            case Paragraph():
                look = f'<w:pStyle w:val="{_HEADINGS[block.level]}"/>' if block.level else ""
                look += '<w:jc w:val="center"/>' if block.is_bold else '<w:jc w:val="both"/>'
                return self._write_paragraph(block.line, look)
            case Item():
                key = self.lists.setdefault((block.form, block.list), len(self.lists) + 1)
                look = (
                    '<w:pStyle w:val="oancuaDanhsach"/><w:numPr>'
                    f'<w:ilvl w:val="{block.level - 1}"/>'
                    f'<w:numId w:val="{key}"/></w:numPr>'
                )
                return self._write_paragraph(block.line, look)
            case Table():
                return self._write_table(block)
        return self._write_thing_block(block)

    def _write_thing_block(self, thing: Thing) -> str:
        match thing.kind:
            case "page":
                return '<w:p><w:r><w:br w:type="page"/></w:r></w:p>'
            case "contents":
                headings = [
                    one for one in self.text.blocks if isinstance(one, Paragraph) and one.level
                ]
                lines = "".join(
                    self._write_paragraph(one.line, '<w:pStyle w:val="MuclucI"/>')
                    for one in headings
                )
                return f"<w:sdt><w:sdtContent>{lines}</w:sdtContent></w:sdt>"
            case "header" | "footer" as kind:
                self._relate(kind, f"{kind}1.xml")
                root = {"header": "hdr", "footer": "ftr"}[kind]
                self.parts[f"word/{kind}1.xml"] = self._wrap(
                    root, self._write_paragraph(thing.runs, "")
                )
                return ""
        return f"<w:p>{self._write_thing(thing)}</w:p>"

    def _write_paragraph(self, line: TextLine, look: str) -> str:
        return f"<w:p><w:pPr>{look}</w:pPr>{self._write_line(line)}</w:p>"

    def _write_line(self, line: TextLine) -> str:
        return "".join(
            self._write_run(one) if isinstance(one, TextRun) else self._write_thing(one)
            for one in line
        )

    def _write_run(self, run: TextRun) -> str:
        look = "".join(sign for mark, sign in _MARKS.items() if mark in run.marks)
        font = FONTS.get(self.text.letters, "Times New Roman")
        look = f'<w:rFonts w:ascii="{font}" w:hAnsi="{font}"/>{look}<w:sz w:val="28"/>'
        tag = "delText" if "del" in run.marks else "t"
        write = WRITERS.get(self.text.letters, str)
        inner = ""
        for piece in _split(run.text):
            sign = {"\n": "<w:br/>", "\t": "<w:tab/>", "\u00ad": "<w:softHyphen/>"}.get(piece)
            inner += sign or f'<w:{tag} xml:space="preserve">{escape(write(piece))}</w:{tag}>'
        written = f"<w:r><w:rPr>{look}</w:rPr>{inner}</w:r>"
        for mark in ("ins", "del"):
            if mark in run.marks:
                self.changes += 1
                written = (
                    f'<w:{mark} w:id="{self.changes}" w:author="Đạo" '
                    f'w:date="2026-11-02T08:00:00Z">{written}</w:{mark}>'
                )
        if run.href:
            key = self._relate("hyperlink", run.href)
            written = f'<w:hyperlink r:id="{key}" w:history="1">{written}</w:hyperlink>'
        return written

    def _write_thing(self, thing: Thing) -> str:
        match thing.kind:
            case "note":
                self.notes.append(self._write_line(thing.runs))
                return (
                    '<w:r><w:rPr><w:vertAlign w:val="superscript"/></w:rPr>'
                    f'<w:footnoteReference w:id="{len(self.notes) + 1}"/></w:r>'
                )
            case "comment":
                key = len(self.comments)
                self.comments.append(
                    f'<w:comment w:id="{key}" w:author="Đạo">'
                    f"{self._write_paragraph(thing.runs, '')}</w:comment>"
                )
                return f'<w:r><w:commentReference w:id="{key}"/></w:r>'
            case "picture":
                return (
                    f'<w:r><w:drawing><wp:inline><wp:docPr id="1" name="Hình" '
                    f'descr="{escape(thing.text)}"/><a:graphic><a:graphicData '
                    f'uri="{DRAWING}/picture"><pic:pic><pic:blipFill><a:blip '
                    f'r:embed="{self._relate("image", "media/image1.png")}"/></pic:blipFill>'
                    "</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
                )
            case "chart":
                return (
                    f'<w:r><w:drawing><wp:inline><wp:docPr id="2" name="Biểu đồ"/><a:graphic>'
                    f'<a:graphicData uri="{DRAWING}/chart"><c:chart r:id="rIdChart"/>'
                    "</a:graphicData></a:graphic></wp:inline></w:drawing></w:r>"
                )
            case "formula":
                return f"<m:oMath><m:r><m:t>{escape(thing.text)}</m:t></m:r></m:oMath>"
            case "object":
                inner = '<o:OLEObject Type="Embed" ProgID="Excel.Sheet.12"/>'
                return f"<w:r><w:object>{inner}</w:object></w:r>"
            case "box":
                inner = f"<w:txbxContent>{self._write_paragraph(thing.runs, '')}</w:txbxContent>"
                return (
                    '<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline>'
                    f"<a:graphic><a:graphicData><wps:wsp><wps:txbx>{inner}</wps:txbx></wps:wsp>"
                    "</a:graphicData></a:graphic></wp:inline></w:drawing></mc:Choice><mc:Fallback>"
                    f"<w:pict><v:shape><v:textbox>{inner}</v:textbox></v:shape></w:pict>"
                    "</mc:Fallback></mc:AlternateContent></w:r>"
                )
            case "table" | "film":
                # Written by the cell; no document holds films.
                return ""
        raise ValueError(thing.kind)

    def _write_table(self, table: Table) -> str:
        rows = "".join(self._write_row(table, number, row) for number, row in enumerate(table.rows))
        border = "" if table.is_invisible else "<w:tblBorders/>"
        caption = (TextRun(table.caption),) if table.caption else ()
        above = self._write_paragraph(caption, '<w:jc w:val="center"/>') if caption else ""
        return f"{above}<w:tbl><w:tblPr>{border}</w:tblPr>{rows}</w:tbl>"

    def _write_row(self, table: Table, number: int, row: tuple[Cell | None, ...]) -> str:
        written, column = "", 0
        while column < len(row):
            cell, above = row[column], _find_above(table, number, column)
            if cell is None and above is None:
                raise ValueError(f"no cell in row {number} of {self.text.name}")
            written += self._write_cell(cell or above, is_continued=cell is None)
            column += (cell or above).width
        head = "<w:trPr><w:tblHeader/></w:trPr>" if number < table.heading_rows else ""
        return f"<w:tr>{head}{written}</w:tr>"

    def _write_cell(self, cell: Cell, *, is_continued: bool) -> str:
        look = f'<w:gridSpan w:val="{cell.width}"/>' if cell.width > 1 else ""
        if cell.height > 1:
            look += (
                f"<w:vMerge{'' if is_continued else ' w:val=' + chr(34) + 'restart' + chr(34)}/>"
            )
        lines = () if is_continued else cell.lines
        inner = "".join(self._write_paragraph(line, "") for line in lines) or "<w:p/>"
        nested = [one for line in lines for one in line if isinstance(one, Thing)]
        for thing in nested:
            if thing.kind == "table":
                inner += self._write_table(thing.table) + "<w:p/>"
        return f"<w:tc><w:tcPr>{look}</w:tcPr>{inner}</w:tc>"

    def _relate(self, kind: str, target: str) -> str:
        key = f"rId{len(self.relations) + 10}"
        for name, known in self.relations.items():
            if known == (kind, target):
                return name
        self.relations[key] = (kind, target)
        return key

    def _write_relations(self) -> str:
        rows = "".join(
            f'<Relationship Id="{key}" Type="{OFFICE}/{kind}" Target="{escape(target)}"'
            f"{' TargetMode=' + chr(34) + 'External' + chr(34) if kind == 'hyperlink' else ''}/>"
            for key, (kind, target) in self.relations.items()
        )
        return f'<Relationships xmlns="{PACKAGE}/relationships">{rows}</Relationships>'

    def _write_numbering(self) -> str:
        written, uses = "", ""
        for number, (form, text) in enumerate(_FORMS.values(), 1):
            levels = "".join(
                f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
                f'<w:lvlText w:val="{text.format(at + 1)}"/></w:lvl>'
                for at in range(4)
            )
            written += f'<w:abstractNum w:abstractNumId="{number}">{levels}</w:abstractNum>'
        for (form, _list), key in self.lists.items():
            number = list(_FORMS).index(form) + 1
            uses += (
                f'<w:num w:numId="{key}"><w:abstractNumId w:val="{number}"/>'
                '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride></w:num>'
            )
        return self._wrap("numbering", written + uses)

    def _wrap(self, root: str, inner: str) -> str:
        return f"<w:{root} {NAMESPACES}{_MORE}>{inner}</w:{root}>"


def _split(text: str) -> list[str]:
    pieces, start = [], 0
    for place, sign in enumerate(text):
        if sign in "\n\t\u00ad":
            pieces += [text[start:place], sign]
            start = place + 1
    return [piece for piece in [*pieces, text[start:]] if piece]


def _find_above(table: Table, number: int, column: int) -> Cell | None:
    """Return the cell above that reaches into a place, None if there is none."""
    for up in range(1, number + 1):
        cell = table.rows[number - up][column]
        if cell:
            return cell if cell.height > up else None
    return None
