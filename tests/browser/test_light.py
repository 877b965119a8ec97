"""What the first visit of a page costs somebody with a slow line, by everything it links.

Asked without a browser, but for the fonts of the words; what a web server compresses is compressed
here, as gzip does by default.
"""

import gzip
import re
import zlib
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest

from tests.browser.server import CALMED, DISTRICT, HEALTH, UPDATED
from tests.html import read_html

KB = 1024
# docs/features/frame.md
BUDGET = {"html": 20 * KB, "css": 15 * KB, "js": 10 * KB, "font": 30 * KB}
WHOLE, REQUESTS = 150 * KB, 15
# What a server sends before it waits for the first answer: ten packets (RFC 6928).
FIRST_BYTES = 14 * KB
BLOCKING = 2
PAGES = {
    "home": (DISTRICT, "/"),
    "bulletin": (HEALTH, "/ban-tin/day-manh-viec-cai-dat-bluezone/"),
    "article": (HEALTH, None),
    "documents": (HEALTH, "/van-ban/"),
    "search": (HEALTH, "/tim-kiem/?q=giấy phép xây dựng&scope=all"),
}
NEWS = "/tin-tuc/"
# For districts and cities an emergency is in force; other websites say what to do and lead there.
THREATENED = {
    "home": (DISTRICT, "/"),
    "home with another that has ended": (CALMED, "/"),
    "list": (DISTRICT, "/ban-tin/"),
    "article": (DISTRICT, None),
    "its own page": (DISTRICT, f"/ban-tin/{UPDATED}/"),
    "its page elsewhere": (HEALTH, f"/ban-tin/{UPDATED}/"),
}
# In the banner of the emergency, and on its own page.
INSTRUCTION = "#emergency .banner-instruction, .instruction.banner-emergency > p"
TELEPHONE = {"width": 360, "height": 640}
# The number of letters that stand on the first screen, by family and weight of their font.
LETTERS = """() => {
  const letters = {}, range = document.createRange();
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (texts.nextNode()) {
    const text = texts.currentNode;
    range.selectNodeContents(text);
    const { top, bottom, width } = range.getBoundingClientRect();
    const { fontFamily, fontWeight } = getComputedStyle(text.parentElement);
    const font = `${fontFamily.split(",")[0].replaceAll('"', "")} ${fontWeight}`;
    // What only screen readers say is one pixel wide.
    if (width > 1 && bottom > 0 && top < innerHeight) {
      letters[font] = (letters[font] || 0) + text.data.trim().length;
    }
  }
  return letters;
}"""
# One for each time that it is asked for.
FETCHED = """() => document.fonts.ready.then(() => performance.getEntriesByType("resource")
  .map((one) => one.name).filter((name) => name.endsWith(".woff2")))"""
FONT = re.compile(r"@font-face\s*\{[^}]*\}")
FAMILY = re.compile(r"""font-family: "([^"]+)";.* font-weight: (\d+)""")
URL = re.compile(r"""url\(["']?([^"')]+)""")
IMPORT = re.compile(r"""\b(?:import|from)\s*\(?["']([^"']+)""")


class Visit:
    """A page, and all that a browser fetches to show it, but for the pictures of its content."""

    def __init__(self, demo, label, path):
        self.demo, self.label, self.path = demo, label, path
        self.base = demo.url(label, "/")
        self.bytes, self.fetched = Counter(), set()
        # Family and weight, by address.
        self.fonts = {}
        self.html = self.fetch(path, "html")
        self.soup = read_html(self.html)
        for unseen in self.soup.select("noscript"):
            unseen.extract()
        for link in self.soup.select("link[rel=stylesheet]"):
            self.style(link["href"])
        for script in self.soup.select("script[src]"):
            self.script(script["src"])
        # Of the signs a browser takes one.
        for link in self.soup.select("link[type='image/svg+xml'], link[rel=manifest]"):
            self.fetch(link["href"], "sign")

    def fetch(self, address, kind, base=None):
        """Return the text at an address; what is asked for twice is kept by the browser."""
        url = urlsplit(urljoin(base or self.base, address))
        assert url.netloc == urlsplit(self.base).netloc, f"another host: {address}"
        path = f"{url.path}?{url.query}" if url.query else url.path
        response = self.demo.get(self.label, path)
        assert response.status_code == 200, path
        if path not in self.fetched:
            self.fetched.add(path)
            plain = kind in {"html", "css", "js"}
            self.bytes[kind] += len(gzip.compress(response.content) if plain else response.content)
        return response.text

    def style(self, address):
        css = self.fetch(address, "css")
        assert "@import" not in css, "a style sheet that is asked for when this one has come"
        for face in FONT.findall(css):
            for font in URL.findall(face):
                assert "font-display: swap" in face, "the words wait for the font"
                self.fetch(font, "font", urljoin(self.base, address))
                place = urlsplit(urljoin(urljoin(self.base, address), font)).path
                self.fonts[place] = " ".join(FAMILY.search(face).groups())
        for part in URL.findall(FONT.sub("", css)):
            self.fetch(part, "picture", urljoin(self.base, address))

    def script(self, address):
        for part in IMPORT.findall(self.fetch(address, "js")):
            self.script(urljoin(urljoin(self.base, address), part))


