"""A text as a message of Zalo: plain text, and what its window puts on the clipboard as HTML."""

from html import escape

from tests.corpus.notation import Item, Table, Text, TextLine, TextRun, Thing, iter_inlines

_BULLET = "- "


def can_be_sent(text: Text) -> bool:
    """Return whether people send such a text as a message: it is nothing but words."""
    looks = set().union(
        *(one.marks for one in iter_inlines(text.blocks) if isinstance(one, TextRun))
    )
    things = [one for one in iter_inlines(text.blocks) if isinstance(one, Thing)]
    tables = [block for block in text.blocks if isinstance(block, Table)]
    return not (things or tables or text.letters) and looks <= {"b", "i", "u", "sup", "sub"}


def write_message(text: Text) -> str:
    """Return a text as plain text, a line a paragraph."""
    return "\n".join(_write_block(block) for block in text.blocks)


def write_message_clipboard(text: Text) -> str:
    """Return a text as the HTML that a chat window puts on the clipboard."""
    lines = "<br>".join(escape(line, quote=False) for line in write_message(text).split("\n"))
    return (
        '<html><body>\n<!--StartFragment--><div class="card-send text-message__container" '
        'style="white-space: pre-wrap; color: rgb(8, 27, 58);"><span id="input-phone" '
        f'class="text">{lines}</span></div><!--EndFragment-->\n</body></html>'
    )


def _write_block(block) -> str:
    if isinstance(block, Item):
        sign = _BULLET if block.form == "bullet" else f"{block.label} "
        return sign + _write_line(block.line)
    return _write_line(getattr(block, "line", ()))


def _write_line(line: TextLine) -> str:
    return "".join(one.text for one in line if isinstance(one, TextRun))
