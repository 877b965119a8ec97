from datetime import date, timedelta

import pytest
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin
from home.tests.factories import publish_document, publish_news
from search.tests.client import build_url

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def test_a_title_comes_before_what_follows_and_side_by_side_before_apart(found, health):
    publish_news(health, "Bài", slug="trong-bai", body=[("text", "<p>Về mưa và về đá.</p>")])
    publish_news(health, "Đá và mưa", slug="tieu-de")
    publish_news(health, "Bài", slug="lien-trong-bai", body=[("text", "<p>Có mưa đá, mưa đá.</p>")])
    publish_news(health, "Bài", slug="lien-tom-tat", lead="Sau cơn mưa đá.")
    publish_news(health, "Tin mưa đá", slug="lien-tieu-de")
    order = "lien-tieu-de", "tieu-de", "lien-tom-tat", "lien-trong-bai", "trong-bai"
    assert found(health, "mưa đá") == [f"/tin-tuc/{slug}/" for slug in order]


@pytest.mark.parametrize("typed", ["hải quân", "Hải Quân", "ha\u0309i qua\u0302n"])
def test_accents_that_are_typed_are_preferred_and_never_required(found, health, typed):
    for slug, title in (("navy", "Hải quân tuyển quân"), ("customs", "Hải quan đổi giờ")):
        publish_news(health, title, slug=slug)
    publish_news(
        health, "Tin ngắn", slug="navy-in-text", body=[("text", "<p>Đơn vị hải quân.</p>")]
    )
    order = "navy", "navy-in-text", "customs"
    assert found(health, typed) == [f"/tin-tuc/{slug}/" for slug in order]
    assert set(found(health, "hai quan")) == {f"/tin-tuc/{slug}/" for slug in order}
    assert found(health, '"hải quan"') == ["/tin-tuc/customs/"]


def test_the_accents_of_a_single_word_are_preferred_too(found, health):
    for slug, title in (("dang-bo", "Đảng bộ họp"), ("dang-ky", "Đăng ký kết hôn")):
        publish_news(health, title, slug=slug)
    assert found(health, "đảng") == ["/tin-tuc/dang-bo/", "/tin-tuc/dang-ky/"]
    assert found(health, "đăng") == ["/tin-tuc/dang-ky/", "/tin-tuc/dang-bo/"]


def test_a_documents_own_number_comes_before_those_that_name_it_and_no_parts_count(found, health):
    publish_document(health, "Về phun thuốc muỗi", slug="phun", number="45/TB-SYT")
    publish_document(
        health, "Sửa đổi Thông báo 45/TB-SYT", slug="sua", number="145/TB-SYT", lead="45"
    )
    publish_document(health, "Về giờ làm việc", slug="gio", number="46/TB-SYT", lead="Phòng 45.")
    assert found(health, "45/tb-syt") == ["/van-ban/phun/", "/van-ban/sua/"]
    assert found(health, "999/2031/TB-SYT") == []


def test_without_all_words_most_of_them_are_found_and_it_is_said(search, found, health):
    publish_news(health, "Chợ phiên Ba Bể", slug="cho-phien")
    publish_news(health, "Chợ nổi", slug="cho-noi")
    assert found(health, "chợ phiên bò") == ["/tin-tuc/cho-phien/"]
    status = search(health, "chợ phiên bò").main.select_one('[role="status"]').text
    assert "Không có gì có đủ các từ này" in status


def test_what_answers_comes_before_a_long_text_that_has_all_the_words_scattered(found, health):
    words = ["khoan", "giếng", "có", "phải", "xin", "phép", "không"]
    law = " ".join(f"{word} điều khoản chung" for _ in range(30) for word in words)
    publish_news(health, "Luật", slug="luat", body=[("text", f"<p>{law}</p>")])
    publish_news(health, "Khoan giếng trong vườn phải đăng ký", slug="gieng")
    # Words that most texts have say little.
    for number in range(20):
        publish_news(health, f"Có phải xin phép không {number}")
    assert found(health, " ".join(words))[:2] == ["/tin-tuc/gieng/", "/tin-tuc/luat/"]


def test_what_matches_too_little_is_neither_shown_nor_counted(found, search, health):
    for number in range(4):
        publish_news(health, f"Giá vé {number}", slug=f"ve-{number}")
    publish_news(health, "Giá vé máy bay", slug="bay")
    assert found(health, "giá vé máy bay") == ["/tin-tuc/bay/"]
    page = search(health, "giá vé máy bay")
    assert page.select_one(".list-facts").text.startswith("1 kết quả")


def test_new_comes_before_old_and_what_is_in_force_before_what_is_over(found, health, today):
    for slug, day in (("cu", date(2019, 1, 1)), ("moi", today)):
        publish_news(health, "Mưa đá", slug=slug, date=day)
    assert found(health, "mưa đá") == ["/tin-tuc/moi/", "/tin-tuc/cu/"]
    publish_bulletin("Lũ quét", slug="con", summary="s")
    over = timezone.now() - timedelta(hours=1)
    publish_bulletin("Lũ quét", slug="het", summary="s", valid_until=over)
    assert found(health, "lũ quét") == ["/ban-tin/con/", "/ban-tin/het/"]


def test_a_units_name_finds_what_is_the_units(found, health, district):
    publish_news(district, "Đường dây nóng", slug="huyen")
    publish_news(health, "Đường dây nóng", slug="y-te")
    typed = f"đường dây nóng {health.name_vi}"
    here, there = "/tin-tuc/y-te/", build_url(district, "/tin-tuc/huyen/")
    hits = found(health, typed, scope="all")
    assert hits[0] == here and there not in hits[:1]


def test_all_words_side_by_side_come_before_pairs_of_them_however_often(found, health):
    apart = "Tin cấp phép xây, phép xây dựng."
    publish_news(health, apart, slug="apart", lead=apart, body=[("text", f"<p>{apart}</p>")])
    whole = "Tin cấp phép xây dựng mới nhất."
    publish_news(health, whole, slug="whole", lead=whole, body=[("text", f"<p>{whole}</p>")])
    publish_news(health, apart, slug="newer", lead=apart, body=[("text", f"<p>{apart}</p>")])
    assert found(health, "cấp phép xây dựng")[0] == "/tin-tuc/whole/"
