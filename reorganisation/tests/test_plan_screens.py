"""The ICT department's screens of reorganisations."""

from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from openpyxl import Workbook
from wagtail.models import ModelLogEntry

from home.tests.factories import publish_news
from reorganisation.models import PlanDraft, ReorganisationPlan, ReorganisationStep
from reorganisation.selectors.plan_agencies import name_agencies
from reorganisation.services.plan_drafts import get_digest
from reorganisation.tasks import announce_ends_of_plans, enqueue_due_plans
from reorganisation.tests.factories import HEADINGS
from sites.models import Agency
from tests.html import get_text, parse_html, read_html

INDEX = "/admin/sap-xep-don-vi/"
MERGE = "1,2025-03-01,merge,so-y-te,so-y-te-moi,Sở Y tế mới,,,,department,soytemoi,"
pytestmark = pytest.mark.django_db


@pytest.fixture
def client(sign_in, ict_admin):
    return sign_in(ict_admin)


def upload(client, *rows):
    table = "\n".join([HEADINGS, *rows]).encode()
    sent = {"name": "Sắp xếp 2025", "domain": "backan.localhost"}
    return client.post(INDEX, sent | {"file": SimpleUploadedFile("ke-hoach.csv", table)})


@pytest.fixture
def plan(client, health):
    """The address of a plan that merges a unit."""
    return upload(client, MERGE)["Location"]


def read(client, address):
    return client.get(address).content.decode()


def pass_rehearsal():
    draft = PlanDraft.objects.get()
    draft.rehearsal, draft.rehearsed, draft.rehearsed_at = "done", get_digest(draft), timezone.now()
    draft.save()


def schedule(client, plan, moment=None):
    at = timezone.localtime(moment or timezone.now()).strftime("%Y-%m-%dT%H:%M")
    return client.post(plan, {"act": "schedule", "runs_at": at}, follow=True).content.decode()


def test_a_table_is_uploaded_and_says_which_steps_it_takes(client, plan):
    page = read(client, plan)
    [row] = [
        item
        for item in read_html(page).select(".plan-rows td")
        if "Sở Y tế kết thúc; đơn vị kế thừa chính là Sở Y tế mới" in item.text
    ]
    assert [unit["title"] for unit in row.select("span[title]")] == ["so-y-te", "so-y-te-moi"]
    assert "Kế hoạch thực hiện được, gồm 8 bước." in page
    assert not ReorganisationPlan.objects.exists()
    assert "Sắp xếp 2025" in read(client, INDEX)


def test_units_are_called_as_they_are_now_and_those_to_come_as_the_plan_calls_them(
    health, district, province
):
    draft = PlanDraft(
        rows=[
            {"old_code": "SO-Y-TE", "new_code": "Xa-Moi", "new_name": "Xã Mới"},
            {"old_code": "xa-moi", "new_code": "xa-moi", "new_name": "Xã Mới Hơn"},
            {"old_code": "so-nao", "new_code": "so-khac", "new_name": ""},
            {"new_code": district.code, "new_name": "Huyện Khác"},
        ]
    )
    steps = [
        ReorganisationStep(code="xa-moi", values={"name_vi": "Xã Ba"}),
        ReorganisationStep(code="xa-bon", values={"name_vi": "Xã Bốn"}),
        ReorganisationStep(code="xa-nam", values={}),
    ]
    assert name_agencies(draft, steps, [province.code]) == {
        "xa-moi": "Xã Mới",
        "xa-bon": "Xã Bốn",
        **{agency.code: agency.name for agency in (health, district, province)},
    }
    step = ReorganisationStep(code=health.code)
    assert name_agencies(PlanDraft(), [step]) == {health.code: health.name}


def test_a_plan_is_written_row_by_row_and_mistakes_are_named(client, health):
    sent = {"name": "Tự viết", "domain": "backan.localhost"}
    plan = client.post(INDEX, sent)["Location"]
    row = {"act": "row", "place": "", "date": "2025-03-01", "action": "merge"}
    client.post(plan, row | {"old_code": "so-nao", "new_code": "so-y-te"})
    page = read(client, plan)
    assert "so-nao" in page and "sai sót" in page
    client.post(plan, row | {"place": "0", "old_code": "so-y-te", "new_code": "huyen-ba-be"})
    assert "<code>so-nao</code>" not in read(client, plan)
    assert PlanDraft.objects.get().rows[0]["old_code"] == "so-y-te"
    client.post(plan, {"act": "delete_row", "place": "0"})
    assert PlanDraft.objects.get().rows == []
    assert (
        "Không có dòng này."
        in client.post(plan, {"act": "delete_row", "place": "7"}, follow=True).content.decode()
    )


