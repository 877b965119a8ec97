"""The demo as a person gets it: the real commands, on a database and a port of their own."""

import csv
import email
import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from email import policy
from email.message import EmailMessage
from pathlib import Path

import requests

from tests.free_ports import find_free_port

ROOT = Path(__file__).resolve().parents[2]
DOMAIN = "backan.localhost"
ADMIN = "quan-tri"
# On a machine that does other things too.
SECONDS_TO_LOAD = 900
SECONDS_TO_START = 240
SECONDS_TO_ANSWER = 30
# A worker may have to finish pictures first, which take their time on a busy machine.
SECONDS_TO_DELIVER = 180

# Host labels of the agencies the tests name.
HEALTH = "soyte"
DISTRICT = "babe"  # an emergency stands above its pages
ICT = "ict"
CONSTRUCTION = "soxaydung"  # an arranged front page, procedures with forms, documents with files
DIFFICULT = "soldtbxh"  # words without spaces, a table of twelve columns, a file's endless title
BARE = "pacnam"  # says next to nothing
FINANCE = "sotaichinh"  # which no other test opens
LONG_NAMED = "sonnptnt"  # the longest name of all
PROVINCE = "www"  # the one with an English front
PINNING = "nari"  # has pinned a bulletin, and added a note to another
CALMED = "nganson"  # an emergency has ended here within the last day

# What has become of bulletins of the demo.
UPDATED = "nguy-co-lu-quet-va-sat-lo-dat"
CORRECTED = "lich-lam-viec-dip-nghi-le"  # with a note of the department of health too
ENDED = "tac-duong-deo-giang"
WITHDRAWN = "lich-tiem-luu-dong-dot-hai"
SUCCESSOR = "lich-tiem-luu-dong-dot-hai-thay-the"
SUBMITTED = "dang-ky-chu-ky-so-ca-nhan"


# Sizes of a picture for pages, when no more are to be made.
SIZES = """SELECT 1 FROM content_customrendition size
  JOIN content_customimage picture ON picture.id = size.image_id
  WHERE picture.description = ? AND size.filter_spec LIKE 'width-%avif' AND NOT EXISTS (
    SELECT 1 FROM django_tasks_database_dbtaskresult
    WHERE task_path LIKE '%.create_renditions' AND status IN ('READY', 'RUNNING'))"""


class DemoError(Exception):
    """The demo does not run; the message holds what its commands said."""


@dataclass(frozen=True)
class Demo:
    """A running demo: its addresses and accounts."""

    port: int
    passwords: dict[str, str] = field(repr=False)
    directory: Path

    @property
    def database(self) -> Path:
        return self.directory / "db.sqlite3"

    @property
    def media(self) -> Path:
        return self.directory / "media"

    @property
    def said(self) -> str:
        """What stands on the screen of whoever has started it."""
        return _log(self.directory).read_text(encoding="utf-8", errors="replace")

    def query(self, statement: str, *values: object) -> list[tuple]:
        """Run a statement on the demo's database, behind the back of its server."""
        with closing(sqlite3.connect(self.database, timeout=SECONDS_TO_ANSWER)) as connection:
            rows = connection.execute(statement, values).fetchall()
            connection.commit()
            return rows

    @contextmanager
    def without_database(self) -> Iterator[None]:
        """Let no connection to the database be opened, as where its disk is away.

        Comes back when the websites have noticed that it is there again.
        """
        away = self.database.with_suffix(".away")
        self.database.rename(away)
        # In the place of a file that is missing SQLite would make an empty one.
        self.database.mkdir()
        try:
            yield
        finally:
            self.database.rmdir()
            away.rename(self.database)
            deadline = time.monotonic() + SECONDS_TO_ANSWER
            while not self._is_up_to_date():
                assert time.monotonic() < deadline
                time.sleep(0.1)

    def _is_up_to_date(self) -> bool:
        answer = self.get(ADMIN)
        return answer.ok and "database-away" not in answer.headers.get("Cache-Status", "")

    def wait_for(self, statement: str, *values: object) -> list[tuple]:
        """Return the rows that a statement finds, once it finds some: tasks write them.

        Empty if there are none after ``SECONDS_TO_DELIVER``.
        """
        deadline = time.monotonic() + SECONDS_TO_DELIVER
        while not (rows := self.query(statement, *values)) and time.monotonic() < deadline:
            time.sleep(0.1)
        return rows

    def wait_for_sizes(self, description: str) -> list[tuple]:
        """Wait until the queue has made the sizes of the picture with this description.

        Until then pages say its words in its place. Empty if there are none in time.
        """
        return self.wait_for(SIZES, description)

    def key_of(self, slug: str) -> int:
        """Return the key of a bulletin of the demo, which forms part of admin addresses."""
        return self.query("SELECT min(id) FROM bulletins_bulletin WHERE slug = ?", slug)[0][0]

    def mails_to(self, address: str, words: str = "") -> list[EmailMessage]:
        """Return the mails to one address that say ``words``, in any order, once there is one:
        they leave by the queue.
        """
        deadline = time.monotonic() + SECONDS_TO_DELIVER
        while not (found := self._mails_to(address, words)) and time.monotonic() < deadline:
            time.sleep(0.1)
        return found

    def _mails_to(self, address: str, words: str) -> list[EmailMessage]:
        # Each file holds what was sent over one connection, with a line of dashes after each.
        files = (self.directory / "mail").glob("*.log")
        parts = [part for file in files for part in file.read_bytes().split(b"-" * 79)]
        mails = [email.message_from_bytes(part.strip(), policy=policy.default) for part in parts]
        return [
            mail
            for mail in mails
            if mail["To"] == address and words in mail.get_body(("plain",)).get_content()
        ]

    def url(self, label: str, path: str = "/") -> str:
        """Return the address of a path on the website with this host label."""
        return f"http://{label}.{DOMAIN}:{self.port}{path}"

    def get(self, label: str, path: str = "/", **options: object) -> requests.Response:
        """Get a path without a browser; names under localhost are not resolved everywhere."""
        host = {"Host": f"{label}.{DOMAIN}:{self.port}"}
        return requests.get(
            f"http://127.0.0.1:{self.port}{path}",
            headers=host,
            allow_redirects=False,
            timeout=SECONDS_TO_ANSWER,
            **options,
        )

    def first_path(self, label: str, index: str) -> str:
        """Return the path of the first page that an index lists."""
        main = self.get(label, index).text.partition("<main")[2]
        found = re.search(rf'href="({re.escape(index)}[\w-]+/)"', main)
        if not found:
            raise DemoError(f"{index} of {label} lists nothing.")
        return found[1]


