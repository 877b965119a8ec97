"""Who did what on which website: what is recorded, and who reads it."""

import codecs
import csv
import io

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from openpyxl import load_workbook

from accounts.models import User
from accounts.tests.factories import create_second_factor
from content.tests.factories import create_document
from home.tests.factories import get_news_index, publish_news
from members.models import AuditEntry
from members.services.audit import create_audit_entries
from members.services.invitations import invite
from members.services.membership import add_member, deactivate_user, remove_member
from sites.permissions.ownership import get_active_agency_ids

pytestmark = pytest.mark.django_db

JOURNAL = "/admin/journal/"


@pytest.fixture(autouse=True)
def empty_journal(db):
    AuditEntry.objects.all().delete()


def entries(**fields):
    rows = AuditEntry.objects.filter(**fields).select_related("agency", "person")
    return {
        (row.agency and row.agency.code, row.person_name, row.action, row.title) for row in rows
    }


def titles(client, **query):
    response = client.get(JOURNAL, query)
    return {entry.title for entry in response.context["object_list"]}


@pytest.fixture
def two_acts(health, district, health_editor, district_editor):
    """Something done in each unit, and something done centrally."""
    create_audit_entries(
        "wagtail.edit", agencies=[health.pk], person=health_editor, target=health.root_page
    )
    create_audit_entries(
        "wagtail.edit", agencies=[district.pk], person=district_editor, target=district.root_page
    )
    create_audit_entries("people.sign_in_failed", person=None, target=None)


def test_what_is_done_to_a_page_is_recorded_for_its_unit(sign_in, health, health_moderator):
    page = publish_news(health, "Tiêm phòng")
    AuditEntry.objects.all().delete()
    sign_in(health_moderator).post(f"/admin/pages/{page.pk}/unpublish/")
    assert entries(action="wagtail.unpublish") == {
        ("so-y-te", "health-moderator", "wagtail.unpublish", "Tiêm phòng")
    }


def test_an_entry_stays_where_the_page_was_and_outlives_it(sign_in, health, district, ict_admin):
    page = publish_news(health, "Tiêm phòng")
    target = get_news_index(district)
    AuditEntry.objects.all().delete()
    client = sign_in(ict_admin)
    page.save(log_action="wagtail.edit", user=ict_admin)
    page.move(target, pos="last-child", user=ict_admin)
    client.post(f"/admin/pages/{page.pk}/delete/")
    acts = {(code, action) for code, _who, action, _title in entries()}
    assert {("so-y-te", "wagtail.edit"), ("huyen-ba-be", "home.bin")} <= acts
    assert ("huyen-ba-be", "wagtail.edit") not in acts


def test_details_of_a_website_and_agencies_are_recorded(sign_in, ict_admin, health):
    words = {name: getattr(health, name) for name in ("code", "kind", "name_vi", "name_en")}
    words |= {"short_name": "SYT", "host": health.site.hostname}
    sign_in(ict_admin).post(f"/admin/agencies/edit/{health.pk}/", words)
    assert ("so-y-te", "ict-admin", "wagtail.edit", "Sở Y tế") in entries()


def test_people_are_recorded_in_the_unit_it_is_about(
    health, district, health_moderator, outsider, ict_admin
):
    invite(agency=health, role="editors", email="an@backan.example", by=health_moderator)
    add_member(agency=health, role="editors", user=outsider, by=health_moderator)
    add_member(agency=district, role="moderators", user=outsider, by=ict_admin)
    deactivate_user(user=outsider, by=ict_admin)
    remove_member(agency=health, user=outsider, by=ict_admin)
    assert entries() == {
        ("so-y-te", "health-moderator", "people.invite", "an@backan.example"),
        ("so-y-te", "health-moderator", "people.join", "outsider"),
        ("huyen-ba-be", "ict-admin", "people.join", "outsider"),
        ("so-y-te", "ict-admin", "people.suspend", "outsider"),
        ("huyen-ba-be", "ict-admin", "people.suspend", "outsider"),
        ("so-y-te", "ict-admin", "people.leave", "outsider"),
    }


def test_signing_in_and_failing_to_are_recorded_for_the_units_of_the_account(client, health_editor):
    client.force_login(health_editor)
    assert entries() == {("so-y-te", "health-editor", "people.sign_in", "health-editor")}
    AuditEntry.objects.all().delete()
    client.login(username="health-editor", password="falsch")
    assert entries() == {("so-y-te", "", "people.sign_in_failed", "health-editor")}


