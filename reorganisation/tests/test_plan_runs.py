"""Plans of the screen: what the workers do of them, and what stands in their way."""

import tempfile
from collections import Counter
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from ops.jobs import pieces
from reorganisation.models import PlanDraft, ReorganisationPlan, ReorganisationStep, StepChange
from reorganisation.services.plan_drafts import get_digest
from reorganisation.services.plans import iter_done_steps, prepare_plan
from reorganisation.services.step_undo import iter_undone_steps
from reorganisation.tasks import announce_ends_of_plans, delete_old_step_changes, enqueue_due_plans
from reorganisation.tests.factories import HEADINGS, reorganise, write_plan
from sites.models import Agency
from tests.html import parse_html

pytestmark = pytest.mark.django_db
INDEX = "/admin/sap-xep-don-vi/"
CREATE = "1,2025-03-01,create,,xa-moi,Xã Mới,,,,commune,xamoi,"


def merge(day, announce=""):
    return f"1,{day},merge,so-y-te,huyen-ba-be,,,,,,,,{announce}"


@pytest.fixture
def client(sign_in, ict_admin):
    return sign_in(ict_admin)


@pytest.fixture
def upload(client, health, district):
    """Make a plan of rows, and return its address."""

    def make(*rows, name="Sắp xếp"):
        file = SimpleUploadedFile("ke-hoach.csv", "\n".join([HEADINGS, *rows]).encode())
        sent = {"name": name, "domain": "backan.localhost", "file": file}
        return client.post(INDEX, sent)["Location"]

    return make


@pytest.fixture
def do(client):
    """Press a button of a plan, and return the page that comes."""
    return lambda plan, act, **values: client.post(
        plan, {"act": act} | values, follow=True
    ).content.decode()


@pytest.fixture
def schedule(do):
    """Give a plan its moment, as if it had been rehearsed."""

    def press(plan):
        for draft in PlanDraft.objects.filter(plan=None):
            PlanDraft.objects.filter(pk=draft.pk).update(
                rehearsal="done", rehearsed=get_digest(draft), rehearsed_at=timezone.now()
            )
        at = timezone.localtime().strftime("%Y-%m-%dT%H:%M")
        return do(plan, "schedule", runs_at=at)

    return press


def test_the_workers_announce_an_end_long_before_a_step_is_due(
    upload, schedule, visit, health, district, ict_admin, today
):
    day = today + timedelta(days=20)
    schedule(upload(merge(day)))
    ict_admin.is_superuser = False
    ict_admin.save()
    announce_ends_of_plans()
    assert Agency.objects.get(pk=health.pk).ends_on is None
    ict_admin.is_superuser = True
    ict_admin.save()
    announce_ends_of_plans()
    assert Agency.objects.get(pk=health.pk).ends_on == day - timedelta(days=1)
    assert district.name_vi in visit(health).content.decode()


def test_however_often_workers_take_turns_the_search_is_looked_at_once(
    upload, schedule, work_off, monkeypatch, health
):
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    schedule(upload(merge("2025-03-01")))
    DBTaskResult.objects.all().delete()
    enqueue_due_plans()
    # What waits already is not put there once more.
    enqueue_due_plans()
    assert DBTaskResult.objects.count() == 1
    work_off()
    done = DBTaskResult.objects.values_list("task_path", flat=True)
    turns = Counter(path.rpartition(".")[2] for path in done)
    assert turns["carry_out_plan"] > 1 and Agency.objects.get(pk=health.pk).is_archived
    # The search is looked at piece by piece, from the beginning once.
    begun = DBTaskResult.objects.filter(args_kwargs={"args": [], "kwargs": {}})
    assert begun.filter(task_path__endswith=".rewrite_index").count() == 1


def test_a_plan_played_on_a_former_day_announces_no_end_that_is_over(health, district, ict_admin):
    table = f"{HEADINGS}\n{merge('2025-07-01')}\n".encode()
    plan = prepare_plan(data=table, agency_tables=[], name="2025", domain="backan.localhost")
    assert [*iter_done_steps(plan, until=date(2025, 6, 15), by=ict_admin)] == []
    assert Agency.objects.get(pk=health.pk).ends_on is None


def test_the_same_plan_gets_one_moment_only(upload, schedule):
    first, second = (upload(merge("2031-03-01"), name=name) for name in ("Một", "Hai"))
    assert "Kế hoạch đã có thời điểm." in schedule(first)
    assert "“Một” có cùng nội dung" in schedule(second)
    assert PlanDraft.objects.get(name="Hai").plan is None