def test_the_form_of_a_row_says_with_which_actions_a_column_has_an_effect(client, plan):
    page = parse_html(client.get(plan))
    assert get_text(page.select_one("#id_people_helptext")) == (
        "Dùng với: “kết thúc; đơn vị kế thừa chính là”, “kết thúc và chia ra; một đơn vị tiếp nhận "
        "là”"
    )
    assert "“giao một phần cho”" in get_text(page.select_one("#id_share_helptext"))
    assert not page.select("#id_kind_helptext, #id_old_code_helptext")


def test_a_plan_gets_its_moment_only_after_its_rehearsal(client, plan):
    assert "Hãy chạy thử kế hoạch trước" in schedule(client, plan)
    pass_rehearsal()
    row = {"act": "row", "place": "", "date": "2025-03-02", "action": "keep"}
    client.post(plan, row | {"old_code": "huyen-ba-be", "new_code": "huyen-ba-be"})
    assert "Hãy chạy thử kế hoạch trước" in schedule(client, plan)
    assert not ReorganisationPlan.objects.exists()
    pass_rehearsal()
    assert "Kế hoạch đã có thời điểm." in schedule(client, plan)
    assert (
        "không sửa được nữa" in client.post(plan, {"act": "discard"}, follow=True).content.decode()
    )


def test_a_plan_without_a_moment_is_given_up_and_the_journal_names_it(client, plan, ict_admin):
    client.post(plan, {"act": "discard"})
    assert not PlanDraft.objects.exists() and "Sắp xếp 2025" not in read(client, INDEX)
    entry = ModelLogEntry.objects.get(action="wagtail.delete")
    assert (entry.label, entry.user, entry.deleted) == ("Sắp xếp 2025", ict_admin, True)


def test_the_workers_carry_a_plan_out_when_its_moment_has_come(
    client, plan, clock, work_off, health
):
    pass_rehearsal()
    schedule(client, plan, timezone.now() + timedelta(hours=2))
    enqueue_due_plans()
    work_off()
    assert not Agency.objects.get(pk=health.pk).is_archived
    clock(timezone.now() + timedelta(hours=3))
    enqueue_due_plans()
    work_off()
    assert Agency.objects.get(pk=health.pk).is_archived
    assert "Đã xong 8 trong 8 bước." in read(client, plan)


def test_a_website_says_a_month_before_that_a_plan_with_its_moment_will_end_its_unit(
    client, health, today
):
    day = today + timedelta(days=20)
    plan = upload(client, MERGE.replace("2025-03-01", day.isoformat()))["Location"]
    announce_ends_of_plans()
    assert Agency.objects.get(pk=health.pk).ends_on is None
    pass_rehearsal()
    schedule(client, plan, timezone.now() + timedelta(days=20))
    announce_ends_of_plans()
    assert Agency.objects.get(pk=health.pk).ends_on == day - timedelta(days=1)


def test_a_step_is_taken_back_after_it_was_said_what_goes_along(client, plan, work_off, health):
    publish_news(health, "Tiêm chủng")
    pass_rehearsal()
    schedule(client, plan)
    enqueue_due_plans()
    work_off()
    page = read(client, f"{plan}?undo=1")
    assert "Thư đã báo cho mọi người không thu hồi được" in page
    assert page.count('title="so-y-te-moi"') >= 2
    client.post(plan, {"act": "undo", "position": "1"})
    work_off()
    assert not Agency.objects.get(pk=health.pk).is_archived
    page = read(client, plan)
    assert "đã rút lại" in page and "Đã xong 0 trong 8 bước." in page
    enqueue_due_plans()
    work_off()
    assert not Agency.objects.get(pk=health.pk).is_archived


