"""The demo's texts, read from the files beside this one."""

import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent
AGENCIES_FILE = FOLDER / "agencies.csv"


@dataclass(frozen=True)
class UnitTexts:
    """What one unit says, with its telephone and e-mail filled in."""

    data: dict[str, Any]
    telephone: str
    email: str
    further_telephones: tuple[tuple[str, str], ...]

    def __getitem__(self, key: str) -> Any:
        return self.data[key]

    def fill(self, text: str) -> str:
        """Put the unit's telephone and e-mail where a text asks for them."""
        return text.replace("{telephone}", self.telephone).replace("{email}", self.email)


def unit_texts(code: str, host: str, number: int) -> UnitTexts:
    """Return the texts of the unit ``code``; ``number`` makes its telephone its own."""
    data = _read(f"content/{code}.toml")
    # Numbers and addresses that nobody has: 3000 is not assigned, .example is reserved (RFC 2606).
    label = host.partition(".")[0]
    further = (
        ("Đường dây nóng", f"0209 3000 {200 + number}"),
        ("Bộ phận tiếp nhận và trả kết quả", f"0209 3000 {300 + number}"),
    )
    return UnitTexts(data, f"0209 3000 {100 + number}", f"{label}@backan.example", further)


def bulletin_texts() -> list[dict[str, Any]]:
    """Return the central bulletins of the demo."""
    return _read("bulletins.toml")["bulletin"]


def group_texts() -> list[dict[str, Any]]:
    """Return the named groups of agencies that bulletins of the demo are for."""
    return _read("bulletins.toml")["group"]


def waiting_texts() -> dict[str, list[dict[str, Any]]]:
    """Return what people have done: ``draft``, ``proposal``, ``confirmation``, ``feedback``."""
    return _read("waiting.toml")


def organisation_texts() -> dict[str, Any]:
    """Return the people and offices of some units, by the codes of these."""
    return _read("organisations.toml")


def illustration(name: str) -> Path:
    """Return the file of a unit's drawing."""
    return FOLDER / "illustrations" / f"{name}.svg"


def photograph(name: str) -> Path:
    """Return the file of a photograph; ``photographs/SOURCES.md`` says who took it."""
    return FOLDER / "photographs" / f"{name}.jpg"


def photograph_texts() -> dict[str, dict[str, str]]:
    """Return title and description of each photograph, by the name of its file."""
    return _read("photographs.toml")


def _read(path: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / path).read_text(encoding="utf-8"))
