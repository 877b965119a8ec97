"""The commands of the runbook, as it gives them to operators."""

import re
from dataclasses import dataclass
from pathlib import Path

RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"
# Who types a block: see "First installation".
ACCOUNT, OWNER, SERVERS, SESSION, ROOT = "", "owner", "servers", "session", "root"
_BLOCK = re.compile(r"^( *)```sh ?(\S*)\n(.*?)^ *```$", re.MULTILINE | re.DOTALL)
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """Commands under one heading, and who types them."""

    heading: str
    role: str
    text: str


def read_blocks() -> list[Block]:
    """Return all blocks of commands, in the order of the page."""
    page = RUNBOOK.read_text(encoding="utf-8")
    blocks = []
    for found in _BLOCK.finditer(page):
        indent, role, text = found.groups()
        heading = _HEADING.findall(page, 0, found.start())[-1]
        lines = [line.removeprefix(indent) for line in text.splitlines()]
        blocks.append(Block(heading, role, "\n".join(lines) + "\n"))
    return blocks
