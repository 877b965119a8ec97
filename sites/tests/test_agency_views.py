"""The ICT department's screens for agencies in the admin."""

import csv
import io
from datetime import date
from functools import partial
from unicodedata import normalize

import openpyxl
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Locale, Page

from accounts.tests.factories import create_user
from home.tests.factories import publish_news
from sites.models import Agency, HostAlias
from sites.services.archiving import archive_agency
from sites.tests.factories import open_in_english
from tests.bulk_agencies import make_agencies
from tests.html import parse_html

nfd = partial(normalize, "NFD")
ADD, INDEX = "/admin/agencies/new/", "/admin/agencies/"
SCHOOLS = {
    "code": "so-giao-duc-va-dao-tao",
    "kind": "department",
    "name_vi": "Sở Giáo dục và Đào tạo",
    "name_en": "Department of Education and Training",
    "short_name": "",
    "host": "sogddt",
}


def edit_url(agency):
    return f"/admin/agencies/edit/{agency.pk}/"


def form_of(agency, **changes):
    names = ("code", "kind", "name_vi", "name_en", "short_name")
    values = {name: getattr(agency, name) for name in names}
    return values | {"host": agency.site.hostname} | changes


def test_the_list_asks_as_much_for_many_agencies_as_for_three(
    sign_in, ict_admin, django_assert_num_queries
):
    client = sign_in(ict_admin)
    client.get("/admin/")
    with CaptureQueriesContext(connection) as queries:
        client.get(INDEX)
    few = len(queries)
    make_agencies(100)
    cache.clear()
    client.get("/admin/")
    with django_assert_num_queries(few):
        client.get(INDEX)


def test_only_a_unit_that_has_ended_has_a_pill(sign_in, ict_admin, health, district):
    archive_agency(agency=district, successors=[health], ended_on=date(2025, 6, 30), by=None)
    page = parse_html(sign_in(ict_admin).get(INDEX))
    [pill] = page.select("tbody .w-status")
    assert pill.text.strip() == "Đã kết thúc"
    assert str(district) in pill.find_parent("tr").text


def test_ict_creates_an_agency_whose_website_answers_at_once(sign_in, ict_admin, visit):
    response = sign_in(ict_admin).post(ADD, SCHOOLS)
    assert response.status_code == 302
    agency = Agency.objects.with_site().get(code=SCHOOLS["code"])
    assert agency.site.hostname == "sogddt.backan.localhost"
    assert "Sở Giáo dục và Đào tạo" in visit(agency).content.decode()


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("host", "soyte", "đã thuộc về so-y-te"),
        ("host", "not a host", "Tên miền gồm"),
        ("host", "quan-tri", "địa chỉ của trang quản trị"),
        ("code", "so-y-te", "Mã"),
        ("kind", "kingdom", "kingdom"),
        ("name_vi", "", "bắt buộc"),
    ],
)
def test_a_bad_value_is_explained_beside_its_field_and_nothing_changes(
    sign_in, ict_admin, field, value, words
):
    before = list(Agency.objects.values())
    response = sign_in(ict_admin).post(ADD, SCHOOLS | {field: value})
    assert response.status_code == 200
    assert words in " ".join(response.context["form"].errors[field])
    assert list(Agency.objects.values()) == before


def test_ict_renames_an_agency_and_the_old_address_leads_on(
    sign_in, ict_admin, health, visit, anonymous
):
    changes = {"name_vi": "Sở Y tế tỉnh", "host": "yte"}
    response = sign_in(ict_admin).post(edit_url(health), form_of(health, **changes))
    assert response.status_code == 302
    health = Agency.objects.with_site().get(pk=health.pk)
    assert (health.name_vi, health.site.hostname) == ("Sở Y tế tỉnh", "yte.backan.localhost")
    assert HostAlias.objects.get().hostname == "soyte.backan.localhost"