def test_what_fails_on_the_server_is_told_in_words_and_not_by_the_server(
    upload, do, client, work_off, monkeypatch, tmp_path, caplog
):
    plan = upload(merge("2031-03-01"))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "nowhere"))
    assert "Kế hoạch thực hiện được" not in do(plan, "rehearse")
    work_off()
    page = client.get(plan).content.decode()
    assert "không tạo hoặc không dùng được bản sao" in page and "nowhere" not in page
    assert "nowhere" in caplog.text


def test_a_table_with_thousands_of_mistakes_is_told_by_a_few(upload, do):
    plan = upload(merge("2031-03-01"))
    rows = "\n".join(f"Mã Sai {number},?,?,?" for number in range(300))
    file = SimpleUploadedFile("don-vi.csv", f"code,kind,name_vi,host\n{rows}\n".encode())
    assert len(do(plan, "table", units=file)) < len(do(plan, "none")) + 5_000


def test_who_sets_a_moment_while_steps_are_taken_back_does_not_have_them_done_again(
    upload, schedule, tmp_path, ict_admin
):
    reorganise(write_plan(tmp_path, CREATE, merge("2025-03-02")))
    plan = ReorganisationPlan.objects.get()
    undone = iter_undone_steps(plan, position=2, by=ict_admin)
    next(undone)
    ReorganisationPlan.objects.update(runs_at=timezone.now())
    next(undone)
    plan.refresh_from_db()
    assert plan.runs_at is None


def test_notes_are_kept_as_long_as_their_step_can_be_taken_back(tmp_path, ict_admin, health):
    reorganise(write_plan(tmp_path, CREATE))
    now = timezone.now()
    StepChange.objects.update(made_at=now - timedelta(days=31))
    ReorganisationStep.objects.update(done_at=now - timedelta(days=29))
    delete_old_step_changes()
    assert StepChange.objects.exists()
    ReorganisationStep.objects.update(done_at=now - timedelta(days=31))
    delete_old_step_changes()
    assert not StepChange.objects.exists()


def test_a_unit_that_another_plan_has_taken_back_is_named(tmp_path, ict_admin, health, today):
    made = write_plan(tmp_path, CREATE, name="made.csv")
    reorganise(made)
    day = today + timedelta(days=60)
    other = write_plan(tmp_path, f"1,{day},merge,so-y-te,xa-moi,,,,,,,")
    reorganise(other)
    reorganise(made, undo=1)
    ReorganisationStep.objects.filter(plan__name="plan.csv").update(due_on=today)
    with pytest.raises(CommandError, match="Stopped at step 1 .* xa-moi"):
        reorganise(other)
    assert not Agency.objects.get(pk=health.pk).is_archived


def test_a_unit_that_is_gone_stands_in_the_journal_under_the_plan(tmp_path, client, health):
    made = write_plan(tmp_path, CREATE)
    reorganise(made)
    reorganise(made, undo=1)
    page = client.get("/admin/journal/").content.decode()
    assert "Kế hoạch sắp xếp" in page and "eorganisation plan" not in page


def test_days_may_be_written_as_workbooks_have_them_and_none_is_too_early(
    upload, client, health, tmp_path, ict_admin
):
    plan = upload(merge("01/03/2031", "01/02/2031"))
    assert "Kế hoạch thực hiện được" in client.get(plan).content.decode()
    assert 'value="01/03/2031"' in client.get(f"{plan}?row=0").content.decode()
    reorganise(write_plan(tmp_path, merge("01/03/2031", "01/02/2031")))
    step = ReorganisationStep.objects.get(action="archive")
    assert step.values["announced_on"] == "2031-02-01"
    page = client.get(upload(merge("0001-01-01"))).content.decode()
    assert "một ngày, viết như 2025-07-01" in page


def test_help_and_mistakes_of_a_field_are_read_with_it(upload, client):
    plan = upload(merge("2031-03-01"))
    pages = client.get(INDEX), client.post(plan, {"act": "row", "action": "merge"})
    for response in pages:
        page = parse_html(response)
        named = {
            name
            for field in page.select(".plan-form *")
            for name in field.get("aria-describedby", "").split()
        }
        assert named and all(page.find(id=name) for name in named)
