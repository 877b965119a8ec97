"""What the first visit of a page costs somebody with a slow line, by everything it links.

Asked without a browser; what a web server compresses is compressed here, as gzip does by default.
"""

import gzip
import re
import zlib
from collections import Counter
from urllib.parse import urljoin, urlsplit

import pytest
from bs4 import BeautifulSoup

from tests.browser.server import DISTRICT, HEALTH

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
FONT = re.compile(r"@font-face\s*\{[^}]*\}")
URL = re.compile(r"""url\(["']?([^"')]+)""")
IMPORT = re.compile(r"""\b(?:import|from)\s*\(?["']([^"']+)""")


class Visit:
    """A page, and all that a browser fetches to show it, but for the pictures of its content."""

    def __init__(self, demo, label, path):
        self.demo, self.label = demo, label
        self.base = demo.url(label, "/")
        self.bytes, self.fetched = Counter(), set()
        self.html = self.fetch(path, "html")
        self.soup = BeautifulSoup(self.html, "html.parser")
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
        for face in FONT.findall(css):
            for font in URL.findall(face):
                assert "font-display: swap" in face, "the words wait for the font"
                self.fetch(font, "font", urljoin(self.base, address))
        for part in URL.findall(FONT.sub("", css)):
            self.fetch(part, "picture", urljoin(self.base, address))

    def script(self, address):
        for part in IMPORT.findall(self.fetch(address, "js")):
            self.script(urljoin(urljoin(self.base, address), part))


@pytest.fixture(scope="module", params=PAGES)
def visit(demo, request):
    label, path = PAGES[request.param]
    return Visit(demo, label, path or demo.first_path(label, "/tin-tuc/"))


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


@pytest.fixture(scope="module", params=["/", "/ban-tin/"])
def threatened(demo, request):
    """A page of a district for which the demo has an emergency."""
    return Visit(demo, DISTRICT, request.param)


def test_what_to_do_in_an_emergency_comes_with_the_first_bytes(threatened):
    instruction = threatened.soup.select_one("#emergency .banner-instruction").get_text()
    compressed = gzip.compress(threatened.html.encode(), compresslevel=5)
    first = zlib.decompressobj(wbits=31).decompress(compressed[:FIRST_BYTES])
    assert instruction in first.decode(errors="ignore")


def test_few_requests_stand_before_what_to_do_in_an_emergency(threatened):
    before = threatened.soup.select_one("#emergency").find_all_previous(["link", "script"])
    styles = [tag for tag in before if tag.get("rel") == ["stylesheet"]]
    scripts = [tag for tag in before if tag.get("src")]
    blocking = [tag for tag in styles if tag.get("media") != "print"] + [
        tag for tag in scripts if tag.get("type") != "module" and not tag.has_attr("defer")
    ]
    assert 1 <= len(blocking) <= BLOCKING