def test_a_short_name_that_is_taken_out_of_the_form_is_gone(sign_in, ict_admin, health):
    client = sign_in(ict_admin)
    for short_name in ("Y tế", ""):
        client.post(edit_url(health), form_of(health, short_name=short_name))
        health.refresh_from_db()
        assert health.short_name == short_name


def test_the_code_of_an_agency_cannot_be_changed(sign_in, ict_admin, health):
    sign_in(ict_admin).post(edit_url(health), form_of(health, code="other"))
    assert Agency.objects.get(pk=health.pk).code == "so-y-te"


def test_the_list_has_every_agency_with_its_address(sign_in, ict_admin, health, district):
    page = sign_in(ict_admin).get(INDEX).content.decode()
    for agency in (health, district):
        assert agency.name_vi in page and agency.root_url in page


def test_the_list_can_be_searched(sign_in, ict_admin, health, district):
    page = sign_in(ict_admin).get(INDEX, {"q": "soyte"}).content.decode()
    assert edit_url(health) in page and edit_url(district) not in page


def test_an_agency_cannot_be_deleted(sign_in, ict_admin, health):
    client = sign_in(ict_admin)
    assert client.post(f"/admin/agencies/delete/{health.pk}/").status_code == 404
    assert "/delete/" not in client.get(INDEX).content.decode()


@pytest.mark.parametrize("person", ["health_moderator", "health_editor", "outsider", "ict_author"])
def test_nobody_but_ict_reaches_these_screens(request, sign_in, health, person):
    client = sign_in(request.getfixturevalue(person))
    for url in (INDEX, ADD, edit_url(health)):
        assert client.get(url).status_code == 404
        assert client.post(url, SCHOOLS).status_code == 404
    assert not Agency.objects.filter(code=SCHOOLS["code"]).exists()


@pytest.mark.parametrize("query", ["y te", "Y TẾ", "so-y", "soyte.backan", "te so"])
def test_the_list_is_searched_with_and_without_accents(sign_in, ict_admin, health, query):
    listed = sign_in(ict_admin).get(INDEX, {"q": query}).context["object_list"]
    assert list(listed) == [health]


@pytest.mark.parametrize(
    "query",
    ["quỹ đầu tư", "quĩ đầu tư", "QUY DAU TU", "qui dau tu", "q", nfd("Quỹ Đầu"), "Ðầu tư quỹ"],
)
def test_agencies_are_found_as_the_site_search_finds_words(sign_in, ict_admin, health, query):
    health.name_vi = "Quỹ Đầu tư phát triển"
    health.save()
    client = sign_in(ict_admin)
    assert list(client.get(INDEX, {"q": query}).context["object_list"]) == [health]
    chooser = client.get("/admin/agency_chooser/results/", {"q": query}).content.decode()
    assert health.name_vi in chooser and "Ba Bể" not in chooser


def test_names_of_the_greatest_length_are_kept_and_found(sign_in, ict_admin, health):
    name = " ".join(["Lâm-nghiệp"] * 18)
    changes = {"name_vi": name, "name_en": name, "short_name": "Quĩ " * 25, "host": "soyte"}
    client = sign_in(ict_admin)
    assert client.post(edit_url(health), form_of(health, **changes)).status_code == 302
    for query in ("lâm nghiệp quỹ", "lamnghiep so-y-te"):
        assert list(client.get(INDEX, {"q": query}).context["object_list"]) == [health]


def test_the_list_is_filtered_by_kind_and_status(sign_in, ict_admin, province, health, district):
    client = sign_in(ict_admin)
    by_kind = client.get(INDEX, {"kind": "district"}).context["object_list"]
    assert list(by_kind) == [district]
    Agency.objects.filter(pk=health.pk).update(status="archived")
    ended = client.get(INDEX, {"status": "archived"}).context["object_list"]
    assert list(ended) == [health]


