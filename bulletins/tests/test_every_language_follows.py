"""Whatever the Vietnamese row of a bulletin answers, every language answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.models import Bulletin
from bulletins.services import lifecycle
from bulletins.tests.factories import ADMIN, publish_bulletin, translate
from content.tests.factories import create_document, make_file_block
from search.tests.client import list_hit_urls
from sites.permissions.group_permissions import get_shared_collection
from sites.tests.factories import open_in_english
from tests.html import get_text_and_language, read_html

pytestmark = pytest.mark.django_db

PATH = "/en/ban-tin/cam-duong/"


@pytest.fixture
def english(health, district):
    for agency in (health, district):
        open_in_english(agency)


@pytest.fixture
def file(province):
    return create_document(get_shared_collection())


@pytest.fixture
def source(english, file):
    source = publish_bulletin("Cấm đường", valid_until=timezone.now() + timedelta(hours=5))
    translate(source, "Road closed", body=[make_file_block(file)])
    return source


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def withdraw(client, source):
    return client.post(f"/admin/dieu-hanh/{source.pk}/go-bo/", {"reason": "Sai vùng."})


def unpublish(client, source):
    return client.post(f"{ADMIN}unpublish/{source.pk}/")


def delete(client, source):
    return client.post(f"{ADMIN}delete/{source.pk}/")


def delete_several(client, source):
    return client.post(f"/admin/bulk/bulletins/bulletin/delete/?id={source.pk}")


WAYS = {"withdraw": withdraw, "unpublish": unpublish, "delete": delete, "bulk": delete_several}


@pytest.mark.parametrize("way", WAYS)
def test_what_takes_the_source_off_leaves_no_language(
    visit, health, district, publisher, source, file, way
):
    for agency in (health, district):
        assert visit(agency, PATH).status_code == visit(agency, file.url).status_code == 200
    WAYS[way](publisher, source)
    answer = 410 if way == "withdraw" else 404
    for agency in (health, district):
        for path in (PATH, PATH.removeprefix("/en"), file.url):
            assert visit(agency, path).status_code == answer
        for path in ("/en/", "/en/ban-tin/", "/en/ban-tin/rss.xml", "/sitemap-ban-tin-en-1.xml"):
            assert "Road closed" not in visit(agency, path).content.decode()
        assert list_hit_urls(visit, agency, "road", path="/en/tim-kiem/") == []


def test_a_withdrawal_is_told_in_the_language_of_the_frame(visit, health, publisher, source):
    withdraw(publisher, source)
    page = read_html(visit(health, PATH).content)
    assert page.html["lang"] == "en"
    assert "no longer holds" in page.select_one(".lead").text
    assert get_text_and_language(page.h1) == ("Road closed", "en")
    assert get_text_and_language(page.select_one("article span")) == ("Sai vùng.", "vi")


def test_an_end_is_told_in_every_language(visit, health, publisher, source):
    publisher.post(f"/admin/dieu-hanh/{source.pk}/ket-thuc/", {"closing_text": "Đường thông."})
    page = visit(health, PATH)
    assert page.status_code == 200 and "Đường thông." in page.content.decode()
    assert "Road closed" not in visit(health, "/en/").content.decode()


def test_what_is_brought_back_is_back_in_every_language(visit, health, publisher, source, file):
    withdraw(publisher, source)
    lifecycle.restore_bulletin(bulletin=source, by=None)
    assert "Road closed" in visit(health, PATH).content.decode()
    assert visit(health, file.url).status_code == 200


def test_a_deleted_bulletin_leaves_no_translation_behind(publisher, source):
    other = publish_bulletin("Khác")
    translate(other, "Another")
    delete(publisher, source)
    assert set(Bulletin.objects.values_list("title", flat=True)) == {"Khác", "Another"}


@pytest.mark.parametrize("who", ["translator", "health_moderator", "outsider"])
@pytest.mark.parametrize("way", WAYS)
def test_who_publishes_no_bulletins_takes_none_off(
    request, sign_in, visit, health, source, way, who
):
    client = sign_in(request.getfixturevalue(who))
    client.raise_request_exception = False
    WAYS[way](client, source)
    assert "Road closed" in visit(health, PATH).content.decode()


@pytest.mark.parametrize(
    ("address", "words"),
    [
        ("/admin/dieu-hanh/{}/go-bo/", "Bản tiếng Anh cũng không còn công khai."),
        ("/admin/dieu-hanh/{}/ket-thuc/", "Bản tiếng Anh cũng kết thúc theo."),
        (f"{ADMIN}unpublish/{{}}/", "Bản tiếng Anh cũng không còn công khai."),
        (f"{ADMIN}delete/{{}}/", "Bản tiếng Anh cũng không còn công khai."),
        ("/admin/bulk/bulletins/bulletin/delete/?id={}", "Bản tiếng Anh cũng không còn công khai."),
    ],
)
def test_the_screens_name_the_languages(publisher, source, address, words):
    alone = publish_bulletin("Chỉ tiếng Việt", valid_until=timezone.now() + timedelta(hours=5))
    assert words in publisher.get(address.format(source.pk)).content.decode()
    assert words not in publisher.get(address.format(alone.pk)).content.decode()
