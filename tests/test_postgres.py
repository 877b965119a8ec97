import os
import subprocess
import sys
from pathlib import Path

import environ
import pytest

from tests import postgres

ASK = """
import os, environ, psycopg2
config = environ.Env.db_url_config(os.environ["DATABASE_URL"])
keys = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
cursor = psycopg2.connect(**{key: config[name] for key, name in keys.items()}).cursor()
cursor.execute("SELECT upper('chợ đồn')")
print(cursor.fetchone()[0], config["HOST"])
"""


def run_with_postgres(*command, **variables):
    inherited = {key: value for key, value in os.environ.items() if key != "TEST_POSTGRES_URL"}
    return subprocess.run(
        [sys.executable, "-m", "tests.postgres", "--", *command],
        env=inherited | variables,
        capture_output=True,
        text=True,
    )


def test_command_gets_a_server_that_is_gone_afterwards():
    done = run_with_postgres(sys.executable, "-c", ASK, PGHOST="nowhere", PGPORT="1")
    assert done.returncode == 0, done.stderr
    answer, directory = done.stdout.strip().rsplit(" ", 1)
    assert answer == "CHỢ ĐỒN"
    assert not Path(directory).exists()
    assert done.stderr.startswith("PostgreSQL ")


def test_exit_code_of_the_command_is_passed_on():
    assert run_with_postgres(sys.executable, "-c", "raise SystemExit(7)").returncode == 7


def test_named_server_that_does_not_answer_is_refused_in_one_sentence():
    done = run_with_postgres("true", TEST_POSTGRES_URL="postgres://x:secret@127.0.0.1:1/x")
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "does not answer" in done.stderr
    assert "secret" not in done.stderr


def test_wheel_serves_where_nothing_is_installed(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "DISTRIBUTION", tmp_path)
    monkeypatch.setattr(postgres.shutil, "which", lambda name: None)
    cluster = postgres.start_cluster()
    try:
        assert postgres.WHEEL in cluster.source.parts
        assert int(postgres.server_version(cluster.url).split(".")[0]) >= postgres.OLDEST_VERSION
    finally:
        cluster.stop()
    assert not cluster.directory.exists()


def test_installation_that_does_not_start_leaves_nothing_behind(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "installations", lambda: iter([tmp_path / "absent"]))
    monkeypatch.setattr(postgres, "TEMPORARY", str(tmp_path))
    with pytest.raises(postgres.NoServerError, match="absent"):
        postgres.start_cluster()
    assert list(tmp_path.iterdir()) == []


def test_address_leads_django_environ_to_the_socket(monkeypatch, tmp_path):
    monkeypatch.setattr(postgres, "TEMPORARY", str(tmp_path))
    cluster = postgres.Cluster(tmp_path)
    config = environ.Env.db_url_config(cluster.url)
    assert config["HOST"] == str(cluster.directory)
    assert (config["PORT"], config["USER"], config["NAME"]) == (5432, "bantin", "bantin")
