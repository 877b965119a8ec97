from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from home.tests.factories import publish_news
from search.models import QueryCount, SynonymGroup
from search.selectors.query_counts import list_failed_queries, list_popular_queries
from search.services.query_counts import (
    MAX_COUNTED,
    MAX_QUERIES,
    normalize_query,
    record_query,
)
from search.tasks import delete_old_query_counts, delete_old_query_hashes
from search.tests.factories import create_query_count
from tests.html import read_html

pytestmark = pytest.mark.django_db
BROWSER = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Firefox/140.0"}


def ask(agency, typed, **headers):
    host = {"host": f"{agency.site.hostname}:{settings.SITE_PORT}"}
    client = Client(headers=host | BROWSER | headers)
    assert client.get(f"/tim-kiem/?{urlencode({'q': typed})}").status_code == 200


@pytest.fixture
def ask_daily(clock):
    """Search on a number of days, today last: ``ask_daily(health, "hộ chiếu", 3)``."""
    now = timezone.now()

    def search(agency, typed, days):
        for ago in range(days - 1, -1, -1):
            clock(now - timedelta(days=ago))
            ask(agency, typed)

    return search


def list_words(*agencies):
    return [row["words"] for row in list_failed_queries([agency.pk for agency in agencies])]


def test_words_are_kept_from_the_third_separate_day_on(health, district, ask_daily, today):
    ask_daily(health, "hộ chiếu", 2)
    assert list_words(health) == []
    QueryCount.objects.all().delete()
    ask_daily(district, "hộ chiếu", 1)
    ask_daily(health, "hộ chiếu", 3)
    assert not QueryCount.objects.filter(agency=district).exclude(words="").exists()
    assert list_words(health, district) == ["hộ chiếu"]
    [row] = list_failed_queries([health.pk])
    assert row["times"] == 3 and row["last"] == today


def test_many_searches_of_one_day_tell_no_words(health):
    for _time in range(5):
        ask(health, "hộ chiếu")
    [count] = QueryCount.objects.all()
    assert (count.words, count.number, count.in_vain) == ("", 5, 5)
    assert "chi" not in count.digest and count.digest.isalnum() and len(count.digest) == 64


def test_the_same_words_of_two_units_cannot_be_told_to_be_the_same(health, district):
    ask(health, "hộ chiếu")
    ask(district, "ho chieu")
    assert len({*QueryCount.objects.values_list("digest", flat=True)}) == 2


def test_spellings_are_one_query(health):
    for typed in ("Hộ chiếu", "ho chieu", "HỘ  CHIẾU"):
        ask(health, typed)
    assert QueryCount.objects.get().number == 3


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hộ chiếu", "hộ chiếu"),
        ("Nghị định 162/2026", "nghị định ### ####"),
        ("giá iphone 15", "giá iphone ##"),
        ("hà giang", "hà giang"),
        ("Hồ Ba Bể", ""),
        ("hồ ba bể", "hồ ba bể"),
        ("đăng ký kết hôn", "đăng ký kết hôn"),
        ("Lý lịch tư pháp", "lý lịch tư pháp"),
    ]
    + [
        (typed, "")
        for typed in (
            *("0209 3870 943", "cccd 012345678901", "006 085 001", "an@vidu.example"),
            *("https://vidu.example/", "162", "?", ""),
            *("Nguyễn Văn An", "nguyen van an", "nguyễn an", "lê thị hoa", "Lê Hoàng Minh"),
            *("ông Hiệp", "bà An xóm trên", "ma van phu"),
            "tôi bị chồng đánh thì gọi cho ai",
            "a" * 21,
            "mưa " * 30,
        )
    ],
)
def test_what_may_be_about_a_person_is_not_counted(health, typed, kept):
    assert normalize_query(typed) == kept
    ask(health, typed)
    assert QueryCount.objects.exists() == bool(kept)


def test_what_is_found_or_answered_is_not_in_vain(health, ask_daily, visit, today):
    publish_news(health, "Tiêm chủng")
    visit(health, "/tim-kiem/")
    ask_daily(health, "tiêm chủng", 3)
    ask_daily(health, "liên hệ", 3)
    assert list_words(health) == []
    since = today - timedelta(days=2)
    assert {*list_popular_queries(health, since, 5)} == {("tiêm chủng", 3), ("liên hệ", 3)}
    assert len(list_popular_queries(health, since, 1)) == 1


def test_popular_queries_are_of_the_unit_and_the_most_frequent_first(health, district, today):
    create_query_count(health, "sổ đỏ", number=3, in_vain=0)
    create_query_count(health, "cũ", number=3, in_vain=0, day=today - timedelta(days=1))
    create_query_count(health, "tiêm chủng", number=9, in_vain=1)
    create_query_count(health, "hộ chiếu", number=20, in_vain=20)
    create_query_count(district, "khai sinh", number=30, in_vain=0)
    create_query_count(health, "", number=40, in_vain=0)
    assert list_popular_queries(health, today, 5) == [("tiêm chủng", 8), ("sổ đỏ", 3)]


