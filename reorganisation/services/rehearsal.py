"""Services that rehearse a plan on a copy of the database, and report the result."""

import base64
import json
import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from functools import cache
from http import HTTPStatus
from io import BytesIO
from pathlib import Path
from time import monotonic
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.cache import caches
from django.core.exceptions import ValidationError
from django.core.handlers.wsgi import WSGIHandler, WSGIRequest
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from wagtail import hooks
from wagtail.models import Page

from accounts.models import User
from accounts.permissions import get_administrator
from ops.backup.copies import copied_database, is_copy
from ops.backup.errors import BackupError
from reorganisation.models import PlanDraft, RehearsalState, ReorganisationPlan, StepAction
from reorganisation.plans.report import STEP_LABELS, describe_undone
from reorganisation.plans.table import AgencyTableFile
from reorganisation.selectors.agency_counts import (
    count_by_agency,
    count_installation,
    list_addresses,
)
from reorganisation.selectors.open_matters import list_open_matters
from reorganisation.services.plan_drafts import get_tables
from reorganisation.services.plans import (
    check_plan,
    iter_done_steps,
    make_digest,
    prepare_plan,
)
from reorganisation.services.step_undo import iter_undone_steps, list_steps_to_undo
from sites.services.table_files import TableError

# Addresses that are asked before and after; of more every n-th is.
MAX_ADDRESSES = 3000
# Addresses that a report names.
_NAMED = 20
_REQUEST, _REPORT = "plan.json", "report.json"

Report = dict[str, Any]

logger = logging.getLogger(__name__)


def rehearse_plan(
    *,
    data: bytes,
    agency_tables: list[AgencyTableFile],
    name: str,
    domain: str,
    by: User,
    tell: Callable[[str], object],
) -> Report:
    """Carry a plan out on a copy of the database as if all its days had come; return the report.

    The arguments are those of ``prepare_plan`` and ``iter_done_steps``; ``tell``: see
    ``copied_database``. For the report see ``reorganisation.plans.report``. Nothing is sent or
    published. Raises BackupError or OSError if there can be no copy.
    """
    tables = [[_pack(table.data), table.domain] for table in agency_tables]
    request = {
        "data": _pack(data),
        "units": tables,
        "name": name,
        "domain": domain,
        "by": by.username,
        "language": translation.get_language(),
    }
    report: Report = _run_in_copy(request, tell)
    return report


def rehearse_draft(draft: PlanDraft, by: User) -> None:
    """Rehearse the plan of a draft, and keep the report with it; or why there is none.

    What is wrong with the servers stands in the log, for those who run them. ``is_substitute`` in
    the report: the copy was in a database of another kind.
    """
    drafts = PlanDraft.objects.filter(pk=draft.pk)
    drafts.update(rehearsal=RehearsalState.RUNNING)
    said: list[str] = []
    tables = get_tables(draft)
    try:
        check_plan(**tables)
        report = rehearse_plan(**tables, name=draft.name, by=by, tell=said.append)
        state = RehearsalState.DONE
    except TableError as error:
        report, state = {"error": str(error)}, RehearsalState.FAILED
    except (BackupError, OSError) as error:
        logger.error("%s was not rehearsed: %s", draft, error)
        report, state = {}, RehearsalState.FAILED
    except Exception:
        # The queue tries again; meanwhile nobody shall wait for a report.
        drafts.update(rehearsal=RehearsalState.FAILED)
        raise
    for text in said:
        logger.warning("%s is rehearsed: %s", draft, text)
    drafts.update(
        rehearsal=state,
        rehearsed=make_digest(**tables),
        rehearsed_at=timezone.now(),
        report=report | {"is_substitute": bool(said)},
    )


def rehearse_undo(
    *, plan: ReorganisationPlan, position: int, by: User, tell: Callable[[str], object]
) -> list[str]:
    """Take a step back on a copy of the database; return a line for each, with what stays.

    The arguments are those of ``iter_undone_steps``, which would raise the ValidationError that
    this raises; ``tell`` and other errors as for ``rehearse_plan``.
    """
    list_steps_to_undo(plan, position)
    request = {
        "plan": plan.pk,
        "position": position,
        "by": by.username,
        "language": translation.get_language(),
    }
    lines: list[str] = _run_in_copy(request, tell)
    return lines


def _run_in_copy(request: Report, tell: Callable[[str], object]) -> Any:
    with copied_database(tell) as copy:
        (copy.folder / _REQUEST).write_text(json.dumps(request), encoding="utf-8")
        copy.run("rehearse_in_copy", str(copy.folder))
        return json.loads((copy.folder / _REPORT).read_text(encoding="utf-8"))


