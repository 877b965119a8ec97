"""A text as Google Docs puts it on the clipboard."""

from html import escape

from tests.corpus.forms.markup import MarkupWriter, nest_items
from tests.corpus.notation import Item, Table, Text, TextRun, Thing

_LIST_STYLES = {"bullet": "disc", "decimal": "decimal", "letter": "lower-alpha"}


def write_google_docs(text: Text) -> str:
    """Return a text as the HTML that Google Docs puts on the clipboard."""
    return _Writer(text).write()


class _Writer(MarkupWriter):
    def write(self) -> str:
        body = self.write_blocks().replace("\n", "")
        return (
            "<meta charset='utf-8'><html><head></head><body><!--StartFragment--><b "
            'style="font-weight:normal;" id="docs-internal-guid-5f1c9f6e-7fff-3b0a-aa11">'
            f'{body}</b><br class="Apple-interchange-newline"><!--EndFragment--></body></html>'
        )

    def write_paragraph(self, inner: str, *, is_centred: bool) -> str:
        align = "center" if is_centred else "justify"
        return (
            f'<p dir="ltr" style="line-height:1.38;text-align: {align};margin-top:0pt;'
            f'margin-bottom:8pt;">{inner}</p>'
        )

    def write_heading(self, inner: str, level: int) -> str:
        return (
            f'<h{level} dir="ltr" style="line-height:1.38;margin-top:20pt;">{inner}</h{level}>'
            "<br />"
        )

    def write_list(self, items: list[Item]) -> str:
        def write(item: Item) -> str:
            return (
                '<p dir="ltr" style="line-height:1.38;margin-top:0pt;margin-bottom:0pt;" '
                f'role="presentation">{self.write_line(item.line)}</p>'
            )

        written = nest_items(items, write, in_item=False)
        for form, style in _LIST_STYLES.items():
            if all(item.form == form for item in items):
                look = (
                    f'<li dir="ltr" style="list-style-type:{style};font-size:11pt;font-weight:400;'
                    'font-style:normal;white-space:pre;" aria-level="1">'
                )
                written = written.replace("<li>", look).replace(' type="a"', "")
        return written

    def write_run(self, run: TextRun) -> str:
        if "del" in run.marks or "hidden" in run.marks:
            # Docs copies a suggestion as if it were taken, and knows no hidden text.
            return ""
        weight = 700 if "b" in run.marks else 400
        slant = "italic" if "i" in run.marks else "normal"
        height = "super" if "sup" in run.marks else "sub" if "sub" in run.marks else "baseline"
        lines = [
            name for mark, name in (("u", "underline"), ("s", "line-through")) if mark in run.marks
        ]
        look = (
            f"font-size:11pt;font-family:Arial,sans-serif;color:#000000;background-color:transparent;"
            f"font-weight:{weight};font-style:{slant};font-variant:normal;"
            f"text-decoration:{' '.join(lines) or 'none'};vertical-align:{height};"
            "white-space:pre;white-space:pre-wrap;"
        )
        inner = self.escape_text(run.text).replace(
            "\n", f'</span><span style="{look}"><br /></span><span style="{look}">'
        )
        inner = inner.replace("\t", f'</span><span class="Apple-tab-span" style="white-space:pre;">'
                                    f'\t</span><span style="{look}">')  # fmt: skip
        written = f'<span style="{look}">{inner}</span>'
        if run.href:
            return f'<a href="{escape(run.href)}" style="text-decoration:none;">{written}</a>'
        return written

    def write_thing(self, thing: Thing) -> str:
        match thing.kind:
            case "note":
                # The number comes along and the note does not.
                self.notes.append("")
                return (
                    '<span style="font-size:11pt;vertical-align:super;"><span '
                    f'style="font-size:0.6em;vertical-align:super;">{len(self.notes)}</span></span>'
                )
            case "comment" | "table" | "film":
                return ""
            case "picture" | "chart" | "object" | "formula":
                return (
                    '<span style="border:none;display:inline-block;overflow:hidden;width:602px;">'
                    '<img src="https://lh7-rt.googleusercontent.com/docsz/AD_4nXe?key=x" '
                    'width="602" height="338" style="margin-left:0px;margin-top:0px;" /></span>'
                )
        raise ValueError(thing.kind)

    def write_thing_block(self, thing: Thing) -> str:
        match thing.kind:
            case "page":
                return '<hr style="page-break-before:always;display:none;" /><br />'
            case "contents" | "header" | "footer":
                return ""
            case "box":
                return self.write_paragraph(self.write_line(thing.runs), is_centred=True)
        return self.write_paragraph(self.write_thing(thing), is_centred=False)

    def write_table(self, table: Table) -> str:
        written = super().write_table(table)
        for tag in ("<thead>", "</thead>", "<tbody>", "</tbody>"):
            written = written.replace(tag, "")
        caption, _tag, inner = written.partition("<table")
        look, _end, rows = inner.removesuffix("</table>").partition(">")
        return (
            f'{caption}<div dir="ltr" style="margin-left:0pt;" align="left"><table{look}><colgroup>'
            f"<col /></colgroup><tbody>{rows}</tbody></table></div><br />"
        )

    def get_table_look(self, table: Table) -> str:
        return ' style="border:none;border-collapse:collapse;"'
