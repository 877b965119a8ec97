"""A text as LibreOffice Writer puts it on the clipboard."""

from tests.corpus.forms.markup import MarkupWriter, nest_items, wrap_lines
from tests.corpus.forms.word_file import FONTS
from tests.corpus.notation import Item, Paragraph, Text, TextRun, Thing

_PAGE = """<!DOCTYPE html>
<html>
<head>
\t<meta http-equiv="content-type" content="text/html; charset=utf-8"/>
\t<title></title>
\t<meta name="generator" content="LibreOffice 24.2.7.2 (Linux)"/>
\t<style type="text/css">
\t\t@page {{ size: 21cm 29.7cm; margin: 2cm }}
\t\tp {{ line-height: 115%; margin-bottom: 0.25cm; background: transparent }}
\t</style>
</head>
<body lang="vi-VN" link="#000080" dir="ltr">{body}</body>
</html>
"""
_TAGS = {"b": "b", "i": "i", "u": "u", "s": "strike", "sup": "sup", "sub": "sub"}


def write_writer_clipboard(text: Text) -> str:
    """Return a text as the HTML that LibreOffice Writer puts on the clipboard."""
    return _Writer(text).write()


class _Writer(MarkupWriter):
    def write(self) -> str:
        body = wrap_lines(self.write_blocks(), 75).replace("\r", "")
        notes = "".join(
            f'<div id="sdfootnote{number}"><p class="sdfootnote" style="line-height: 100%">'
            f'<a class="sdfootnotesym" name="sdfootnote{number}sym" '
            f'href="#sdfootnote{number}anc">{number}</a>{note}</p></div>'
            for number, note in enumerate(self.notes, 1)
        )
        return _PAGE.format(body=body + notes)

    def write_paragraph(self, inner: str, *, is_centred: bool) -> str:
        look = 'align="center" ' if is_centred else ""
        return f'<p {look}style="line-height: 100%; margin-bottom: 0cm">\n{inner}</p>'

    def write_heading(self, inner: str, level: int) -> str:
        return f'<h{level} class="western">{inner}</h{level}>'

    def write_list(self, items: list[Item]) -> str:
        def write(item: Item) -> str:
            return f'<p style="margin-bottom: 0cm">\n{self.write_line(item.line)}</p>'

        return nest_items(items, write, in_item=False)

    def write_run(self, run: TextRun) -> str:
        inner = self.escape_text(run.text).replace("\n", "<br/>\n").replace("\u00ad", "&shy;")
        font = FONTS.get(self.text.letters, "Times New Roman, serif")
        inner = f'<font face="{font}"><font size="4" style="font-size: 14pt">{inner}</font></font>'
        for mark, tag in _TAGS.items():
            if mark in run.marks:
                inner = f"<{tag}>{inner}</{tag}>"
        if "hidden" in run.marks:
            # Writer copies what it shows.
            return ""
        for mark in ("ins", "del"):
            if mark in run.marks:
                inner = f'<{mark} title="{mark}: Đạo, 02/11/2026 08:00">{inner}</{mark}>'
        return f'<a href="{run.href}">{inner}</a>' if run.href else inner

    def write_thing(self, thing: Thing) -> str:
        match thing.kind:
            case "note":
                self.notes.append(self.write_line(thing.runs))
                number = len(self.notes)
                return (
                    f'<a class="sdfootnoteanc" name="sdfootnote{number}anc" '
                    f'href="#sdfootnote{number}sym"><sup>{number}</sup></a>'
                )
            case "comment":
                return f"<!-- {thing.text} -->"
            case "picture" | "chart" | "object" | "formula":
                return (
                    '<img src="file:///tmp/lu26712y8.tmp/lu26712y9_tmp_3f0e.png" name="Hình1" '
                    'align="bottom" width="605" height="340" border="0"/>'
                )
            case "table" | "film":
                # Written by the cell; no document holds films.
                return ""
        raise ValueError(thing.kind)

    def write_thing_block(self, thing: Thing) -> str:
        match thing.kind:
            case "page":
                return '<p style="page-break-before: always"><br/>\n<br/>\n\n</p>'
            case "contents":
                headings = [
                    one for one in self.text.blocks if isinstance(one, Paragraph) and one.level
                ]
                lines = "".join(
                    f'<p class="toc"><a href="#toc{number}">{self.write_line(one.line)}</a></p>'
                    for number, one in enumerate(headings)
                )
                head = f'<div id="Mục lục1_Head" dir="ltr">{lines}</div>'
                return f'<div id="Mục lục1" dir="ltr">{head}</div>'
            case "header" | "footer":
                return ""
            case "box":
                return (
                    '<span id="Khung1" dir="ltr" style="float: left; width: 3cm; border: 1px">'
                    f"{self.write_paragraph(self.write_line(thing.runs), is_centred=True)}</span>"
                )
        return self.write_paragraph(self.write_thing(thing), is_centred=False)
