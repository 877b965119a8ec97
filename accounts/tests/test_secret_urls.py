"""One-time tokens in no log: of a real gunicorn, a real nginx as deploy/ sets it up, Django."""

import logging
import os
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from http.client import HTTPSConnection
from pathlib import Path
from urllib.parse import quote

import pytest
from django.conf import settings
from django.urls import URLResolver, get_resolver

from accounts.services.secret_urls import (
    SECRET_PREFIXES,
    SecretsFilter,
    has_secret,
    mask_secrets,
)
from tests.free_ports import find_free_port
from tests.nginx import fill_deploy
from tests.servers import make_certificate
from tests.system_packages import find_or_install

ROOT = Path(__file__).resolve().parents[2]
NGINX = "".join(file.read_text() for file in (ROOT / "deploy" / "nginx").glob("*.conf"))
TOKEN = "SECRETsecret0123"
FAILING = """
def application(environ, start_response):
    if environ["QUERY_STRING"]:
        raise RuntimeError("broken")
    start_response("200 OK", [])
    return [b"ok"]
"""


@pytest.fixture
def folder(tmp_path):
    # The path of a socket may have 107 characters.
    short = Path("/tmp") / f"bantin-logs-{os.getpid()}"  # noqa: S108
    short.mkdir()
    yield short
    shutil.rmtree(short)


@contextmanager
def running(*command, ready, **options):
    process = subprocess.Popen(command, **options)
    try:
        while not ready():
            assert process.poll() is None, "it has ended at once"
            time.sleep(0.02)
        yield process
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait()


@contextmanager
def gunicorn(folder):
    """gunicorn as deploy/ starts it, with a small application and both logs in files."""
    (folder / "failing.py").write_text(FAILING)
    sock = folder / "web.sock"
    command = [sys.executable, "-m", "gunicorn", "failing", "--bind", f"unix:{sock}"]
    logs = ["--access-logfile", folder / "requests.log", "--error-logfile", folder / "errors.log"]
    more = ["--pythonpath", folder, "--no-control-socket"]
    with running(*map(str, [*command, *logs, *more]), ready=sock.exists, cwd=ROOT):
        yield


@contextmanager
def nginx(folder):
    """nginx with the lines of deploy/, on a free port; gives the port."""
    make_certificate(folder, "localhost")
    shutil.copy(folder / "certificate.pem", folder / "key.pem")
    port = find_free_port()
    (folder / "admin.sock").unlink(missing_ok=True)
    (folder / "admin.sock").symlink_to(folder / "web.sock")
    filled = fill_deploy(folder, HTTPS_LISTEN=f"127.0.0.1:{port}", MEDIA_ROOT=str(folder))

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    program = find_or_install("nginx", "nginx-light")
    file = str(filled / "nginx" / "nginx.conf")
    alone = "daemon off; master_process off;"
    command = [program, "-p", str(folder), "-e", f"{folder}/nginx.log", "-c", file, "-g", alone]
    with running(*command, ready=answers):
        yield port


def ask(port, path, **headers):
    context = ssl._create_unverified_context()  # noqa: S323
    with closing(HTTPSConnection("127.0.0.1", port, context=context)) as connection:
        connection.request("GET", path, headers=headers)
        connection.getresponse().read()


def logged(folder):
    return "\n".join(file.read_text() for file in folder.glob("*.log"))


def test_secrets_stand_in_no_log_of_gunicorn_or_of_nginx_as_deploy_sets_it_up(folder):
    with gunicorn(folder), nginx(folder) as port:
        ask(port, "/an-ordinary-page/")
        for prefix in SECRET_PREFIXES:
            ask(port, f"{prefix}{TOKEN}/")
            ask(port, f"/en{prefix}{TOKEN}/")
            ask(port, f"{prefix}{TOKEN}/?fail=1")
            ask(port, f"{prefix.replace('-', '%2d')}{TOKEN}/")
            once = quote(f"{prefix}{TOKEN}/", safe="")
            ask(port, f"/tai-khoan/dang-nhap/?next={once}")
            ask(port, f"/tai-khoan/dang-nhap/?next=%2Fadmin%2F%3Fnext%3D{quote(once, safe='')}")
            ask(
                port, f"/static/css/account.css?{len(prefix)}", Referer=f"https://x{prefix}{TOKEN}/"
            )
    with nginx(folder) as port:
        # Nobody answers behind it.
        ask(port, "/another-page/")
        for prefix in SECRET_PREFIXES:
            ask(port, f"{prefix}{TOKEN}/")
    text = logged(folder)
    assert "an-ordinary-page" in text
    assert "RuntimeError" in text
    assert "another-page" in (folder / "error.log").read_text()
    assert "/tai-khoan/loi-moi/[...]" in text
    assert TOKEN not in text


@pytest.mark.parametrize("prefix", SECRET_PREFIXES)
def test_nginx_has_every_address_with_a_secret(prefix):
    lists = re.findall(r"\((tai-khoan/loi-moi[^)]*)\)/", NGINX)
    assert [prefix.strip("/") in each.split("|") for each in lists] == [True, True]


@pytest.mark.parametrize("prefix", SECRET_PREFIXES)
def test_what_django_logs_is_masked(prefix):
    assert settings.LOGGING["handlers"]["stderr"]["filters"] == ["outages", "secrets"]
    record = logging.LogRecord(
        "django.request", logging.WARNING, "", 0, "%s: %s", ("Gone", f"{prefix}{TOKEN}/"), None
    )
    assert SecretsFilter().filter(record)
    assert record.getMessage() == f"Gone: {prefix}[...]"


def test_a_secret_is_found_wherever_it_stands():
    encoded = f"/tai-khoan/dang-nhap/?next=%2Ftai-khoan%2floi-moi%2F{TOKEN}%2F&x=1"
    assert mask_secrets(encoded).endswith("loi-moi%2F[...]&x=1")
    assert mask_secrets('"GET /gop-y/ HTTP/1.1"') == '"GET /gop-y/ HTTP/1.1"'
    assert not has_secret("/tai-khoan/loi-moi/")
    for path in (f"/gop%2Dy/{TOKEN}/", f"%252fgop-y%252F{TOKEN}%252f"):
        assert TOKEN not in mask_secrets(f"GET {path} HTTP/1.1")


def named_by_a_text(patterns, before=""):
    for each in patterns:
        path = before + str(each.pattern)
        if isinstance(each, URLResolver):
            yield from named_by_a_text(each.url_patterns, path)
        elif {"token", "key", "uidb36", "number", "code", "secret"} & {*names_in(each.pattern)}:
            yield path


def names_in(pattern):
    whole = {name for name, kind in pattern.converters.items() if "Int" in type(kind).__name__}
    return {*pattern.converters, *pattern.regex.groupindex} - whole


def test_every_address_with_a_token_in_it_is_in_the_list():
    paths = [
        f"/{path}"
        for table in ("config.admin_urls", "config.urls")
        for path in named_by_a_text(get_resolver(table).url_patterns)
        if not path.startswith("admin/")
        # A certificate has its number on paper, for everybody.
        and not any(known in path for known in ("sitemap", "xac-minh/<str:number>"))
    ]
    assert len(paths) >= 4
    for path in paths:
        plain = re.sub(r"[\^$]", "", path)
        assert any(plain.startswith(prefix) for prefix in SECRET_PREFIXES), path
