"""A text as the editor of an old portal wrote it: what a page copies and a database keeps."""

from html import escape

from tests.corpus.forms.markup import MarkupWriter, nest_items
from tests.corpus.forms.word_file import FONTS
from tests.corpus.notation import Cell, Item, Table, Text, TextRun, Thing

_TAGS = {
    "b": "strong", "i": "em", "u": "u", "s": "strike", "sup": "sup", "sub": "sub",
    "ins": "ins", "del": "del",
}  # fmt: skip


def write_web_page(text: Text) -> str:
    """Return a text as the HTML of an article on an old portal."""
    return _Writer(text).write()


class _Writer(MarkupWriter):
    def write(self) -> str:
        body = self.write_blocks()
        body += "".join(
            f'<p id="fn{number}"><a href="#fnref{number}">[{number}]</a> {note}</p>'
            for number, note in enumerate(self.notes, 1)
        )
        return f'<div class="detail-content" style="text-align:justify">\n{body}\n</div>'

    def write_blocks(self) -> str:
        if not self.text.has_breaks:
            return super().write_blocks()
        lines = [self.write_line(block.line) for block in self.text.blocks]
        return "<br>\n<br />\n".join(lines)

    def write_paragraph(self, inner: str, *, is_centred: bool) -> str:
        align = "center" if is_centred else "justify"
        font = FONTS.get(self.text.letters, "arial,helvetica,sans-serif")
        return (
            f'<p style="text-align:{align};margin:6pt 0"><span style="font-size:14px">'
            f'<span style="font-family:{font}">{inner}</span></span></p>'
        )

    def write_heading(self, inner: str, level: int) -> str:
        return f'<h{level + 1} style="color:#c00">{inner}</h{level + 1}>'

    def write_list(self, items: list[Item]) -> str:
        return nest_items(items, lambda item: self.write_line(item.line), in_item=True)

    def write_run(self, run: TextRun) -> str:
        inner = self.escape_text(run.text).replace("\n", "<br />").replace("\u00ad", "&shy;")
        for mark, tag in _TAGS.items():
            if mark in run.marks:
                inner = f"<{tag}>{inner}</{tag}>"
        if "hidden" in run.marks:
            inner = f'<span style="display: none">{inner}</span>'
        return f'<a href="{escape(run.href)}" target="_blank">{inner}</a>' if run.href else inner

    def write_thing(self, thing: Thing) -> str:
        match thing.kind:
            case "note":
                self.notes.append(self.write_line(thing.runs))
                number = len(self.notes)
                return f'<sup id="fnref{number}"><a href="#fn{number}">[{number}]</a></sup>'
            case "comment":
                return f"<!-- {thing.text} -->"
            case "picture":
                return (
                    f'<img alt="{escape(thing.text)}" src="/portals/0/anh/{len(thing.text)}.jpg" />'
                )
            case "chart":
                return '<canvas id="bieu-do"></canvas>'
            case "formula":
                return f"<math><mi>{escape(thing.text)}</mi></math>"
            case "object":
                return f'<object data="/portals/0/{escape(thing.text)}"></object>'
            case "film":
                return f'<iframe src="{escape(thing.text)}" allowfullscreen></iframe>'
            case "table":
                return ""
        raise ValueError(thing.kind)

    def write_thing_block(self, thing: Thing) -> str:
        match thing.kind:
            case "page":
                inner = '<span style="display: none">&nbsp;</span>'
                return f'<div style="page-break-after: always">{inner}</div>'
            case "contents" | "header" | "footer":
                return ""
            case "box":
                return f'<div class="alert">{self.write_line(thing.runs)}</div>'
        return self.write_paragraph(self.write_thing(thing), is_centred=True)

    def write_table(self, table: Table) -> str:
        written = super().write_table(table)
        if not table.caption:
            return written
        return written.replace(">", f"><caption>{self.escape_text(table.caption)}</caption>", 1)

    def write_caption(self, table: Table) -> str:
        return ""

    def write_cell(self, cell: Cell, is_heading: bool) -> str:
        written = super().write_cell(cell, is_heading)
        return f"<th{written[3:-5]}</th>" if is_heading else written

    def write_cell_line(self, line) -> str:
        return f"<div>{self.write_line(line)}</div>"
