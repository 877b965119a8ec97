import re
from datetime import timedelta
from ipaddress import ip_network

import pytest
from django.conf import settings
from django.core.mail import send_mail
from django.test import Client
from django.utils import timezone
from django_tasks import TaskResultStatus
from prometheus_client.parser import text_string_to_metric_families

from bulletins.models import Urgency
from bulletins.tests.factories import publish_bulletin
from ops.jobs.queue import list_queued_tasks
from ops.models import BackupKind
from ops.services.backup_records import record_run
from ops.system import measures
from ops.system.counters import HOST_CLASSES, KINDS, get_request_kind
from ops.tests.factories import create_worker
from ops.tests.sample_tasks import write
from responses.models import DisplayCheck, DisplayError, Expected
from sites.models import Failure, HostCheck

pytestmark = pytest.mark.both_databases

TOKEN = "a-token-that-nobody-guesses"


def read_metrics(**options):
    response = Client().get("/metrics", **options)
    assert response.status_code == 200 and response["Cache-Control"] == "no-store"
    return {
        (sample.name, frozenset(sample.labels.items())): sample.value
        for family in text_string_to_metric_families(response.content.decode())
        for sample in family.samples
    }


def value(name, metrics=None, **labels):
    return (metrics or read_metrics())[name, frozenset(labels.items())]


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"REMOTE_ADDR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}"}, True),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": f"Bearer {TOKEN}x"}, False),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer "}, False),
        ({"REMOTE_ADDR": "10.20.3.4"}, True),
        # Through a proxy on this machine, which writes down whom it asks for.
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
        ({"HTTP_X_FORWARDED_FOR": "192.0.2.7, 10.20.3.4"}, True),
        ({"HTTP_X_FORWARDED_FOR": "10.20.3.4, 192.0.2.7"}, False),
        ({"HTTP_X_FORWARDED_FOR": "127.0.0.1"}, False),
        ({"HTTP_X_FORWARDED_FOR": "nonsense"}, False),
    ],
)
def test_metrics_exist_for_this_machine_the_token_and_listed_networks_alone(
    health, settings, headers, allowed
):
    settings.METRICS_TOKEN, settings.ALLAUTH_TRUSTED_PROXY_COUNT = TOKEN, 1
    settings.METRICS_NETWORKS = [ip_network("10.20.0.0/16")]
    host = f"soyte.{settings.BASE_DOMAIN}"
    answer = Client(headers={"host": host}).get("/metrics", **headers)
    if allowed:
        assert answer.status_code == 200 and b"bantin_up" in answer.content
        return
    # What the website answers for whatever does not exist: the same as for any other word.
    other = Client(headers={"host": host}).get("/khong-co", **headers)
    assert (answer.status_code, b"bantin_" in answer.content) == (other.status_code, False)
    after = Client(headers={"host": host}).get("/metrics/", **headers)
    assert after.status_code == 404


def test_without_a_token_an_empty_one_opens_nothing(db, settings):
    settings.METRICS_TOKEN = ""
    answer = Client().get("/metrics", REMOTE_ADDR="192.0.2.7", HTTP_AUTHORIZATION="Bearer ")
    assert b"bantin_" not in answer.content


def test_requests_are_counted_by_kind_host_and_status(visit, health, anonymous):
    def count(**labels):
        return read_metrics().get(("bantin_request_seconds_count", frozenset(labels.items())), 0.0)

    cases = [
        ({"host": "website", "kind": "page", "status": "2xx"}, lambda: visit(health, "/")),
        ({"host": "website", "kind": "page", "status": "4xx"}, lambda: visit(health, "/khong-co/")),
        (
            {"host": "website", "kind": "search", "status": "2xx"},
            lambda: visit(health, "/tim-kiem/"),
        ),
        (
            {"host": "website", "kind": "feed", "status": "2xx"},
            lambda: visit(health, "/robots.txt"),
        ),
        ({"host": "directory", "kind": "page", "status": "2xx"}, lambda: on_admin_host("/")),
        ({"host": "admin", "kind": "page", "status": "3xx"}, lambda: on_admin_host("/admin/")),
        ({"host": "admin", "kind": "form", "status": "4xx"}, lambda: post_nothing()),
        (
            {"host": "unknown", "kind": "page", "status": "4xx"},
            lambda: anonymous("khong-co.example").get("/"),
        ),
    ]

    def on_admin_host(path):
        return anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}").get(path)

    def post_nothing():
        return anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}").post("/khong-co/")

    for labels, ask in cases:
        before = count(**labels)
        ask()
        assert count(**labels) == before + 1, labels
        assert labels["host"] in HOST_CLASSES and labels["kind"] in KINDS
    # Who watches is not part of what is watched.
    assert not any("/metrics" in str(key) for key in read_metrics())
    assert get_request_kind("GET", "/static/css/base.css") == "static"
    assert get_request_kind("HEAD", "/documents/1/a.pdf") == "file"


