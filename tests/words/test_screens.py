import json
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from bulletins.roles import TRANSLATORS
from tests.isolation import owned_objects, pages, records  # noqa: F401
from tests.isolation.canaries import Canaries
from tests.isolation.requests import get_client
from tests.isolation.walk import Walk
from tests.isolation.world import BIRDS, World, build
from tests.words.english import CAPITAL_IN_SENTENCE, list_foreign_words, list_texts

# What the world is made of, and what it calls things that have no name.
WORDS_OF_THE_WORLD = (*BIRDS.values(), "nguoi", "ngoai")
# Routes that are not looked at, with the reason.
LEFT_OUT = {
    "wagtailadmin_error_test": "Wagtail's own test of its error page",
    "admin/test404/": "Wagtail's own test of its error page",
    "spoken_forms:index": "lists signs and abbreviations, and how they are read",
    "spoken_forms:index_results": "lists signs and abbreviations, and how they are read",
}
# So that a whole run, which takes some cases of each table, walks through a part.
SHARES = 3

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.no_cover,
    pytest.mark.xdist_group("words on screens"),
]


@pytest.fixture(scope="module")
def world(django_db_setup, django_db_blocker) -> Iterator[World]:
    with django_db_blocker.unblock(), transaction.atomic():
        world = build()
        world.central.person("translator", Group.objects.get(name=TRANSLATORS))
        yield world
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def walk(world) -> Walk:
    return Walk(world)


def list_screens(walk: Walk, user: object, share: int) -> Iterator[tuple[str, HttpResponse]]:
    """Give the answer of every route of a share that a person can open, with one's own things."""
    client = get_client(user)
    cookies = client.cookies.copy()
    for route in walk.routes[share::SHARES]:
        for values in walk.own_values(route)[:1] if route.name not in LEFT_OUT else []:
            client.cookies = cookies.copy()
            # Some routes end sessions or write; the next one shall find the world as it was.
            with transaction.atomic():
                response = client.get(route.url(values))
                if response.status_code < 300 and not response.streaming:
                    yield route.name, response
                transaction.set_rollback(True)
            cache.clear()


def list_texts_of(response: HttpResponse) -> Iterator[str]:
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        yield from list_texts(response.content)
    elif kind.startswith("application/json"):
        # What a modal dialog shows.
        content = json.loads(response.content)
        if isinstance(content, dict) and "html" in content:
            yield from list_texts(content["html"])


def find_english(screens: Iterator[tuple[str, HttpResponse]]) -> dict[str, str]:
    """Return each text with a word that is not Vietnamese, and the first route that shows it."""
    found: dict[str, str] = {}
    known: set[str] = set()
    for route, response in screens:
        for text in set(list_texts_of(response)) - known:
            known.add(text)
            words = [
                word
                for word in list_foreign_words(text)
                if not word.lower().startswith(WORDS_OF_THE_WORLD)
            ]
            if words or CAPITAL_IN_SENTENCE.search(text):
                found[" ".join(text.split())[:200]] = route
    return found


@pytest.mark.parametrize("share", range(SHARES))
@pytest.mark.parametrize(
    ("owner", "person", "least"),
    [
        ("ours", "editor", 30),
        ("ours", "moderator", 33),
        ("central", "translator", 8),
        ("central", "administrator", 75),
    ],
)
def test_no_screen_says_an_english_word(walk, owner, person, least, share):
    user = getattr(walk.world, owner).people[person]
    opened = set()

    def screens():
        for route, response in list_screens(walk, user, share):
            opened.add(route)
            yield route, response

    found = find_english(screens())
    assert not found, "\n" + "\n".join(f"{route}: {text}" for text, route in found.items())
    assert len(opened) > least


@pytest.mark.parametrize(
    "planted",
    [
        "<p>More actions</p>",
        '<button aria-label="Toggle menu">Mở</button>',
        '<img alt="A bridge">',
        '<input placeholder="Search…">',
        '<input type="submit" value="Search">',
        '<a title="Edit">Sửa</a>',
        "<dt>Root</dt>",
        "<td>27 November 2026</td>",
        "<p>Bản tin này có trong Tiếng Anh</p>",
        """<div data-props='{"label": "Link text"}'></div>""",
        """<script type="application/json">{"helpText": "Optional"}</script>""",
    ],
)
def test_an_english_word_on_a_screen_is_seen(planted):
    screen = HttpResponse(f'<html lang="vi"><body><p>Xin chào</p>{planted}</body></html>')
    assert find_english(iter([("here", screen)]))


@pytest.mark.parametrize(
    "text",
    [
        '<p lang="en">More actions</p>',
        "<script>const words = 'More actions'</script>",
        "<code>kind</code>",
        "<p>Tải tệp PDF, RSS hoặc CSV; gửi qua Zalo, SMS; xem soyte.backan.example</p>",
        "<p>Khuỷu tay nghiêng, quét, giếng, xoong, quýt, ngoằn ngoèo, thuở, luýnh quýnh</p>",
        "<p>Tiếng Anh</p>",
    ],
)
def test_what_is_no_english_word_is_left_alone(text):
    screen = HttpResponse(f'<html lang="vi"><body>{text}</body></html>')
    assert find_english(iter([("here", screen)])) == {}


def test_the_words_of_the_world_are_no_english():
    assert not list_foreign_words(Canaries(BIRDS["ours"]).word("a word"))
