"""The example alert rules and the dashboard: checked by Prometheus's own tool, and against what
/metrics really has."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client

from ops.system.measures import list_measures
from tests.system_packages import MissingProgramError, find_or_install

DEPLOY = Path(settings.BASE_DIR) / "deploy"
RULES = DEPLOY / "prometheus" / "alerts.yml"
DASHBOARD = DEPLOY / "grafana" / "dashboard.json"
NAME = re.compile(r"\bbantin_\w+")
DAY = 86400
# For each alert: series in which it fires after two hours, and in which it does not. ``_`` stands
# for the value; "a+bx120" is Prometheus's own way to write 120 steps of a minute.
REQUESTS = 'bantin_request_seconds_count{host="website",kind="page",status="%s"}'
SLOW = 'bantin_request_seconds_bucket{host="website",kind="page",status="2xx",le="%s"}'
DISK = {"bantin_disk_size_bytes": "100"}
CASES = {
    "BantinDown": ({'up{job="bantin"}': "0"}, {'up{job="bantin"}': "1"}),
    "BantinDatabaseDown": ({'bantin_up{part="database"}': "0"}, {'bantin_up{part="disk"}': "0"}),
    "BantinErrors": (
        {REQUESTS % "5xx": "0+2x120", REQUESTS % "2xx": "0+98x120"},
        {REQUESTS % "5xx": "0+1x120", REQUESTS % "2xx": "0+199x120"},
    ),
    "BantinSameError": (
        {'bantin_errors{state="recent"}': "3"},
        {'bantin_errors{state="recent"}': "2", 'bantin_errors{state="open"}': "9"},
    ),
    "BantinSlow": (
        {SLOW % "1.0": "0+90x120", SLOW % "5.0": "0+100x120", SLOW % "+Inf": "0+100x120"},
        {SLOW % "1.0": "0+96x120", SLOW % "5.0": "0+100x120", SLOW % "+Inf": "0+100x120"},
    ),
    "BantinCacheDown": ({"bantin_cache_up": "0"}, {"bantin_cache_up": "1"}),
    "BantinNobodyWorks": ({"bantin_workers": "0"}, {"bantin_workers": "1"}),
    "BantinQueueLate": ({"bantin_queue_age_seconds": "901"}, {"bantin_queue_age_seconds": "899"}),
    "BantinDeadTasks": (
        {'bantin_queue_tasks{state="dead"}': "1"},
        {'bantin_queue_tasks{state="waiting"}': "9"},
    ),
    "BantinMailLate": ({"bantin_mail_age_seconds": "901"}, {"bantin_mail_age_seconds": "899"}),
    "BantinPeriodicTasksFail": (
        {"bantin_periodic_tasks_failing": "1"},
        {"bantin_periodic_tasks_failing": "0"},
    ),
    "BantinDisplayFailures": (
        {'bantin_display_failures{outcome="stale"}': "1"},
        {'bantin_display_failures{outcome="none"}': "0"},
    ),
    "BantinHostsFail": ({"bantin_hosts_failing": "1"}, {"bantin_hosts_failing": "0"}),
    "BantinCertificateEnds": (
        {'bantin_certificate_days{host="a"}': "13"},
        {'bantin_certificate_days{host="a"}': "15"},
    ),
    "BantinDiskLittleRoom": (
        DISK | {"bantin_disk_free_bytes": "14"},
        DISK | {"bantin_disk_free_bytes": "16"},
    ),
    "BantinDiskNoRoom": (
        DISK | {"bantin_disk_free_bytes": "4"},
        DISK | {"bantin_disk_free_bytes": "6"},
    ),
    "BantinConnectionsTaken": tuple(
        {
            'bantin_database_connections{state="used"}': used,
            'bantin_database_connections{state="allowed"}': "100",
        }
        for used in ("81", "79")
    ),
    "BantinBackupOld": tuple(
        {'bantin_backup_age_seconds{kind="backup"}': age} for age in ("+Inf", str(DAY))
    ),
    "BantinBackupFailed": tuple(
        {'bantin_backup_failed{kind="verification"}': value} for value in ("1", "0")
    ),
    "BantinVerificationOld": tuple(
        {'bantin_backup_age_seconds{kind="verification"}': str(days * DAY)} for days in (36, 34)
    ),
    "BantinMigrationsMissing": (
        {"bantin_migrations_unapplied": "1"},
        {"bantin_migrations_unapplied": "0"},
    ),
    "BantinClockWrong": (
        {"bantin_clock_ahead_seconds": "-6"},
        {"bantin_clock_ahead_seconds": "4"},
    ),
    "BantinEmergencyOnAir": (
        {"bantin_emergencies_on_air": "1"},
        {"bantin_emergencies_on_air": "0"},
    ),
}


@pytest.fixture(scope="module")
def promtool() -> str:
    try:
        return find_or_install("promtool", "prometheus")
    except MissingProgramError as error:
        pytest.skip(str(error))


def list_queries() -> list[str]:
    panels = json.loads(DASHBOARD.read_text())["panels"]
    drawn = [target["expr"] for panel in panels for target in panel["targets"]]
    return drawn + re.findall(r"expr: '(.+)'", RULES.read_text())


def write_out(value: str) -> str:
    return value if "x" in value else " ".join([value] * 121)


def test_the_rules_are_read_by_prometheus(promtool):
    subprocess.run([promtool, "check", "rules", str(RULES)], check=True, capture_output=True)


def test_every_alert_fires_when_it_should_and_not_before(promtool, tmp_path):
    names = re.findall(r"alert: (\w+)", RULES.read_text())
    assert names and {*names} == {*CASES}
    # One test for each series, in which that alert alone is asked for. JSON is YAML as well.
    tests = [
        {
            "interval": "1m",
            "input_series": [{"series": at, "values": write_out(of)} for at, of in series.items()],
            "promql_expr_test": [
                {
                    "expr": f'count(ALERTS{{alertname="{name}",alertstate="firing"}}) or vector(0)',
                    "eval_time": "2h",
                    "exp_samples": [{"labels": "{}", "value": int(fires)}],
                }
            ],
        }
        for name, both in CASES.items()
        for fires, series in zip((True, False), both, strict=True)
    ]
    file = tmp_path / "alerts.json"
    file.write_text(
        json.dumps({"rule_files": [str(RULES)], "evaluation_interval": "1m", "tests": tests})
    )
    done = subprocess.run(
        [promtool, "test", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.django_db
def test_every_measure_that_a_rule_or_the_dashboard_names_exists():
    answer = Client().get("/metrics")
    told = {*re.findall(r"^# TYPE (\w+)", answer.content.decode(), re.MULTILINE)}
    told |= {each.name for each in list_measures()}
    for suffix in ("_count", "_bucket"):
        told.add(f"bantin_request_seconds{suffix}")
    queries = list_queries()
    assert len(queries) > len(CASES)
    for query in queries:
        assert {*NAME.findall(query)} <= told, query


def test_every_panel_asks_something_that_prometheus_can_read(promtool, tmp_path):
    file = tmp_path / "panels.json"
    records = [
        {"record": f"panel:{number}", "expr": query} for number, query in enumerate(list_queries())
    ]
    file.write_text(json.dumps({"groups": [{"name": "panels", "rules": records}]}))
    done = subprocess.run(
        [promtool, "check", "rules", str(file)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
