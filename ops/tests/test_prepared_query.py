"""Queries that are written once, of agencies: a table that every test has rows of."""

from datetime import UTC, date, datetime
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import Exists, F, OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from ops.database.prepared_query import MOST_FORMS, PreparedQuery
from sites.models import Agency

pytestmark = pytest.mark.django_db


@pytest.fixture
def prepare():
    """Prepare a query; the calls by which its SQL is written stand in ``forms``."""

    def prepare(build):
        def note(*fixed, **values):
            query.forms.append((fixed, {*values}))
            return build(*fixed, **values)

        query = PreparedQuery(note)
        query.forms = []
        return query

    return prepare


def list_named(**values):
    return Agency.objects.filter(**values).order_by("code")


def test_each_value_gets_its_own_rows_and_the_sql_is_written_once(prepare, health, district):
    query = prepare(list_named)
    for agency in (health, district, health):
        assert query(code=agency.code) == [agency]
        assert query.count(code=agency.code) == 1
    assert query(code="khong-co") == []
    assert query.count(code="khong-co") == 0
    assert len(query.forms) == 1


def test_it_asks_one_question_with_all_that_django_would_ask(prepare, health, district):
    query = prepare(
        lambda *, pk: (
            Agency.objects.filter(pk=pk)
            .select_related("site__root_page")
            .only("code", "site__hostname", "site__root_page__title")
            .annotate(
                double=F("pk") * 2, has_page=Exists(Page.objects.filter(pk=OuterRef("root_page")))
            )
        )
    )
    query(pk=district.pk)
    host, title = health.site.hostname, health.root_page.title
    with CaptureQueriesContext(connection) as asked:
        [found] = query(pk=health.pk)
        assert (found.site.hostname, found.site.root_page.title) == (host, title)
    assert len(asked) == 1
    assert (found.double, found.has_page) == (2 * health.pk, True)
    assert found.get_deferred_fields()


def test_a_list_has_as_many_values_as_items(prepare, health, district):
    query = prepare(lambda *, codes: Agency.objects.filter(code__in=codes).order_by("code"))
    both = sorted((health, district), key=lambda agency: agency.code)
    assert query(codes=[agency.code for agency in both]) == both
    assert query(codes=(both[1].code, both[0].code)) == both
    assert query(codes=[health.code]) == [health]
    assert query(codes=[]) == []
    assert query.count(codes=[]) == 0
    assert len(query.forms) == 3


def test_what_is_given_by_position_is_part_of_the_form(prepare, health, district):
    query = prepare(lambda number, *, kinds: Agency.objects.filter(kind__in=kinds)[:number])
    kinds = [health.kind, district.kind]
    assert [len(query(number, kinds=kinds)) for number in (0, 1, 2, 1)] == [0, 1, 2, 1]
    assert [fixed for fixed, _values in query.forms] == [(0,), (1,), (2,)]


@pytest.mark.parametrize("value", [None, "", 0])
def test_whether_a_value_is_there_may_be_asked(prepare, health, district, value):
    query = prepare(lambda *, pk: Agency.objects.filter(pk=pk or health.pk))
    assert query(pk=district.pk) == [district]
    assert query(pk=value) == [health]


def test_true_and_false_are_told_apart(prepare, health):
    query = prepare(lambda *, is_there: Agency.objects.filter(archived_at__isnull=is_there))
    assert health in query(is_there=True)
    assert health not in query(is_there=False)


def test_zero_and_false_are_of_two_forms(prepare, health):
    given = []
    query = prepare(lambda *, value: given.append(value) or Agency.objects.none())
    for value in (0, False, 0):
        query(value=value)
    assert [*map(type, given)] == [int, bool]


def test_times_dates_and_uuids_are_compared_as_the_database_has_them(prepare, health):
    at = datetime(2026, 3, 1, 5, tzinfo=UTC)
    Agency.objects.filter(pk=health.pk).update(archived_at=at, ended_on=date(2026, 3, 1))
    by_time = prepare(lambda *, at: Agency.objects.filter(archived_at__lte=at))
    assert by_time(at=at) == [health]
    assert by_time(at=at.astimezone(timezone.get_default_timezone())) == [health]
    assert by_time(at=datetime(2026, 3, 1, 4, 59, tzinfo=UTC)) == []
    by_day = prepare(lambda *, day: Agency.objects.filter(ended_on=day))
    assert (by_day(day=date(2026, 3, 1)), by_day(day=date(2026, 3, 2))) == ([health], [])
    by_key = prepare(lambda *, key: Page.objects.filter(translation_key=key))
    assert isinstance(health.root_page.translation_key, UUID)
    assert [page.pk for page in by_key(key=health.root_page.translation_key)] == [
        health.root_page_id
    ]
    assert by_key(key=uuid4()) == []


def test_the_beginning_of_a_text_is_taken_as_it_is_written(prepare, health, district):
    query = prepare(lambda *, begin: Agency.objects.filter(code__startswith=begin))
    Agency.objects.filter(pk=health.pk).update(code="50%_a")
    assert query(begin="50%_") == [health]
    assert query(begin="50") == [health]
    assert query(begin="5_") == []
    assert query(begin="%") == []


def test_a_value_cannot_become_part_of_a_text(prepare):
    query = prepare(lambda *, code: Agency.objects.filter(code=f"{code}-moi"))
    with pytest.raises(TypeError, match="value of code is not known"):
        query(code="so-y-te")


def test_an_object_is_no_value(prepare, health):
    with pytest.raises(TypeError, match="Agency is no value"):
        prepare(list_named)(pk=health)


def test_a_query_that_cannot_find_anything_asks_nothing(prepare):
    query = prepare(lambda *, pk: Agency.objects.filter(pk=pk).none())
    with CaptureQueriesContext(connection) as asked:
        assert query(pk=1) == []
        assert query.count(pk=1) == 0
    assert len(asked) == 0


def test_forms_that_were_used_last_are_held(prepare):
    query = prepare(lambda number, *, pk: Agency.objects.filter(pk=pk)[:number])
    for number in (1, *range(1, MOST_FORMS + 2), 1):
        query(number, pk=1)
    # The first was given up for the last.
    assert [fixed for fixed, _values in query.forms] == [
        *((number,) for number in range(1, MOST_FORMS + 2)),
        (1,),
    ]
