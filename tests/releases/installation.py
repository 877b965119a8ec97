"""An installation with the demo's settings in a folder of its own, kept small and brought back."""

import lzma
import os
import shutil
import sqlite3
import subprocess
import sys
import tarfile
from dataclasses import dataclass
from pathlib import Path

import environ
import psycopg2
from psycopg2.extensions import make_dsn

ROOT = Path(__file__).resolve().parents[2]
RELEASES = Path(__file__).parent
# What a newer pg_dump writes, and an older server or any client but psql does not understand.
UNKNOWN = ("\\restrict", "\\unrestrict", "SET transaction_timeout", "CREATE SCHEMA public")
ADMINISTRATOR = """
from accounts.models import User
print(User.objects.filter(is_superuser=True)[0].username)
"""


def list_releases() -> list[Path]:
    """Return the folders of the kept versions, the last one last."""
    folders = RELEASES.glob("[0-9]*")
    return sorted(folders, key=lambda folder: [*map(int, folder.name.split("."))])


class CommandError(Exception):
    """A command failed; the message holds all that it said."""


@dataclass(frozen=True)
class Installation:
    """Where an installation keeps its database and files.

    SQLite where no ``url`` is given; files in a folder where no ``storage`` is (MEDIA_STORAGE).
    ``program``: the folder of the program that works with it, by default the present one.
    """

    place: Path
    url: str = ""
    storage: str = ""
    program: Path = ROOT

    @property
    def database(self) -> Path:
        return self.place / "db.sqlite3"

    @property
    def media(self) -> Path:
        return self.place / "media"

    @property
    def environment(self) -> dict[str, str]:
        """The variables by which a program finds this installation."""
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "DEBUG": "0",
            "DATABASE_URL": self.url or f"sqlite:///{self.database}",
            "MEDIA_ROOT": str(self.media),
            "MEDIA_STORAGE": self.storage,
            "EMAIL_URL": f"filemail:///{self.place / 'mail'}",
            "DEMO_ACCOUNTS_FILE": str(self.place / "accounts.json"),
        }

    @property
    def administrator(self) -> str:
        """The user name of an ICT administrator of the demo."""
        return self.manage("shell", "-v", "0", "-c", ADMINISTRATOR).strip()

    def manage(self, *command: str) -> str:
        """Run a management command as an operator does; returns what it prints."""
        return self.run("manage.py", *command)

    def run(self, *program: str) -> str:
        """Run a Python program with this installation's settings; returns what it prints."""
        command = [sys.executable, *program]
        done = subprocess.run(
            command, cwd=self.program, env=self.environment, capture_output=True, text=True
        )
        if done.returncode:
            raise CommandError(f"{' '.join(program)}\n{done.stdout}\n{done.stderr}")
        return done.stdout

    def keep(self, folder: Path) -> None:
        """Write the database and the files into ``folder``, compressed."""
        with tarfile.open(folder / self._archive, "w:xz") as archive:
            archive.add(self.media, ".", filter=_without_sizes)
        if self.url:
            (folder / "postgresql.sql.xz").write_bytes(lzma.compress(self._dump().encode()))
            return
        smaller = self.place / "smaller.sqlite3"
        with sqlite3.connect(self.database) as connection:
            connection.execute("VACUUM INTO ?", [str(smaller)])
        (folder / "sqlite.xz").write_bytes(lzma.compress(smaller.read_bytes()))

    def bring_back(self, folder: Path) -> None:
        """Fill this installation, which is empty, with what ``keep`` has written."""
        with tarfile.open(folder / self._archive) as archive:
            archive.extractall(self.media, filter="data")
        if not self.url:
            with lzma.open(folder / "sqlite.xz") as kept, self.database.open("wb") as database:
                shutil.copyfileobj(kept, database)
            return
        plain = lzma.decompress((folder / "postgresql.sql.xz").read_bytes()).decode()
        with psycopg2.connect(get_dsn(self.url)) as connection, connection.cursor() as cursor:
            cursor.execute(plain)

    @property
    def _archive(self) -> str:
        # Files have random names, so those of one installation are not those of another.
        return "postgresql-media.tar.xz" if self.url else "sqlite-media.tar.xz"

    def _dump(self) -> str:
        form = ["--no-owner", "--no-privileges", "--inserts", "--rows-per-insert=100"]
        command = ["pg_dump", *form, get_dsn(self.url)]
        dumped = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        return "\n".join(line for line in dumped.splitlines() if not line.startswith(UNKNOWN))


def get_dsn(url: str) -> str:
    """Return the words by which PostgreSQL's own programs find the database of a DATABASE_URL."""
    config = environ.Env.db_url_config(url)
    keys = {
        "USER": "user",
        "PASSWORD": "password",
        "HOST": "host",
        "PORT": "port",
        "NAME": "dbname",
    }
    return make_dsn(**{name: config[key] for key, name in keys.items() if config.get(key)})


def _without_sizes(member: tarfile.TarInfo) -> tarfile.TarInfo | None:
    """Leave out the sizes made of pictures, which are made again, and who ran the program."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    return None if member.name.startswith("./images") else member
