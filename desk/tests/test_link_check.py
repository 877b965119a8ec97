"""Links that lead nowhere: what the night finds, what an editor is told, and whom nobody asks."""

import socket
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from content.tests.factories import create_document, make_link_text
from desk.models import CheckedLink
from desk.services import link_check
from desk.services.trash import trash_page
from desk.tasks import enqueue_link_check
from desk.tests.html import find_section
from desk.tests.link_servers import answer_by_path
from home.models import FormerURL, NewsPage
from home.tests.factories import get_edit_path, publish_news
from sites.tests.factories import create_host_alias
from tests.html import get_text, parse_html
from tests.servers import serve

NIGHT = datetime(2026, 12, 1, 1, 30, tzinfo=ZoneInfo("Asia/Ho_Chi_Minh"))
LIST = "/admin/lien-ket-hong/"


def write(agency, *addresses, title="Có liên kết"):
    """A published article with links to addresses, named after their ends."""
    links = "".join(f'<a href="{one}">Xem {one[-12:]}</a> ' for one in addresses)
    return publish_news(agency, title, body=[("text", f"<p>{links}</p>")])


def link_page(page):
    return ("text", f'<p><a linktype="page" id="{page.pk}">Bài kia</a></p>')


@pytest.fixture
def night(db, clock, work_off):
    """Let a night pass: the first, the second …"""

    def work(number=1):
        clock(NIGHT + timedelta(days=number))
        enqueue_link_check()
        work_off()
        return {(row.text, row.problem) for row in CheckedLink.objects.broken()}

    return work


def test_links_to_our_own_pages_and_files_are_looked_up_without_a_request(
    night, health, district, offline, settings
):
    settings.LINK_CHECK_EXTERNAL = True
    there, gone = publish_news(health, "Còn"), publish_news(health, "Đã gỡ")
    binned = publish_news(district, "Đã xóa")
    deleted = publish_news(health, "Mất")
    private = create_document(district.collection, name="kin.pdf")
    own = create_document(health.collection, name="cong-khai.pdf")
    ours = [
        *("/", "/tin-tuc/con/", "/tin-tuc/con", "/tin-tuc/con/?x=1#y", "/tin-tuc/rss.xml"),
        *("/ban-tin/", "/so-do/", "/en/", f"{district.root_url}/gioi-thieu/", own.url),
        f"{health.root_url}/ban-tin/luu-tru/",
        "/cu/trang.aspx?id=7",
        *("#muc-mot", "mailto:a@b.vn", "tel:113"),
    ]
    FormerURL.objects.create(home=health.root_page, path="cu/trang.aspx/?id=7", page=there)
    create_host_alias(health, "yte-cu.vn")
    withdrawn = publish_bulletin("Thu hồi")
    article = publish_news(
        health,
        "Nhiều liên kết",
        body=[
            ("text", "".join(f'<p><a href="{one}">đúng</a></p>' for one in ours)),
            link_page(there),
            make_link_text(own),
            ("text", '<p><a href="/tin-tuc/khong-co/">sai 1</a></p>'),
            ("text", f'<p><a href="{health.root_url}/tin-tuc/da-go/">sai 2</a></p>'),
            ("text", f'<p><a linktype="page" id="{gone.pk}">sai 3</a></p>'),
            ("text", f'<p><a linktype="page" id="{binned.pk}">sai 4</a></p>'),
            ("text", f'<p><a linktype="page" id="{deleted.pk}">sai 5</a></p>'),
            ("text", '<p><a linktype="document" id="987654">sai 6</a></p>'),
            ("text", f'<p><a linktype="document" id="{private.pk}">sai 7</a></p>'),
            ("text", f'<p><a href="{withdrawn.path}">sai 8</a></p>'),
            ("text", '<p><a href="www.backan.gov.vn">sai 9</a></p>'),
            ("text", f'<p><a href="{private.url}">sai 10</a></p>'),
        ],
        source_url="https://yte-cu.vn/tin-tuc/khong-co-nua/",
    )
    gone.unpublish()
    trash_page(page=binned, user=None)
    deleted.delete()
    withdraw_bulletin(bulletin=withdrawn, by=None, reason="Sai.")
    assert night() == {
        ("sai 1", "no-page"),
        ("sai 2", "unpublished-page"),
        ("sai 3", "unpublished-page"),
        ("sai 4", "deleted-page"),
        ("sai 5", "deleted-page"),
        ("sai 6", "deleted-file"),
        ("sai 7", "private-file"),
        ("sai 8", "withdrawn"),
        ("sai 9", "bad-address"),
        ("sai 10", "private-file"),
        (NewsPage._meta.get_field("source_url").verbose_name.capitalize(), "no-page"),
    }
    assert {row.page_id for row in CheckedLink.objects.all()} == {article.pk}


