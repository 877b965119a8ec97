"""Benchmark of what people and programs do in a nation: publish, search, look at screens.

``python -m benchmarks.acts [night]``, under the settings and on the database of an installation
that ``benchmarks.nation`` has filled; with ``night``, also how it looks at websites at night, which
in a province with as many bulletins as a nation takes long and says nothing. Prints JSON: by name
the median milliseconds, the queries, and the median of the times in yards: a yardstick is laid on
after each time, since the machine is not as fast at one time as at another.
Nothing stays: what is published is taken back, what is provisioned rolled back.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from http import HTTPStatus
from itertools import chain, islice
from pathlib import Path
from statistics import median
from threading import Thread
from typing import Any

import django

django.setup()

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.template import Context, Template
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.services.second_factor import (
    SESSION_KEY,
    has_second_factor,
    requires_second_factor,
)
from benchmarks.queries import PAST_THE_CACHE, list_pages
from benchmarks.titles import ACT, WAITING
from bulletins.models import Bulletin, NoteKind, Urgency
from bulletins.services import lifecycle
from content.text.slugs import make_slug
from home.models import NewsPage
from responses.services.nightly_check import check_displays
from sites.models import Agency, Kind
from sites.services.bulk_provisioning import provision_rows
from sites.services.host_checks import check_hosts
from sites.services.provisioning import provision_agency

ROUNDS = 7
# Of pages, which are short, and whose aim is the closest.
PAGE_ROUNDS = 50
# A server that was started a moment ago reads everything from disk, and stops searches meanwhile.
COLD_ATTEMPTS = 5
# Websites that are looked at as every night.
VERIFIED = 20
TRANSACTIONS = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "SET ")
# By name: milliseconds, queries, and yards, of each time.
Measures = dict[str, list[tuple[float, int, float]]]
# What a page is made by, without a database: some milliseconds of it.
YARDSTICK = Template("{% for each in items %}<li>{{ each }}</li>{% endfor %}")
YARDS = list(map(str, range(1000)))


class NotShownError(Exception):
    """Raised when a website lacks a published bulletin, or shows a withdrawn one."""


def measure_bulletins(measures: Measures) -> None:
    """Publish, correct and withdraw an emergency for all, and look at the lists of websites.

    Raises NotShownError if one does not show the change at once.
    """
    for number in range(ROUNDS):
        title = f"{ACT}{timezone.now().timestamp():.0f}{number}"
        bulletin = create_draft(title)
        revision = bulletin.get_latest_revision()
        _measure(measures, "publish", transaction.atomic(revision.publish))
        check_lists(title, shown=True)
        bulletin.refresh_from_db()
        note = {"bulletin": bulletin, "kind": NoteKind.CORRECTION, "text": "Số đúng là 5."}
        _measure(measures, "correct", lambda note=note: lifecycle.add_note(**note, by=None))
        check_pages(bulletin, str(note["text"]))
        past = {"bulletin": bulletin, "reason": "Nhầm."}
        _measure(measures, "withdraw", lambda p=past: lifecycle.withdraw_bulletin(**p, by=None))
        check_lists(title, shown=False)
        # Former runs would fill the lists.
        bulletin.refresh_from_db()
        bulletin.delete()


def create_draft(title: str) -> Bulletin:
    """Return a saved draft of an emergency for everybody."""
    bulletin = Bulletin(
        title=title,
        slug=make_slug(title),
        summary="Tóm tắt.",
        instruction="Lên cao.",
        urgency=Urgency.EMERGENCY,
        valid_until=timezone.now() + timedelta(hours=6),
        live=False,
    )
    bulletin.save()
    bulletin.save_revision()
    return bulletin


def check_pages(bulletin: Bulletin, words: str) -> None:
    """Raise NotShownError if the page of a bulletin is without some words on a website."""
    for agency in _list_watched():
        if words not in _make_client(agency).get(bulletin.path).content.decode():
            raise NotShownError(f"{words}, {agency}")


def check_lists(title: str, *, shown: bool) -> None:
    """Raise NotShownError if a website's list does not have the title, or has it, as ``shown``."""
    for agency in _list_watched():
        page = _make_client(agency).get("/ban-tin/").content.decode()
        if (title in page) != shown:
            raise NotShownError(f"{title}, {agency}")


def _list_watched() -> Iterator[Agency]:
    return islice(Agency.objects.with_site().order_by("-pk"), 3)


