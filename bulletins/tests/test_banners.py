from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from tests.content import draft, publish

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(days=1)


def emergency(title, **fields):
    fields = {"instruction": f"Làm theo: {title}.", "valid_until": LATER} | fields
    return publish(title, urgency="emergency", **fields)


def important(title, **fields):
    return publish(title, urgency="important", valid_until=LATER, **fields)


@pytest.fixture
def look(visit, health):
    def get(path="/", agency=health):
        return BeautifulSoup(visit(agency, path).content, "html.parser")

    return get


def banners(soup):
    return [banner.h2.text for banner in soup.select(".banner")]


def test_routine_bulletins_have_no_banner(look):
    publish("Thường")
    soup = look()
    assert not soup.select(".banner, .banner-more, #emergency")
    assert [link["href"] for link in soup.select(".skip-link")] == ["#content"]


@pytest.mark.parametrize(
    "path",
    ["/", "/ban-tin/", "/ban-tin/lu/", "/ban-tin/luu-tru/", "/tin-tuc/", "/gioi-thieu/"]
    + ["/tim-kiem/", "/co-quan/", "/hien-thi/", "/khong-co/"],
)
def test_an_emergency_stands_on_every_page_with_its_own_skip_link(look, path):
    emergency("Lũ", source=None, contact_telephone="0209 3000 115", contact_name="Trực ban")
    soup = look(path)
    [banner] = soup.select(".banner")
    assert (banner.h2.text, banner.h2.a["href"]) == ("Lũ", "/ban-tin/lu/")
    assert "Khẩn cấp" in banner.text and "Làm theo: Lũ." in banner.text
    assert [link["href"] for link in banner.select("a.call-button")] == ["tel:02093000115"]
    assert [link["href"] for link in soup.select(".skip-link")] == ["#content", "#emergency"]
    assert soup.select("#content") and banner["id"] == "emergency"
    assert soup.find(id=banner["aria-labelledby"]).text == "Lũ"


def test_an_important_bulletin_has_a_banner_but_no_skip_link(look):
    important("Lừa đảo")
    soup = look()
    [banner] = soup.select(".banner")
    assert "Quan trọng" in banner.text and "banner-important" in banner["class"]
    assert soup.find(id=banner["aria-labelledby"]).text == "Lừa đảo"
    assert [link["href"] for link in soup.select(".skip-link")] == ["#content"]


def test_the_first_of_each_kind_is_shown_and_the_others_are_counted(look):
    emergency("Lũ cũ", issued_on="2026-01-01")
    emergency("Lũ mới", issued_on="2026-01-02")
    important("Lừa đảo cũ", issued_on="2026-02-01")
    important("Lừa đảo mới", issued_on="2026-02-02")
    important("Lừa đảo giữa", issued_on="2026-02-01")
    publish("Thường")
    soup = look()
    assert banners(soup) == ["Lũ mới", "Lừa đảo mới"]
    [more] = soup.select(".banner-more a")
    assert (more.text, more["href"]) == ("và 3 thông báo khác", "/ban-tin/")


def test_one_of_each_leaves_nothing_to_count(look):
    emergency("Lũ")
    important("Lừa đảo")
    assert banners(look()) == ["Lũ", "Lừa đảo"]
    assert not look().select(".banner-more")


def test_without_a_telephone_there_is_no_button(look):
    emergency("Lũ")
    assert not look().select(".banner .call-button")


def test_the_banner_says_who_and_when(look, province):
    bulletin = emergency("Lũ", source=province)
    facts = look().select_one(".banner-facts").text
    when = timezone.localtime(bulletin.last_published_at)
    assert f"{when:%H:%M, %d/%m/%Y}" in facts and province.name_vi in facts


def test_only_what_is_in_force_here_has_a_banner(look, district):
    emergency("Hết", valid_until=timezone.now())
    emergency("Sắp", valid_from=LATER - timedelta(hours=1))
    emergency("Nơi khác", audience=["kind:district"])
    draft("Nháp", urgency="emergency", valid_until=LATER)
    emergency("Rút").unpublish()
    assert banners(look()) == []
    assert banners(look(agency=district)) == ["Nơi khác"]


def test_words_from_an_editor_cannot_become_markup(look):
    emergency("<img src=x>", slug="x", instruction="<script>alert(1)</script>")
    [banner] = look().select(".banner")
    assert banner.h2.text == "<img src=x>" and "<script>alert(1)</script>" in banner.text
    assert not banner.select("img, script")


def test_many_emergencies_do_not_push_an_important_bulletin_out(look):
    for number in range(21):
        emergency(f"Lũ {number}", slug=f"lu-{number}")
    important("Lừa đảo")
    soup = look()
    assert banners(soup)[1] == "Lừa đảo"
    assert soup.select_one(".banner-more a").text == "và 20 thông báo khác"
