import pytest
from django.test import Client

from bulletins.tests.factories import publish_bulletin

PATHS = [
    "/",
    "/gioi-thieu/",
    "/gioi-thieu/chuc-nang-nhiem-vu/",
    "/tin-tuc/",
    "/van-ban/",
    "/lien-he/",
    "/ban-tin/",
    "/ban-tin/luu-tru/",
    "/ban-tin/nuoc-lu/",
    "/tim-kiem/",
    "/tim-kiem/?q=lu",
    "/co-quan/",
]


@pytest.fixture
def bulletin(health):
    return publish_bulletin("Nước lũ", source=health)


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_kept_but_never_shown_without_asking(health, bulletin, visit, path):
    first = visit(health, path)
    assert first.status_code == 200
    assert first["Cache-Control"] == "no-cache"
    again = visit(health, path, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    assert again["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("path", PATHS)
def test_a_page_sets_no_cookie_and_depends_on_none(health, bulletin, visit, path):
    response = visit(health, path)
    assert not response.cookies
    assert not response.has_header("Vary")
    assert b"wagtail-userbar" not in response.content
    assert b"csrf" not in response.content.lower()


@pytest.mark.parametrize("path", PATHS)
def test_a_page_is_the_same_bytes_for_everybody(health, bulletin, ict_admin, visit, path):
    plain = visit(health, path)
    for headers in (
        {"cookie": "hien-thi=s4"},
        {"cookie": "sessionid=x; csrftoken=y; django_language=en"},
        {"accept-language": "en-GB,en;q=0.9"},
        {"user-agent": "Mozilla/5.0", "sec-ch-prefers-color-scheme": "dark"},
    ):
        response = visit(health, path, headers=headers)
        assert (response.content, response["ETag"]) == (plain.content, plain["ETag"])
    superuser = Client(headers={"host": f"{health.site.hostname}:8000"})
    superuser.force_login(ict_admin)
    assert superuser.get(path).content == plain.content


def test_a_changed_page_is_sent_anew(health, bulletin, visit):
    etag = visit(health, "/ban-tin/nuoc-lu/")["ETag"]
    bulletin.summary = "Nước rút."
    bulletin.save()
    response = visit(health, "/ban-tin/nuoc-lu/", headers={"if-none-match": etag})
    assert response.status_code == 200
    assert "Nước rút." in response.content.decode()


def test_a_withdrawn_bulletin_is_gone_at_the_next_request(health, bulletin, visit):
    etag = visit(health, "/ban-tin/nuoc-lu/")["ETag"]
    bulletin.unpublish()
    response = visit(health, "/ban-tin/nuoc-lu/", headers={"if-none-match": etag})
    assert response.status_code == 404
    assert response["Cache-Control"] == "no-cache"


def test_a_page_that_is_not_there_sets_no_cookie_either(health, visit):
    response = visit(health, "/khong-co/")
    assert response.status_code == 404
    assert (response["Cache-Control"], len(response.cookies)) == ("no-cache", 0)
    assert not response.has_header("Vary")


def test_an_answer_that_says_how_long_it_lasts_is_left_as_it_is(health, visit):
    assert visit(health, "/hien-thi/chon.css")["Cache-Control"] == "private, no-cache"
    assert visit(health, "/hien-thi/")["Cache-Control"] == "private, no-store"


def test_the_admin_forbids_every_copy(sign_in, health_editor):
    assert "no-store" in sign_in(health_editor).get("/admin/")["Cache-Control"]
