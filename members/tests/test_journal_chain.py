"""The chain of the journal: what is noticed later, and that nobody waits for it."""

import json
from datetime import UTC, timedelta
from hashlib import sha256

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone

from members.audit_digests import FIRST_DIGEST, get_entry_digest
from members.models import AuditAnchor, AuditChain, AuditEntry
from members.selectors import audit_chain as selectors
from members.services import audit_chain
from members.services.audit import create_audit_entries
from members.services.audit_chain import delete_old_entries
from members.tasks import chain_journal, verify_journal
from ops.jobs import pieces
from ops.jobs.queue import list_queued_tasks
from tests.processes import run_in_threads

pytestmark = pytest.mark.django_db

FAULT = "Nhật ký không còn nguyên vẹn"


@pytest.fixture
def chained(health, district, health_editor):
    """Six entries of one unit with their places 1 to 6."""
    AuditEntry.objects.all().delete()
    for number in range(6):
        create_audit_entries(
            "people.role",
            agencies=[health.pk],
            person=health_editor,
            target=health,
            detail=f"{number}",
        )
    chain_journal()
    return list(AuditEntry.objects.order_by("number"))


@pytest.fixture
def verify(capsys):
    """Run the command; what it says, and whether all is well."""

    def run(*arguments):
        try:
            call_command("verify_journal", *arguments)
        except CommandError as error:
            return f"{capsys.readouterr().out}{error}", False
        return capsys.readouterr().out, True

    return run


def list_numbers():
    return list(AuditEntry.objects.order_by("pk").values_list("number", flat=True))


def write_anew(after=0):
    """What somebody does who can write to the database and knows how digests are made."""
    digest = AuditEntry.objects.filter(number=after).values_list("digest", flat=True).first()
    for entry in AuditEntry.objects.filter(number__gt=after).order_by("number"):
        digest = get_entry_digest(entry, digest or FIRST_DIGEST)
        AuditEntry.objects.filter(pk=entry.pk).update(digest=digest)
    AuditChain.objects.update(digest=digest)


def test_entries_get_their_place_after_the_request(health, health_editor, chained, verify):
    create_audit_entries("people.join", person=health_editor, target=health)
    assert None in list_numbers()
    assert "1 not yet chained" in verify()[0]
    chain_journal()
    assert list_numbers() == [*range(1, 8)]
    said, is_well = verify()
    assert is_well and "7 entries read, 0 not yet chained" in said


def test_an_entry_that_is_committed_late_breaks_nothing(chained, verify):
    last = AuditEntry.objects.order_by("pk").last()
    for pk in (last.pk + 50, last.pk + 20):
        AuditEntry.objects.create(pk=pk, action="people.join")
        chain_journal()
    assert list_numbers() == [1, 2, 3, 4, 5, 6, 8, 7]
    assert verify()[1]


@pytest.mark.parametrize(
    ("tamper", "told"),
    [
        (lambda rows, other: rows.filter(number=3).update(title="X"), "entry 3 was changed"),
        (lambda rows, other: rows.filter(number=3).update(person_name="X"), "entry 3 was changed"),
        (lambda rows, other: rows.filter(number=3).update(changes=[["a", "b", "c"]]), "entry 3"),
        (lambda rows, other: rows.filter(number=3).update(at=timezone.now()), "entry 3 was"),
        (lambda rows, other: rows.filter(number=3).update(agency=other), "entry 3 was changed"),
        (lambda rows, other: rows.filter(number=3).update(agency=None), "entry 3 was changed"),
        (lambda rows, other: rows.filter(number=3).delete(), "entry 3 is missing"),
        (lambda rows, other: rows.filter(number=1).delete(), "entry 1 is missing"),
        (lambda rows, other: rows.filter(number=6).delete(), "entry 6 is missing"),
        (lambda rows, other: rows.filter(number__gt=0).delete(), "entry 1 is missing"),
        (
            lambda rows, other: rows.create(number=7, action="people.join", digest="a" * 64),
            "entry 7 stands after the end",
        ),
    ],
)
def test_a_later_change_is_noticed_and_its_place_is_named(chained, district, verify, tamper, told):
    assert verify()[1]
    tamper(AuditEntry.objects, district)
    said, is_well = verify()
    assert not is_well and told in said


