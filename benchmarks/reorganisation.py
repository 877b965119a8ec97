"""Benchmark of a reorganisation among many agencies.

``python -m benchmarks.reorganisation AGENCIES``, on an empty SQLite database that DATABASE_URL
names. Prints JSON: seconds to check a plan with a row for each agency, and of each kind of step the
median milliseconds and the most queries, from some units that end among the many. Times are those
of the processor, which a busy machine does not change. What takes longer among 3,500 than among 35
grows faster than its data.
"""

import json
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from statistics import median
from typing import Any

import django
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

django.setup()

from accounts.models import User
from reorganisation.services.plans import check_plan, iter_done_steps, prepare_plan
from sites.models import Agency, Kind
from sites.services.provisioning import provision_agency
from tests.bulk_agencies import make_agencies

ENDED = 9
OF_ONE = 3
HEADINGS = "step,date,action,old_code,new_code,new_name,kind,host,parent"
FORMER, NEW = "tinh", "tinh-moi"


def prepare(agencies: int) -> User:
    """Make two provinces, and the agencies (their number) in one of them; return who reorganises.

    Pages of those that will end are the home page and a list of news.
    """
    call_command("migrate", verbosity=0)
    for code, name in ((FORMER, "Tỉnh Cũ"), (NEW, "Tỉnh Mới")):
        host = f"{code}.{settings.BASE_DOMAIN}"
        provision_agency(code=code, kind=Kind.PROVINCE, name_vi=name, host=host)
        if code == FORMER:
            make_agencies(agencies)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return User.objects.create(username="ict", is_superuser=True)


def build_plan(number: int) -> bytes:
    """Return the table of a plan that merges the first communes, three into each new one."""
    codes = Agency.objects.filter(kind=Kind.COMMUNE).order_by("code").values_list("code", flat=True)
    rows = [HEADINGS]
    for place, code in enumerate(codes[:number]):
        new = place // OF_ONE
        name = f"Ủy ban nhân dân xã Mới {new:04d}"
        rows.append(f"1,2025-07-01,merge,{code},xa-moi-{new},{name},commune,xamoi{new},{NEW}")
    return "\n".join(rows).encode()


def measure(by: User) -> dict[str, Any]:
    """Return seconds of checking, and milliseconds and queries of each kind of step."""
    begin = time.process_time()
    steps = check_plan(data=build_plan(10**6), units=[], domain=settings.BASE_DOMAIN)
    checked = time.process_time() - begin
    plan = prepare_plan(
        data=build_plan(ENDED), units=[], name="measured", domain=settings.BASE_DOMAIN
    )
    found: dict[str, list[tuple[float, int]]] = defaultdict(list)
    done = iter_done_steps(plan, until=timezone.localdate(), by=by)
    queries = 0

    def count(execute: Callable[..., Any], *args: Any) -> Any:
        nonlocal queries
        queries += 1
        return execute(*args)

    with connection.execute_wrapper(count):
        begin = time.process_time()
        for step in done:
            found[step.action].append(((time.process_time() - begin) * 1000, queries))
            queries, begin = 0, time.process_time()
    acts = {
        action: [round(median(time for time, _count in rows)), max(count for _time, count in rows)]
        for action, rows in found.items()
    }
    return {"checked": round(checked, 2), "steps": len(steps), "acts": acts}


if __name__ == "__main__":
    json.dump(measure(prepare(int(sys.argv[1]))), sys.stdout)