def test_what_is_typed_for_a_name_nobody_has_is_not_kept(client):
    client.login(username="mật-khẩu-dài-gõ-nhầm", password="x")
    assert entries() == {(None, "", "people.sign_in_failed", "")}


def test_a_new_second_factor_is_recorded(rf, health_editor):
    factor = create_second_factor(health_editor)
    authenticator_added.send(
        Authenticator, request=rf.get("/"), user=health_editor, authenticator=factor
    )
    assert entries() == {("so-y-te", "health-editor", "people.factor_added", "health-editor")}


def test_no_address_of_a_computer_is_kept():
    assert not {field.name for field in AuditEntry._meta.get_fields()} & {"ip", "ip_address"}


@pytest.mark.parametrize("person", ["health_editor", "health_moderator"])
def test_members_read_their_own_units_journal_only(request, sign_in, two_acts, person):
    client = sign_in(request.getfixturevalue(person))
    AuditEntry.objects.filter(action="people.sign_in").delete()
    assert titles(client) == {"Sở Y tế"}
    page = client.get(JOURNAL).content.decode()
    assert "district-editor" not in page and "Ba Bể" not in page


@pytest.mark.parametrize("person", ["ict_admin", "auditor"])
def test_ict_and_auditors_read_all(request, sign_in, two_acts, person):
    client = sign_in(request.getfixturevalue(person))
    AuditEntry.objects.filter(action="people.sign_in").delete()
    assert titles(client) == {"Sở Y tế", "Ủy ban nhân dân huyện Ba Bể", ""}


@pytest.mark.parametrize("person", ["ict_author", "translator", "outsider"])
def test_who_works_for_no_unit_reads_nothing(request, sign_in, two_acts, person):
    client = sign_in(request.getfixturevalue(person))
    for path in (JOURNAL, f"{JOURNAL}results/", f"{JOURNAL}?export=csv"):
        assert client.get(path).status_code in {302, 403, 404}


@pytest.mark.parametrize(
    "query",
    [
        {"person": "district"},
        {"unit": "ba-be"},
        {"unit": "huyen"},
        {"person": "district", "export": "csv"},
    ],
)
def test_no_filter_tells_of_other_units(sign_in, health_editor, two_acts, query):
    client = sign_in(health_editor)
    response = client.get(JOURNAL, query)
    text = b"".join(response.streaming_content if response.streaming else [response.content])
    assert "district-editor" not in text.decode()
    assert "Ba Bể" not in text.decode()


def test_the_journal_is_filtered_by_person_unit_act_and_period(
    sign_in, auditor, health, district, two_acts
):
    client = sign_in(auditor)
    AuditEntry.objects.filter(action="people.sign_in").delete()
    AuditEntry.objects.filter(agency=district).update(at="2026-01-05T03:00Z")
    assert titles(client, person="health-ed") == {"Sở Y tế"}
    assert titles(client, unit="huyen-ba") == {"Ủy ban nhân dân huyện Ba Bể"}
    assert titles(client, action="people.sign_in_failed") == {""}
    period = {"at_from": "2026-01-05", "at_to": "2026-01-05"}
    assert titles(client, **period) == {"Ủy ban nhân dân huyện Ba Bể"}


@pytest.mark.parametrize("query", [{"action": "x"}, {"at_from": "gestern"}, {"p": "99999"}])
def test_a_filter_that_makes_no_sense_breaks_nothing(sign_in, auditor, two_acts, query):
    assert sign_in(auditor).get(JOURNAL, query).status_code in {200, 404}


def test_the_newest_comes_first(sign_in, ict_admin, two_acts):
    rows = list(sign_in(ict_admin).get(JOURNAL).context["object_list"])
    assert rows == sorted(rows, key=lambda entry: (entry.at, entry.pk), reverse=True)


def test_acts_have_vietnamese_names(sign_in, health_editor, two_acts, health, outsider, ict_admin):
    add_member(agency=health, role="moderators", user=outsider, by=ict_admin)
    page = sign_in(health_editor).get(JOURNAL).content.decode()
    assert "sửa" in page and "trở thành thành viên: Người duyệt" in page
    assert "wagtail.edit<" not in page


