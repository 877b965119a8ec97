from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from bulletins.models import Bulletin, NoteKind
from bulletins.selectors.banners import build_homepage_bulletins
from bulletins.selectors.localized import LocalizedBulletin
from bulletins.services import lifecycle
from bulletins.tests.factories import (
    create_draft,
    create_placement,
    publish_bulletin,
    publish_emergency,
    translate,
)
from home.tests.factories import publish_document, publish_news
from sites.tests.factories import open_in_english
from tests.html import read_html

pytestmark = pytest.mark.django_db

LATER = timezone.now() + timedelta(days=1)


def emergency(title, **fields):
    fields = {"instruction": f"Làm theo: {title}.", "valid_until": LATER} | fields
    return publish_emergency(title, **fields)


def important(title, **fields):
    return publish_bulletin(title, urgency="important", valid_until=LATER, **fields)


@pytest.fixture
def look(visit, health):
    def get(path="/", agency=health):
        return read_html(visit(agency, path).content)

    return get


def banners(soup):
    return [banner.h2.text for banner in soup.select(".banner")]


def test_routine_bulletins_have_no_banner(look):
    publish_bulletin("Thường")
    soup = look()
    assert not soup.select(".banner, .banner-more, #emergency")
    assert [link["href"] for link in soup.select(".skip-link")] == ["#content"]