def test_a_plan_that_is_refused_stops_and_says_why_and_goes_on(
    client, plan, work_off, health, district
):
    pass_rehearsal()
    schedule(client, plan)
    site = district.site
    site.hostname = "soytemoi.backan.localhost"
    site.save()
    enqueue_due_plans()
    work_off()
    page = read(client, plan)
    assert "Kế hoạch đã dừng" in page and "huyen-ba-be" in page
    site.hostname = "babe.backan.localhost"
    site.save()
    schedule(client, plan)
    enqueue_due_plans()
    work_off()
    assert Agency.objects.get(pk=health.pk).is_archived


def test_nothing_is_done_in_the_name_of_a_former_administrator(
    client, plan, work_off, health, ict_admin
):
    pass_rehearsal()
    schedule(client, plan)
    ict_admin.is_superuser = False
    ict_admin.save()
    enqueue_due_plans()
    work_off()
    assert not Agency.objects.get(pk=health.pk).is_archived
    assert "không còn là quản trị" in ReorganisationPlan.objects.get().refusal


def test_a_table_that_cannot_be_read_is_explained_and_makes_no_plan(client, health):
    sent = {"name": "Hỏng", "domain": "backan.localhost"}
    page = client.post(INDEX, sent | {"file": SimpleUploadedFile("x.csv", b"a,b\n1,2\n")})
    assert "old_code" in page.content.decode()
    assert not PlanDraft.objects.exists()


def write_workbook(rows):
    """The bytes of a workbook with these texts in its cells, row by row."""
    book, file = Workbook(), BytesIO()
    for row in rows:
        book.active.append(row)
    book.save(file)
    return file.getvalue()


def test_a_workbook_is_uploaded_as_a_table_is(client, health):
    rows = [HEADINGS.split(","), MERGE.split(",")]
    # As Excel keeps a day.
    rows[1][1] = date(2025, 3, 1)
    sent = {"name": "Từ Excel", "domain": "backan.localhost"}
    file = SimpleUploadedFile("ke-hoach.xlsx", write_workbook(rows))
    plan = client.post(INDEX, sent | {"file": file})["Location"]
    assert "Kế hoạch thực hiện được, gồm 8 bước." in read(client, plan)
    units = [["code", "kind", "name_vi", "host"], ["xa-moi", "commune", "Xã Mới", "xamoi"]]
    file = SimpleUploadedFile("don-vi.xlsx", write_workbook(units))
    client.post(plan, {"act": "table", "units": file})
    assert "don-vi.xlsx (backan.localhost)" in read(client, plan)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"PK\x03\x04 no workbook", ["Dòng </span>1", "không đọc được tệp này như một bảng"]),
        (write_workbook([HEADINGS.split(","), ["1", "=1/0", "merge"]]), ["Dòng </span>2"]),
        (write_workbook([["mã cũ", "mã mới"], ["a", "b"]]), ["old_code", "new_code"]),
    ],
    ids=["no workbook", "formula", "other columns"],
)
def test_a_broken_workbook_is_explained_and_changes_nothing(client, plan, data, said):
    sent = {"name": "Hỏng", "domain": "backan.localhost"}
    page = client.post(INDEX, sent | {"file": SimpleUploadedFile("x.xlsx", data)})
    text = page.content.decode()
    assert "Chưa thay đổi gì." in text
    for words in said:
        assert words in text
    sent = {"act": "table", "units": SimpleUploadedFile("x.xlsx", data)}
    assert "error-message" in client.post(plan, sent).content.decode()
    draft = PlanDraft.objects.get()
    assert draft.name == "Sắp xếp 2025" and draft.tables == []


def test_a_rehearsal_is_asked_for_once_at_a_time(client, plan):
    client.post(plan, {"act": "rehearse"})
    assert "Đang chạy thử" in read(client, plan)
    page = client.post(plan, {"act": "rehearse"}, follow=True).content.decode()
    assert "Lần chạy thử chưa xong." in page


@pytest.mark.parametrize("who", ["health_moderator", "ict_author", "outsider"])
def test_nobody_but_ict_administrators_reaches_the_screens(request, sign_in, plan, who):
    client = sign_in(request.getfixturevalue(who))
    for address in (INDEX, plan):
        assert client.get(address).status_code in {302, 403, 404}
        client.post(address, {"act": "discard", "name": "x", "domain": "x.y"})
    assert PlanDraft.objects.count() == 1
