"""Every text of the corpus in every form: what becomes of it, and what is said of the rest."""

import unicodedata
from collections import Counter

import pytest
from mammoth.docx import office_xml
from mammoth.docx.numbering_xml import Numbering

from content.files import word_reader
from importing.html.conversion import convert
from importing.html.losses import count_losses
from importing.word.article import build_article
from importing.word.reader import WordDocument, WordImage
from tests.corpus.expected import CLIPBOARDS, WORD_FILE, Expected, get_sent_words, list_words
from tests.corpus.library import list_texts
from tests.corpus.outline import read_outline

LABELS = ("Bảng", "Cột")
CASES = [
    pytest.param(text, form, id=f"{form}-{text.name}")
    for form in (WORD_FILE, *CLIPBOARDS)
    for text in list_texts()
    if form.can_hold(text)
]


@pytest.fixture
def read(monkeypatch):
    """Convert a text in a form; returns title, lead, the outline of the rest, and the losses."""
    for name in ("find_level", "find_level_by_paragraph_style_id"):
        monkeypatch.setattr(Numbering, name, getattr(Numbering, name))
    monkeypatch.setattr(office_xml, "read", office_xml.read)

    def convert_text(text, form):
        written = form.write(text)
        if form is not WORD_FILE:
            blocks, losses = convert(written, table_labels=LABELS, images=0)
            return "", "", read_outline(blocks), losses
        head, _bodies = word_reader.convert(written, 20, 1_000_000)
        pictures = tuple(WordImage(None, None, one["alt"]) for one in head["pictures"])
        losses = count_losses(head["losses"].items())
        document = WordDocument(f"{text.name}.docx", head["html"], pictures, losses)
        article = build_article(document, table_labels=LABELS)
        blocks = [
            {"type": "picture", "value": {"alt_text": pictures[block["value"]].alt}}
            if block["type"] == "picture"
            else block
            for block in article.blocks
        ]
        name = text.name.replace("_", " ")
        title = "" if article.title == name else article.title
        return title, article.lead, read_outline(blocks), article.losses

    return convert_text


@pytest.mark.parametrize(("text", "form"), CASES)
def test_everything_arrives_as_it_was_written_and_what_does_not_is_said(read, text, form):
    expected = Expected(text, form)
    title, lead, outline, losses = read(text, form)
    assert (title, lead, outline) == expected.parts
    assert {kind for kind, number in losses.items() if number} == expected.losses


@pytest.mark.parametrize(("text", "form"), CASES)
def test_no_word_vanishes_without_a_word_about_it(read, text, form):
    title, lead, outline, losses = read(text, form)
    arrived = count_letters("".join(list_words([title, lead, *outline])))
    assert count_letters(get_sent_words(text, form)) <= arrived or +losses


def count_letters(words):
    """Letters and numbers, whatever stands between them; m² as m2."""
    plain = unicodedata.normalize("NFKC", words)
    return Counter(letter for letter in plain if letter.isalnum())