def test_what_is_found_at_last_leaves_the_list(health, ask_daily, today):
    ask_daily(health, "tiêm chủng", 3)
    assert list_words(health) == ["tiêm chủng"]
    newest = QueryCount.objects.get(agency=health, day=today)
    newest.in_vain = 0
    newest.save()
    assert list_words(health) == []


@pytest.mark.parametrize(
    "headers",
    [{"User-Agent": "Googlebot/2.1"}, {"User-Agent": ""}, {"Sec-Purpose": "prefetch;prerender"}],
)
def test_programs_do_not_count(health, headers):
    ask(health, "hộ chiếu", **headers)
    assert not QueryCount.objects.exists()


def test_a_filtered_search_and_a_further_page_do_not_count(health):
    host = {"host": f"{health.site.hostname}:{settings.SITE_PORT}"}
    for more in ("type=page", "page=2", "from=2026-01-01"):
        Client(headers=host | BROWSER).get(f"/tim-kiem/?q=ho+chieu&{more}")
    assert not QueryCount.objects.exists()


def test_one_connection_counts_only_so_often(health):
    for _time in range(MAX_COUNTED + 3):
        ask(health, "hộ chiếu")
    assert QueryCount.objects.get().number == MAX_COUNTED


def test_a_unit_has_only_so_many_queries_a_day(health, district, today):
    QueryCount.objects.bulk_create(
        QueryCount(agency=health, day=today, digest=f"{number:064}")
        for number in range(MAX_QUERIES)
    )
    record_query(agency=health, words="hộ chiếu", failed=True)
    assert QueryCount.objects.count() == MAX_QUERIES
    record_query(agency=district, words="hộ chiếu", failed=True)
    assert QueryCount.objects.count() == MAX_QUERIES + 1
    QueryCount.objects.update(day=today - timedelta(days=1))
    record_query(agency=health, words="hộ chiếu", failed=True)
    assert QueryCount.objects.count() == MAX_QUERIES + 2


def test_old_counts_are_deleted(health, today):
    for words, days in (("", 92), ("", 93), ("cũ", 367)):
        create_query_count(health, words, day=today - timedelta(days=days))
    create_query_count(health, "sổ đỏ", day=today - timedelta(days=366))
    for _again in range(2):
        delete_old_query_counts()
        delete_old_query_hashes()
    assert {*QueryCount.objects.values_list("words", flat=True)} == {"", "sổ đỏ"}


def list_rows(client):
    page = read_html(client.get(reverse("vain_searches")).content)
    return {row.th.get_text(): row for row in page.select("table.people tbody tr")}


def test_a_unit_sees_its_own_and_writes_the_page_with_one_click(
    sign_in, health_editor, health, district
):
    create_query_count(health, "hộ chiếu")
    create_query_count(district, "khai sinh")
    client = sign_in(health_editor)
    rows = list_rows(client)
    assert [*rows] == ["hộ chiếu"]
    [write] = rows["hộ chiếu"].select("a")
    form = read_html(client.get(write["href"]).content)
    assert form.select_one("[name=title]").text.strip() == "Hộ chiếu" or (
        form.select_one("[name=title]")["value"] == "Hộ chiếu"
    )


def test_ict_sees_all_units_and_adds_a_synonym_with_one_click(sign_in, ict_admin, health, district):
    create_query_count(health, "hộ chiếu", in_vain=5, number=5)
    create_query_count(district, "khai sinh")
    client = sign_in(ict_admin)
    rows = list_rows(client)
    assert [*rows] == ["hộ chiếu", "khai sinh"]
    assert "Sở Y tế" in rows["hộ chiếu"].get_text()
    _write, synonym = rows["hộ chiếu"].select("a")
    form = read_html(client.get(synonym["href"]).content)
    assert form.select_one("[name=terms]")["value"] == "hộ chiếu, "
    client.post(synonym["href"], {"terms": "hộ chiếu, passport"})
    assert SynonymGroup.objects.filter(terms="hộ chiếu, passport").exists()


def test_nobody_else_sees_what_is_searched_for(sign_in, outsider, translator, client):
    path = reverse("vain_searches")
    assert [sign_in(user).get(path).status_code for user in (outsider, translator)] != [200, 200]
    assert client.get(path).status_code != 200
    for user in (outsider, translator):
        assert sign_in(user).get(path).status_code in {302, 403, 404}


def test_the_way_to_the_list_is_in_the_menus(sign_in, health_editor, ict_admin):
    for user in (health_editor, ict_admin):
        assert reverse("vain_searches") in sign_in(user).get("/admin/").content.decode()
