"""Plans that reorganise the units of the tests, and the addresses of their websites."""

import re
from html import unescape
from io import StringIO
from urllib.parse import urljoin, urlsplit

from django.conf import settings
from django.core.management import call_command
from django.test import Client
from wagtail.models import Collection, Page

from bulletins.models import Bulletin
from content.models import CustomDocument
from home.models import FeedbackMessage, FormerURL
from members.models import AuditEntry
from sites.models import Agency, AgencyGroup, FormerHost, HostAlias

HEADINGS = "step,date,action,old_code,new_code,new_name,share,content,people,kind,host,parent"
# Who comes without a browser's ways: neither forms nor what only a click finds.
_LINK = re.compile(r'(?:href|src)="([^"#]+)')
_LOCATION = re.compile(r"<(?:loc|link|guid)[^>]*>(http[^<]+)<")


def write_plan(folder, *rows, name="plan.csv"):
    """Write the table of a plan, with a row for each text."""
    file = folder / name
    file.write_text("\n".join([HEADINGS, *rows]) + "\n", encoding="utf-8")
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


def crawl(agencies):
    """All addresses of the websites of these agencies that answer to readers."""
    hosts = {f"{one.site.hostname}:{settings.SITE_PORT}" for one in agencies}
    hosts |= {one.site.hostname for one in agencies}
    waiting = [f"{one.root_url}{path}" for one in agencies for path in ("/", "/sitemap.xml")]
    found = {}
    while waiting:
        address = waiting.pop()
        if address in found or "/hien-thi/" in address or "/static/" in address:
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
                waiting.append(target.partition("#")[0])
    return {address for address, status in found.items() if status in {200, 301}}


def describe():
    """All that a plan changes, without the numbers that a database gives."""
    pages = Page.objects.order_by("path").values_list("url_path", "title", "live", "depth")
    return {
        "agencies": sorted(
            Agency.objects.values_list(
                "code", "name_vi", "kind", "status", "ended_on", "site__hostname", "parent__code"
            )
        ),
        "successors": sorted(Agency.objects.values_list("code", "successors__code"), key=str),
        "pages": sorted(pages),
        "former": sorted(
            FormerURL.objects.values_list("home__slug", "path", "page__url_path", "leads_elsewhere")
        ),
        "hosts": sorted(FormerHost.objects.values_list("hostname", "agency__code")),
        "aliases": sorted(HostAlias.objects.values_list("hostname", "agency__code")),
        "files": sorted(CustomDocument.objects.values_list("title", "collection__name")),
        "collections": sorted(Collection.objects.values_list("name", "depth", "numchild")),
        "messages": sorted(FeedbackMessage.objects.values_list("receipt", "agency__code")),
        "bulletins": sorted(
            Bulletin.objects.values_list("slug", "source__code", "audience__excluded")
        ),
        "groups": sorted(AgencyGroup.objects.values_list("name", "agencies__code"), key=str),
        "journal": sorted(AuditEntry.objects.values_list("action", "agency__code"), key=str),
    }
