import base64
import hashlib
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin, publish_emergency, translate
from channels.formats.wifi import Wifi
from channels.tests.factories import get_texts, make_channel_context
from home.display import SIZES
from home.inline_script import BOOT_SCRIPT, BOOT_SCRIPT_HASH
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def flood():
    return publish_emergency(
        "Lũ <quét>",
        slug="lu-quet",
        instruction="Lên chỗ cao. " * 15,
        summary="Nước lên. " * 40,
        contact_telephone="0209 3870 114",
        valid_until=timezone.now() + timedelta(days=1),
        audience=["kind:district"],
    )


def test_the_page_stands_alone_and_is_small(visit, district, flood):
    response = visit(district, "/ban-tin/lu-quet/wifi/")
    page = read_html(response.content)
    assert response.status_code == 200 and len(response.content) < 30_000
    assert not page.find_all(["img", "iframe", "audio", "object"])
    [script] = page.find_all("script")
    assert script.string == BOOT_SCRIPT
    assert [link["href"] for link in page.find_all("link")] == ["data:,"]
    assert "url(" not in page.style.string and "@import" not in page.style.string
    assert not page.find_all(style=True) and not page.find_all(src=True)


def test_the_page_names_unit_telephone_and_time(visit, district, flood):
    response = visit(district, "/ban-tin/lu-quet/wifi/")
    page = read_html(response.content)
    assert "Ủy ban nhân dân huyện Ba Bể" in page.header.text and "Khẩn cấp" in page.header.text
    assert page.h1.text == "Lũ <quét>"
    assert page.find("a", class_="call")["href"] == "tel:02093870114"
    assert f"{timezone.localtime(flood.valid_until):%H:%M, %d/%m/%Y}" in page.footer.text


def test_its_policy_allows_its_own_style_and_nothing_else(visit, district, flood):
    response = visit(district, "/ban-tin/lu-quet/wifi/")
    style = read_html(response.content).style.string
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    policy = response.headers["Content-Security-Policy"]
    assert f"style-src 'sha256-{digest}'" in policy
    assert "default-src 'none'" in policy and "unsafe-inline" not in policy
    assert f"script-src {BOOT_SCRIPT_HASH};" in f"{policy};"
    other = visit(district, "/ban-tin/lu-quet/").headers["Content-Security-Policy"]
    assert digest not in other and "style-src 'self'" in other


def test_it_has_a_rule_for_every_size_of_text(visit, district, flood):
    style = read_html(visit(district, "/ban-tin/lu-quet/wifi/").content).style
    rules = re.findall(r':root\[data-display~="(s\d)"\] { font-size: (\d+)% }', _compact(style))
    others = {size.token: str(size.percent) for size in SIZES if size.percent != 100}
    assert dict(rules) == others


def _compact(style):
    return style.string.replace("; }", " }")


def test_it_is_where_the_bulletin_is(visit, health, district, flood):
    assert visit(health, "/ban-tin/lu-quet/wifi/").status_code == 404
    assert visit(district, "/ban-tin/khong-co/wifi/").status_code == 404
    flood.unpublish()
    assert visit(district, "/ban-tin/lu-quet/wifi/").status_code == 404


def test_in_english_it_has_the_words_of_the_translation(visit, health):
    open_in_english(health)
    translate(publish_bulletin("Họp thôn", slug="hop"), "Village meeting")
    page = visit(health, "/en/ban-tin/hop/wifi/").content.decode()
    assert "<h1>Village meeting</h1>" in page and '<html lang="en">' in page


def test_the_file_is_the_page_and_the_address_its_own(visit, health):
    told = make_channel_context(health, "Họp thôn", slug="hop")
    offers = get_texts(Wifi(), told)
    assert offers["page"].make() == visit(health, "/ban-tin/hop/wifi/").content
    assert offers["address"].text == f"{health.root_url}/ban-tin/hop/wifi/"
