import json
import re
from io import BytesIO
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PIL import Image

from content.tests.factories import create_picture, make_photo
from home.views.icons import COLOURS, PAPER
from sites.models import Accent, AgencySettings
from tests.html import read_html

pytestmark = pytest.mark.django_db

TOKENS = Path(__file__).resolve().parents[2] / "static/css/tokens.css"


@pytest.fixture
def dressed(health):
    details = AgencySettings.for_site(health.site)
    details.accent, details.monogram = "man", "YT"
    details.save()
    return health


def picture(response):
    assert (response.status_code, response["Content-Type"]) == (200, "image/png")
    return Image.open(BytesIO(response.content)).convert("RGB")


def test_the_sign_has_the_units_letters_and_colour(visit, dressed, district):
    response = visit(dressed, "/favicon.svg")
    assert response["Content-Type"] == "image/svg+xml"
    drawing = ElementTree.fromstring(response.content)  # noqa: S314
    rect, text = drawing
    assert (rect.get("fill"), text.text) == ("#7a1f48", "YT")
    assert float(text.get("font-size")) > 30
    assert ">BB<" in visit(district, "/favicon.svg").content.decode()


def test_letters_are_never_markup(visit, health):
    details = AgencySettings.for_site(health.site)
    details.monogram = "<&>"
    details.save()
    drawing = ElementTree.fromstring(visit(health, "/favicon.svg").content)  # noqa: S314
    assert drawing[1].text == "<&>"


@pytest.mark.parametrize(
    ("path", "size"),
    [("/favicon.ico", 32), ("/apple-touch-icon.png", 180), ("/icon-512.png", 512)],
)
def test_the_sign_is_a_picture_too(visit, dressed, path, size):
    sign = picture(visit(dressed, path))
    assert sign.size == (size, size)
    assert sign.getpixel((1, 1)) == (0x7A, 0x1F, 0x48)
    assert all(lightest > 200 for _, lightest in sign.getextrema()), "there are letters"


@pytest.mark.parametrize(
    ("size", "is_sign"), [((400, 300), True), ((600, 300), False), ((64, 64), False)]
)
def test_an_emblem_is_the_sign_where_it_is_fit_for_one(visit, dressed, work_off, size, is_sign):
    details = AgencySettings.for_site(dressed.site)
    file = make_photo("PNG", "huy-hieu.png", size)
    details.emblem = create_picture(title="x", description="x", file=file)
    details.save()
    letters = picture(visit(dressed, "/icon-192.png")).getpixel((1, 1))
    assert letters == (0x7A, 0x1F, 0x48), "until the queue has made the sign"
    work_off()
    sign = picture(visit(dressed, "/icon-192.png"))
    corner, left = sign.getpixel((1, 1)), sign.getpixel((40, 96))
    assert (corner == (255, 255, 255), left == (255, 0, 0)) == (is_sign, is_sign)
    assert (b"data:image/png" in visit(dressed, "/favicon.svg").content) == is_sign


def test_there_are_no_other_sizes(visit, health):
    assert visit(health, "/icon-9999.png").status_code == 404


def test_a_sign_is_drawn_once_and_anew_when_the_unit_changes_it(visit, dressed, kept):
    before = picture(visit(dressed, "/icon-192.png")).getpixel((1, 1))
    assert kept(dressed, "/icon-192.png")
    details = AgencySettings.for_site(dressed.site)
    details.accent = "luc"
    details.save()
    assert picture(visit(dressed, "/icon-192.png")).getpixel((1, 1)) != before


def test_the_manifest_names_the_unit_and_leads_to_its_front(visit, dressed):
    response = visit(dressed, "/site.webmanifest")
    assert response["Content-Type"] == "application/manifest+json"
    data = json.loads(response.content)
    assert (data["name"], data["lang"]) == ("Sở Y tế", "vi")
    assert (data["start_url"], data["scope"], data["display"]) == ("/", "/", "browser")
    assert data["theme_color"] == "#7a1f48"
    for icon in data["icons"]:
        assert picture(visit(dressed, icon["src"])).size == (int(icon["sizes"].split("x")[0]),) * 2


def test_every_page_names_signs_and_manifest_that_are_there(visit, health):
    head = read_html(visit(health).content).head
    names = {"icon", "apple-touch-icon", "manifest"}
    links = [link["href"] for link in head.select("link") if set(link["rel"]) & names]
    assert len(links) == 4
    assert {visit(health, link).status_code for link in links} == {200}
    schemes = [meta["media"] for meta in head.select('meta[name="theme-color"]')]
    assert schemes == ["(prefers-color-scheme: light)", "(prefers-color-scheme: dark)"]


def test_colours_are_those_of_the_pages(visit, health):
    tokens = TOKENS.read_text()
    accents = dict(re.findall(r'data-accent="(\w+)"\] \{ --accent-light: (#\w+)', tokens))
    accents[Accent.LAM] = re.search(r"--accent-light: (#\w+)", tokens)[1]
    assert accents == COLOURS
    assert f"--on-accent: var(--light, {PAPER})" in tokens
    surfaces = re.search(r"--surface: var\(--light, (#\w+)\) var\(--dark, (#\w+)\)", tokens)
    surfaces = list(surfaces.groups())
    head = read_html(visit(health).content).head
    assert [meta["content"] for meta in head.select('meta[name="theme-color"]')] == surfaces