def test_an_editor_finds_a_broken_link_and_mends_it(
    night, sign_in, health, health_editor, district_moderator, work_off
):
    page = write(health, "/tin-tuc/khong-co/", title="Tiêm chủng")
    night()
    editor, stranger = sign_in(health_editor), sign_in(district_moderator)
    [issue] = [
        item
        for item in find_section(editor, "desk-issues")("li")
        if "liên kết hỏng" in item.get_text()
    ]
    assert "“Tiêm chủng”: Xem uc/khong-co/ – /tin-tuc/khong-co/" in get_text(issue)
    assert issue.a["href"] == LIST
    screen = parse_html(editor.get(LIST))
    [row] = screen.select(".broken-links tbody tr")
    assert row.th.a["href"] == get_edit_path(page)
    assert "Địa chỉ này trên trang của ta không có gì." in get_text(row)
    recheck = row.select_one("button")["formaction"]

    assert "Tiêm chủng" not in stranger.get(LIST).content.decode()
    assert stranger.post(recheck).status_code == 404
    answer = editor.post(recheck, follow=True)
    assert "vẫn hỏng" in get_text(parse_html(answer).find(class_="messages"))

    # Mended at the other end, and asked for again.
    target = publish_news(health, "Không có", slug="khong-co")
    answer = editor.post(recheck, follow=True)
    assert "đã dùng được" in get_text(parse_html(answer).find(class_="messages"))
    assert not CheckedLink.objects.exists()

    # Mended in the text: gone from the list once that is published.
    target.unpublish()
    night(2)
    assert CheckedLink.objects.broken().count() == 1
    page.body = []
    page.save_revision().publish()
    work_off()
    assert not CheckedLink.objects.exists()


def test_one_text_that_cannot_be_checked_does_not_stop_the_rest(
    night, health, district, monkeypatch, caplog
):
    first = write(health, "/khong-co-1/", title="Đầu")
    write(district, "/khong-co-2/", title="Cuối")
    whole = link_check.list_text_links

    def stumble(subject):
        if subject.pk == first.pk:
            raise RuntimeError("broken")
        return whole(subject)

    monkeypatch.setattr(link_check, "list_text_links", stumble)
    monkeypatch.setattr(link_check, "TEXTS_AT_ONCE", 1)
    assert night() == {("Xem /khong-co-2/", "no-page")}
    assert "could not be checked" in caplog.text


def test_broken_links_of_bulletins_are_for_those_who_write_them(
    night, sign_in, ict_author, health_editor
):
    publish_bulletin("Lũ", body=[("text", '<p><a href="/khong-co/">Xem</a></p>')])
    night()
    author = sign_in(ict_author)
    assert "1 liên kết trong bản tin bị hỏng." in author.get("/admin/").content.decode()
    assert "Lũ" in get_text(parse_html(author.get(LIST)).select_one(".broken-links"))
    assert not parse_html(sign_in(health_editor).get(LIST)).select(".broken-links")


def test_a_broken_link_to_another_website_is_reported_after_two_nights(
    night, outside, health, sign_in, health_editor, work_off
):
    app, asked = answer_by_path(location="/x404")
    with serve(app) as (ip, port):
        site = f"http://{ip}:{port}"
        write(
            health,
            *(
                f"{site}/{name}"
                for name in ("co", "x404", "x500", "x403", "khong-head", "kin", "toi")
            ),
        )
        write(health, f"{site}/x404", title="Cùng địa chỉ")
        assert night(1) == set()
        assert night(1) == set()
        # Once a night, whatever runs again, however many texts have it.
        assert [path for method, path, *_ in asked if method == "GET"].count("/x404") == 2
        assert {path for _, path, *_ in asked}.isdisjoint({"/kin"})
        assert all(agent.startswith("BantinLinkCheck/") for *_, agent, _at in asked)
        assert {problem for _name, problem in night(2)} == {"gone", "server-error"}
        assert CheckedLink.objects.broken().count() == 4
        # It works again, and a press of the button finds that.
        row = CheckedLink.objects.broken().filter(address__endswith="/x500").get()
        CheckedLink.objects.filter(key=row.key).update(address=f"{site}/co")
        editor = sign_in(health_editor)
        answer = editor.post(f"{LIST}{row.pk}/kiem-tra/", follow=True)
        assert "trong ít phút" in get_text(parse_html(answer).find(class_="messages"))
        before = len(asked)
        editor.post(f"{LIST}{row.pk}/kiem-tra/")
        work_off()
        assert len(asked) == before + 2
        assert CheckedLink.objects.broken().count() == 3


def test_other_websites_are_asked_where_that_is_switched_on_alone(
    night, outside, settings, health, offline
):
    settings.LINK_CHECK_EXTERNAL = False
    write(health, "http://127.0.0.1:9/x")
    assert night() == set()
    assert not CheckedLink.objects.exists()


def test_a_night_asks_a_number_of_addresses_the_oldest_first(night, outside, health, monkeypatch):
    app, asked = answer_by_path()
    monkeypatch.setattr(link_check, "MAX_ADDRESSES", 2)
    with serve(app) as (ip, port):
        write(health, *(f"http://{ip}:{port}/{name}" for name in "abc"))
        night(1)
        assert [path for _, path, *_ in asked if path != "/robots.txt"] == ["/a", "/b"]
        night(2)
        assert [path for _, path, *_ in asked if path != "/robots.txt"] == ["/a", "/b", "/c", "/a"]


def test_a_network_without_a_way_out_makes_no_link_broken(night, outside, health, caplog):
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        port = closed.getsockname()[1]
        write(health, *(f"http://127.0.0.1:{port}/{number}" for number in range(5)))
        assert night(1) == night(2) == set()
    assert not CheckedLink.objects.exclude(problem="").exists()
    assert "is there a way out?" in caplog.text
