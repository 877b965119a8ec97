"""Content of a paper of the demo, for all formats."""

from dataclasses import dataclass, field
from typing import Any

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
# Printed on each paper, so that nobody takes it for an official one.
NOTE = "Văn bản minh họa của bản thử Bantin, không có giá trị pháp lý."


@dataclass(frozen=True)
class Told:
    """Texts of one paper; empty ones are left out.

    ``kind``: type of the document; ``lines``: kind and text, as ``plain_lines`` returns them.
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
