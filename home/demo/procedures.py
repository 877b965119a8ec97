"""The procedures of the demo, with the forms to fill in."""

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
    """Write what people can apply for at a unit; its documents have to be there."""
    # The front page shows those written last; the first of the file is asked for most.
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
    """A document of the same unit by its ``number``, or one named in words."""
    if "number" not in ground:
        return ProcedureGround(citation=ground["citation"])
    website = DocumentPage.objects.descendant_of(index.get_parent())
    return ProcedureGround(document=website.get(number=ground["number"]))
