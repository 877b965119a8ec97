"""Passwords of pages and files are counted like those of sign-in."""

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.models import CollectionViewRestriction

from content.tests.factories import create_document, restrict_collection
from home.tests.factories import publish_article, publish_news
from sites.tests.factories import open_in_english
from tests.html import read_html

PASSWORD = "hồ-ba-bể"


@pytest.fixture
def article(health):
    return publish_news(health, "Nội bộ")


@pytest.fixture
def restriction(article):
    return article.view_restrictions.create(restriction_type="password", password=PASSWORD)


@pytest.fixture
def form(article, restriction):
    return f"/_util/authenticate_with_password/{restriction.pk}/{article.pk}/"


@pytest.fixture
def reader():
    def at(agency, ip="192.0.2.7"):
        host = f"{agency.site.hostname}:{settings.SITE_PORT}"
        return Client(headers={"host": host}, REMOTE_ADDR=ip)

    return at


def give(client, path, password, back="/tin-tuc/noi-bo/"):
    return client.post(path, {"password": password, "return_url": back})


def fail_five_times(client, path):
    for _ in range(5):
        assert give(client, path, "sai").status_code == 200


def test_the_right_password_opens_the_page(reader, health, form):
    client = reader(health)
    page = client.get("/tin-tuc/noi-bo/")
    assert form in page.content.decode()
    assert give(client, form, PASSWORD)["Location"] == "/tin-tuc/noi-bo/"
    assert "Nội bộ" in client.get("/tin-tuc/noi-bo/").content.decode()


def test_who_is_asked_for_a_password_stands_on_the_website_and_sees_nothing_of_the_page(
    reader, health, article, form
):
    open_in_english(health)
    restrict_collection(health.collection, PASSWORD)
    file = create_document(health.collection, "Danh sách", file=ContentFile(b"a", name="a.txt"))
    publish_article(health, file)
    client = reader(health)
    for path, words in {
        "/tin-tuc/noi-bo/": "Cần có mật khẩu",
        "/en/tin-tuc/noi-bo/": "A password is needed",
        file.url: "Cần có mật khẩu",
    }.items():
        answer = client.get(path, follow=True)
        page = read_html(answer.content)
        assert page.h1.text == words and health.name_vi in page.header.text
        assert page.find("meta", {"name": "robots"})["content"] == "noindex"
        assert not {"Nội bộ", "Danh sách"} & {*page.stripped_strings}
        assert "no-store" in answer["Cache-Control"] or "private" in answer["Cache-Control"]
    wrong = read_html(give(client, form, "sai").content)
    assert wrong.title.text.startswith("Lỗi: ")
    assert wrong.select_one(".field-error").text and not wrong.select("input[value=sai]")


def test_after_five_wrong_passwords_nothing_is_looked_at_for_a_while(reader, health, form):
    client = reader(health)
    fail_five_times(client, form)
    for password in ("sai", PASSWORD):
        answer = give(client, form, password)
        assert answer.status_code == 429
        assert answer["Retry-After"] == "300"
        page = answer.content.decode()
        assert "Hãy chờ năm phút rồi thử lại." in page
        assert health.heading in page
        assert "/tai-khoan/" not in page
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_another_network_and_another_page_are_not_concerned(reader, health, form):
    fail_five_times(reader(health), form)
    assert give(reader(health, "198.51.100.7"), form, PASSWORD).status_code == 302
    other = publish_news(health, "Khác")
    its = other.view_restrictions.create(restriction_type="password", password=PASSWORD)
    path = f"/_util/authenticate_with_password/{its.pk}/{other.pk}/"
    assert give(reader(health), path, PASSWORD).status_code == 302


def test_one_network_cannot_go_round_by_addresses_of_its_own(reader, health, form):
    for number in range(5):
        give(reader(health, f"2001:db8:1:2::{number:x}"), form, "sai")
    assert give(reader(health, "2001:db8:1:2::ffff"), form, PASSWORD).status_code == 429


def test_right_passwords_do_not_count(reader, health, form):
    for _ in range(8):
        assert give(reader(health), form, PASSWORD).status_code == 302


def test_a_wrong_password_begins_no_session(reader, health, form):
    client = reader(health)
    give(client, form, "sai")
    assert settings.SESSION_COOKIE_NAME not in client.cookies


def test_a_password_is_for_its_own_page_on_its_own_website(
    reader, health, district, article, restriction, form
):
    assert give(reader(district), form, PASSWORD).status_code == 404
    foreign = publish_news(district, "Bí mật")
    open_page = publish_news(health, "Công khai")
    draft = publish_news(health, "Bản nháp")
    draft.unpublish()
    for page in (foreign, open_page, draft):
        path = f"/_util/authenticate_with_password/{restriction.pk}/{page.pk}/"
        for host in (health, district):
            assert reader(host).get(path).status_code == 404
    assert reader(health).get("/_util/authenticate_with_password/999999/1/").status_code == 404


def test_passwords_of_files_are_counted_too(reader, health, district):
    row = restrict_collection(health.collection, PASSWORD)
    file = ContentFile(b"noi dung", name="noi-bo.txt")
    create_document(health.collection, "Nội bộ", file=file)
    path = f"/documents/authenticate_with_password/{row.pk}/"
    assert reader(district).get(path).status_code == 404
    client = reader(health)
    assert client.get(path).status_code == 200
    fail_five_times(client, path)
    assert give(client, path, PASSWORD).status_code == 429
    assert give(reader(health, "198.51.100.7"), path, PASSWORD).status_code == 302


def test_a_new_password_has_to_be_given_by_those_too_who_gave_the_one_before_it(
    reader, sign_in, health, health_moderator, article, form
):
    told, newcomer = reader(health), reader(health)
    assert give(told, form, PASSWORD).status_code == 302
    moderator = sign_in(health_moderator)
    for password in (PASSWORD, "thác-đầu-đẳng"):
        assert "Nội bộ" in told.get("/tin-tuc/noi-bo/").content.decode()
        fields = {"restriction_type": "password", "password": password}
        saved = moderator.post(f"/admin/pages/{article.pk}/privacy/", fields)
        assert saved.json()["step"] == "set_privacy_done"
    asked = told.get("/tin-tuc/noi-bo/").content.decode()
    assert "Nội bộ" not in asked
    [row] = article.view_restrictions.all()
    path = f"/_util/authenticate_with_password/{row.pk}/{article.pk}/"
    assert path in asked
    assert path != form
    assert give(told, path, PASSWORD).status_code == 200
    assert give(newcomer, path, "thác-đầu-đẳng").status_code == 302
    assert "Nội bộ" in newcomer.get("/tin-tuc/noi-bo/").content.decode()


def test_a_new_password_of_files_has_to_be_given_by_everybody(reader, health):
    row = restrict_collection(health.collection, PASSWORD)
    client = reader(health)
    path = f"/documents/authenticate_with_password/{row.pk}/"
    assert give(client, path, PASSWORD).status_code == 302
    passed = client.session[CollectionViewRestriction.passed_view_restrictions_session_key]
    assert passed == [row.pk]
    row.save()
    assert row.pk in passed
    row.password = "thác-đầu-đẳng"  # noqa: S105
    row.save()
    assert row.pk not in passed
    assert CollectionViewRestriction.objects.get().password == "thác-đầu-đẳng"  # noqa: S105
