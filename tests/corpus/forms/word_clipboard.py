"""A text as Word puts it on the clipboard."""

from tests.corpus.forms.markup import MarkupWriter, wrap_lines
from tests.corpus.forms.word_file import FONTS
from tests.corpus.notation import Item, Paragraph, Table, Text, TextRun, Thing

_PAGE = """<html xmlns:v="urn:schemas-microsoft-com:vml"
xmlns:o="urn:schemas-microsoft-com:office:office"
xmlns:w="urn:schemas-microsoft-com:office:word"
xmlns:m="http://schemas.microsoft.com/office/2004/12/omml"
xmlns="http://www.w3.org/TR/REC-html40">

<head>
<meta http-equiv=Content-Type content="text/html; charset=utf-8">
<meta name=ProgId content=Word.Document>
<meta name=Generator content="Microsoft Word 15">
<!--[if gte mso 9]><xml><o:OfficeDocumentSettings><o:AllowPNG/></o:OfficeDocumentSettings></xml>
<![endif]-->
<style>
<!--
 p.MsoNormal, li.MsoNormal {{mso-style-unhide:no; margin:0cm; font-family:"Times New Roman",serif;}}
 @list l1 {{mso-list-id:1; mso-list-type:hybrid;}}
-->
</style>
</head>

<body lang=VI style='tab-interval:36.0pt;word-wrap:break-word'>
<!--StartFragment-->
{body}
<!--EndFragment-->
</body>

</html>
"""
_BOLD = {"b": "b", "i": "i", "u": "u", "s": "s", "sup": "sup", "sub": "sub"}
_SIGNS = {1: "·", 2: "o", 3: "§", 4: "·"}


def write_word_clipboard(text: Text) -> str:
    """Return a text as the HTML that Word puts on the clipboard."""
    return _Writer(text).write()


