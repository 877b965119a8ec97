"""What home pages put first: arranged by the unit, else what people open most."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from home.models import ProcedureVisits
from home.paths import get_page_path
from home.selectors import popular_tasks
from home.selectors.popular_tasks import register_task_source
from home.services.visits import MAX_WAITING
from home.tasks import delete_old_visits
from home.tests.factories import (
    get_about_section,
    publish_information,
    publish_procedure,
    restrict_page,
)
from sites.services.archiving import archive_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db
BROWSER = "Mozilla/5.0 (Linux; Android 14) Firefox/140.0"


@pytest.fixture
def reader(clock):
    """Opens pages in one process; ``after_a_while`` what was counted is due."""

    class Reader:
        def __init__(self):
            self.client = Client()

        def open(self, agency, path, agent=BROWSER, method="get", **headers):
            headers |= {"host": f"{agency.site.hostname}:{settings.SITE_PORT}"}
            if agent:
                headers["user-agent"] = agent
            return getattr(self.client, method)(path, headers=headers)

        def after_a_while(self, agency, path):
            clock(timezone.now() + MAX_WAITING)
            return self.open(agency, path)

    return Reader()


def get_links(visit, agency, path="/"):
    soup = read_html(visit(agency, path).content)
    return [(link.text.strip(), link["href"]) for link in soup.select(".tasks a")]


def count_visits(page):
    return sum(ProcedureVisits.objects.filter(page=page).values_list("count", flat=True))


def test_a_new_website_leads_to_what_it_has(visit, health):
    ways = [
        ("Bản tin", "/ban-tin/"),
        ("Tìm cơ quan", "/co-quan/"),
        ("Liên hệ", "/lien-he/"),
        ("Văn bản", "/van-ban/"),
    ]
    # Its list of procedures says only that there are none.
    assert get_links(visit, health) == ways
    page = publish_procedure(health, "Khám giám định")
    own = ("Khám giám định", get_page_path(page))
    assert get_links(visit, health) == [own, ("Thủ tục", "/thu-tuc/"), *ways]


def test_procedures_opened_most_come_first_named_as_people_say(visit, health, district, today):
    often = publish_procedure(health, "Cấp giấy khai sinh", everyday_name="Làm giấy khai sinh")
    seldom = publish_procedure(health, "Khám giám định")
    once = publish_procedure(health, "Cấp thẻ bảo hiểm")
    for number in range(6):
        last = publish_procedure(health, f"Cấp phép {number}", everyday_name=f"Xin phép {number}")
    publish_procedure(district, "Chuyển đất")
    ProcedureVisits.objects.create(page=often, day=today, count=3)
    ProcedureVisits.objects.create(page=often, day=today - timedelta(days=5), count=3)
    ProcedureVisits.objects.create(page=seldom, day=today, count=5)
    ProcedureVisits.objects.create(page=once, day=today, count=1)
    ProcedureVisits.objects.create(page=last, day=today - timedelta(days=200), count=50)
    labels = [label for label, _path in get_links(visit, health)]
    opened = ["Làm giấy khai sinh", "Khám giám định", "Cấp thẻ bảo hiểm"]
    assert labels == [*opened, *(f"Xin phép {number}" for number in (5, 4, 3))]


def test_what_nobody_may_read_is_not_offered(visit, health):
    restrict_page(publish_procedure(health, "Kín"))
    publish_procedure(health, "Rút").unpublish()
    assert {"Kín", "Rút"}.isdisjoint(label for label, _path in get_links(visit, health))


def test_the_province_leads_to_the_procedures_of_its_units_and_to_the_units(
    visit, health, province
):
    health.parent = province
    health.save()
    for number in range(6):
        page = publish_procedure(health, f"Thủ tục {number}")
    links = get_links(visit, province)
    assert links[0] == ("Thủ tục 5", f"{health.root_url}{get_page_path(page)}")
    assert len(links) == 6 and links[-1] == ("Tìm cơ quan", "/co-quan/")


def test_the_unit_arranges_and_lets_the_rest_follow(visit, health):
    publish_procedure(health, "Khám giám định")
    page = health.root_page.specific
    own = ("task", {"icon": "form", "label": "Hỏi bác sĩ", "page": None, "address": "/hoi/"})
    page.tasks = [own]
    page.save_revision().publish()
    assert get_links(visit, health) == [("Hỏi bác sĩ", "/hoi/")]
    page.tasks = [own, ("automatic", None)]
    page.save_revision().publish()
    assert get_links(visit, health)[:2] == [
        ("Hỏi bác sĩ", "/hoi/"),
        ("Khám giám định", "/thu-tuc/kham-giam-dinh/"),
    ]


def test_what_other_apps_count_is_added_to_what_is_opened(
    visit, health, district, monkeypatch, today
):
    opened = publish_procedure(health, "Khám giám định")
    asked = publish_procedure(health, "Cấp phép", everyday_name="Xin phép")
    foreign = publish_procedure(district, "Chuyển đất")
    hidden = publish_procedure(health, "Kín")
    restrict_page(hidden)
    page = publish_information(get_about_section(health), "Lịch tiếp dân")
    ProcedureVisits.objects.create(page=opened, day=today, count=2)
    ProcedureVisits.objects.create(page=asked, day=today, count=1)
    elsewhere = publish_information(get_about_section(district), "Lịch tiếp dân ở huyện")
    counts = {asked: 4, page: 3, foreign: 9, hidden: 9, elsewhere: 9}
    keys = {one.translation_key: count for one, count in counts.items()}
    monkeypatch.setattr(popular_tasks, "_sources", [])
    register_task_source(lambda agency, since: keys if agency == health else {})
    assert get_links(visit, health)[:3] == [
        ("Xin phép", get_page_path(asked)),
        ("Lịch tiếp dân", get_page_path(page)),
        ("Khám giám định", get_page_path(opened)),
    ]
    labels = [label for label, _path in get_links(visit, health)]
    assert {"Chuyển đất", "Kín", "Lịch tiếp dân ở huyện"}.isdisjoint(labels) and len(labels) == len(
        {*labels}
    )


def test_an_ended_unit_offers_nothing_to_do(visit, health, district, today):
    publish_procedure(health, "Khám giám định")
    archive_agency(agency=health, ended_on=today, successors=[district], by=None)
    assert get_links(visit, health) == []


def test_visits_are_counted_also_from_the_page_cache(reader, visit, health, today):
    page = publish_procedure(health, "Khám giám định")
    path = "/thu-tuc/kham-giam-dinh/"
    for _visit in range(3):
        assert "Bantin-Visited" not in reader.open(health, path)
    assert count_visits(page) == 0
    reader.after_a_while(health, path)
    assert count_visits(page) == 4
    reader.open(health, path)
    reader.after_a_while(health, path)
    assert count_visits(page) == 6
    assert ProcedureVisits.objects.get().day == today


def test_visits_that_cannot_be_stored_wait_until_they_can(reader, health):
    page = publish_procedure(health, "Khám giám định")
    path = "/thu-tuc/kham-giam-dinh/"
    tried = []

    def refuse(execute, sql, *rest):
        if "home_procedurevisits" in sql:
            tried.append(sql)
            raise OperationalError("cannot execute UPDATE in a read-only transaction")
        return execute(sql, *rest)

    reader.open(health, path)
    with connection.execute_wrapper(refuse):
        for ask in (reader.after_a_while, reader.open, reader.open, reader.after_a_while):
            assert ask(health, path).status_code == 200
    assert len(tried) == 2
    reader.after_a_while(health, path)
    assert count_visits(page) == 6


def test_who_revalidates_a_page_has_opened_it(reader, health):
    page = publish_procedure(health, "Khám giám định")
    path = "/thu-tuc/kham-giam-dinh/"
    tag = reader.open(health, path)["ETag"]
    assert reader.open(health, path, **{"if-none-match": tag}).status_code == 304
    reader.after_a_while(health, path)
    assert count_visits(page) == 3


def test_robots_and_what_is_fetched_ahead_do_not_count(reader, health):
    page = publish_procedure(health, "Khám giám định")
    path = "/thu-tuc/kham-giam-dinh/"
    for agent in ("Mozilla/5.0 (compatible; Googlebot/2.1)", "curl/8.5", ""):
        reader.open(health, path, agent)
    reader.open(health, path, **{"sec-purpose": "prefetch"})
    reader.open(health, path, method="head")
    reader.open(health, "/lien-he/")
    reader.open(health, path)
    reader.after_a_while(health, path)
    assert count_visits(page) == 2


def test_visits_of_a_page_that_has_gone_are_dropped(reader, health):
    page = publish_procedure(health, "Khám giám định")
    other = publish_procedure(health, "Cấp phép")
    reader.open(health, "/thu-tuc/kham-giam-dinh/")
    page.delete()
    reader.after_a_while(health, "/thu-tuc/cap-phep/")
    assert [row.page_id for row in ProcedureVisits.objects.all()] == [other.pk]


def test_old_counts_are_deleted(health, today):
    page = publish_procedure(health, "Khám giám định")
    for days in (0, 90, 91):
        ProcedureVisits.objects.create(page=page, day=today - timedelta(days=days), count=1)
    delete_old_visits()
    assert ProcedureVisits.objects.count() == 2
