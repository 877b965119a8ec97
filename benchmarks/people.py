"""People who work in the admin, through nginx as with a browser: they fill in forms and send them.

Scripts do not run here, so that what scripts make of a form is written as they would. Who signs
them in is a process of its own (``Backstage``).
"""

import subprocess
import sys
from time import perf_counter
from typing import Any
from uuid import uuid4

from bs4 import BeautifulSoup, Tag
from wagtail.test.utils.form_data import nested_form_data, querydict_from_html, streamfield

from benchmarks.processes import ROOT
from benchmarks.readers import PageResponse, Reader
from benchmarks.stack import ADMIN_HOST, Stack

# The text of an article, and what it leads to: fields that a script makes.
BLOCKS = nested_form_data(
    {"body": streamfield([("heading", "Nội dung")]), "related": streamfield([])}
)
SESSION, TOKEN = "__Host-sessionid", "__Host-csrftoken"  # noqa: S105, names of cookies


class FormRefusedError(Exception):
    """Raised when a form is not taken; says what was answered."""


class Backstage:
    """The process of ``benchmarks.backstage``, which ends with the block."""

    def __init__(self, stack: Stack) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.backstage"],
            cwd=ROOT,
            env=stack.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Backstage":
        return self

    def __exit__(self, *_error: object) -> None:
        assert self._process.stdin  # noqa: S101
        self._process.stdin.close()
        self._process.wait(60)

    def tell(self, line: str) -> str:
        """Give an order; return the answer. Raises RuntimeError if it was not carried out."""
        assert self._process.stdin and self._process.stdout  # noqa: S101
        self._process.stdin.write(line + "\n")
        self._process.stdin.flush()
        answer = self._process.stdout.readline().strip()
        if not answer:
            raise RuntimeError(f"{line}: the process backstage has ended")
        if answer.startswith(("unknown", "in use")):
            raise RuntimeError(f"{line}: {answer}")
        return answer


class Person:
    """Somebody signed in, who works through the nginx at a port.

    ``session``: the key of the session. ``number``: as of ``Reader``.
    """

    def __init__(self, port: int, number: int, session: str) -> None:
        self._reader = Reader(port, number)
        self._cookies = {SESSION: session}

    def close(self) -> None:
        """Close the connection."""
        self._reader.close()

    def publish_emergency(self, title: str) -> float:
        """Publish an emergency for all; return the seconds until its confirmation was answered.

        Raises FormRefusedError.
        """
        path = f"/admin/khan-cap/{uuid4()}/"
        typed = {"title": title, "instruction": "Lên cao.", "hours": "6", "audience": "all"}
        self._submit(path, typed)
        return self._submit(f"{path}phat/", {})

    def withdraw(self, bulletin: int) -> float:
        """Withdraw a bulletin; return the seconds that it took. Raises FormRefusedError."""
        return self._submit(f"/admin/dieu-hanh/{bulletin}/go-bo/", {"reason": "Nhầm."})

    def publish_article(self, page: int, title: str) -> float:
        """Publish an article with another title; return the seconds. Raises FormRefusedError."""
        typed = {"title": title, "action-publish": "action-publish"}
        return self._submit(f"/admin/pages/{page}/edit/", BLOCKS | typed)

    def _submit(self, path: str, typed: dict[str, Any]) -> float:
        """Open a form, fill it in and send it; return the seconds that sending took."""
        opened = self._ask("GET", path)
        forms = BeautifulSoup(opened.text, "html.parser").find_all("form")
        place = next((place for place, form in enumerate(forms) if _is_sent_to(form, path)), None)
        if place is None:
            raise FormRefusedError(f"{path}: {opened.status} {opened.headers.get('Location', '')}")
        fields = querydict_from_html(opened.text, form_index=place, exclude_csrf=False)
        for choice in forms[place].find_all("select", required=True):
            # What must be chosen, and is not yet.
            fields[choice["name"]] = (
                fields[choice["name"]] or choice.find_all("option")[-1]["value"]
            )
        for name, value in typed.items():
            fields[name] = value
        begin = perf_counter()
        answer = self._ask("POST", path, fields.urlencode())
        took = perf_counter() - begin
        if answer.status != 302:  # noqa: PLR2004, where to go on
            soup = BeautifulSoup(answer.text, "html.parser")
            errors = [one.get_text(" ", strip=True) for one in soup.select("[class*=error]")]
            raise FormRefusedError(f"{path}: {answer.status} {errors}")
        return took

    def _ask(self, method: str, path: str, body: str | None = None) -> PageResponse:
        cookies = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        headers = {"Cookie": cookies}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
            headers["Origin"] = f"https://{ADMIN_HOST}"
        answer = self._reader.ask(method, ADMIN_HOST, path, headers, body)
        for line in answer.headers.get_all("Set-Cookie", []):
            name, _sign, value = line.partition(";")[0].partition("=")
            if name == TOKEN:
                self._cookies[TOKEN] = value
        return answer


def _is_sent_to(form: Tag, path: str) -> bool:
    """Return whether a form is sent by hand to this path; those of scripts have no token."""
    token = form.find("input", attrs={"name": "csrfmiddlewaretoken"})
    return token is not None and form.get("action") in {None, "", path}
