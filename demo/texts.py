"""Texts of the demo, read from the files in ``data``, and dates relative to the day of loading."""

import tomllib
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from django.utils import timezone

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
# Printed on each paper, so that nobody takes it for an official one.
NOTE = "Văn bản minh họa của bản thử Bantin, không có giá trị pháp lý."

FOLDER = Path(__file__).parent / "data"
AGENCIES_FILE = FOLDER / "agencies.csv"


def get_past_date(days: int) -> date:
    """Return the date ``days`` days before today."""
    return timezone.localdate() - timedelta(days=days)


def find_future_date(days: int | None) -> date | None:
    """Return the date ``days`` days after today (before, if negative), or None for None."""
    return None if days is None else get_past_date(-days)


@dataclass(frozen=True)
class PaperContent:
    """Texts of one paper; empty ones are left out.

    ``kind``: type of the document; ``lines``: kind and text, as ``list_plain_lines`` returns them.
    """

    title: str
    issuer: str
    kind: str
    lines: list[tuple[str, str]]
    matter: str = ""
    number: str = ""
    date: str = ""
    signer: str = ""
    annexes: list[dict[str, Any]] = field(default_factory=list)
    motto: tuple[str, ...] = MOTTO
    note: str = NOTE


@dataclass(frozen=True)
class AgencyTexts:
    """Texts of one agency; ``data``: its TOML file, ``further_telephones``: names and numbers."""

    data: dict[str, Any]
    telephone: str
    email: str
    further_telephones: tuple[tuple[str, str], ...]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def fill(self, text: str) -> str:
        """Return a text with the agency's telephone and e-mail for their placeholders."""
        return text.replace("{telephone}", self.telephone).replace("{email}", self.email)


def get_agency_texts(code: str, host: str, number: int) -> AgencyTexts:
    """Return the texts of the agency ``code``.

    ``host``: gives its e-mail address; ``number``: below 100, makes its telephone numbers unique.
    """
    data = _read(f"content/{code}.toml")
    # Numbers and addresses that nobody has: 3000 is unassigned, .example is reserved (RFC 2606).
    label = host.partition(".")[0]
    further = (
        ("Đường dây nóng", f"0209 3000 {200 + number}"),
        ("Bộ phận tiếp nhận và trả kết quả", f"0209 3000 {300 + number}"),
    )
    return AgencyTexts(data, f"0209 3000 {100 + number}", f"{label}@backan.example", further)


def list_bulletin_texts() -> list[dict[str, Any]]:
    """Return the central bulletins."""
    return _read("bulletins.toml")["bulletin"]


def list_group_texts() -> list[dict[str, Any]]:
    """Return the groups of agencies that bulletins are addressed to."""
    return _read("bulletins.toml")["group"]


def get_pending_texts() -> dict[str, list[dict[str, Any]]]:
    """Return what users did: lists of ``draft``, ``proposal``, ``confirmation``, ``feedback``."""
    return _read("waiting.toml")


def list_glossary_texts() -> list[dict[str, str]]:
    """Return the terms of the glossary: ``term``, ``translation`` and a ``note``, if any."""
    return _read("glossary.toml")["term"]


def get_reorganisation_texts() -> dict[str, dict[str, str]]:
    """Return what websites say before the reorganisation of 2025 (``former``), and ``new`` ones."""
    return _read("reorganisation/texts.toml")


def get_organisation_texts() -> dict[str, Any]:
    """Return the staff and departments of some agencies, by agency code."""
    return _read("organisations.toml")


def get_illustration_path(name: str) -> Path:
    """Return the path of an agency's drawing."""
    return FOLDER / "illustrations" / f"{name}.svg"


def get_photograph_path(name: str) -> Path:
    """Return the path of a photograph; ``photographs/SOURCES.md`` has its author."""
    return FOLDER / "photographs" / f"{name}.jpg"


def get_photograph_texts() -> dict[str, dict[str, str]]:
    """Return title and description of each photograph, by file name without suffix."""
    return _read("photographs.toml")


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / path).read_text(encoding="utf-8"))
