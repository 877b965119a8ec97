"""Generator of made-up Vietnamese texts: Markov chains of the words of the demo's texts.

Two words follow each other as often as they do there, so phrases, common syllables and rare ones
are as frequent as in real texts of public offices.
"""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from random import Random

CONTENT = Path(__file__).resolve().parent.parent / "demo/data/content"


class Writer:
    """Generator of texts, the same ones for the same ``seed``."""

    def __init__(self, seed: int = 0) -> None:
        self.random = Random(seed)  # noqa: S311, made-up words
        self.following: dict[str, list[str]] = {}
        for text in _iter_texts():
            words = text.split()
            for word, after in zip(words, words[1:], strict=False):
                self.following.setdefault(word, []).append(after)
        self.beginnings = [word for word in self.following if word[0].isupper()]

    def write_text(self, number: int) -> str:
        """Return a text of ``number`` words."""
        written: list[str] = []
        word = self.random.choice(self.beginnings)
        while len(written) < number:
            written.append(word)
            word = self.random.choice(self.following.get(word) or self.beginnings)
        return " ".join(written)

    def write_queries(self, number: int) -> list[str]:
        """Return ``number`` queries as visitors might type them: one to four words in sequence."""
        return [self.write_text(self.random.randint(1, 4)).strip(",.;:") for _ in range(number)]


def _iter_texts() -> Iterator[str]:
    for file in sorted(CONTENT.glob("*.toml")):
        yield from _iter_strings(tomllib.loads(file.read_text(encoding="utf-8")))


def _iter_strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for part in value.values():
            yield from _iter_strings(part)
    elif isinstance(value, list):
        for part in value:
            yield from _iter_strings(part)
