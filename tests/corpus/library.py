"""The texts of the corpus."""

from functools import cache
from pathlib import Path

from tests.corpus.decision import make_decision
from tests.corpus.notation import Text, read_text

FOLDER = Path(__file__).parent / "texts"


@cache
def list_texts() -> tuple[Text, ...]:
    """Return all texts, by name."""
    files = sorted(FOLDER.glob("*.txt"))
    texts = [read_text(file.stem, file.read_text(encoding="utf-8")) for file in files]
    return tuple(sorted([*texts, make_decision()], key=lambda text: text.name))


def get_text(name: str) -> Text:
    """Return the text of a name. Raises KeyError."""
    return {text.name: text for text in list_texts()}[name]
