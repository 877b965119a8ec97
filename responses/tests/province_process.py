"""A province of many websites, made or looked at by a process, on a database of its own.

``make NUMBER`` adds agencies and a bulletin for all of them. ``check`` is the real job process,
with the nightly check of all websites as its only task; it prints as JSON how many megabytes it
took at most, and how many websites and hosts were looked at.
"""

import json
import re
import sys
from pathlib import Path

import django
from django.core.management import call_command

django.setup()

# Models can be imported only now.
from bulletins.tests.factories import publish_bulletin  # noqa: E402
from ops.jobs import schedule  # noqa: E402
from responses.models import DisplayCheck  # noqa: E402
from responses.tasks import verify_all  # noqa: E402
from sites.models import HostCheck, Kind  # noqa: E402
from sites.services.provisioning import provision_agency  # noqa: E402
from tests.bulk_agencies import make_agencies  # noqa: E402


def make(number: int) -> None:
    call_command("migrate", verbosity=0)
    provision_agency(
        code="tinh-bac-kan", kind=Kind.PROVINCE, name_vi="Tỉnh Bắc Kạn", host="www.backan.localhost"
    )
    make_agencies(number)
    publish_bulletin(audience=["all"])


def check() -> None:
    schedule._periodic_tasks.clear()
    verify_all.enqueue()
    call_command("run_jobs", "--once")
    status = Path("/proc/self/status").read_text()
    most = int(re.search(r"VmHWM:\s+(\d+) kB", status)[1]) // 1024
    print(json.dumps([most, DisplayCheck.objects.count(), HostCheck.objects.count()]))  # noqa: T201


if sys.argv[1] == "make":
    make(int(sys.argv[2]))
else:
    check()
