import csv
import io

import pytest

from bulletins.tests.factories import publish_bulletin
from desk.tests.translations import translate_published
from home.tests.factories import publish_news
from sites.localization.tests.translation_editor import act, begin, translate_rest
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

COVERAGE = "/admin/ban-dich/don-vi/"


def read_table(client):
    answer = client.get(f"{COVERAGE}?export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [*csv.DictReader(io.StringIO(text))]


def test_ict_sees_how_much_of_each_website_is_translated(
    sign_in, ict_admin, health, district, health_moderator
):
    open_in_english(health)
    moderator, admin = sign_in(health_moderator), sign_in(ict_admin)
    [before] = read_table(admin)
    assert before["Đơn vị"] == health.heading and before["Ngôn ngữ"] == "Tiếng Anh"
    done = publish_news(health, "Đã dịch", lead="Một.")
    translate_published(moderator, done, lead="One.")
    changed = publish_news(health, "Đã đổi", lead="Hai.")
    translate_published(moderator, changed, lead="Two.")
    changed.lead = "Ba người."
    changed.save_revision().publish()
    publish_news(health, "Chưa dịch")
    publish_news(district, "Của đơn vị chỉ có tiếng Việt")
    publish_bulletin("Cho tất cả")
    publish_bulletin("Cho huyện", audience=[f"agency:{district.code}"])
    [after] = read_table(admin)
    grown = {name: int(after[name]) - int(before[name]) for name in after if ":" in name}
    assert grown == {
        "Trang: đã dịch": 1,
        "Trang: một phần": 0,
        "Trang: đã cũ": 1,
        "Trang: chưa dịch": 1,
        "Bản tin: đã dịch": 0,
        "Bản tin: một phần": 0,
        "Bản tin: đã cũ": 0,
        "Bản tin: chưa dịch": 1,
    }
    assert health.heading in admin.get(COVERAGE).content.decode()


def test_what_is_translated_in_part_is_counted_as_that(
    sign_in, ict_admin, health, health_moderator
):
    open_in_english(health)
    moderator, admin = sign_in(health_moderator), sign_in(ict_admin)
    [before] = read_table(admin)
    body = [("text", "<p>Mang sổ tiêm.</p>"), ("text", "<p>Đến sớm.</p>")]
    article = publish_news(health, "Tiêm chủng", body=body)
    begin(moderator, article)
    translate_rest(article, but=[f"body.{article.body[1].id}"])
    act(moderator, article, "publish")
    [after] = read_table(admin)
    assert int(after["Trang: một phần"]) - int(before["Trang: một phần"]) == 1


def test_many_bulletins_for_the_same_units_take_no_more_queries_than_one(
    sign_in, ict_admin, health, django_assert_max_num_queries
):
    open_in_english(health)
    client = sign_in(ict_admin)
    publish_bulletin("Thứ nhất")
    client.get(COVERAGE)
    with django_assert_max_num_queries(1000) as one:
        client.get(COVERAGE)
    for number in range(4):
        publish_bulletin(f"Thứ {number + 2}")
    with django_assert_max_num_queries(len(one)):
        client.get(COVERAGE)


def test_nobody_else_sees_it(sign_in, ict_publisher, translator, health_moderator, outsider):
    for person in (ict_publisher, translator, health_moderator, outsider):
        assert sign_in(person).get(COVERAGE).status_code in {302, 403, 404}