def test_the_list_counts_pages_in_all_languages_drafts_and_members(
    sign_in, ict_admin, health, health_editor, health_moderator, district
):
    health.editors.user_set.add(health_moderator)
    health.moderators.user_set.create(username="đã-nghỉ", is_active=False)
    open_in_english(health)
    article = publish_news(health, "Tin")
    article.title = "Tin sửa"
    article.save_revision()
    listed = sign_in(ict_admin).get(INDEX).context["object_list"]
    row = {agency.pk: agency for agency in listed}[health.pk]
    own = health.root_page.get_descendants(inclusive=True).live().count()
    assert (row.live_pages, row.drafts, row.members) == (own + 1, 1, 2)
    assert row.last_edit == Page.objects.get(pk=article.pk).latest_revision_created_at
    other = {agency.pk: agency for agency in listed}[district.pk]
    assert (other.drafts, other.members, other.last_edit) == (0, 0, None)


@pytest.mark.parametrize("ordering", ["last_edit", "-last_edit"])
def test_units_where_nothing_was_ever_edited_come_last_in_either_order(
    sign_in, ict_admin, health, ordering
):
    publish_news(health, "Tin").save_revision()
    listed = sign_in(ict_admin).get(INDEX, {"ordering": ordering}).context["object_list"]
    assert next(iter(listed)) == health


def test_the_upload_of_a_table_is_reached_from_the_list(sign_in, ict_admin):
    assert 'href="/admin/agencies/upload/"' in sign_in(ict_admin).get(INDEX).content.decode()


@pytest.mark.parametrize("way", ["csv", "xlsx"])
def test_the_list_is_exported_as_filtered_and_runs_no_formula(sign_in, ict_admin, health, way):
    health.name_vi = "=1+1"
    health.save()
    response = sign_in(ict_admin).get(INDEX, {"kind": "department", "export": way})
    data = b"".join(response)
    if way == "csv":
        cells = [row[1] for row in csv.reader(io.StringIO(data.decode()))]
    else:
        sheet = openpyxl.load_workbook(io.BytesIO(data)).active
        cells = [row[1].value for row in sheet.iter_rows()]
    assert cells[1:] == ["'=1+1"]


def test_the_way_to_an_agencys_members_stands_on_its_screen(sign_in, ict_admin, health):
    client = sign_in(ict_admin)
    page = client.get(edit_url(health)).content.decode()
    assert f'href="/admin/people/units/{health.pk}/"' in page
    assert client.get(f"/admin/people/units/{health.pk}/").status_code == 200


def test_the_two_person_rule_cannot_be_switched_on_where_it_would_leave_nobody(
    sign_in, ict_admin, health, health_moderator
):
    client, strict = sign_in(ict_admin), form_of(health, two_person_rule="on")
    response = client.post(edit_url(health), strict)
    assert "hai người duyệt" in response.content.decode()
    health.refresh_from_db()
    assert not health.two_person_rule
    create_user("second-moderator", health.moderators)
    assert client.post(edit_url(health), strict).status_code == 302
    health.refresh_from_db()
    assert health.two_person_rule
    assert client.post(edit_url(health), form_of(health)).status_code == 302
    health.refresh_from_db()
    assert not health.two_person_rule


def test_the_tree_of_pages_says_how_a_website_comes_about(sign_in, ict_admin, health):
    client = sign_in(ict_admin)
    hint = parse_html(client.get("/admin/pages/")).select_one("#listing-results .help-info")
    assert [link["href"] for link in hint.select("a")] == [ADD]
    website = f"/admin/pages/{health.root_page_id}/"
    assert not parse_html(client.get(website)).select("#listing-results .help-block")
    lost = Page.objects.get(depth=1).add_child(
        instance=Page(title="Lạc", locale=Locale.get_default())
    )
    words = (
        parse_html(client.get(f"/admin/pages/{lost.pk}/"))
        .select_one("#listing-results .help-warning")
        .text
    )
    assert "không thuộc trang nào" in words
