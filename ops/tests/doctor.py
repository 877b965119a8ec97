"""What the doctor, the screen and ``/readyz`` say of one subject."""

from io import StringIO
from typing import NamedTuple

import pytest
from django.core.management import call_command

from ops.health import registry


class PrintedLine(NamedTuple):
    """What the doctor prints of a result: its level, its text, and what stands below."""

    level: str
    text: str
    further: str


def run_doctor(**options) -> tuple[int, str]:
    """Return with which code the command ends, and all that it prints."""
    told = StringIO()
    try:
        call_command("doctor", stdout=told, no_color=True, **options)
    except SystemExit as end:
        return end.code, told.getvalue()
    return 0, told.getvalue()


def ask_doctor(name: str, **options) -> list[PrintedLine]:
    """Return what the doctor says where the check of this name is the only one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(registry, "_checks", [one for one in registry._checks if one.name == name])
        code, told = run_doctor(**options)
    *lines, _counts = told.splitlines()
    found: list[PrintedLine] = []
    for line in lines:
        level, text = line[:8].strip(), line[9:]
        if level:
            found.append(PrintedLine(level, text.partition(": ")[2], ""))
        else:
            found[-1] = found[-1]._replace(further=f"{found[-1].further}{text}\n")
    assert code == any(line.level == "FAILED" for line in found)
    assert all("→ " in line.further for line in found if line.level != "ok"), told
    return found


def list_failures(name: str, **options) -> str:
    """Return all that the doctor says of what has failed, below included."""
    lines = ask_doctor(name, **options)
    return " ".join(f"{line.text} {line.further}" for line in lines if line.level == "FAILED")
