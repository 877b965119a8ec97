from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client

from home.tests.factories import publish_news
from sites.caching.site_cache import MAX_AGE, PAGES
from sites.caching.versions import NEAR
from sites.middleware.cache import CachedPage, PageCacheMiddleware
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)
MIDNIGHT = datetime(2026, 3, 1, 17, tzinfo=UTC)


def entries():
    """The keys of whole pages; parts of them are kept beside."""
    cache = caches[PAGES]
    keys = [key.rpartition(":")[2] for key in cache._cache]
    return {key for key in keys if isinstance(cache.get(key), CachedPage)}


def lose_what_is_kept():
    for alias in (PAGES, NEAR):
        caches[alias].clear()


def test_a_process_answers_with_what_it_holds_until_that_changes(health, visit, kept):
    first = visit(health, "/tin-tuc/")
    caches[PAGES].clear()
    assert kept(health, "/tin-tuc/")
    publish_news(health, "Lịch tiêm")
    assert "Lịch tiêm" not in first.content.decode()
    assert "Lịch tiêm" in visit(health, "/tin-tuc/").content.decode()


def test_what_another_process_has_made_anew_comes_before_what_is_held(health, visit, clock):
    clock(NOON)
    visit(health)
    held = {key: caches[NEAR].get(key) for key in entries()}
    clock(NOON + MAX_AGE)
    newer = visit(health)
    for key, page in held.items():
        caches[NEAR].set(key, page)
    assert visit(health).content == newer.content
    assert {key: caches[NEAR].get(key) for key in held} != held


def test_while_the_database_is_away_only_what_all_processes_share_is_served(health, visit):
    request = visit(health, "/lien-he/").wsgi_request
    middleware = PageCacheMiddleware(lambda request: HttpResponse("made anew"))
    request.is_database_away = True
    assert middleware(request).content != b"made anew"
    caches[PAGES].clear()
    assert middleware(request).content == b"made anew"


def test_a_page_is_made_once_and_is_then_the_same(health, visit, kept):
    first = visit(health)
    assert kept(health)
    again = visit(health)
    assert again.content == first.content
    own = {"X-Request-Id"}
    assert {*again.items()} ^ {*first.items()} == {
        (name, response[name]) for response in (first, again) for name in own
    }


@pytest.mark.parametrize(("name", "calls"), [("X-Anything", 1), ("Vary", 2)])
def test_what_differs_from_reader_to_reader_is_made_anew_for_each(health, visit, name, calls):
    request = visit(health, "/lien-he/").wsgi_request
    made = []

    def view(request):
        made.append(request)
        return HttpResponse("x", headers={name: "Cookie"})

    lose_what_is_kept()
    middleware = PageCacheMiddleware(view)
    for _ in range(2):
        assert middleware(request).content == b"x"
    assert len(made) == calls


def test_a_kept_page_still_answers_304(health, visit, kept):
    etag = visit(health)["ETag"]
    answer = visit(health, headers={"if-none-match": etag})
    assert (answer.status_code, answer.content, answer["ETag"]) == (304, b"", etag)


def test_a_reader_who_has_a_copy_makes_a_page_be_kept_too(health, visit, kept):
    etag = visit(health)["ETag"]
    lose_what_is_kept()
    assert visit(health, headers={"if-none-match": etag}).status_code == 304
    assert kept(health)


def test_head_is_answered_from_what_was_got(health, visit, kept):
    host = {"host": f"{health.site.hostname}:{settings.SITE_PORT}"}
    assert Client(headers=host).head("/").content == b""
    assert not entries()
    got = visit(health)
    headed = Client(headers=host).head("/")
    assert (headed.content, headed["ETag"]) == (b"", got["ETag"])


def test_parameters_that_nobody_reads_neither_multiply_entries_nor_stand_in_the_page(
    health, visit, kept
):
    plain = visit(health, "/ban-tin/").content
    before = entries()
    for query in ("utm_source=x", "a=1&a=2", "x" * 500, "tr%61nG=2", "="):
        answer = visit(health, f"/ban-tin/?{query}")
        assert answer.content == plain
    assert kept(health, "/ban-tin/?fbclid=1")
    assert entries() == before


def test_a_page_first_asked_for_with_such_a_parameter_does_not_repeat_it(health, visit):
    assert b"canary" not in visit(health, "/?utm=canary").content
    assert b"canary" not in visit(health).content


@pytest.mark.parametrize("query", ["trang=2", "q=lu", "x=1&trang=2", "tr%61ng=2"])
def test_lists_that_are_chosen_from_are_neither_kept_nor_answered_from_what_is(
    health, visit, kept, query
):
    visit(health, "/ban-tin/")
    before = entries()
    assert not kept(health, f"/ban-tin/?{query}")
    assert not kept(health, f"/ban-tin/?{query}")
    assert entries() == before


