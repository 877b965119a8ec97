"""Bantin installed by the runbook: its blocks typed one after the other, and root's done for it."""

import os
import re
import subprocess
import time
from collections.abc import Callable
from contextlib import ExitStack, closing, suppress
from http.client import HTTPConnection
from pathlib import Path

from tests.deployment.account import PACKAGES, Account
from tests.deployment.nginx_process import stop_nginx
from tests.deployment.runbook import OWNER, ROOT, SERVERS, SESSION, Block, read_blocks
from tests.deployment.servers import DrillCluster, start_cluster
from tests.deployment.units import START_SECONDS, Service, Socket
from tests.free_ports import find_free_port
from tests.mail_server import PostOffice

SOURCE = Path(__file__).parents[2]
# Folders of the runbook, and where they are in the drill.
FOLDERS = {
    "/srv/bantin": "srv",
    "/etc/bantin": "etc",
    "/run/bantin": "run",
    "/var/log/bantin": "log",
}
UNITS = """slug,kind,name_vi,name_en,hostname,geocode
tinh-bac-kan,province,Cổng Thông tin điện tử tỉnh Bắc Kạn,Bac Kan Province Portal,www,06
so-y-te,department,Sở Y tế,Department of Health,soyte,
huyen-ba-be,district,Ủy ban nhân dân huyện Ba Bể,People's Committee of Ba Be District,babe,061
"""
ADMIN_PASSWORD = "Chi-de-dien-tap-2026"
# What a virtual environment lacks whose packages are somewhere else.
KNOWN = f"""
echo {PACKAGES} > .venv/lib/{Path(PACKAGES).parent.name}/site-packages/_.pth
echo "#!$PWD/.venv/bin/python" > .venv/bin/gunicorn
echo "from gunicorn.app.wsgiapp import run; run()" >> .venv/bin/gunicorn
chmod +x .venv/bin/gunicorn
"""
# Headings whose blocks are for later, when everything runs.
LATER = {"Restarting", "Two nodes", "An edge", "PgBouncer", "Upgrading", "Sign-in"}


