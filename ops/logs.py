"""Fields of a log line beside its message, such as request and task, and two formats.

``LOG_FORMAT=json`` writes one JSON object for each line, for programs that collect logs. Both
formats name the request. Nothing personal is written: query strings, secrets in addresses and
e-mail addresses are masked, and a person is a number. The module imports neither Django nor models,
because gunicorn reads it before Django is set up.

The formatter is our own, and not a library's: those write whatever a record carries, and Django's
records carry the request, whose text holds the query string.
"""

import json
import logging
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from accounts.services.secret_urls import MASK, mask_secrets

if TYPE_CHECKING:
    from ops.errors.trace import ErrorTrace

_QUERY = re.compile(r"(?<=[\w/%.~\])-])\?[^\s\"'<>]+")
_EMAIL = re.compile(r"(?<![\w.+%-])[\w.+%-]+@[\w-]+(?:\.[\w-]+)+")
# PostgreSQL's second line of an error, which repeats values of the row.
_DETAIL = re.compile(r"^DETAIL: .*$", re.MULTILINE)


@dataclass
class RequestRecord:
    """What is known of the request in hand, for its lines of the log.

    ``host_class`` is one of ``website``, ``admin``, ``directory``, ``unknown``, or ``any`` for what
    is answered on every host alike (static files, health). ``page_type`` is the label of a page's
    model, such as ``home.newspage``. ``error`` is what went wrong, None if nothing did.
    ``find_person`` returns the primary key of the signed-in user, None if nobody is or nobody has
    asked yet.
    """

    id: str
    host_class: str = "any"
    host: str = ""
    agency: str = ""
    cache: str = ""
    page_type: str = ""
    error: "ErrorTrace | None" = None
    find_person: Callable[[], int | None] = lambda: None


_request: ContextVar[RequestRecord | None] = ContextVar("request", default=None)
_task: ContextVar[str] = ContextVar("task", default="")


def find_request_record() -> RequestRecord | None:
    """Return the record of the request that is being answered, None outside of requests."""
    return _request.get()


def get_request_id() -> str:
    """Return the number of the request that is being answered; empty outside of requests."""
    record = _request.get()
    return record.id if record else ""


def describe_host(host_class: str, host: str, agency: str = "") -> None:
    """Note which host the request in hand is for; nothing outside of requests.

    ``host``: its name, lower case. ``agency``: code of the agency whose website it is.
    """
    if record := _request.get():
        record.host_class, record.host, record.agency = host_class, host, agency


def describe_page(page_type: str) -> None:
    """Note which type of page the request in hand is for; nothing outside of requests."""
    if record := _request.get():
        record.page_type = page_type


def get_error_code() -> str:
    """Return the code of what went wrong in the request in hand; empty if nothing did."""
    record = _request.get()
    return record.error.code if record and record.error else ""


@contextmanager
def in_request(record: RequestRecord) -> Iterator[RequestRecord]:
    """Let the lines of the log name this request inside the ``with`` block."""
    token = _request.set(record)
    try:
        yield record
    finally:
        _request.reset(token)


@contextmanager
def in_task(number: str) -> Iterator[None]:
    """Let the lines of the log name this queued task inside the ``with`` block."""
    token = _task.set(number)
    try:
        yield
    finally:
        _task.reset(token)


def mask_personal(text: str) -> str:
    """Return ``text`` without query strings, secrets in addresses and e-mail addresses."""
    text = _DETAIL.sub(f"DETAIL: {MASK}", _QUERY.sub(f"?{MASK}", mask_secrets(text)))
    return _EMAIL.sub(MASK, text)


class LineFormatter(logging.Formatter):
    """One line for people; number of the request or task, and code of an error, in brackets."""

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802, logging's name
        """Return the message with the numbers after it."""
        numbers = [get_request_id(), _task.get(), get_error_code()]
        numbers = [number for number in numbers if number]
        line = super().formatMessage(record)
        return f"{line} [{' '.join(numbers)}]" if numbers else line

    def formatException(self, ei: Any) -> str:  # noqa: N802, logging's name
        """Return the traceback without secrets in addresses."""
        return mask_secrets(super().formatException(ei))


class JSONFormatter(logging.Formatter):
    """One JSON object (RFC 8259) on one line; ``record.fields`` are further members of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line; what is unknown is left out."""
        line: dict[str, object] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": mask_personal(record.getMessage()),
        }
        line |= _describe_context()
        fields: Mapping[str, object] = getattr(record, "fields", {})
        line |= {
            name: mask_personal(value) if isinstance(value, str) else value
            for name, value in fields.items()
        }
        if record.exc_info:
            line["exception"] = mask_personal(self.formatException(record.exc_info))
        return json.dumps(line, ensure_ascii=False, default=str)


def _describe_context() -> dict[str, object]:
    fields: dict[str, object] = {}
    if record := _request.get():
        person = record.find_person()
        fields = {
            "request": record.id,
            "host": record.host,
            "agency": record.agency,
            "person": person,
            "error": get_error_code(),
        }
    if task := _task.get():
        fields["task"] = task
    return {name: value for name, value in fields.items() if value not in ("", None)}
