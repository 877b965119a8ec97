"""One table: what happens to a bulletin, and what every public surface shows afterwards."""

import re
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from bulletins.models import BulletinAudience, NoteKind
from bulletins.services import lifecycle
from bulletins.tests.factories import (
    create_draft,
    create_placement,
    publish_bulletin,
    publish_emergency,
)
from content.tests.factories import (
    create_document,
    create_picture,
    make_file_block,
    make_picture_block,
    make_upload,
)
from sites.models import AgencyGroup
from sites.tests.factories import create_agency_group
from tests.html import read_html

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
NOTICE, ADDRESS = "Mưa đá", "/ban-tin/mua-da/"
FEEDS = {
    "rss": "/ban-tin/rss.xml",
    "atom": "/ban-tin/atom.xml",
    "json": "/ban-tin/feed.json",
    "sitemap": "/sitemap-ban-tin-vi-1.xml",
}
IN_FORCE = {"home", "list", "embed", "search", "page", *FEEDS}
OVER = {"archive", "search", "page"}
DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"></svg>'


@pytest.fixture
def surfaces(visit):
    """The public surfaces of a website that show the bulletin as being there."""

    def seen(agency):
        soups = {
            name: read_html(visit(agency, path).content)
            for name, path in [
                ("home", "/"),
                ("list", "/ban-tin/"),
                ("archive", "/ban-tin/luu-tru/"),
                ("embed", "/ban-tin/nhung/"),
                ("search", "/tim-kiem/?q=mua+da"),
            ]
        }
        shown = {
            name
            for name, soup in soups.items()
            if soup.select(f'main [class$=entries] a[href="{ADDRESS}"]')
        }
        for name, path in FEEDS.items():
            if re.search(f'{agency.root_url}{ADDRESS}[<"]', visit(agency, path).content.decode()):
                shown.add(name)
        if "STATUS:CONFIRMED" in visit(agency, "/ban-tin/lich.ics").content.decode():
            shown.add("ics")
        alert = visit(agency, f"{ADDRESS}cap.xml").content.decode()
        shown |= {f"cap {word}" for word in re.findall(r"(?:msgType|responseType)>(\w+)<", alert)}
        page = visit(agency, ADDRESS)
        if page.status_code == 200:
            shown.add("elsewhere" if b':elsewhere"' in page.content else "page")
        banners = soups["home"].select(f'.banner:has(a[href="{ADDRESS}"])')
        return shown | {banner["class"][1] for banner in banners}

    return seen


@pytest.fixture
def audience(health, district, province):
    """Two agencies by different lines; the province is not in it."""
    group = create_agency_group("Y tế", health)
    return [f"group:{group.pk}", "kind:district"]


def pressing(audience, urgency="emergency"):
    until = timezone.now() + HOUR
    return publish_emergency(NOTICE, urgency=urgency, audience=audience, valid_until=until)


def publish_change(bulletin, **values):
    for name, value in values.items():
        setattr(bulletin, name, value)
    bulletin.save_revision().publish()


def lines(*codes):
    return [BulletinAudience(code=code) for code in codes]


def tell(kind):
    return lambda bulletin: lifecycle.add_note(bulletin=bulletin, kind=kind, text="Mới.", by=None)


def end(bulletin):
    lifecycle.end_bulletin(bulletin=bulletin, closing_text="Tạnh rồi.", by=None)


def withdraw(bulletin):
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm ngày.", by=None)


def end_by_mistake(bulletin):
    end(bulletin)
    lifecycle.restore_bulletin(bulletin=bulletin, by=None)


def withdraw_by_mistake(bulletin):
    withdraw(bulletin)
    lifecycle.restore_bulletin(bulletin=bulletin, by=None)


# The home page does not repeat the banner.
RED = IN_FORCE - {"home"} | {"ics", "banner-emergency"}
ALERT, UPDATE = RED | {"cap Alert"}, RED | {"cap Update"}
CLEAR = {"cap Update", "cap AllClear"}
EVENTS = {
    "published": (lambda bulletin: None, ALERT, ALERT),
    "updated": (tell(NoteKind.UPDATE), UPDATE, UPDATE),
    "corrected": (tell(NoteKind.CORRECTION), UPDATE, UPDATE),
    "less urgent": (
        lambda b: publish_change(b, urgency="routine"),
        IN_FORCE | CLEAR,
        IN_FORCE | CLEAR,
    ),
    "over": (
        lambda b: publish_change(b, valid_until=timezone.now()),
        OVER | {"cap Update"},
        OVER | {"cap Update"},
    ),
    "ended": (end, OVER | CLEAR | {"banner-ended"}, OVER | CLEAR | {"banner-ended"}),
    "withdrawn": (withdraw, {"cap Cancel"}, {"cap Cancel"}),
    "ended by mistake": (end_by_mistake, UPDATE, UPDATE),
    "withdrawn by mistake": (withdraw_by_mistake, ALERT, ALERT),
    "unpublished": (lambda bulletin: bulletin.unpublish(), set(), set()),
    "for others": (
        lambda b: publish_change(b, audience=lines("kind:district")),
        {"elsewhere"},
        UPDATE,
    ),
    "not yet": (lambda b: publish_change(b, valid_from=timezone.now() + HOUR / 2), set(), set()),
}