def measure_screens(measures: Measures) -> None:
    """Open screens of the admin, as ICT and as an editor."""
    article = NewsPage.objects.live().last()
    units = Agency.objects.exclude(kind=Kind.PROVINCE).with_site()
    unit = units.filter(editors__user__isnull=False).order_by("pk").last()
    ict = sign_in(User.objects.get(username="ict"))
    editor = sign_in(User.objects.filter(groups=unit.editors_id).first())
    reach = {"name": "a", "a-scope": "some", "a-code": ["kind:commune", f"agency:{unit.pk}"]}
    screens: dict[str, Callable[[], Any]] = {
        "audience picker, live count": lambda: ict.post("/admin/bulletins/audience/reach/", reach),
        "dashboard of ICT": lambda: ict.get("/admin/"),
        "dashboard of an editor": lambda: editor.get("/admin/"),
        "explorer": lambda: ict.get("/admin/pages/"),
        "explorer of one website": lambda: ict.get(f"/admin/pages/{unit.root_page_id}/"),
        "page chooser": lambda: ict.get("/admin/choose-page/"),
        "chooser of pictures": lambda: editor.get("/admin/images/chooser/"),
        "chooser of files": lambda: editor.get("/admin/documents/chooser/"),
        "agency chooser, searched": lambda: ict.get("/admin/agency_chooser/results/?q=thu"),
        "list of agencies": lambda: ict.get("/admin/agencies/"),
        "list of bulletins": lambda: ict.get("/admin/snippets/bulletins/bulletin/"),
        "journal": lambda: ict.get(reverse("audit:index", urlconf="config.admin_urls")),
        "form of an article": lambda: editor.get(f"/admin/pages/{article.pk}/edit/"),
    }
    if not unit.root_page.get_descendants().filter(pk=article.pk).exists():
        screens["form of an article"] = lambda: ict.get(f"/admin/pages/{article.pk}/edit/")
    for name, act in screens.items():
        _measure_answers(measures, name, act)


def measure_websites(measures: Measures) -> None:
    """Ask for what citizens and search engines ask, past the page cache."""
    province = Agency.objects.with_site().filter(kind=Kind.PROVINCE).order_by("pk").first()
    unit = Agency.objects.exclude(kind=Kind.PROVINCE).with_site().order_by("pk").last()
    portal, website = _make_client(province), _make_client(unit)
    directory = Client(headers={"host": settings.ADMIN_HOST, "x-forwarded-proto": "https"})
    paths = list_pages(unit)
    pages: dict[str, Callable[[], Any]] = {
        f"page {name}": lambda path=path: website.get(path + PAST_THE_CACHE)
        for name, path in paths.items()
    }
    pages |= {
        "search in one website": lambda: website.get("/tim-kiem/?q=thông báo"),
        "search in all": lambda: website.get("/tim-kiem/?q=phòng chống lũ&scope=all"),
        "suggestions": lambda: website.get("/tim-kiem/goi-y/?q=th"),
        "directory": lambda: directory.get("/"),
        "directory, searched": lambda: directory.get("/?q=thu"),
        "directory of a website": lambda: portal.get("/co-quan/"),
        "index of sitemaps": lambda: portal.get("/sitemap.xml?trang=1"),
    }
    for name, act in pages.items():
        _measure_answers(measures, name, act, PAGE_ROUNDS if name.startswith("page ") else ROUNDS)


def measure_verification(measures: Measures) -> None:
    """Look at some websites as every night, through nginx: how long, and by how much processor.

    A portal and other websites: their names, and the bulletins that are due there.
    """
    portals = Agency.objects.filter(kind=Kind.PROVINCE).order_by("pk")[:1]
    units = Agency.objects.exclude(kind=Kind.PROVINCE).order_by("-pk")[: VERIFIED - 1]
    agencies = [agency.pk for agency in (*portals, *units)]
    begin, busy = time.perf_counter(), _get_busy_seconds()
    for _found in chain(check_hosts(agencies), check_displays(timezone.now(), agencies)):
        pass
    took, worked = time.perf_counter() - begin, _get_busy_seconds() - busy
    name = "nightly verification of a website"
    _note(measures, name, took / len(agencies))
    _note(measures, f"{name}: of a processor", worked / len(agencies))


def _get_busy_seconds() -> float:
    """Return for how long all processors have worked since the machine's start (proc_stat(5))."""
    _name, user, nice, system, _idle, _waiting, interrupts, soft, *_rest = (
        Path("/proc/stat").read_text().partition("\n")[0].split()
    )
    ticks = sum(map(int, (user, nice, system, interrupts, soft)))
    return ticks / os.sysconf("SC_CLK_TCK")