def test_pages_from_the_page_cache_are_counted_apart(visit, health):
    def count(result):
        return read_metrics().get(("bantin_page_cache_total", frozenset({("result", result)})), 0.0)

    before = {result: count(result) for result in ("hit", "miss", "bypass")}
    visit(health, "/so-do/")
    visit(health, "/so-do/")
    visit(health, "/so-do/?trang=1")
    after = {result: count(result) - before[result] for result in before}
    assert after == {"hit": 1, "miss": 1, "bypass": 1}


def test_queue_mail_and_workers_are_measured(db, clock, queued_mail, mailoutbox):
    assert value("bantin_queue_age_seconds") == value("bantin_mail_age_seconds") == 0
    assert value("bantin_workers") == 0
    create_worker()
    write.using(run_after=timezone.now() + timedelta(hours=1)).enqueue("later")
    send_mail("Tin", "Nội dung", None, ["lan@example.vn"])
    write.enqueue("dead")
    list_queued_tasks().filter(task_path__endswith="write", args_kwargs__args=["dead"]).update(
        status=TaskResultStatus.FAILED
    )
    clock(timezone.now() + timedelta(minutes=30))
    metrics = read_metrics()
    assert value("bantin_queue_tasks", metrics, state="waiting") == 2
    assert value("bantin_queue_tasks", metrics, state="dead") == 1
    assert value("bantin_mail_messages", metrics, state="waiting") == 1
    # What is to be done later does not wait yet.
    assert 1790 < value("bantin_queue_age_seconds", metrics) < 1820
    assert 1790 < value("bantin_mail_age_seconds", metrics) < 1820
    assert value("bantin_up", metrics, part="database") == 1
    assert value("bantin_migrations_unapplied", metrics) == 0
    assert value("bantin_database_bytes", metrics) > 100_000
    assert value("bantin_disk_free_bytes", metrics, folder="media") > 0
    assert value("bantin_cache_up", metrics) == 1


def test_backups_are_measured_by_their_age_and_end(db, clock):
    assert value("bantin_backup_age_seconds", kind="backup") == float("inf")
    record_run("backup", True, file="/var/backups/a.bantin", size=10)
    record_run(BackupKind.VERIFICATION, False, problem="x" * 600)
    clock(timezone.now() + timedelta(days=1))
    metrics = read_metrics()
    assert 86_300 < value("bantin_backup_age_seconds", metrics, kind="backup") < 86_500
    assert value("bantin_backup_failed", metrics, kind="backup") == 0
    assert value("bantin_backup_failed", metrics, kind="verification") == 1
    with pytest.raises(ValueError, match="rehearsal"):
        record_run("rehearsal", True)


def test_emergencies_displays_and_certificates_are_measured(health, province):
    now = timezone.now()
    bulletin = publish_bulletin(
        "Lũ", urgency=Urgency.EMERGENCY, instruction="Rời đi", valid_until=now + timedelta(days=1)
    )
    DisplayCheck.objects.create(
        bulletin=bulletin, agency=health, checked_at=now, expected=Expected.SHOWN,
        outcome=DisplayError.STALE,
    )  # fmt: skip
    for number, agency in enumerate((health, province)):
        HostCheck.objects.create(
            hostname=f"{agency.code}.example", agency=agency, checked_at=now,
            failure=(Failure.NONE, Failure.TIMEOUT)[number],
            certificate_until=now + timedelta(days=10 * (number + 1)),
        )  # fmt: skip
    metrics = read_metrics()
    assert value("bantin_emergencies_on_air", metrics) == 1
    assert value("bantin_display_failures", metrics, outcome="stale") == 1
    assert value("bantin_hosts_failing", metrics) == 1
    host = f"{health.code}.example"
    assert 9.9 < value("bantin_certificate_days", metrics, host=host) <= 10


def test_a_measure_that_fails_hides_no_other(db, monkeypatch):
    def fail():
        raise OSError("no such folder")

    monkeypatch.setitem(
        measures._measures,
        "bantin_workers",
        measures.Measure("bantin_workers", "Fails.", fail),
    )
    metrics = read_metrics()
    assert not any(name == "bantin_workers" for name, _labels in metrics)
    assert value("bantin_queue_age_seconds", metrics) == 0


def test_every_name_has_its_unit_and_every_measure_a_sentence():
    for each in measures.list_measures():
        assert re.fullmatch(r"bantin_[a-z_]+[a-z]", each.name)
        assert each.help.endswith(".")
