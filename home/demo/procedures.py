"""Procedures of the demo, with their forms."""

from typing import Any

from home.demo.files import form_of
from home.demo.texts import UnitTexts
from home.demo.writing import add
from home.models import DocumentPage, ProcedureIndexPage, ProcedurePage
from home.models.procedures import ProcedureForm, ProcedureGround
from sites.models import Agency

WORDS = (
    "title", "lead", "code", "field", "for_whom", "fee", "time", "office", "result", "online_url",
)  # fmt: skip


def write_procedures(agency: Agency, index: ProcedureIndexPage, texts: UnitTexts) -> None:
    """Publish an agency's procedures below ``index``.

    The documents that they are based on must exist.
    """
    # The home page shows those published last; the most important come first in the file.
    for item in reversed(texts.data.get("procedures", ())):
        procedure = ProcedurePage(
            papers=[("paper", {"originals": 1, "copies": 0} | paper) for paper in item["papers"]],
            steps=[("step", f"<p>{texts.fill(step)}</p>") for step in item["steps"]],
            **{name: texts.fill(item.get(name, "")) for name in WORDS},
        )
        procedure.forms = [
            ProcedureForm(file=form_of(agency, texts, form), caption=form["title"])
            for form in item.get("forms", ())
        ]
        procedure.grounds = [_ground(index, ground) for ground in item.get("grounds", ())]
        add(index, procedure)


def _ground(index: ProcedureIndexPage, ground: dict[str, Any]) -> ProcedureGround:
    """Return a legal basis: the agency's document with this ``number``, or a citation."""
    if "number" not in ground:
        return ProcedureGround(citation=ground["citation"])
    website = DocumentPage.objects.descendant_of(index.get_parent())
    return ProcedureGround(document=website.get(number=ground["number"]))