class _RolledBackError(Exception):
    """Ends a transaction whose work is not to stay."""


def measure_provisioning(measures: Measures) -> None:
    """Provision agencies, and publish while a table of them is being written."""
    province = Agency.objects.filter(kind=Kind.PROVINCE).order_by("pk").first()
    waiting = create_draft(f"{WAITING}{timezone.now().timestamp():.0f}")
    for number in range(ROUNDS):
        code = f"xa-moi-{number}"
        given = {"code": code, "kind": Kind.COMMUNE, "name_vi": f"Ủy ban nhân dân xã Mới {number}"}
        host = f"{code}.{settings.BASE_DOMAIN}"
        with suppress(_RolledBackError), transaction.atomic():
            _measure(
                measures,
                "provisioning with starter pages",
                lambda given=given, host=host: provision_agency(
                    **given, host=host, parent=province.code
                ),
            )
            raise _RolledBackError

    def list_rows() -> Iterator[dict[str, str]]:
        yield {
            "code": "xa-moi",
            "kind": Kind.COMMUNE,
            "name_vi": "Ủy ban nhân dân xã Mới",
            "host": f"xa-moi.{settings.BASE_DOMAIN}",
            "parent": province.code,
        }
        # The next row is asked for while the first is written and not committed.
        _note(measures, "publication during provisioning", _publish_beside(waiting))
        raise _RolledBackError

    with suppress(_RolledBackError):
        provision_rows(list_rows())
    waiting.refresh_from_db()
    waiting.delete()


def _publish_beside(bulletin: Bulletin) -> float:
    """Publish over another connection; return the seconds, 5 if it had to wait so long."""
    begin = time.perf_counter()

    def publish() -> None:
        try:
            with transaction.atomic():
                connection.cursor().execute("SET LOCAL lock_timeout = '5s'")
                bulletin.get_latest_revision().publish()
        except OperationalError:
            # Waited for a lock in vain; the time says so.
            pass
        finally:
            connection.close()

    thread = Thread(target=publish)
    thread.start()
    thread.join()
    return time.perf_counter() - begin


def _measure_answers(
    measures: Measures, name: str, act: Callable[[], Any], rounds: int = ROUNDS
) -> None:
    for _attempt in range(COLD_ATTEMPTS):
        answer = act()
        if answer.status_code != HTTPStatus.SERVICE_UNAVAILABLE:
            break
    if answer.status_code != HTTPStatus.OK:
        raise NotShownError(f"{name}: {answer.status_code} {answer.headers.get('Location', '')}")
    for _round in range(rounds):
        _measure(measures, name, act)


def _measure(measures: Measures, name: str, act: Callable[[], Any]) -> None:
    with CaptureQueriesContext(connection) as queries:
        begin = time.perf_counter()
        act()
        took = time.perf_counter() - begin
    counted = [query for query in queries if not query["sql"].startswith(TRANSACTIONS)]
    _note(measures, name, took, len(counted))


def _note(measures: Measures, name: str, seconds: float, queries: int = 0) -> None:
    begin = time.perf_counter()
    YARDSTICK.render(Context({"items": YARDS}))
    yard = time.perf_counter() - begin
    measures.setdefault(name, []).append((1000 * seconds, queries, seconds / yard))


def _make_client(agency: Agency) -> Client:
    host = agency.root_url.partition("://")[2]
    return Client(headers={"host": host, "x-forwarded-proto": "https"})


def sign_in(user: User) -> Client:
    """Return a client of the admin, signed in a moment ago with all that is asked of ``user``."""
    client = Client(headers={"host": settings.ADMIN_HOST, "x-forwarded-proto": "https"})
    client.force_login(user)
    session, method = client.session, "password"
    if requires_second_factor(user) or has_second_factor(user):
        Authenticator.objects.get_or_create(user=user, type=Authenticator.Type.TOTP, data={})
        session[SESSION_KEY], method = user.pk, "mfa"
    session["account_authentication_methods"] = [{"method": method, "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


if __name__ == "__main__":
    found: Measures = {}
    for part in (measure_bulletins, measure_websites, measure_screens, measure_provisioning):
        part(found)
    if sys.argv[1:] == ["night"]:
        measure_verification(found)
    json.dump(
        {
            name: (median(took), max(queries), median(yards))
            for name, (took, queries, yards) in (
                (name, zip(*rows, strict=True)) for name, rows in found.items()
            )
        },
        sys.stdout,
    )