def test_a_digest_can_be_reckoned_from_what_is_written_about_it(chained):
    before, entry = chained[1:3]
    at = entry.at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%f+00:00")
    names = (entry.unit_code, entry.person_name, entry.action, entry.model_label, entry.object_id)
    content = [entry.number, at, *names, entry.title, entry.detail, entry.changes]
    text = json.dumps(content, ensure_ascii=False).replace(", ", ",").replace(": ", ":")
    assert entry.digest == sha256(f"{before.digest}\n{text}".encode()).hexdigest()


def test_all_entries_are_read_some_at_a_time(chained, verify, monkeypatch):
    monkeypatch.setattr("members.selectors.audit_chain.BATCH_SIZE", 4)
    said, is_well = verify()
    assert is_well and "6 entries read" in said


def test_an_entry_put_between_others_is_noticed(chained, verify):
    AuditEntry.objects.filter(number__gt=3).delete()
    for number in (4, 5, 6):
        AuditEntry.objects.create(number=number, action="people.join", digest="b" * 64)
    said, is_well = verify()
    assert not is_well and "entry 4 was changed" in said


def test_with_a_key_a_chain_written_anew_is_noticed_also_after_it_grew(
    settings, health, health_editor, chained, verify
):
    settings.JOURNAL_KEYS = ["of this test"]
    assert "not signed" in verify()[0]
    said, is_well = verify("--sign")
    assert is_well and "Signed at entry 6." in said
    verify_journal.call()
    AuditEntry.objects.filter(number=3).update(title="X")
    write_anew()
    said, is_well = verify()
    assert not is_well and "the signature at entry 6 does not hold" in said
    create_audit_entries("people.join", person=None, target=None)
    chain_journal()
    said, is_well = verify()
    assert not is_well and "entry 6 is another than was anchored" in said
    assert "the end at entry 7 is not signed" in said
    assert not verify("--sign")[1]


def test_a_new_key_signs_and_the_old_one_still_holds(settings, chained, verify):
    settings.JOURNAL_KEYS = ["old"]
    verify("--sign")
    settings.JOURNAL_KEYS = ["new", "old"]
    create_audit_entries("people.join", person=None, target=None)
    chain_journal()
    settings.JOURNAL_KEYS = ["new"]
    assert verify()[1]
    settings.JOURNAL_KEYS = ["another"]
    assert not verify()[1]


def test_a_place_named_on_paper_is_found_in_the_journal(chained, verify):
    point = f"3:{chained[2].digest[:16]}"
    assert verify("--contains", point)[1]
    assert not verify("--contains", f"3:{chained[3].digest[:16]}")[1]
    assert not verify("--contains", f"99:{chained[3].digest[:16]}")[1]
    AuditEntry.objects.filter(number=2).update(title="X")
    write_anew()
    said, is_well = verify("--contains", point)
    assert not is_well and "Entry 3 has another digest." in said
    assert "such as 120:" in verify("--contains", "drei")[0]


@pytest.fixture
def a_year(settings, chained):
    """The first four entries are older than the time that entries are kept."""
    settings.JOURNAL_DAYS = 365
    settings.JOURNAL_KEYS = ["of this test"]
    long_ago = timezone.now() - timedelta(days=400)
    AuditEntry.objects.filter(number__lte=4).update(at=long_ago)
    write_anew()
    call_command("verify_journal", "--sign")


def test_old_entries_go_and_a_signed_anchor_stands_in_their_place(a_year, verify):
    verify_journal.call()
    assert list_numbers() == [5, 6]
    said, is_well = verify()
    assert is_well and "2 entries read" in said
    AuditAnchor.objects.filter(number=4).update(digest="c" * 64)
    said, is_well = verify()
    assert not is_well and "the signature at entry 4 does not hold" in said


