"""Losses of a text on its way in, and their words.

This is the one list for all that brings texts in: pasting, Word documents, files of lines and saved
pages. A loss that is none of these kinds may not happen without a word: it gets a kind here.
"""

from collections import Counter
from collections.abc import Iterable
from enum import StrEnum, auto

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


class LossKind(StrEnum):
    """A kind of content that a body field does not have, or not in this form.

    The names are written into documents that wait (``importing.word.parcel``).
    """

    MERGED_CELL = auto()
    CELL_MARKUP = auto()
    LARGE_TABLE = auto()
    LAYOUT_TABLE = auto()
    MISSING_PICTURE = auto()
    UNUSABLE_PICTURE = auto()
    LINK = auto()
    STRUCK_TEXT = auto()
    FILM = auto()
    DRAWING = auto()
    FORMULA = auto()
    OBJECT = auto()
    COMMENT = auto()
    TRACKED_CHANGE = auto()
    PAGE_FRAME = auto()
    CONTENTS = auto()
    TEXT_BOX = auto()
    NOTE = auto()
    HIDDEN_TEXT = auto()
    OLD_LETTERS = auto()
    FLAT_TABLE = auto()
    FLAT_HEADING = auto()
    CUT_LEAD = auto()


Losses = Counter[LossKind]


def describe_losses(losses: Losses) -> str:
    """Return one line about what was left out or changed, in the active language.

    Empty if nothing was.
    """
    texts = list_losses(losses)
    return _("Look over: %(what)s.") % {"what": "; ".join(texts)} if texts else ""


def list_losses(losses: Losses) -> list[str]:
    """Return a text for each kind of what was left out or changed, in the active language."""
    return [
        get_loss_text(kind, losses[kind]) % {"n": losses[kind]} for kind in LossKind if losses[kind]
    ]


def count_losses(names: Iterable[tuple[str, int]]) -> Losses:
    """Return the losses of pairs of a name and a number; unknown names are left out."""
    known = {str(loss) for loss in LossKind}
    return Counter({LossKind(name): number for name, number in names if name in known})


def get_loss_text(kind: LossKind, number: int) -> str:
    """Return what is said of so many losses of a kind; the number itself is still ``%(n)s``."""
    texts = {
        LossKind.MERGED_CELL: ngettext(
            "%(n)s merged cell was divided", "%(n)s merged cells were divided", number
        ),
        LossKind.CELL_MARKUP: ngettext(
            "%(n)s cell of a table lost its bold type, links or lists",
            "%(n)s cells of tables lost their bold type, links or lists",
            number,
        ),
        LossKind.LARGE_TABLE: ngettext(
            "%(n)s table that is too large became text",
            "%(n)s tables that are too large became text",
            number,
        ),
        LossKind.LAYOUT_TABLE: ngettext(
            "%(n)s table that only arranges the page became text",
            "%(n)s tables that only arrange the page became text",
            number,
        ),
        LossKind.MISSING_PICTURE: ngettext(
            "%(n)s picture did not come along; upload it by itself",
            "%(n)s pictures did not come along; upload them by themselves",
            number,
        ),
        LossKind.UNUSABLE_PICTURE: ngettext(
            "%(n)s picture is damaged or of a kind that websites do not show",
            "%(n)s pictures are damaged or of a kind that websites do not show",
            number,
        ),
        LossKind.LINK: ngettext(
            "%(n)s link that leads to no website was taken off",
            "%(n)s links that lead to no website were taken off",
            number,
        ),
        LossKind.STRUCK_TEXT: ngettext(
            "%(n)s passage that was struck through is ordinary text now",
            "%(n)s passages that were struck through are ordinary text now",
            number,
        ),
        LossKind.FILM: ngettext(
            "%(n)s film, sound or frame was left out",
            "%(n)s films, sounds or frames were left out",
            number,
        ),
        LossKind.DRAWING: ngettext(
            "%(n)s chart or drawing was left out", "%(n)s charts or drawings were left out", number
        ),
        LossKind.FORMULA: ngettext(
            "%(n)s formula was left out", "%(n)s formulas were left out", number
        ),
        LossKind.OBJECT: ngettext(
            "%(n)s embedded file was left out", "%(n)s embedded files were left out", number
        ),
        LossKind.COMMENT: ngettext(
            "%(n)s comment was left out", "%(n)s comments were left out", number
        ),
        LossKind.TRACKED_CHANGE: ngettext(
            "%(n)s tracked change was taken as accepted",
            "%(n)s tracked changes were taken as accepted",
            number,
        ),
        LossKind.PAGE_FRAME: _("headers and footers of the pages were left out"),
        LossKind.CONTENTS: _("the table of contents was left out"),
        LossKind.TEXT_BOX: ngettext(
            "%(n)s text box stands in the text now",
            "%(n)s text boxes stand in the text now",
            number,
        ),
        LossKind.NOTE: ngettext(
            "%(n)s footnote stands at the end", "%(n)s footnotes stand at the end", number
        ),
        LossKind.HIDDEN_TEXT: ngettext(
            "%(n)s passage that the original hides was left out",
            "%(n)s passages that the original hides were left out",
            number,
        ),
        LossKind.OLD_LETTERS: ngettext(
            "%(n)s passage in the letters of an old font was rewritten; compare it",
            "%(n)s passages in the letters of an old font were rewritten; compare them",
            number,
        ),
        LossKind.FLAT_TABLE: ngettext(
            "%(n)s table became lines of text", "%(n)s tables became lines of text", number
        ),
        LossKind.FLAT_HEADING: ngettext(
            "%(n)s heading became a line of text", "%(n)s headings became lines of text", number
        ),
        LossKind.CUT_LEAD: _("the lead was too long and was cut"),
    }
    return texts[kind]