@pytest.mark.parametrize("event", EVENTS)
def test_what_happens_shows_everywhere_at_the_next_request(
    surfaces, audience, health, district, province, event
):
    bulletin = pressing(audience)
    happen, on_health, on_district = EVENTS[event]
    happen(bulletin)
    # Of what is for others, the province's website has the alerts, and leads to what is urgent.
    alerts = {name for name in on_district if name.startswith("cap ")}
    urgent = {"elsewhere"} if "banner-emergency" in on_district else set()
    assert [surfaces(agency) for agency in (health, district, province)] == [
        on_health,
        on_district,
        alerts | urgent,
    ]


def test_what_a_unit_hides_is_gone_from_its_own_website_alone(
    surfaces, audience, health, district, province
):
    bulletin = publish_bulletin(NOTICE, audience=audience)
    assert surfaces(health) == surfaces(district) == IN_FORCE
    place = create_placement(bulletin, health, hidden=True)
    assert [surfaces(agency) for agency in (health, district)] == [set(), IN_FORCE]
    place.delete()
    assert surfaces(health) == IN_FORCE


def test_who_joins_a_group_is_shown_what_the_group_is(surfaces, audience, health, province):
    publish_bulletin(NOTICE, audience=audience)
    group = AgencyGroup.objects.get()
    group.agencies.set([province])
    assert [surfaces(agency) for agency in (health, province)] == [set(), IN_FORCE]


def test_a_draft_of_what_is_to_change_shows_nowhere(surfaces, audience, health):
    bulletin = pressing(audience)
    bulletin.audience = lines("kind:province")
    bulletin.save_revision()
    assert surfaces(health) == ALERT
    create_draft("Nháp", slug="nhap", audience=audience)
    assert surfaces(health) == ALERT


@pytest.fixture
def look(visit):
    def get(agency, path=ADDRESS, status=200):
        response = visit(agency, path)
        assert response.status_code == status
        return read_html(response.content)

    return get


def stamp(moment):
    return f"{timezone.localtime(moment):%H:%M, %d/%m/%Y}"


def test_updates_stand_newest_first_on_the_page_and_in_the_banner(
    look, visit, clock, audience, health
):
    bulletin = pressing(audience)
    start = timezone.now()
    for minutes, words in ((5, "Đang mưa."), (10, "Mưa to hơn.\n\nỞ trong nhà.")):
        clock(start + timedelta(minutes=minutes))
        lifecycle.add_note(bulletin=bulletin, kind=NoteKind.UPDATE, text=words, by=None)
    soup = look(health)
    told = soup.select("section.updates li")
    assert [one.select_one("p").text for one in told] == ["Mưa to hơn.", "Đang mưa."]
    moments = [stamp(start + timedelta(minutes=minutes)) for minutes in (10, 5)]
    assert [one.time.text for one in told] == moments
    assert moments[0] in soup.select_one("article .state-line").text
    assert moments[0] in look(health, "/").select_one(".banner-facts").text
    assert "Mưa to hơn." in visit(health, "/ban-tin/rss.xml").content.decode()


def test_an_update_is_found_by_its_words(look, audience, health):
    bulletin = pressing(audience)
    assert not look(health, "/tim-kiem/?q=phat+gao").select(".results")
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.UPDATE, text="Nơi phát gạo.", by=None)
    assert look(health, "/tim-kiem/?q=phat+gao").select(f'.results a[href="{ADDRESS}"]')


def test_a_correction_stands_dated_above_the_title_and_below_that_of_an_emergency(
    look, visit, audience, health, today
):
    bulletin = pressing(audience)
    lifecycle.add_note(bulletin=bulletin, kind=NoteKind.CORRECTION, text="Không có gió.", by=None)
    [line] = look(health).select("article header .state-line")
    assert line.text == f"Đính chính {today:%d/%m/%Y}: Không có gió."
    assert line.find_previous("h1").text == NOTICE
    publish_change(bulletin, urgency="routine")
    assert look(health).select_one("article header .state-line").find_next("h1").text == NOTICE
    assert "Không có gió." in visit(health, "/ban-tin/rss.xml").content.decode()