def test_old_entries_go_some_at_a_time_and_are_counted(a_year, verify, monkeypatch):
    monkeypatch.setattr(audit_chain, "BATCH_SIZE", 3)
    assert (sum(delete_old_entries()), sum(delete_old_entries())) == (4, 0)
    assert list_numbers() == [5, 6] and verify()[1]
    assert [(one.number, one.is_start) for one in AuditAnchor.objects.all()] == [(4, True)]


def test_a_verification_in_pieces_finds_and_removes_the_same(a_year, verify, monkeypatch, work_off):
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    monkeypatch.setattr(selectors, "BATCH_SIZE", 2)
    monkeypatch.setattr(audit_chain, "BATCH_SIZE", 3)
    title = AuditEntry.objects.get(number=1).title
    AuditEntry.objects.filter(number=1).update(title="X")
    verify_journal.enqueue()
    work_off()
    assert AuditChain.objects.get().faults == [["changed", 1]]
    assert list_numbers() == [1, 2, 3, 4, 5, 6]
    AuditEntry.objects.filter(number=1).update(title=title)
    verify_journal.enqueue()
    work_off()
    assert AuditChain.objects.get().faults == [] and list_numbers() == [5, 6]
    assert verify()[1]
    # Whoever writes to the database cannot say what was found.
    verify_journal.enqueue('{"number": 6}')
    work_off()
    assert (
        list_queued_tasks()
        .filter(status="READY")
        .get()
        .exception_class_path.endswith("BadSignature")
    )


def test_nothing_is_removed_while_something_is_wrong(a_year):
    AuditEntry.objects.filter(number=2).update(title="X")
    verify_journal.call()
    assert list_numbers() == [1, 2, 3, 4, 5, 6] and sum(delete_old_entries()) == 0


def test_without_a_time_set_everything_is_kept(settings, a_year):
    settings.JOURNAL_DAYS = 0
    verify_journal.call()
    assert list_numbers() == [1, 2, 3, 4, 5, 6] and sum(delete_old_entries()) == 0


def test_the_night_tells_the_ict_department_and_nobody_else(
    sign_in, ict_admin, health_moderator, chained
):
    def dashboard(user):
        return sign_in(user).get("/admin/").text

    verify_journal.call()
    assert FAULT not in dashboard(ict_admin)
    assert "đến mục số 6" in sign_in(ict_admin).get("/admin/journal/").text
    AuditEntry.objects.filter(number=4).delete()
    verify_journal.call()
    assert FAULT in dashboard(ict_admin) and "Thiếu mục số 4." in dashboard(ict_admin)
    assert FAULT not in dashboard(health_moderator)
    assert FAULT in sign_in(ict_admin).get("/admin/journal/").text
    assert FAULT not in sign_in(health_moderator).get("/admin/journal/").text


if connection.vendor == "postgresql":

    @pytest.fixture
    def written(db):
        def write():
            for _ in range(300):
                create_audit_entries("people.join", person=None, target=None)

        def forget():
            # Of what was there before the test, too.
            AuditEntry.objects.update(number=None, digest="")
            AuditChain.objects.all().delete()

        run_in_threads(write)
        yield
        run_in_threads(forget)

    def test_several_workers_chain_each_entry_once_while_others_write(written, capsys):
        def write():
            with transaction.atomic():
                create_audit_entries("people.join", person=None, target=None)
                # Not committed yet, and nothing waits for it.
                chain_in_another_thread()

        def chain_in_another_thread():
            run_in_threads(chain_journal)

        run_in_threads(chain_journal, chain_journal, chain_journal, write)
        run_in_threads(chain_journal)
        [numbers] = run_in_threads(lambda: sorted(list_numbers()))
        assert numbers == [*range(1, len(numbers) + 1)] and len(numbers) >= 301
        run_in_threads(lambda: call_command("verify_journal"))