@pytest.mark.parametrize(
    "host", ["{}", "{}:80", "{}:8001", "{}.:8000", "{}:08000", "SOYTE.backan.localhost:8000"]
)
def test_only_the_true_name_of_a_website_gets_into_its_pages(health, visit, anonymous, host):
    name = host.format(health.site.hostname)
    answer = anonymous(name).get("/ban-tin/rss.xml")
    assert answer.status_code in {200, 400, 421}
    assert not entries()


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-host": "evil.example"},
        {"x-forwarded-proto": "https"},
        {"forwarded": "host=evil.example"},
        {"x-original-url": "/tin-tuc/"},
        {"x-http-method-override": "POST"},
        {"accept-language": "en"},
        {"accept": "application/json"},
        {"cookie": "hien-thi=s4"},
        {"origin": "https://evil.example"},
    ],
)
def test_headers_change_nothing_that_is_kept(health, visit, kept, headers):
    plain = visit(health).content
    lose_what_is_kept()
    visit(health, headers=headers)
    assert kept(health)
    assert visit(health).content == plain


def test_each_website_and_each_language_has_pages_of_its_own(health, district, visit, kept):
    open_in_english(health)
    pages = {visit(health).content, visit(health, "/en/").content, visit(district).content}
    assert len(pages) == 3
    assert visit(health).content in pages and kept(health, "/en/") and kept(district)


@pytest.mark.parametrize(
    "path", ["/khong-co/", "/hien-thi/", "/hien-thi/chon.css", "/gioi-thieu", "/en/"]
)
def test_what_is_no_page_for_everybody_is_not_kept(health, visit, path):
    visit(health, path)
    assert not entries()


def test_whoever_is_signed_in_or_has_given_a_password_is_not_answered_from_the_cache(
    health, visit, kept, ict_admin
):
    visit(health)
    before = entries()
    client = Client(headers={"host": f"{health.site.hostname}:{settings.SITE_PORT}"})
    client.force_login(ict_admin)
    with_session = {"cookie": f"{settings.SESSION_COOKIE_NAME}=x"}
    assert not kept(health, headers=with_session)
    assert client.get("/tin-tuc/").status_code == 200
    assert entries() == before


def test_a_page_behind_a_password_is_not_kept(health, visit):
    article = publish_news(health, "Nội bộ")
    article.view_restrictions.create(restriction_type="password", password="mật khẩu")
    for _ in range(2):
        assert "Nội bộ" not in visit(health, "/tin-tuc/noi-bo/").content.decode()
    assert not entries()


def test_previews_are_neither_kept_nor_answered_from_the_cache(health, visit, kept):
    visit(health)
    before = entries()
    home = health.root_page.specific
    home.tagline = "Chưa ai được xem"
    preview = home.make_preview_request()
    assert "Chưa ai được xem" in preview.content.decode()
    assert entries() == before and kept(health)


def test_the_admins_host_has_no_pages_of_this_kind(sign_in, ict_admin):
    assert sign_in(ict_admin).get("/").status_code == 200
    assert not entries()


def test_a_page_is_kept_for_an_hour_at_most_and_not_beyond_midnight(health, visit, kept, clock):
    clock(NOON)
    visit(health)
    clock(NOON + MAX_AGE - timedelta(microseconds=1))
    assert kept(health)
    clock(NOON + MAX_AGE)
    assert not kept(health)
    clock(MIDNIGHT - timedelta(seconds=1))
    assert "01/03/2026" in visit(health).content.decode()
    clock(MIDNIGHT)
    assert "02/03/2026" in visit(health).content.decode()


def test_a_second_page_of_a_website_does_not_ask_the_clock_again(
    health, visit, django_assert_num_queries
):
    visit(health)
    visit(health, "/robots.txt")
    lose_what_is_kept()
    # Its numbers, when a bulletin changes, when an emergency ends, when the unit opens or closes.
    with django_assert_num_queries(4):
        visit(health, "/robots.txt")
    with django_assert_num_queries(1):
        visit(health, "/.well-known/security.txt")


def test_a_developer_sees_what_was_edited(settings, health, visit, kept):
    settings.DEBUG = True
    visit(health)
    assert not kept(health)


def test_pages_of_a_former_release_are_not_shown(health, visit, kept, monkeypatch):
    visit(health)
    monkeypatch.setattr("sites.caching.site_cache.get_release_digest", lambda: "another")
    assert not kept(health)
