"""Legal documents and procedures of the demo, with their files and forms."""

from typing import Any

from wagtail.models import Page

from demo.markup import build_blocks, list_plain_lines
from demo.services.files import create_document, create_form_document
from demo.texts import AgencyTexts, PaperContent, find_future_date, get_past_date
from home.models import (
    AgencyPage,
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    DocumentReplacement,
    ProcedureForm,
    ProcedureGround,
    ProcedureIndexPage,
    ProcedurePage,
    ProcedureVisits,
)
from sites.models import Agency

FACTS = ("field", "issuer", "signer", "lead")

FIELDS = (
    "title", "everyday_name", "lead", "code", "field", "for_whom", "fee", "time", "office",
    "result", "online_url",
)  # fmt: skip


def write_documents(agency: Agency, index: DocumentIndexPage, texts: AgencyTexts) -> None:
    """Publish an agency's documents below ``index``, the newest last."""
    written: dict[str, DocumentPage] = {}
    for item in reversed(texts["documents"]):
        document = DocumentPage(
            title=item["title"],
            number=item["number"],
            document_type=item.get("type", ""),
            issued_on=get_past_date(item["days_ago"]),
            effective_on=find_future_date(item.get("effective_days")),
            expires_on=find_future_date(item.get("expires_days")),
            **{name: texts.fill(item.get(name, "")) for name in FACTS},
        )
        document.replacements = [
            DocumentReplacement(replaced=written[number]) for number in item.get("replaces", ())
        ]
        text = texts.fill(item.get("body", ""))
        paper = _build_paper_content(agency, document, text, item.get("annexes"))
        document.files = [
            DocumentFile(
                file=create_document(
                    agency, paper, file["format"], f"{document.number} {file.get('caption', '')}"
                ),
                caption=file.get("caption", ""),
            )
            for file in item.get("files", ())
        ]
        written[document.number] = document
        add_page(index, document, "" if item.get("only_files") else text)


def _build_paper_content(
    agency: Agency, document: DocumentPage, text: str, annexes: dict[str, Any] | None
) -> PaperContent:
    issued = document.issued_on
    return PaperContent(
        title=f"{document.document_type} {document.number}: {document.title}",
        issuer=(document.issuer or agency.name_vi).upper(),
        number=document.number,
        date=f"Bắc Kạn, ngày {issued:%d} tháng {issued:%m} năm {issued:%Y}",
        kind=document.document_type.upper(),
        matter=document.title,
        lines=list_plain_lines(text),
        signer=document.signer,
        annexes=_build_annexes(annexes) if annexes else [],
    )


def _build_annexes(texts: dict[str, Any]) -> list[dict[str, Any]]:
    """Return ``count`` annexes with the same table, whose headings are numbered (``#``).

    The first two columns are filled in with number and text; the others are left blank.
    """
    blank = [""] * (len(texts["columns"]) - 2)
    rows = [[str(number), label, *blank] for number, label in enumerate(texts["rows"], start=1)]
    return [
        {"heading": texts["heading"].replace("#", str(number))}
        | {"columns": texts["columns"], "widths": texts["widths"], "rows": rows}
        for number in range(1, texts["count"] + 1)
    ]


def write_procedures(agency: Agency, index: ProcedureIndexPage, texts: AgencyTexts) -> None:
    """Publish an agency's procedures below ``index``.

    The documents that they are based on must exist.
    """
    # The most important come first in the file; they are opened most, and published last.
    for number, item in enumerate(reversed(texts.data.get("procedures", ())), start=1):
        procedure = ProcedurePage(
            papers=[("paper", {"originals": 1, "copies": 0} | paper) for paper in item["papers"]],
            steps=[("step", f"<p>{texts.fill(step)}</p>") for step in item["steps"]],
            **{name: texts.fill(item.get(name, "")) for name in FIELDS},
        )
        procedure.forms = [
            ProcedureForm(file=create_form_document(agency, texts, form), caption=form["title"])
            for form in item.get("forms", ())
        ]
        procedure.grounds = [_build_ground(index, ground) for ground in item.get("grounds", ())]
        add_page(index, procedure)
        ProcedureVisits.objects.create(page=procedure, day=get_past_date(1), count=7 * number)


def _build_ground(index: ProcedureIndexPage, ground: dict[str, Any]) -> ProcedureGround:
    """Return a legal basis: the agency's document with this ``number``, or a citation."""
    if "number" not in ground:
        return ProcedureGround(citation=ground["citation"])
    website = DocumentPage.objects.descendant_of(index.get_parent())
    return ProcedureGround(document=website.get(number=ground["number"]))


def add_page(parent: Page, page: AgencyPage, text: str | None = None) -> None:
    """Publish a new page below ``parent``; ``text``: its body in the demo's markup, if any."""
    if text is not None:
        page.body = build_blocks(text)
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()


def get_first_child(parent: Page, model: type[Page]) -> Page:
    """Return the first child page of a model; raises IndexError if there is none."""
    return model.objects.child_of(parent).order_by("path")[0]
