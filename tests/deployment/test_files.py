"""What stands in deploy/: filled, and judged by the programs that read it."""

import re
import subprocess
import sys

import pytest
import yaml
from django.conf import settings

from deploy.fill import FillError, fill, read_values
from sites.middleware.request_limits import MAX_BODY_BYTES, MAX_PUBLIC_BODY_BYTES
from tests.deployment.units import read_variables
from tests.nginx import DEPLOY, fill_deploy
from tests.servers import make_certificate
from tests.system_packages import find_or_install

ROOT = DEPLOY.parent
VALUES = read_values(DEPLOY / "environment.example", DEPLOY / "places.example")
# systemd's own measure: 20 of 100, "OK"; what is not hardened has 96.
MOST_EXPOSED = "20"


@pytest.fixture
def filled(tmp_path):
    make_certificate(tmp_path, "backan.example")
    (tmp_path / "key.pem").symlink_to(tmp_path / "certificate.pem")
    return fill_deploy(tmp_path, APP=str(ROOT), MEDIA_ROOT=str(tmp_path))


def run(*command):
    return subprocess.run(list(map(str, command)), capture_output=True, text=True, timeout=60)


def test_the_files_are_filled_by_one_command(tmp_path):
    command = [sys.executable, DEPLOY / "fill.py", "--to", tmp_path / "filled"]
    done = run(*command, DEPLOY / "environment.example", DEPLOY / "places.example")
    assert (done.returncode, done.stderr) == (0, "")
    written = [path for path in (tmp_path / "filled").rglob("*") if path.is_file()]
    assert done.stdout == f"{len(written)} files in {tmp_path / 'filled'}\n"
    assert not [path for path in written if "@{" in path.read_text()]


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("RUN=", "RUN is not set"),
        ("RUN=/run/ban tin", "it must hold no spaces"),
        ("RUN=/run;}", "it must hold no spaces"),
        ("RUN", "is not NAME=value"),
    ],
)
def test_a_wrong_value_is_named_and_nothing_is_written(tmp_path, line, sentence):
    (tmp_path / "places").write_text(line + "\n")
    files = [DEPLOY / "environment.example", DEPLOY / "places.example", tmp_path / "places"]
    done = run(sys.executable, DEPLOY / "fill.py", "--to", tmp_path / "filled", *files)
    assert done.returncode == 1 and sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert not (tmp_path / "filled").exists()


def test_every_value_of_the_examples_is_used():
    texts = "".join(path.read_text() for path in DEPLOY.rglob("*") if path.is_file())
    assert {
        name for name in read_values(DEPLOY / "places.example") if f"@{{{name}}}" not in texts
    } == set()
    with pytest.raises(FillError, match="NO_SUCH is not set"):
        fill("@{NO_SUCH}", VALUES)


def test_nginx_takes_its_configuration(filled):
    program = find_or_install("nginx")
    done = run(program, "-t", "-p", filled, "-c", filled / "nginx" / "nginx.conf", "-e", "stderr")
    assert done.returncode == 0, done.stderr
    assert "[warn]" not in done.stderr or "could not build" not in done.stderr, done.stderr


def list_units(filled):
    return sorted(path for path in (filled / "systemd").iterdir() if path.is_file())


def test_systemd_takes_the_units(filled):
    program = find_or_install("systemd-analyze", "systemd")
    units = list_units(filled)
    assert len(units) >= 9
    done = run(program, "verify", *units)
    assert (done.returncode, done.stderr) == (0, "")


def test_no_service_is_exposed(filled):
    program = find_or_install("systemd-analyze", "systemd")
    services = [unit for unit in list_units(filled) if unit.suffix == ".service"]
    for service in services:
        threshold = f"--threshold={MOST_EXPOSED}"
        done = run(program, "security", "--offline=yes", threshold, service)
        assert done.returncode == 0, f"{service.name}: {done.stdout[-300:]}"
    (filled / "systemd" / "bantin-.service.d" / "hardening.conf").unlink()
    done = run(program, "security", "--offline=yes", threshold, services[0])
    assert done.returncode != 0, "it is the drop-in that makes the difference"


def test_logrotate_takes_its_file(filled):
    program = find_or_install("logrotate")
    done = run(program, "--debug", "--state", filled / "state", filled / "logrotate" / "bantin")
    assert done.returncode == 0 and "error" not in done.stderr, done.stderr


def test_the_examples_name_variables_of_the_runbook():
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    for name in read_values(DEPLOY / "environment.example"):
        assert f"| `{name}` |" in runbook, name


@pytest.mark.parametrize("pool", ["websites", "admin"])
def test_each_pool_is_told_whose_hosts_it_serves(pool):
    unit = {"websites": "bantin-web@.service", "admin": "bantin-admin.service"}[pool]
    assert read_variables(DEPLOY / "systemd" / unit)["SERVES"] == pool


def get_gunicorn_options(command):
    words = command.split()
    return {word for word in words if word.startswith("--") and word not in {"--bind", "--umask"}}


def test_containers_run_what_the_units_run():
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    containerfile = (DEPLOY / "Containerfile").read_text()
    units = {
        name: re.search("^ExecStart=(.*)$", (DEPLOY / "systemd" / name).read_text(), re.M)[1]
        for name in ("bantin-web@.service", "bantin-admin.service", "bantin-jobs@.service")
    }
    web = re.search(r"^CMD (.*)$", containerfile, re.M)[1]
    services = compose["services"]
    assert get_gunicorn_options(" ".join(yaml.safe_load(web))) == get_gunicorn_options(
        units["bantin-web@.service"]
    )
    assert get_gunicorn_options(" ".join(services["admin"]["command"])) == get_gunicorn_options(
        units["bantin-admin.service"]
    )
    for name, unit in (("web", "bantin-web@.service"), ("admin", "bantin-admin.service")):
        pool = read_variables(DEPLOY / "systemd" / unit)["SERVES"]
        assert services[name]["environment"]["SERVES"] == pool
    jobs = " ".join(services["jobs"]["command"])
    assert units["bantin-jobs@.service"].endswith(jobs)
    for source in re.findall(r"^COPY (\S+) ", containerfile, re.M):
        assert (ROOT / source).exists()
    used = {
        volume.partition(":")[0] for one in services.values() for volume in one.get("volumes", ())
    }
    assert {name for name in used if not name.startswith(".")} == set(compose["volumes"])


def test_the_pages_of_nginx_speak_both_languages_and_need_nothing_else():
    for file in (DEPLOY / "nginx" / "pages").glob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert '<html lang="vi">' in text and '<section lang="en">' in text
        assert not re.search(r"(src|href)=\"(?!tel:)", text), "nothing is loaded"
        assert "<script" not in text


def test_nginx_lets_in_as_much_as_bantin_takes():
    nginx = (DEPLOY / "nginx" / "bantin.conf").read_text()
    websites, admin = re.findall(r"client_max_body_size (\d+)[km];", nginx)
    assert int(websites) * 1024 > MAX_PUBLIC_BODY_BYTES
    assert int(admin) * 1024 * 1024 == MAX_BODY_BYTES > settings.WAGTAILDOCS_MAX_UPLOAD_SIZE