class _Writer(MarkupWriter):
    def write(self) -> str:
        body = wrap_lines(self.write_blocks())
        if self.notes:
            notes = "".join(
                f"<div style='mso-element:footnote' id=ftn{number}><p class=MsoFootnoteText><a "
                f'style=\'mso-footnote-id:ftn{number}\' href="#_ftnref{number}" name="_ftn{number}"'
                "><span class=MsoFootnoteReference><span style='mso-special-character:footnote'>"
                f"<![if !supportFootnotes]>[{number}]<![endif]></span></span></a> {note}<o:p></o:p>"
                "</p></div>"
                for number, note in enumerate(self.notes, 1)
            )
            body += (
                "<div style='mso-element:footnote-list'><![if !supportFootnotes]><br clear=all>"
                f'<hr align=left size=1 width="33%"><![endif]>{notes}</div>'
            )
        if self.comments:
            comments = "".join(
                f"<div style='mso-element:comment'><div id=_com_{number} class=msocomtxt><p "
                "class=MsoCommentText><span style='mso-special-character:comment'>&nbsp;<a "
                f'href="#_msoanchor_{number}" class=msocomoff>[Đạo{number}]</a></span>{comment}</p>'
                "</div></div>"
                for number, comment in enumerate(self.comments, 1)
            )
            body += (
                "<div style='mso-element:comment-list'><hr class=msocomoff align=left size=1 "
                f'width="33%">{comments}</div>'
            )
        return _PAGE.format(body=body)

    def write_paragraph(self, inner: str, *, is_centred: bool) -> str:
        look = " align=center style='text-align:center'" if is_centred else ""
        return f"<p class=MsoNormal{look or self._style}>{inner}<o:p></o:p></p>\n"

    @property
    def _style(self) -> str:
        return " style='text-align:justify;text-indent:28.35pt;line-height:115%'"

    def write_heading(self, inner: str, level: int) -> str:
        return f"<h{level} style='margin-top:12.0pt'>{inner}<o:p></o:p></h{level}>\n"

    def write_list(self, items: list[Item]) -> str:
        return "".join(map(self._write_item, items))

    def _write_item(self, item: Item) -> str:
        sign = _SIGNS[item.level] if item.form == "bullet" else item.label
        font = " style='font-family:Symbol'" if item.form == "bullet" else ""
        number = {"bullet": 1, "decimal": 2, "letter": 3}[item.form] + 10 * item.list
        return (
            "<p class=MsoListParagraph style='margin-left:36.0pt;text-indent:-18.0pt;"
            f"mso-list:l{number} level{item.level} lfo{number}'><![if !supportLists]><span{font}>"
            f"<span style='mso-list:Ignore'>{sign}<span style='font:7.0pt \"Times New Roman\"'>"
            "&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span></span></span><![endif]>"
            f"{self.write_line(item.line)}<o:p></o:p></p>\n"
        )

    def write_run(self, run: TextRun) -> str:
        inner = self.escape_text(run.text)
        inner = inner.replace("\n", "<br>\n").replace("\u00ad", "&shy;").replace(
            "\t", "<span style='mso-tab-count:1'>&nbsp;&nbsp;&nbsp;&nbsp;&nbsp;&nbsp; </span>"
        )  # fmt: skip
        font = FONTS.get(self.text.letters)
        look = f'font-size:14.0pt;font-family:"{font}",sans-serif' if font else "font-size:14.0pt"
        inner = f"<span lang=VI style='{look}'>{inner}</span>"
        for mark, tag in _BOLD.items():
            if mark in run.marks:
                inner = f"<{tag}>{inner}</{tag}>"
        if "hidden" in run.marks:
            inner = f"<span style='display:none;mso-hide:all'>{inner}</span>"
        for mark in ("ins", "del"):
            if mark in run.marks:
                inner = (
                    f'<span class=mso{mark.capitalize()}><{mark} cite="mailto:%C4%90%E1%BA%A1o" '
                    f'datetime="2026-11-02T08:00">{inner}</{mark}></span>'
                )
        return f'<a href="{run.href}">{inner}</a>' if run.href else inner

    def write_thing(self, thing: Thing) -> str:
        match thing.kind:
            case "note":
                self.notes.append(self.write_line(thing.runs))
                number = len(self.notes)
                return (
                    f"<a style='mso-footnote-id:ftn{number}' href=\"#_ftn{number}\" "
                    f'name="_ftnref{number}" title=""><span class=MsoFootnoteReference><span '
                    "style='mso-special-character:footnote'><![if !supportFootnotes]><sup>"
                    f"[{number}]</sup><![endif]></span></span></a>"
                )
            case "comment":
                self.comments.append(self.write_line(thing.runs))
                number = len(self.comments)
                return (
                    "<span class=MsoCommentReference><span style='font-size:8.0pt'><![if "
                    f'!supportAnnotations]><a class=msocomanchor id="_anchor_{number}" '
                    f'href="#_msocom_{number}" language=JavaScript>[Đạo{number}]</a><![endif]>'
                    "</span></span>"
                )
            case "picture" | "chart" | "object":
                return (
                    "<span style='mso-no-proof:yes'><!--[if gte vml 1]><v:shape "
                    'id="Picture_x0020_1"/><![endif]--><![if !vml]><img width=605 height=340 src="file:///C:/Users/'
                    'admin/AppData/Local/Temp/msohtmlclip1/01/clip_image002.jpg" '
                    'v:shapes="Picture_x0020_1"><![endif]></span>'
                )
            case "formula":
                return (
                    "<!--[if gte msEquation 12]><m:oMath><m:r>x</m:r></m:oMath><![endif]--><![if "
                    "!msEquation]><span style='position:relative'><img width=90 height=20 "
                    'src="file:///C:/Users/admin/msohtmlclip1/01/clip_image004.png"></span><![endif]>'
                )
            case "table" | "film":
                # Written by the cell; no document holds films.
                return ""
        raise ValueError(thing.kind)

    def write_thing_block(self, thing: Thing) -> str:
        match thing.kind:
            case "page":
                return (
                    "<span style='font-size:14.0pt'><br clear=all style='mso-special-character:"
                    "line-break;page-break-before:always'>\n</span>\n"
                )
            case "contents":
                headings = [
                    one for one in self.text.blocks if isinstance(one, Paragraph) and one.level
                ]
                return "".join(
                    f'<p class=MsoToc{one.level}><a href="#_Toc{number}">'
                    f"{self.write_line(one.line)}<span style='display:none;mso-hide:screen'><span "
                    "style='mso-tab-count:1 dotted'>"
                    f". </span>{number}</span></a><o:p></o:p></p>\n"
                    for number, one in enumerate(headings)
                )
            case "header" | "footer":
                # Not on the clipboard.
                return ""
            case "box":
                return (
                    "<p class=MsoNormal><!--[if gte vml 1]><v:shape/><![endif]--><![if !vml]><span "
                    "style='mso-ignore:vglayout;position:relative'><table cellpadding=0 "
                    'cellspacing=0><tr><td><div v:shape="Text_x0020_Box" class=shape>'
                    f"<p class=MsoNormal>{self.write_line(thing.runs)}</p></div></td></tr></table>"
                    "</span><![endif]></p>"
                )
        return self.write_paragraph(self.write_thing(thing), is_centred=False)

    def get_table_look(self, table: Table) -> str:
        if table.is_invisible:
            return " class=MsoNormalTable border=0 cellspacing=0 cellpadding=0"
        return " class=MsoTableGrid border=1 cellspacing=0 cellpadding=0 style='border:none'"