def test_an_end_says_when_and_why_and_is_calm_for_a_day(look, clock, audience, health, province):
    bulletin = pressing(audience)
    clock(timezone.now().replace(microsecond=0))
    moment = timezone.now()
    end(bulletin)
    soup = look(health)
    assert (
        soup.select_one("article .state-line").text == f"Đã kết thúc lúc {stamp(moment)} Tạnh rồi."
    )
    assert not soup.select(".banner")
    home = look(health, "/")
    [banner] = home.select(".banner")
    assert banner["class"] == ["banner", "banner-ended"]
    assert "Đã kết thúc" in banner.text and "Tạnh rồi." in banner.text
    assert not home.select("#emergency, .banner-more")
    clock(moment + timedelta(hours=24, seconds=-1))
    assert look(health, "/").select(".banner-ended") and not look(province, "/").select(".banner")
    clock(moment + timedelta(hours=24))
    assert not look(health, "/").select(".banner")
    assert look(health).select("article .state-line")


def test_a_withdrawn_bulletin_says_why_and_what_holds_instead(look, audience, health, province):
    bulletin = pressing(audience)
    successor = publish_bulletin("Mưa nhỏ", audience=["kind:department"])
    lifecycle.withdraw_bulletin(
        bulletin=bulletin, reason="Nhầm ngày.", successor=successor, by=None
    )
    soup = look(health, status=410)
    assert soup.h1.text == NOTICE and "Nhầm ngày." in soup.main.text
    bulletin.refresh_from_db()
    assert soup.select_one(".state-line").text == f"Đã thu hồi lúc {stamp(bulletin.withdrawn_at)}"
    assert soup.select_one('meta[name="robots"]')["content"] == "noindex"
    assert not soup.select('link[rel="canonical"], script[type="application/ld+json"]')
    links = [link["href"] for link in soup.main.select("a")]
    assert "/ban-tin/mua-nho/" in links and "/ban-tin/" in links
    assert soup.main.select('form[action="/tim-kiem/"]')
    look(province, status=404)


def test_a_successor_that_is_not_shown_here_is_not_named(look, audience, health, district):
    bulletin = pressing(audience)
    successor = publish_bulletin("Mưa nhỏ", audience=["kind:department"])
    lifecycle.withdraw_bulletin(
        bulletin=bulletin, reason="Nhầm ngày.", successor=successor, by=None
    )
    assert "Mưa nhỏ" in look(health, status=410).main.text
    assert "Mưa nhỏ" not in look(district, status=410).main.text


def test_what_a_unit_adds_is_below_the_text_under_its_own_name(look, audience, health, district):
    bulletin = publish_bulletin(NOTICE, audience=audience, body=[("text", "<p>Chung.</p>")])
    create_placement(
        bulletin,
        health,
        local_note="Phòng 12.\n\n<b>Sáng</b>",
        contact_name="Chị Hoa",
        contact_telephone="0209 1 234",
    )
    soup = look(health)
    note = soup.select_one(".local-note")
    assert note.h2.text == "Sở Y tế bổ sung"
    assert [words.text for words in note.select("p")] == ["Phòng 12.", "<b>Sáng</b>"]
    assert note.find_previous(class_="prose")
    button = soup.select_one(".instruction a.button-second")
    assert (button["href"], button.text.strip()) == ("tel:02091234", "Chị Hoa: 0209 1 234")
    assert not look(district).select(".local-note, .instruction .button-second")


def test_copies_do_not_go_stale(look, health, district, province):
    bulletin = publish_bulletin("Cắt điện", slug="dien", summary="Thứ Hai.", source=province)
    agencies = (health, district, province)
    assert {look(agency, "/ban-tin/dien/").h1.text for agency in agencies} == {"Cắt điện"}
    bulletin.title, bulletin.summary = "Không cắt điện", "Thứ Ba."
    bulletin.save_revision().publish()
    for agency in agencies:
        for path in ("/", "/ban-tin/", "/ban-tin/dien/"):
            main = look(agency, path).main.text
            assert "Không cắt điện" in main and "Thứ Hai." not in main


def test_a_withdrawal_reaches_every_website(look, health, district, province):
    bulletin = publish_bulletin("Cắt điện", slug="dien", source=province)
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    for agency in (health, district, province):
        assert "Nhầm." in look(agency, "/ban-tin/dien/", status=410).main.text
        for path in ("/", "/ban-tin/", "/ban-tin/luu-tru/"):
            assert "Cắt điện" not in look(agency, path).text


def test_pictures_and_files_do_not_point_at_the_origin(look, visit, health, district, work_off):
    drawing = make_upload("ve.svg", DRAWING)
    image = create_picture(health.collection, file=drawing)
    inside, attached = (create_document(health.collection) for _ in range(2))
    body = [make_picture_block(image), make_file_block(inside)]
    bulletin = publish_bulletin("Cắt điện", source=health, body=body, files=[attached], slug="dien")
    work_off()
    main = look(district, "/ban-tin/dien/").select_one(".article-main")
    addresses = [one["src"] for one in main.select("img")]
    addresses += [one["href"] for one in main.select(".file-link")]
    assert len(addresses) == 3
    assert all(not urlsplit(address).netloc for address in addresses)
    assert [visit(district, address).status_code for address in addresses] == [200] * 3
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    for agency in (district, health):
        assert [visit(agency, address).status_code for address in addresses] == [410] * 3