class Node:
    """An installation in an account's folder, and the servers that belong to it."""

    def __init__(self, account: Account, office: PostOffice) -> None:
        self.account, self.office = account, office
        self.typed: list[str] = []
        self.by_root: list[str] = []
        self.ports = {
            name: find_free_port() for name in ("HTTP", "HTTP_IPV6", "HTTPS", "HTTPS_IPV6")
        }
        self.valkey_port = find_free_port()
        self.services: dict[str, Service] = {}
        self.sockets: dict[str, Socket] = {}
        self.cluster: DrillCluster | None = None
        self._stack = ExitStack()

    # Folders

    def at(self, path: str) -> Path:
        """Return where a path of the runbook is in the drill."""
        return Path(self.at_home(path))

    def at_home(self, text: str) -> str:
        for there, here in FOLDERS.items():
            text = text.replace(there, str(self.account.home / here))
        return text

    @property
    def app(self) -> Path:
        return self.at("/srv/bantin/app")

    @property
    def variables(self) -> dict[str, str]:
        """What stands in the environment file."""
        lines = self.at("/etc/bantin/environment").read_text().splitlines()
        return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))

    # Walking the runbook

    def install_and_start(self) -> None:
        """Type all blocks up to the end of the installation, in their order."""
        steps: dict[str, Callable[[], None]] = {
            "Packages": lambda: None,
            "Account and folders": self._unpack_source,
            "A private certificate authority": lambda: None,
            "Database": self._start_database,
            "Cache": lambda: None,
            "Services": self.start_services,
            "nginx": self._wait_for_websites,
        }
        # Root's services are started "Without root", before the websites are looked at.
        for block in self._in_order_of_work():
            if block.role == ROOT:
                steps[block.heading]()
                self.by_root.append(block.heading)
            else:
                self.type(block)
                if block.heading == "Configuration" and "cp deploy" in block.text:
                    self._edit_configuration()

    def _in_order_of_work(self) -> list[Block]:
        blocks = [block for block in read_blocks() if block.role != SESSION]
        first = [block for block in blocks if block.heading not in LATER]
        servers = [block for block in first if block.role == SERVERS]
        others = [block for block in first if block.role != SERVERS]
        # Valkey has to be there before anything is checked; nginx needs what is filled.
        at = next(i for i, one in enumerate(others) if one.heading == "Check and prepare")
        return [*others[:at], *servers, *others[at:]]

    def type(self, block: Block) -> str:
        """Type a block as the account does; returns what it prints. Fails as the block does."""
        text = self.at_home(block.text)
        if block.role not in (OWNER, SERVERS):
            [session] = [one for one in read_blocks() if one.role == SESSION]
            text = self.at_home(session.text) + text
        if PACKAGES:
            text = text.replace("python3 -m venv .venv\n", f"python3 -m venv .venv\n{KNOWN}\n")
        # Nobody is there to answer what it asks.
        text = re.sub(r"(manage\.py createsuperuser .*)", r"\1 --noinput", text)
        done = self.account.run(
            "bash",
            "-euo",
            "pipefail",
            "-c",
            text,
            env=self.account.environment | {"DJANGO_SUPERUSER_PASSWORD": ADMIN_PASSWORD},
        )
        assert done.returncode == 0, f"{block.heading}\n{text}\n{done.stdout}\n{done.stderr}"
        lines = [line for line in block.text.splitlines() if line.strip()]
        self.typed += [line for line in lines if not line.startswith(("cd ", "set -a"))]
        return done.stdout

    def type_heading(self, heading: str) -> str:
        """Type all blocks of a heading that are not root's."""
        blocks = [one for one in read_blocks() if one.heading == heading and one.role != ROOT]
        assert blocks, heading
        return "".join(self.type(block) for block in blocks)

    def manage(self, *arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
        return self.account.run(
            self.app / ".venv" / "bin" / "python",
            "manage.py",
            *arguments,
            cwd=self.app,
            env=self.account.environment | self.variables | variables,
        )

    # Root's steps, done by the drill

    def _unpack_source(self) -> None:
        for name in ("srv/app", "srv/static", "srv/media", "srv/backups", "etc", "run", "log",
                     "valkey"):  # fmt: skip
            self.account.make_folder(name)
        (self.account.home / "srv" / "media").chmod(0o2750)
        archive = subprocess.run(
            ["git", "ls-files", "-z", "--cached"], cwd=SOURCE, capture_output=True, check=True
        ).stdout
        listed = subprocess.Popen(
            ["tar", "--create", "--null", "--files-from=-", "--file=-"],
            cwd=SOURCE, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert listed.stdin and listed.stdout
        unpacked = subprocess.Popen(
            ["tar", "--extract", "--no-same-owner", "--file=-"],
            cwd=self.app, stdin=listed.stdout, **self.account.identity,
        )  # fmt: skip
        listed.stdin.write(archive)
        listed.stdin.close()
        assert (listed.wait(), unpacked.wait()) == (0, 0)
        (self.app / "units.csv").write_text(UNITS)

    def _start_database(self) -> None:
        file = self.at("/etc/bantin/deploy/postgresql/bantin.conf")
        self.cluster = start_cluster(file)
        self._stack.callback(self.cluster.stop)
        self.edit("/etc/bantin/environment", DATABASE_URL=self.cluster.url)

    def edit(self, path: str, **values: str) -> None:
        """Write values into a file of lines NAME=value, as an operator does."""
        file = self.at(path)
        text = file.read_text()
        for name, value in values.items():
            line = f"{name}={value}"
            text, found = re.subn(rf"^{name}=.*$", line.replace("\\", r"\\"), text, flags=re.M)
            text = text if found else f"{text}{line}\n"
        file.write_text(text)

    def _edit_configuration(self) -> None:
        places = self.at("/etc/bantin/places")
        places.write_text(self.at_home(places.read_text()))
        self.edit(
            "/etc/bantin/places",
            HTTP_LISTEN=f"127.0.0.1:{self.ports['HTTP']}",
            HTTP_LISTEN_IPV6=f"127.0.0.1:{self.ports['HTTP_IPV6']}",
            HTTPS_LISTEN=f"127.0.0.1:{self.ports['HTTPS']}",
            HTTPS_LISTEN_IPV6=f"127.0.0.1:{self.ports['HTTPS_IPV6']}",
            HEALTH_ADDRESS=f"127.0.0.1:{find_free_port()}",
            VALKEY_PORT=str(self.valkey_port),
            VALKEY_FOLDER=str(self.account.home / "valkey"),
        )
        environment = self.at("/etc/bantin/environment")
        environment.write_text(self.at_home(environment.read_text()))
        self.edit(
            "/etc/bantin/environment",
            SECRET_KEY="k" + os.urandom(40).hex(),
            CACHE_URL=f"redis://127.0.0.1:{self.valkey_port}/0",
            EMAIL_URL=f"smtp://127.0.0.1:{self.office.port}",
            VERIFY_ADDRESS=f"127.0.0.1:{self.ports['HTTPS']}",
            SSL_CERT_FILE=str(self.at("/etc/bantin/trusted.pem")),
        )

    def _wait_for_websites(self) -> None:
        """nginx was started before."""
        for name in ("web@1", "web@2"):
            self.services[name].wait_until_ready()
        until = time.monotonic() + START_SECONDS
        while "jobs: ok" not in (told := self.ask_readiness()):
            assert time.monotonic() < until, told
            time.sleep(0.2)

    def ask_readiness(self) -> str:
        """Ask nginx as a balancer does, by address and without TLS; return what it says."""
        with closing(HTTPConnection("127.0.0.1", self.ports["HTTP"], timeout=90)) as client:
            client.request("GET", "/readyz")
            return client.getresponse().read().decode()

    # Services

    def start_services(self) -> None:
        """Start the units as root does by ``systemctl enable --now``."""
        folder = self.at("/etc/bantin/deploy/systemd")
        for name in ("web", "admin"):
            self.sockets[name] = Socket(folder / f"bantin-{name}.socket", self.account)
            self._stack.callback(self.sockets[name].close)
        for name, unit, held in (
            ("web@1", "bantin-web@.service", "web"),
            ("web@2", "bantin-web@.service", "web"),
            ("admin", "bantin-admin.service", "admin"),
            ("jobs@1", "bantin-jobs@.service", ""),
            ("jobs@2", "bantin-jobs@.service", ""),
        ):
            service = Service(folder / unit, self.account, self.variables, self.sockets.get(held))
            self.services[name] = service
            self._stack.callback(service.kill)
            service.start()

    def restart(self, name: str) -> None:
        """As ``systemctl restart``: comes back when the new processes are ready."""
        service = self.services[name]
        service.stop()
        service.begin()

    def read_logs(self) -> str:
        """Return the end of what each service has written."""
        logs = {service.log for service in self.services.values()}
        return "\n".join(f"{log.name}\n{log.read_text()[-6000:]}" for log in sorted(logs))

    def stop_valkey(self) -> None:
        self.account.run("valkey-cli", "-p", str(self.valkey_port), "shutdown", "nosave")

    def close(self) -> None:
        """End everything, the last first."""
        stop_nginx(self.at("/run/bantin"))
        with suppress(OSError, subprocess.SubprocessError):
            self.stop_valkey()
        self._stack.close()
