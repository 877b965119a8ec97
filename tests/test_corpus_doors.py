"""Texts of the corpus through every door: stored, opened, saved unchanged, published, found."""

import re
from html import unescape

import pytest
from django.utils import translation

from home.models import FeedMixin
from home.paths import get_page_path
from importing.html.losses import LossKind, get_loss_text
from search.tests.client import list_hit_urls
from tests.corpus.doors import ARTICLE, BULLETIN, Doors, choose_cases, list_cases
from tests.corpus.expected import Expected, list_lines, list_words
from tests.corpus.library import list_texts
from tests.corpus.notation import Table
from tests.corpus.outline import list_missing_words, read_outline
from tests.edit_forms import PUBLISH, check_unchanged
from tests.html import parse_html

pytestmark = pytest.mark.django_db
# A saved page is read line by line: its tables become lines, whatever their cells are.
OF_TABLES = {
    LossKind.MERGED_CELL, LossKind.CELL_MARKUP, LossKind.LARGE_TABLE, LossKind.LAYOUT_TABLE,
}  # fmt: skip


def list_params(cases):
    return [
        pytest.param(*case, id=f"{door}-{form}-{place}-{text.name}")
        for case in cases
        for text, door, form, place in [case]
    ]


CHOSEN = choose_cases(list_texts())
OTHERS = [case for case in list_cases(list_texts()) if case not in CHOSEN]
TO_ARTICLES = [case for case in OTHERS if case[3] in (ARTICLE, BULLETIN)]
TO_DOCUMENTS = [case for case in OTHERS if case not in TO_ARTICLES]


@pytest.fixture
def doors(request, tmp_path):
    return Doors(request, tmp_path)


@pytest.mark.parametrize(("text", "door", "form", "place"), list_params(CHOSEN))
def test_a_text_stays_as_it_came_from_the_door_to_the_reader(doors, visit, text, door, form, place):
    check_life(doors, visit, text, door, form, place)


@pytest.mark.drill("corpus-1")
@pytest.mark.parametrize(("text", "door", "form", "place"), list_params(TO_ARTICLES))
def test_every_text_through_every_door_to_articles(doors, visit, text, door, form, place):
    check_life(doors, visit, text, door, form, place)


@pytest.mark.drill("corpus-2")
@pytest.mark.parametrize(("text", "door", "form", "place"), list_params(TO_DOCUMENTS))
def test_every_text_through_every_door_to_documents(doors, visit, text, door, form, place):
    check_life(doors, visit, text, door, form, place)


def check_life(doors, visit, text, door, form, place):
    instance, said = doors.bring(door, form, text, place)
    expected = Expected(text, form)
    words = check_arrival(instance, expected, door, said)
    client, path = doors.get_client(place), doors.get_edit_path(instance)
    check_unchanged(client, instance, path, [{}] if place == BULLETIN else ({}, PUBLISH))
    if place == BULLETIN:
        doors.publish_bulletin(instance)
    check_readers(visit, doors.health, instance, words)


def check_arrival(instance, expected, door, said):
    """What is stored is what was written, and what is said is what was lost; returns the words."""
    outline = read_outline(instance.body.get_prep_value())
    words, losses = expected.words, expected.losses
    if door == "import_bulletin":
        words, losses = read_as_lines(expected), lose_tables(expected)
    if door != "import_bulletin":
        assert outline == expected.outline
    arrived = list_words([instance.title, getattr(instance, "lead", ""), *outline])
    assert list_missing_words(words, " ".join(arrived)) == []
    assert list_said(said) == losses
    return words


def check_readers(visit, agency, instance, words):
    """The website shows the words, its feed the title, and its search finds them."""
    is_page = hasattr(instance, "url_path")
    path = get_page_path(instance) if is_page else f"/ban-tin/{instance.slug}/"
    shown = parse_html(visit(agency, path)).select_one("main").get_text(" ")
    assert list_missing_words(words, shown) == []
    feed = "/ban-tin/rss.xml"
    if is_page:
        index = instance.get_parent().specific
        feed = index.feed_path if isinstance(index, FeedMixin) else ""
    if feed:
        assert instance.title in unescape(visit(agency, feed).content.decode())
    looked_for = " ".join(find_phrase(words) or instance.title.split()[:3])
    assert path in list_hit_urls(visit, agency, looked_for), looked_for


def find_phrase(words):
    """Three words that follow each other, as somebody would look for."""
    for at in range(len(words) - 3):
        phrase = words[at : at + 3]
        if all(word.isalpha() for word in phrase):
            return phrase
    return []


def list_said(said):
    """The kinds of losses that are said, in Vietnamese or English."""
    found = set()
    for language in ("vi", "en"):
        with translation.override(language):
            for kind in LossKind:
                texts = {get_loss_text(kind, number) for number in (1, 2)}
                patterns = [re.escape(one).replace(re.escape("%(n)s"), r"\d+") for one in texts]
                if any(re.search(pattern, said) for pattern in patterns):
                    found.add(kind)
    return found


def read_as_lines(expected):
    """Words as a saved page has them: numbers of lists are counted anew, “./.” is a full stop."""
    lines = list_lines(expected.text, expected.form)
    words = [word.replace("./.", ".") for word in list_words(lines)]
    # A line that begins with a dash looks like an item in an outline.
    return [word for word in words if not re.fullmatch(r"[0-9]{1,3}\.|-", word)]


def lose_tables(expected):
    """What is said of a saved page."""
    has_table = expected.form.write.__name__ == "write_web_page" and any(
        isinstance(block, Table) and len(block.rows) > 1 for block in expected.text.blocks
    )
    return (expected.losses - OF_TABLES) | ({LossKind.FLAT_TABLE} if has_table else set())