def list_agencies() -> list[dict[str, str]]:
    """Return the rows of the table the demo is made from."""
    with (ROOT / "demo/data/agencies.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def load_demo(directory: Path, port: int = 8000) -> None:
    """Load the demo into a directory, for websites on a port; raises DemoError where it fails."""
    environment = _environment(directory, port)
    _run(environment, "migrate", "-v0")
    _run(environment, "load_demo")
    # Pages do not wait for the queue, and the tests not for the pictures.
    _run(environment, "make_renditions")


def play_reorganisation(directory: Path) -> None:
    """Carry out the changes of 2025 on a demo that is loaded; raises DemoError where it fails."""
    _run(_environment(directory, 8000), "reorganise_demo")


@contextmanager
def serve_demo(port: int = 0, loaded: Path | None = None, **settings: str) -> Iterator[Demo]:
    """Serve the demo from a temporary directory; raises DemoError where that fails.

    It gets the given port if that is free, else any. ``loaded`` is where ``load_demo`` has loaded
    it, which is copied; else it is loaded now. ``settings`` are environment variables.
    """
    with tempfile.TemporaryDirectory(prefix="bantin-demo-") as name:
        directory = Path(name)
        port = find_free_port(port) or find_free_port()
        if loaded:
            _copy(loaded, directory, port)
        else:
            load_demo(directory, port)
        accounts = json.loads((directory / "accounts.json").read_text(encoding="utf-8"))
        log = _log(directory)
        process = _start(_environment(directory, port) | settings, log)
        try:
            _wait_until_up(process, port, log)
            passwords = {row["name"]: row["password"] for row in accounts}
            yield Demo(port, passwords, directory)
            if process.poll() is not None:
                raise DemoError(f"The demo ended by itself:\n{log.read_text(errors='replace')}")
        finally:
            _stop(process)


def _copy(loaded: Path, directory: Path, port: int) -> None:
    shutil.copytree(loaded, directory, dirs_exist_ok=True)
    with closing(sqlite3.connect(directory / "db.sqlite3")) as connection:
        connection.execute("UPDATE wagtailcore_site SET port = ?", (port,))
        connection.commit()


def _log(directory: Path) -> Path:
    return directory / "demo.log"


def _environment(directory: Path, port: int) -> dict[str, str]:
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.dev",
        "DEBUG": "0",
        "DATABASE_URL": f"sqlite:///{directory / 'db.sqlite3'}",
        "MEDIA_ROOT": str(directory / "media"),
        "EMAIL_URL": f"filemail:///{directory / 'mail'}",
        "DEMO_ACCOUNTS_FILE": str(directory / "accounts.json"),
        "SITE_PORT": str(port),
        "PYTHONUNBUFFERED": "1",
    }


def _manage(*arguments: str) -> list[str]:
    return [sys.executable, "manage.py", *arguments]


def _run(environment: dict[str, str], *arguments: str) -> None:
    done = subprocess.run(
        _manage(*arguments),
        cwd=ROOT,
        env=environment,
        capture_output=True,
        text=True,
        timeout=SECONDS_TO_LOAD,
    )
    if done.returncode:
        raise DemoError(f"manage.py {arguments[0]} failed:\n{done.stdout}{done.stderr}")


def _start(environment: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    with log.open("wb") as output:
        return subprocess.Popen(
            _manage("demo"),
            cwd=ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )


def _wait_until_up(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while process.poll() is None and time.monotonic() < deadline:
        try:
            if "jobs: ok" in requests.get(f"http://127.0.0.1:{port}/readyz", timeout=10).text:
                return
        except requests.RequestException:
            # Another process is coming up; there is nothing of it to wait for but its answer.
            time.sleep(0.1)
    raise DemoError(f"The demo does not answer:\n{log.read_text(errors='replace')}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
