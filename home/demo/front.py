"""Home pages of the demo: most have the default sections, some are arranged by their agency."""

from typing import Any

from wagtail.models import Page

from home.demo.markup import blocks
from home.demo.texts import UnitTexts
from home.starter import task
from sites.models import Agency


def arrange_front(agency: Agency, texts: UnitTexts) -> None:
    """Set tagline, shortcuts and sections of a home page and publish it.

    The pages that the shortcuts lead to must exist.
    """
    home = agency.root_page.specific
    # Loads the present number of child pages, which this object does not know.
    home.refresh_from_db()
    home.tagline = texts["tagline"]
    front = texts.data.get("front", {})
    if "tasks" in front:
        home.tasks = [
            task(one["icon"], one["label"], **_where(home, one)) for one in front["tasks"]
        ]
    home.parts = [_part(one, texts) for one in front.get("parts", ())]
    home.save_revision().publish()


def _where(home: Page, shortcut: dict[str, str]) -> dict[str, Any]:
    if "address" in shortcut:
        return {"address": shortcut["address"]}
    return {"page": home.get_descendants().get(title=shortcut["page"])}


def _part(part: dict[str, str], texts: UnitTexts) -> tuple[str, dict[str, Any]]:
    value: dict[str, Any] = {"heading": part.get("heading", "")}
    if part["kind"] == "text":
        value["body"] = blocks(texts.fill(part["body"]))
    return part["kind"], value
