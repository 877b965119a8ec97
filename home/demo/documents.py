"""Legal documents of the demo, with their files and what they replace."""

from typing import Any

from home.demo.dates import days_ago, in_days
from home.demo.files import keep
from home.demo.markup import plain_lines
from home.demo.papers.told import Told
from home.demo.texts import UnitTexts
from home.demo.writing import add
from home.models import DocumentIndexPage, DocumentPage
from home.models.documents import DocumentFile, DocumentReplacement
from sites.models import Agency

FACTS = ("field", "issuer", "signer", "lead")


def write_documents(agency: Agency, index: DocumentIndexPage, texts: UnitTexts) -> None:
    """Publish an agency's documents below ``index``, the newest last."""
    written: dict[str, DocumentPage] = {}
    for item in reversed(texts["documents"]):
        document = DocumentPage(
            title=item["title"],
            number=item["number"],
            document_type=item.get("type", ""),
            issued_on=days_ago(item["days_ago"]),
            effective_on=in_days(item.get("effective_days")),
            expires_on=in_days(item.get("expires_days")),
            **{name: texts.fill(item.get(name, "")) for name in FACTS},
        )
        document.replacements = [
            DocumentReplacement(replaced=written[number]) for number in item.get("replaces", ())
        ]
        text = texts.fill(item.get("body", ""))
        told = _told(agency, document, text, item.get("annexes"))
        document.files = [
            DocumentFile(
                file=keep(
                    agency, told, one["format"], f"{document.number} {one.get('caption', '')}"
                ),
                caption=one.get("caption", ""),
            )
            for one in item.get("files", ())
        ]
        written[document.number] = document
        add(index, document, "" if item.get("only_files") else text)


def _told(
    agency: Agency, document: DocumentPage, text: str, annexes: dict[str, Any] | None
) -> Told:
    issued = document.issued_on
    return Told(
        title=f"{document.document_type} {document.number}: {document.title}",
        issuer=(document.issuer or agency.name_vi).upper(),
        number=document.number,
        date=f"Bắc Kạn, ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}",
        kind=document.document_type.upper(),
        matter=document.title,
        lines=plain_lines(text),
        signer=document.signer,
        annexes=_annexes(annexes) if annexes else [],
    )


def _annexes(texts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return ``count`` annexes with the same table, whose headings are numbered (``#``).

    The first two columns are filled in with number and text; the others are left blank.
    """
    blank = [""] * (len(texts["columns"]) - 2)
    rows = [[str(number), words, *blank] for number, words in enumerate(texts["rows"], start=1)]
    return [
        {"heading": texts["heading"].replace("#", str(number))}
        | {"columns": texts["columns"], "widths": texts["widths"], "rows": rows}
        for number in range(1, texts["count"] + 1)
    ]
