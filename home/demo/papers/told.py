"""What a paper of the demo says, whatever it is printed as."""

from dataclasses import dataclass, field
from typing import Any

MOTTO = ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc")
# Nobody should take it for an official one.
NOTE = "Văn bản minh họa của bản thử Bantin, không có giá trị pháp lý."


@dataclass(frozen=True)
class Told:
    """The words of one paper; empty ones are left out."""

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
