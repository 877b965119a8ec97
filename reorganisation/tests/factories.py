"""Plans that reorganise the units of the tests, and the addresses of their websites."""

import csv
import re
from html import unescape
from io import StringIO
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.test import Client

from reorganisation.plans.table import COLUMNS

HEADINGS = (
    "step,date,action,old_code,new_code,new_name,share,content,people,kind,host,parent,announce"
)
# Who comes without a browser's ways: neither forms nor what only a click finds.
_LINK = re.compile(r'(?:href|src)="([^"#]+)')
_LOCATION = re.compile(r"<(?:loc|link|guid)[^>]*>(http[^<]+)<")


def write_plan(folder, *rows, name="plan.csv"):
    """Write the table of a plan, with a row for each text."""
    file = folder / name
    file.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
    return file


def write_cells(folder, *rows, name="plan.csv"):
    """Write the table of a plan, with the cells of each row by column; a row for each dict.

    The day is the first of July 2025 where a row names none.
    """
    file = folder / name
    with file.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS)
        writer.writeheader()
        writer.writerows({"date": "2025-07-01"} | row for row in rows)
    return file


def reorganise(file, **options):
    """Carry out a plan as the ICT administrator, and return what the command writes."""
    output = StringIO()
    call_command("reorganise", file, **{"by": "ict-admin"} | options, stdout=output)
    return output.getvalue()


def fetch(address):
    """What an anonymous reader gets at an absolute address."""
    parts = urlsplit(address)
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return Client(headers={"host": parts.netloc, "user-agent": "Mozilla/5.0"}).get(path or "/")


def crawl(agencies, clicks=None):
    """All addresses of the websites of these agencies that answer to readers.

    ``clicks``: how far from the home page and the sitemap pages are opened; what those link to
    counts as answering. None for all pages.
    """
    hosts = {f"{one.site.hostname}:{settings.SITE_PORT}" for one in agencies}
    hosts |= {one.site.hostname for one in agencies}
    waiting = [(f"{one.root_url}{path}", 0) for one in agencies for path in ("/", "/sitemap.xml")]
    found = {}
    while waiting:
        address, distance = waiting.pop(0)
        if address in found or "/hien-thi/" in address or "/static/" in address:
            continue
        if clicks is not None and distance > clicks:
            found[address] = 200
            continue
        response = fetch(address)
        found[address] = response.status_code
        kind = response.headers.get("Content-Type", "")
        if response.streaming or not ("html" in kind or "xml" in kind):
            continue
        text = response.content.decode()
        for link in (*_LINK.findall(text), *_LOCATION.findall(text)):
            target = urljoin(address, unescape(link))
            if urlsplit(target).netloc in hosts and target not in found:
                waiting.append((target.partition("#")[0], distance + 1))
    return {address for address, status in found.items() if status in {200, 301}}


def get_target(address, answers):
    """The status at the end of the one redirect that an address may answer with."""
    response = fetch(address)
    if response.status_code != 301:
        return response.status_code, address
    target = urljoin(address, response["Location"])
    if target not in answers:
        answers[target] = fetch(target).status_code
    return answers[target], target


def find_broken(addresses):
    """Those of some addresses that lead nowhere, or by more than one hop, with what they say."""
    answers, broken = {}, {}
    for address in addresses:
        status, target = get_target(address, answers)
        # What nobody can do any more is said, and leads to who can: the form for messages.
        if status != 200 and not (status == 410 and "/gop-y/" in address):
            broken[address] = status, target
    return broken