@pytest.fixture(scope="module", params=PAGES)
def visit(demo, request):
    label, path = PAGES[request.param]
    return Visit(demo, label, path or demo.first_path(label, NEWS))


def test_a_first_visit_is_small(visit):
    costly = {kind: visit.bytes[kind] for kind in BUDGET if visit.bytes[kind] > BUDGET[kind]}
    assert costly == {}
    assert all(visit.bytes[kind] for kind in BUDGET), "something of each kind was found"
    assert visit.bytes.total() <= WHOLE
    assert len(visit.fetched) <= REQUESTS


def test_no_script_stands_in_the_way_of_the_words(visit):
    for script in visit.soup.select("script[src]"):
        waits = script.get("type") == "module" or script.has_attr("defer")
        # This one has to run before the banner is drawn, and comes while the styles come.
        assert waits or (script["src"].endswith("/banner.js") and script.find_parent("body"))


def test_pictures_and_frames_come_from_here_and_keep_their_place(visit):
    for tag in visit.soup.select("[src], [srcset], [data]"):
        for name in ("src", "srcset", "data"):
            assert not re.search(r"(^|\s)(https?:)?//", tag.get(name, ""))
    for image in visit.soup.select("img"):
        assert image.get("width") and image.get("height")


def list_blocking(tags):
    """Return those of the links and scripts that a browser waits for before it shows more."""
    return [
        tag
        for tag in tags
        if (tag.get("rel") == ["stylesheet"] and tag.get("media") != "print")
        or (tag.get("src") and tag.get("type") != "module" and not tag.has_attr("defer"))
    ]


def test_the_words_wait_for_one_style_sheet_alone(visit):
    assert len(list_blocking(visit.soup.select("link"))) == 1


def test_the_font_of_most_words_on_the_first_screen_is_preloaded_and_no_other(demo, page, visit):
    page.set_viewport_size(TELEPHONE)
    page.goto(demo.url(visit.label, visit.path))
    fetched = page.evaluate(FETCHED)
    assert len(fetched) == len(set(fetched)), "what was preloaded is asked for again"
    letters = page.evaluate(LETTERS)
    preloaded = [link["href"] for link in visit.soup.select("link[rel=preload]")]
    # Two would keep the style sheet waiting, and with it the first words: docs/features/frame.md.
    assert [visit.fonts.get(path) for path in preloaded] == [max(letters, key=letters.get)]


@pytest.fixture(scope="module", params=THREATENED)
def threatened(demo, request):
    """A page that says what to do in an emergency."""
    label, path = THREATENED[request.param]
    return Visit(demo, label, path or demo.first_path(label, NEWS))


def test_what_to_do_in_an_emergency_comes_with_the_first_bytes(threatened):
    instruction = threatened.soup.select_one(INSTRUCTION).get_text()
    compressed = gzip.compress(threatened.html.encode(), compresslevel=5)
    first = zlib.decompressobj(wbits=31).decompress(compressed[:FIRST_BYTES])
    # Where it is read: what is said about the page in its head may hold the same words.
    seen = read_html(first.decode(errors="ignore")).select_one(INSTRUCTION)
    assert instruction and seen and seen.get_text() == instruction


def test_few_requests_stand_before_what_to_do_in_an_emergency(threatened):
    before = threatened.soup.select_one(INSTRUCTION).find_all_previous(["link", "script"])
    assert 1 <= len(list_blocking(before)) <= BLOCKING
