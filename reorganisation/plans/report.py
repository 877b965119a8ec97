"""Reports of checks and rehearsals of plans, in words of the reader's language."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reorganisation.models import ReorganisationStep, StepAction


class MatterText(NamedTuple):
    """A kind of matter in words: what it is, the rule, and how to choose otherwise."""

    what: str | Promise
    rule: str | Promise
    otherwise: str | Promise


# By ``reorganisation.selectors.open_matters.Matter.kind``.
MATTERS = {
    "drafts": MatterText(
        gettext_lazy("drafts: %(count)s"),
        gettext_lazy("They go where their pages go, as drafts."),
        gettext_lazy("Publish or delete them before."),
    ),
    "approvals": MatterText(
        gettext_lazy("pages that wait for approval: %(count)s"),
        gettext_lazy("They go on waiting, where their pages go."),
        gettext_lazy("Decide them before."),
    ),
    "bulletins": MatterText(
        gettext_lazy("drafts of bulletins that name it: %(count)s"),
        gettext_lazy("They name its successors then, as issuer and among those addressed."),
        gettext_lazy("Publish, change or delete them before."),
    ),
    "messages": MatterText(
        gettext_lazy("messages that wait for an answer: %(count)s"),
        gettext_lazy("The main successor gets them."),
        gettext_lazy("Answer them before."),
    ),
    "home": MatterText(
        gettext_lazy("its home page is arranged"),
        gettext_lazy("It stays as it is; that of the successor is not changed."),
        gettext_lazy("Arrange the successor's home page yourself."),
    ),
    "unconfirmed": MatterText(
        gettext_lazy("bulletins that it has not confirmed: %(count)s"),
        gettext_lazy("Its successors confirm for themselves."),
        gettext_lazy("Let it confirm before."),
    ),
    "roles": MatterText(
        gettext_lazy("people who work for the successor too: %(names)s"),
        gettext_lazy("The higher of both roles holds there."),
        gettext_lazy("Change the role before, or write stay into the column people."),
    ),
    "slugs": MatterText(
        gettext_lazy("addresses that the successor has too: %(names)s"),
        gettext_lazy(
            "The successor's pages stay at them; those of this unit stand below the section of its "
            "archive, and their former addresses lead there."
        ),
        gettext_lazy("Write into the column content which of them go, or stay."),
    ),
    "files": MatterText(
        gettext_lazy("names of files that the successor has too: %(count)s (%(names)s)"),
        gettext_lazy("Both stay: addresses of files have a number."),
        gettext_lazy("Rename or delete one of them before."),
    ),
    "short_name": MatterText(
        gettext_lazy("its short name “%(names)s” is no part of its former name"),
        gettext_lazy("It stays, also in the titles of its pages."),
        gettext_lazy("Write another one into the column short_name."),
    ),
    "name_en": MatterText(
        gettext_lazy("its name in English is “%(names)s”"),
        gettext_lazy("It stays, though the unit has another name."),
        gettext_lazy("Write the new one into the column name_en."),
    ),
    "host": MatterText(
        gettext_lazy("its address passes on to another unit"),
        gettext_lazy(
            "It gets %(names)s. What the new website does not have leads to where it was."
        ),
        gettext_lazy("Write another address into the column host of the new unit."),
    ),
}

# What a step does, for the screen.
STEP_LABELS: dict[str, str | Promise] = {
    StepAction.RELEASE_HOST: gettext_lazy("gives its address to another unit"),
    StepAction.PROVISION: gettext_lazy("is made or changed"),
    StepAction.MOVE_PAGES: gettext_lazy("hands its pages on"),
    StepAction.MOVE_FILES: gettext_lazy("hands its files on"),
    StepAction.MOVE_MEMBERS: gettext_lazy("hands its people on"),
    StepAction.MOVE_FEEDBACK: gettext_lazy("hands messages on that wait"),
    StepAction.MOVE_BULLETINS: gettext_lazy("hands its bulletins on"),
    StepAction.JOIN_GROUPS: gettext_lazy("its successors join its groups"),
    StepAction.ARCHIVE: gettext_lazy("ends"),
}

# What cannot be taken back, by action; said before it is done.
LASTING: dict[str, str | Promise] = {
    StepAction.PROVISION: gettext_lazy(
        "A unit that was made goes again only as long as nothing was written on its website and "
        "nobody works for it."
    ),
    StepAction.MOVE_PAGES: gettext_lazy(
        "Pages come back that stand in the archive section then; the addresses that they had there "
        "go on leading to them."
    ),
    StepAction.MOVE_FILES: gettext_lazy(
        "Files come back that stand in the archive collection then."
    ),
    StepAction.MOVE_MEMBERS: gettext_lazy(
        "Mail that told people is not called back; revoked invitations and requests for another "
        "role stay revoked."
    ),
    StepAction.MOVE_FEEDBACK: gettext_lazy("Messages that were answered by then stay answered."),
    StepAction.MOVE_BULLETINS: gettext_lazy(
        "Bulletins that were published anew by then stay as they are."
    ),
    StepAction.ARCHIVE: gettext_lazy("What was scheduled on the website is not scheduled again."),
}


def describe_matter(matter: dict[str, Any]) -> tuple[str, str, str]:
    """Return what a matter is, its rule and the other choice, in words.

    ``matter``: the fields of ``reorganisation.selectors.open_matters.Matter``.
    """
    text = MATTERS[matter["kind"]]
    return str(text.what) % matter, str(text.rule) % matter, str(text.otherwise)


def iter_matter_lines(matters: Iterable[dict[str, Any]]) -> Iterator[str]:
    """Yield a line for each matter."""
    for matter in matters:
        place = _("row %(line)s, %(code)s") % matter
        what, rule, otherwise = describe_matter(matter)
        yield f"{place}: {what}. {rule} " + _("Otherwise: %(choice)s") % {"choice": otherwise}


def list_lasting(actions: Iterable[str]) -> list[str]:
    """Return what cannot be taken back of steps with these actions, in words."""
    given = set(actions)
    return [str(text) for action, text in LASTING.items() if action in given]


def iter_report_lines(report: dict[str, Any]) -> Iterator[str]:
    """Yield what a rehearsal says (``reorganisation.services.rehearsal``), line by line."""
    yield from iter_matter_lines(report["matters"])
    for code, numbers in list_unit_rows(report):
        parts = [f"{label} {former} → {present}" for label, former, present in numbers]
        yield f"{code}: {', '.join(parts)}"
    yield _(
        "Websites that work: %(active_before)s → %(active_after)s. Ended: %(ended_before)s → "
        "%(ended_after)s."
    ) % {
        "active_before": report["installation_before"]["active"],
        "active_after": report["installation_after"]["active"],
        "ended_before": report["installation_before"]["archived"],
        "ended_after": report["installation_after"]["archived"],
    }
    yield (
        _(
            "Addresses: %(asked)s of %(all)s asked. %(same)s answer as before, %(moved)s lead on "
            "once, %(broken)s are broken."
        )
        % report["addresses"]
    )
    yield from (f"    {address}" for address in report["addresses"]["named"])
    if report["stopped"]:
        yield _("It stops at step %(step)s") % {"step": report["stopped"]}
    yield _("%(steps)s steps in %(seconds)s seconds.") % report


UNIT_LABELS: dict[str, str | Promise] = {
    "pages": gettext_lazy("pages"),
    "files": gettext_lazy("files"),
    "people": gettext_lazy("members"),
    "messages": gettext_lazy("messages"),
    "bulletins": gettext_lazy("bulletins"),
    "audiences": gettext_lazy("addressed to it"),
    "hosts": gettext_lazy("host names"),
}


def list_unit_rows(report: dict[str, Any]) -> list[tuple[str, list[tuple[str, Any, Any]]]]:
    """Return the code of each unit with its numbers: label, before, after; a dash for none."""
    before, after = report["before"], report["after"]
    return [
        (
            code,
            [
                (
                    str(label),
                    before.get(code, {}).get(name, "–"),
                    after.get(code, {}).get(name, "–"),
                )
                for name, label in UNIT_LABELS.items()
            ],
        )
        for code in sorted({*before, *after})
    ]


def describe_undone(step: ReorganisationStep, left: list[str]) -> str:
    """Return that a step was taken back, and what of it stays as it is."""
    return " ".join([f"{step.position:5} {step.action} {step.code}", _("taken back."), *left])