@pytest.mark.parametrize(
    "path",
    ["/", "/ban-tin/", "/ban-tin/luu-tru/", "/tin-tuc/", "/gioi-thieu/"]
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


def test_on_its_own_page_a_bulletin_is_no_banner_and_the_others_come_after_it(look, district):
    flood = emergency("Lũ", issued_on="2026-01-02")
    emergency("Bão", issued_on="2026-01-01")
    important("Lừa đảo")
    for agency in (district, None):
        soup = look("/ban-tin/lu/", **({"agency": agency} if agency else {}))
        assert banners(soup) == ["Bão", "Lừa đảo"]
        assert not soup.select(".banner-more")
        assert soup.main in soup.select_one(".banner").find_all_previous("main")
    lifecycle.end_bulletin(bulletin=flood, closing_text="Nước rút.", by=None)
    assert banners(look("/ban-tin/lu/")) == ["Bão", "Lừa đảo"]
    assert banners(look()) == ["Bão", "Lừa đảo", "Đã kết thúc"]


def test_on_its_own_page_an_emergency_begins_with_whom_to_call(look):
    fields = {"contact_telephone": "0209 3000 115", "contact_name": "Trực ban"}
    flood = emergency("Lũ", **fields)
    important("Lừa đảo", instruction="Cúp máy.", **fields)
    parts = [
        part.name
        for part in look("/ban-tin/lu/")
        .select_one(".article-header")
        .select("h1, section, .entry-facts")
    ]
    assert parts == ["h1", "section", "p"]
    section = look("/ban-tin/lu/").select_one(".instruction")
    assert [part.name for part in section.find_all(["a", "p"])] == ["a", "p"]
    # What is less pressing is read first, and is no part of the header.
    section = look("/ban-tin/lua-dao/").select_one(".article-main .instruction")
    assert [part.name for part in section.find_all(["a", "p"])] == ["p", "a"]
    lifecycle.end_bulletin(bulletin=flood, closing_text="Nước rút.", by=None)
    assert not look("/ban-tin/lu/").select(".bulletin-emergency, .in-emergency, .banner-emergency")


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
    publish_bulletin("Thường")
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
    create_draft("Nháp", urgency="emergency", valid_until=LATER)
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


def test_only_an_important_banner_can_be_put_away(look):
    emergency("Lũ")
    important("Lừa đảo")
    soup = look()
    [button] = soup.select(".banner-hide")
    assert button.find_parent(class_="banner-important") and button["type"] == "button"
    [script] = soup.select("script[data-key]")
    # Kept for all websites of the parent domain.
    assert script["data-cookie-domain"] == settings.BASE_DOMAIN
    # Before the banner, and holding the page up: what was put away is never drawn.
    assert script.find_next("section")["class"] == ["banner", "banner-important"]
    assert not {"async", "defer", "type"} & set(script.attrs)


def test_without_an_important_bulletin_there_is_no_script(look):
    emergency("Lũ")
    assert not look().select("script[data-key], .banner-hide")


def test_what_has_ended_is_said_and_not_counted(look, clock):
    bulletins = [emergency("Lũ"), important("Lừa đảo"), important("Cúm")]
    for bulletin in bulletins[:2]:
        lifecycle.end_bulletin(bulletin=bulletin, closing_text="Xong.", by=None)
    lifecycle.end_bulletin(bulletin=publish_bulletin("Thường"), closing_text="Xong.", by=None)
    soup = look()
    assert banners(soup) == ["Cúm", "Đã kết thúc"]
    ended = [link.text for link in soup.select(".banner-ended li > a")]
    assert ended == ["Lũ", "Lừa đảo"]
    assert not soup.select(".banner-more, #emergency")
    clock(timezone.now() + timedelta(days=1, seconds=1))
    assert not look().select(".banner")


def test_the_marks_of_banners_are_made_without_a_further_query(health, django_assert_num_queries):
    words = [("text", "<p>Nước lên.</p>")]
    emergency("Lũ", body=words)
    important("Lừa đảo", body=words)
    ended = emergency("Bão", body=words)
    lifecycle.end_bulletin(bulletin=ended, closing_text="Bão tan.", by=None)
    banners = build_homepage_bulletins(health).banners
    with django_assert_num_queries(0):
        marks = {banner.mark for banner in (*banners.pressing, *banners.ended)}
    rows = Bulletin.objects.sources().select_related("locale")
    assert marks == {LocalizedBulletin(row, row).mark for row in rows}


def test_the_banner_says_when_it_was_last_updated(look, clock):
    bulletin = emergency("Lũ")
    published = timezone.now()
    clock(published + timedelta(minutes=20))
    lifecycle.add_note(bulletin=bulletin, kind="update", text="Nước lên.", by=None)
    clock(published + timedelta(minutes=40))
    lifecycle.add_note(bulletin=bulletin, kind="correction", text="Tên xã.", by=None)
    updated = timezone.localtime(published + timedelta(minutes=20))
    assert f"Cập nhật {updated:%H:%M, %d/%m/%Y}" in look().select_one(".banner-facts").text


def test_words_told_later_keep_their_language_on_an_english_page(look, health):
    open_in_english(health)
    bulletin = emergency("Lũ")
    translate(bulletin, "Flood", instruction="Run.")
    for kind in NoteKind:
        lifecycle.add_note(bulletin=bulletin, kind=kind, text="Nước lên.", by=None)
    assert look("/en/").select_one(".banner h2").text == "Flood"
    soup = look("/en/ban-tin/lu/")
    assert soup.h1.text == "Flood"
    assert len([one for one in soup.select('[lang="vi"]') if "Nước lên." in one.text]) == 2
    lifecycle.end_bulletin(bulletin=bulletin, closing_text="Nước rút.", by=None)
    soup = look("/en/")
    assert "Has ended" in soup.select_one(".banner-ended").text
    assert soup.select_one('.banner-ended [lang="vi"]').text == "Nước rút."


@pytest.mark.parametrize(("path", "most"), [("/", 11), ("/ban-tin/", 9), ("/ban-tin/lu/", 10)])
def test_pins_updates_and_what_has_ended_cost_little(
    visit, health, province, django_assert_max_num_queries, path, most
):
    bulletin = emergency("Lũ", source=province)
    lifecycle.end_bulletin(
        bulletin=important("Lừa đảo", source=province), closing_text="Xong.", by=None
    )
    lifecycle.add_note(bulletin=bulletin, kind="update", text="Nước lên.", by=None)
    create_placement(publish_bulletin("Ghim"), health, pinned=True)
    for number in range(5):
        publish_news(health, f"Bài {number}")
        publish_document(health, f"Văn bản {number}", number="1")
    visit(health, path)
    with django_assert_max_num_queries(most):
        visit(health, path)


def get_key(soup):
    [script] = soup.select("script[data-key]")
    return script["data-key"]


def test_correcting_a_typing_error_does_not_bring_a_banner_back(look):
    bulletin = important("Lừa đào", slug="lua")
    keys = [get_key(look())]
    bulletin.title, bulletin.instruction = "Lừa đảo", "Cúp máy."
    bulletin.save_revision().publish()
    keys.append(get_key(look()))
    for kind in (NoteKind.UPDATE, NoteKind.CORRECTION):
        lifecycle.add_note(bulletin=bulletin, kind=kind, text="Mới", by=None)
        keys.append(get_key(look()))
    bulletin.refresh_from_db()
    note = bulletin.notes.first()
    note.text = "Mới."
    note.save()
    keys.append(get_key(look()))
    assert keys[0] == keys[1] and keys[3] == keys[4]
    assert len(set(keys)) == 3


def test_an_alert_that_is_over_is_no_longer_shown(look, health, district, monkeypatch):
    until = timezone.now() + timedelta(hours=1)
    publish_emergency("Lũ", valid_until=until)
    for moment, shown in ((until - timedelta(seconds=1), 1), (until, 0)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        for agency in (health, district):
            assert len(look(agency=agency).select(".banner-emergency")) == shown
