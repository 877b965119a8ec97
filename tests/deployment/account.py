"""An account without rights, for which the drill installs Bantin, and its folder."""

import contextlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

SYSTEM_PATH = "/usr/local/bin:/usr/bin:/bin:/usr/local/sbin:/usr/sbin:/sbin"
# What leads package installers to where packages come from on this machine.
INHERITED = ("PIP_", "SSL_CERT_", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "LANG")
# Of one command; a machine may be busy with other things.
SECONDS = 3600
# A folder of packages that are installed already, which the account may read: nothing has to be
# downloaded and unpacked then. The system's Python must be of the same version.
PACKAGES = os.environ.get("DRILL_PACKAGES", "")


@dataclass(frozen=True)
class Account:
    """Somebody who is not root, with a folder that nobody else has."""

    entry: pwd.struct_passwd
    home: Path

    @property
    def identity(self) -> dict[str, object]:
        """The arguments of ``subprocess`` by which a program runs as this account."""
        if os.geteuid() != 0:
            return {}
        return {"user": self.entry.pw_uid, "group": self.entry.pw_gid, "extra_groups": []}

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if name.startswith(INHERITED)}
        path = SYSTEM_PATH if os.geteuid() == 0 else os.environ["PATH"]
        path = f"{self.home / 'bin'}:{path}"
        return kept | {"HOME": str(self.home), "PATH": path, "LC_ALL": "C.UTF-8"}

    def make_folder(self, name: str) -> Path:
        folder = self.home / name
        folder.mkdir(parents=True, exist_ok=True)
        self.own(folder)
        return folder

    def own(self, path: Path) -> None:
        if os.geteuid() == 0:
            os.chown(path, self.entry.pw_uid, self.entry.pw_gid)

    def run(self, *command: str | Path, **options: object) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, as this account; it is told nothing of ours."""
        given = {"cwd": self.home, "env": self.environment, "timeout": SECONDS} | options
        return subprocess.run(
            list(map(str, command)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            **given,
            **self.identity,
        )


@contextlib.contextmanager
def make_account() -> Iterator[Account]:
    """Make an account where root runs the tests, else take one's own; and a folder for it.

    The folder's path is short: that of a socket may have 107 characters.
    """
    name = f"bantin-drill-{os.getpid()}"
    is_root = os.geteuid() == 0
    home = Path(tempfile.mkdtemp(prefix="bantin-", dir="/tmp"))  # noqa: S108
    try:
        if is_root:
            shell = ["--shell", "/usr/sbin/nologin", "--no-create-home"]
            subprocess.run(["useradd", "--system", *shell, name], check=True, capture_output=True)
        account = Account(pwd.getpwnam(name) if is_root else pwd.getpwuid(os.getuid()), home)
        account.own(home)
        home.chmod(0o755)
        if PACKAGES:
            (account.make_folder("bin") / "python3").symlink_to(find_python())
        yield account
    finally:
        shutil.rmtree(home, ignore_errors=True)
        if is_root:
            subprocess.run(["userdel", name], capture_output=True)


def find_python() -> str:
    """Return the system's Python of the version that PACKAGES are for."""
    name = Path(PACKAGES).parent.name
    found = shutil.which(name, path=SYSTEM_PATH)
    assert found, f"DRILL_PACKAGES is for {name}, which is not there"
    return found