def rehearse_in_copy(folder: Path) -> None:
    """Do what ``rehearse_plan`` or ``rehearse_undo`` asks for in ``folder``; leave a report there.

    Raises BackupError, and does nothing, where this process does not work on a copy.
    """
    if not is_copy():
        raise BackupError("This is the living database; rehearse by reorganise --dry-run.")
    request = json.loads((folder / _REQUEST).read_text(encoding="utf-8"))
    by = get_administrator(request["by"])
    # That of whoever asked, who reads what a step is refused for.
    with translation.override(request["language"]):
        report = _take_back(request, by) if "position" in request else _rehearse(request, by)
    (folder / _REPORT).write_text(json.dumps(report), encoding="utf-8")


def _take_back(request: Report, by: User) -> list[str]:
    plan = ReorganisationPlan.objects.get(pk=request["plan"])
    return [
        describe_undone(step, left)
        for step, left in iter_undone_steps(plan, position=request["position"], by=by)
    ]


def _rehearse(request: Report, by: User) -> Report:
    plan = prepare_plan(
        data=base64.b64decode(request["data"]),
        agency_tables=[
            AgencyTableFile(base64.b64decode(data), domain) for data, domain in request["units"]
        ],
        name=request["name"],
        domain=request["domain"],
    )
    return _carry_out(plan, by)


def _pack(data: bytes) -> str:
    return base64.b64encode(data).decode()


def _carry_out(plan: ReorganisationPlan, by: User) -> Report:
    steps = list(plan.steps.all())
    codes = {step.code for step in steps}
    codes |= {code for step in steps for code in step.values.get("successors", [])}
    report: Report = {
        "steps": len(steps),
        "matters": [asdict(matter) for matter in list_open_matters(steps)],
        "before": count_by_agency(codes),
        "installation_before": count_installation(),
        "stopped": "",
    }
    addresses = list_addresses(codes)
    asked = addresses[:: 1 + len(addresses) // MAX_ADDRESSES]
    with _without_drawing():
        former = [address for address in asked if _ask(address)[0] < HTTPStatus.BAD_REQUEST]
        _let_days_come(plan)
        begun = monotonic()
        try:
            for _step in iter_done_steps(plan, until=date.max, by=by):
                pass
        except ValidationError as error:
            step = plan.steps.filter(done_at=None).earliest("position")
            what = f"{step.code} {STEP_LABELS[step.action]}"
            report["stopped"] = f"{step.position} ({what}): {' '.join(error.messages)}"
        report["seconds"] = round(monotonic() - begun, 1)
        for name in settings.CACHES:
            caches[name].clear()
        report["addresses"] = _compare(former) | {"all": len(addresses)}
    report["after"] = count_by_agency(codes)
    report["installation_after"] = count_installation()
    return report


@transaction.atomic
def _let_days_come(plan: ReorganisationPlan) -> None:
    """Let units end today that end later: nobody can end a unit on a day that has not come."""
    today = timezone.localdate().isoformat()
    for step in plan.steps.filter(action=StepAction.ARCHIVE):
        step.values["ended_on"] = min(step.values["ended_on"], today)
        step.save(update_fields=["values"])


@contextmanager
def _without_drawing() -> Iterator[None]:
    """In the block, pages answer without being drawn: the copy has no pictures."""
    answer: Callable[..., HttpResponse] = _answer_nothing
    with hooks.register_temporarily("before_serve_page", answer):
        yield


def _answer_nothing(page: Page, request: HttpRequest, args: Any, kwargs: Any) -> HttpResponse:
    return HttpResponse()


def _compare(former: list[str]) -> Report:
    """Ask addresses again, and where they lead: how many answer, lead on once, or are broken."""
    same = moved = 0
    broken: list[str] = []
    targets: dict[str, int] = {}
    for address in former:
        status, target = _ask(address)
        if status == HTTPStatus.MOVED_PERMANENTLY:
            if target not in targets:
                targets[target] = _ask(target)[0]
            moved += targets[target] == HTTPStatus.OK
            status = HTTPStatus(targets[target])
        elif status == HTTPStatus.OK:
            same += 1
        if status != HTTPStatus.OK:
            broken.append(address)
    return {
        "asked": len(former),
        "same": same,
        "moved": moved,
        "broken": len(broken),
        "named": broken[:_NAMED],
    }


def _ask(address: str) -> tuple[int, str]:
    """Return the status with which this process answers an address, and where it leads."""
    parts = urlsplit(address)
    environ = {
        "REQUEST_METHOD": "GET",
        "SCRIPT_NAME": "",
        "PATH_INFO": parts.path,
        "QUERY_STRING": parts.query,
        "HTTP_HOST": parts.netloc,
        "SERVER_NAME": parts.hostname or "",
        "SERVER_PORT": str(parts.port or 80),
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": parts.scheme,
        "wsgi.input": BytesIO(),
        "wsgi.errors": BytesIO(),
    }
    # The websites' own middleware chooses a language, and leaves it chosen.
    with translation.override(None):
        response = _get_handler().get_response(WSGIRequest(environ))
    response.close()
    return response.status_code, response.headers.get("Location", "")


@cache
def _get_handler() -> WSGIHandler:
    return WSGIHandler()