def test_the_number_of_queries_does_not_grow(
    sign_in, ict_admin, health, health_editor, django_assert_max_num_queries
):
    for _ in range(60):
        create_audit_entries(
            "wagtail.edit", agencies=[health.pk], person=health_editor, target=health.root_page
        )
    client = sign_in(ict_admin)
    with django_assert_max_num_queries(24):
        response = client.get(JOURNAL)
    assert len(response.context["object_list"]) == 50


FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://evil.example")']


@pytest.mark.parametrize("formula", FORMULAS)
def test_no_export_holds_a_formula(sign_in, ict_admin, health, health_editor, formula):
    User.objects.filter(pk=health_editor.pk).update(first_name=formula)
    health_editor.refresh_from_db()
    create_audit_entries(
        "wagtail.edit", agencies=[health.pk], person=health_editor, target=health.root_page
    )
    AuditEntry.objects.update(title=formula, person_name=formula)
    client = sign_in(ict_admin)
    query = {"action": "wagtail.edit"}
    text = b"".join(client.get(JOURNAL, query | {"export": "csv"}).streaming_content)
    _header, row = csv.reader(io.StringIO(text.decode("utf-8-sig"), newline=""))
    assert row[1] == row[3] == formula.replace(formula.strip(), f"'{formula.strip()}")
    sheet = b"".join(client.get(JOURNAL, query | {"export": "xlsx"}).streaming_content)
    cells = load_workbook(io.BytesIO(sheet)).active[2]
    assert {cell.data_type for cell in cells} <= {"s", "d", "inlineStr"}
    assert cells[1].value.strip().startswith("'")


def test_an_export_has_the_filtered_rows_of_ones_own_unit(sign_in, health_editor, two_acts):
    client = sign_in(health_editor)
    response = client.get(JOURNAL, {"action": "wagtail.edit", "export": "csv"})
    content = b"".join(response.streaming_content)
    # Excel takes it for Windows-1252 otherwise.
    assert content.startswith(codecs.BOM_UTF8)
    text = content.decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text)))
    assert rows[0] == [
        *("Lúc", "Ai", "Việc đã làm", "Đối tượng"),
        *("Nội dung thay đổi", "Loại đối tượng", "Đơn vị", "Số", "Quyết định"),
    ]
    assert [row[1:4] for row in rows[1:]] == [["health-editor", "sửa", "Sở Y tế"]]


def test_entries_cannot_be_changed_or_deleted(sign_in, ict_admin, two_acts):
    client = sign_in(ict_admin)
    before = list(AuditEntry.objects.filter(action="wagtail.edit").values())
    pk = before[0]["id"]
    for path in (f"{JOURNAL}edit/{pk}/", f"{JOURNAL}delete/{pk}/", f"{JOURNAL}{pk}/"):
        assert client.post(path).status_code == 404
    assert client.post(JOURNAL, {"title": "x"}).status_code == 405
    assert client.post(f"/admin/bulk/members/auditentry/delete/?id={pk}").status_code == 404
    assert list(AuditEntry.objects.filter(action="wagtail.edit").values()) == before


def test_who_has_gone_keeps_their_name_in_the_journal(health, health_editor, ict_admin):
    create_audit_entries(
        "wagtail.edit", agencies=[health.pk], person=health_editor, target=health.root_page
    )
    health_editor.delete()
    assert AuditEntry.objects.get(action="wagtail.edit").person_name == "health-editor"


def test_a_former_member_no_longer_reads_the_units_journal(
    sign_in, health, health_editor, ict_admin, two_acts
):
    remove_member(agency=health, user=health_editor, by=ict_admin)
    user = User.objects.get(pk=health_editor.pk)
    assert get_active_agency_ids(user) == frozenset()
    assert sign_in(user).get(JOURNAL).status_code in {302, 403, 404}


def test_a_file_that_goes_to_the_bin_and_comes_back_is_in_its_units_journal(
    sign_in, health, health_moderator
):
    file = create_document(health.collection, "Kế hoạch")
    client = sign_in(health_moderator)
    client.post(f"/admin/documents/delete/{file.pk}/")
    client.post(f"/admin/bin/document/{file.pk}/restore/")
    acts = {(code, action) for code, _who, action, title in entries() if title == "Kế hoạch"}
    assert acts == {("so-y-te", "agencies.bin"), ("so-y-te", "agencies.bin.restore")}
