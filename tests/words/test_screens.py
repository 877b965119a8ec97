import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import pytest
from bs4 import BeautifulSoup
from django.contrib.auth.models import Group
from django.core.cache import cache
from django.db import transaction
from django.http import HttpResponse

from bulletins.roles import TRANSLATORS
from tests.html import read_html
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
FIELDS = "input:not([type=hidden]):not([type=submit]), select, textarea"
NATIVE_FIELDS = "input[type=date], input[type=time], input[type=datetime-local]"
BUTTONS = "button, .button, input[type=submit]"
# A sentence that says what follows has more words than a title.
LEAST_WORDS = 6

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


@dataclass(frozen=True)
class Screen:
    """What is looked at of the answer of one route."""

    route: str
    texts: frozenset[str]
    # The words of a confirmation that does not say what follows; empty for all other screens.
    unexplained: str
    # Fields that follow the language of the browser instead of that of the admin.
    native_fields: tuple[str, ...]


@pytest.fixture(scope="module")
def open_screens(walk) -> Callable[[str, str], list[Screen]]:
    """Open all routes as somebody, with one's own things; once for all tests."""
    opened: dict[tuple[str, str], list[Screen]] = {}

    def open_all(owner: str, person: str) -> list[Screen]:
        key = (owner, person)
        if key not in opened:
            user = getattr(walk.world, owner).people[person]
            opened[key] = [*list_screens(walk, user)]
        return opened[key]

    return open_all


def list_screens(walk: Walk, user: object) -> Iterator[Screen]:
    """Give the screen of every route that a person can open, with one's own things."""
    client = get_client(user)
    cookies = client.cookies.copy()
    for route in walk.routes:
        for values in walk.own_values(route)[:1] if route.name not in LEFT_OUT else []:
            client.cookies = cookies.copy()
            # Some routes end sessions or write; the next one shall find the world as it was.
            with transaction.atomic():
                response = client.get(route.url(values))
                if response.status_code < 300 and not response.streaming:
                    yield read_screen(route.name, response)
                transaction.set_rollback(True)
            cache.clear()


def read_screen(route: str, response: HttpResponse) -> Screen:
    soup = read_html(get_page(response))
    return Screen(
        route=route,
        # Before parts of the page are taken out.
        texts=frozenset(list_texts(soup)),
        unexplained=find_unexplained(soup),
        native_fields=tuple(field.get("name", "") for field in soup.select(NATIVE_FIELDS)),
    )


def get_page(response: HttpResponse) -> bytes | str:
    """Return the HTML of an answer, also that of a modal dialog; nothing for other content."""
    kind = response.headers.get("Content-Type", "")
    if kind.startswith("text/html"):
        return response.content
    if kind.startswith("application/json"):
        content = json.loads(response.content)
        if isinstance(content, dict) and "html" in content:
            return content["html"]
    return ""


def find_unexplained(soup: BeautifulSoup) -> str:
    """Return the words of a page that asks for a confirmation and does not say what follows.

    Such a page has a form with nothing but a button, which is not one of a row in a list. A
    question whether one is sure says nothing, nor does the number of references to what is deleted.
    """
    main = soup.select_one("main") or soup
    forms = main.select("form[method=post], form[method=POST]")
    forms = [form for form in forms if not form.find_parent(["table", "li"])]
    if not any(form.select("button, input[type=submit]") for form in forms):
        return ""
    if any(form.select(FIELDS) for form in forms):
        return ""
    for part in main.select(f"header, {BUTTONS}"):
        part.decompose()
    words = " ".join(main.get_text(" ").split())
    statements = (part for part in re.split(r"(?<=[.?!:]) ", words) if part.endswith((".", ":")))
    said = (part for part in statements if "lượt tham chiếu tới" not in part)
    return "" if any(len(part.split()) >= LEAST_WORDS for part in said) else words or "(nothing)"


def find_english(screens: Iterable[Screen]) -> dict[str, str]:
    """Return each text with a word that is not Vietnamese, and the first route that shows it."""
    found: dict[str, str] = {}
    known: set[str] = set()
    for screen in screens:
        for text in screen.texts - known:
            known.add(text)
            words = [
                word
                for word in list_foreign_words(text)
                if not word.lower().startswith(WORDS_OF_THE_WORLD)
            ]
            if words or CAPITAL_IN_SENTENCE.search(text):
                found[" ".join(text.split())[:200]] = screen.route
    return found


@pytest.mark.parametrize(
    ("owner", "person", "least"),
    [
        ("ours", "editor", 90),
        ("ours", "moderator", 100),
        ("central", "translator", 25),
        ("central", "administrator", 230),
    ],
)
def test_no_screen_says_an_english_word(open_screens, owner, person, least):
    screens = open_screens(owner, person)
    found = find_english(screens)
    assert not found, "\n" + "\n".join(f"{route}: {text}" for text, route in found.items())
    assert len({screen.route for screen in screens}) > least


@pytest.mark.parametrize(("owner", "person"), [("ours", "moderator"), ("central", "administrator")])
def test_whoever_confirms_is_told_before_what_follows(open_screens, owner, person):
    screens = open_screens(owner, person)
    assert {one.route: one.unexplained for one in screens if one.unexplained} == {}


@pytest.mark.parametrize(("owner", "person"), [("ours", "moderator"), ("central", "administrator")])
def test_no_date_or_time_follows_the_browsers_language(open_screens, owner, person):
    screens = open_screens(owner, person)
    assert {one.route: one.native_fields for one in screens if one.native_fields} == {}


def make_screen(body: str) -> Screen:
    page = f'<html lang="vi"><body>{body}</body></html>'
    return read_screen("here", HttpResponse(page))


ONLY_A_BUTTON = '<form method="post"><input type="hidden" name="x"><button>Xác nhận</button></form>'


@pytest.mark.parametrize(
    "words",
    [
        "",
        "<p>Bạn có chắc muốn xóa nhóm đơn vị này không?</p>",
        "<p>Có 12 lượt tham chiếu tới thuật ngữ này.</p>",
        "<header><p>Người này bị đăng xuất ngay trên mọi thiết bị.</p></header>",
    ],
)
def test_a_confirmation_that_only_asks_is_seen(words):
    assert make_screen(f"<main>{words}{ONLY_A_BUTTON}</main>").unexplained


@pytest.mark.parametrize(
    "main",
    [
        f"<p>Người này bị đăng xuất ngay trên mọi thiết bị.</p>{ONLY_A_BUTTON}",
        '<form method="post"><input name="q"><button>Lưu</button></form>',
        "<p>Chưa có gì.</p>",
        f"<table><tr><td>Sở Y tế</td><td>{ONLY_A_BUTTON}</td></tr></table>",
    ],
)
def test_what_says_what_follows_and_what_asks_for_no_confirmation_is_left_alone(main):
    assert not make_screen(f"<main>{main}</main>").unexplained


def test_a_field_of_the_browsers_own_is_seen():
    fields = '<input type="date" name="a"><input type="datetime-local" name="b"><input name="c">'
    assert make_screen(fields).native_fields == ("a", "b")


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
    assert find_english([make_screen(f"<p>Xin chào</p>{planted}")])


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
    assert find_english([make_screen(text)]) == {}


def test_the_words_of_the_world_are_no_english():
    assert not list_foreign_words(Canaries(BIRDS["ours"]).word("a word"))
