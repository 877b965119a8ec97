"""Nightly check that collects the links of all texts and finds broken ones.

Every step writes what it has found and can be repeated, so that a run goes on where another was
killed. One text or one website that cannot be checked never stops the rest.
"""

import logging
from collections.abc import Iterable
from datetime import datetime, time, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Q, When
from django.utils import timezone
from wagtail.models import Page

from bulletins.models import Bulletin
from desk.link_client import LinkClient
from desk.models import CheckedLink, LinkProblem
from desk.selectors.internal_links import InternalLinks
from desk.selectors.text_links import TextLink, list_text_links
from home.paths import HOME_DEPTH
from sites.models import Agency, Kind
from sites.permissions.ownership import descendants_q, get_page_agency, list_home_pages

logger = logging.getLogger(__name__)

# Texts, and external addresses, that are checked in one step.
TEXTS_AT_ONCE, ADDRESSES_AT_ONCE = 100, 20
# External addresses that are asked in one night.
MAX_ADDRESSES = 500
# After this a step that waits for other websites leaves the queue to others.
MAX_STEP_SECONDS = 30
# A step without a single answer, of this many addresses or more, says that we have no way out.
MIN_SILENT = 5
# How long somebody who asked for another check waits before asking again.
RECHECK_PAUSE = timedelta(minutes=5)


def check_pages(*, after: int) -> int | None:
    """Check the links of the next published pages, in the order of their primary keys.

    ``after``: the primary key that the step before came to, 0 at first. Returns that of the last
    page, or None if there are no more. Pages of ended units are left out: nobody can change them.
    """
    ended = _list_ended_paths()
    pages = Page.objects.live().filter(depth__gte=HOME_DEPTH, pk__gt=after)
    found = pages.exclude(descendants_q("path", ended)).order_by("pk")[:TEXTS_AT_ONCE]
    return _check_each([page.specific for page in found])


def check_bulletins(*, after: int) -> int | None:
    """Check the links of the next bulletins on air, translations included, as ``check_pages``."""
    on_air = Bulletin.objects.on_air().values("translation_key")
    rows = Bulletin.objects.filter(live=True, translation_key__in=on_air, pk__gt=after)
    return _check_each(rows.select_related("source__site").order_by("pk")[:TEXTS_AT_ONCE])


def _list_ended_paths() -> list[str]:
    """Return the tree paths of the home pages of ended units."""
    ended = Agency.objects.archived().values_list("pk", flat=True)
    return list(list_home_pages(ended).values_list("path", flat=True))


def _check_each(subjects: Iterable[Page | Bulletin]) -> int | None:
    internal, last = InternalLinks(), None
    for subject in subjects:
        last = subject.pk
        try:
            save_links(subject=subject, internal=internal)
        except Exception:
            logger.exception("The links of %s %s could not be checked.", type(subject), last)
    return last


def delete_old_rows() -> None:
    """Delete the links of texts that are not published any more, and external ones if nobody asks.

    Also of pages of units that have ended.
    """
    on_air = Bulletin.objects.on_air().values("translation_key")
    ended = _list_ended_paths()
    gone = Q(page__live=False) | Q(bulletin__live=False)
    gone |= Q(bulletin__isnull=False) & ~Q(bulletin__translation_key__in=on_air)
    gone |= descendants_q("page__path", ended)
    if not settings.LINK_CHECK_EXTERNAL:
        gone |= Q(is_external=True)
    CheckedLink.objects.filter(gone).delete()


@transaction.atomic
def save_links(*, subject: Page | Bulletin, internal: InternalLinks | None = None) -> None:
    """Bring the links of one published text up to date; internal ones are judged at once.

    ``subject``: a specific page or a bulletin, as published. Rows of links that the text does not
    have any more are deleted. External links keep what is known of them.
    """
    internal = internal or InternalLinks()
    is_bulletin = isinstance(subject, Bulletin)
    place: dict[str, Any] = {"bulletin_id" if is_bulletin else "page_id": subject.pk}
    agency = _get_agency(subject)
    known = {row.key: row for row in CheckedLink.objects.select_for_update().filter(**place)}
    kept = set()
    for link in list_text_links(subject):
        is_external = not internal.is_internal(link)
        problem = LinkProblem.NONE
        if agency and not is_external:
            problem = internal.find_problem(link, agency, everywhere=is_bulletin)
        if not (is_external and settings.LINK_CHECK_EXTERNAL) and not problem:
            continue
        kept.add(link.key)
        before = known.get(link.key)
        if before is None or not (is_external and before.is_external):
            _save_row(link, place, internal, problem, is_external)
    CheckedLink.objects.filter(**place).exclude(key__in=kept).delete()


def _save_row(
    link: TextLink,
    place: dict[str, Any],
    internal: InternalLinks,
    problem: LinkProblem,
    is_external: bool,
) -> None:
    fields = {
        "address": internal.get_address(link),
        "text": link.name,
        "is_external": is_external,
        "problem": problem,
        "is_reported": bool(problem),
        "checked_at": None if is_external else timezone.now(),
        "asked_at": None,
    }
    CheckedLink.objects.update_or_create(defaults=fields, key=link.key, **place)


def _get_agency(subject: Page | Bulletin) -> Agency | None:
    """Return the agency of a page, or the issuer of a bulletin, else the province."""
    if isinstance(subject, Bulletin):
        provinces = Agency.objects.with_site().filter(kind=Kind.PROVINCE)
        return subject.source or provinces.first()
    return get_page_agency(subject)


def check_external_links(*, ends_at: datetime) -> bool:
    """Ask the websites of the next external links; return whether there is more to do tonight.

    Those that failed for the first time on an earlier night come first, then those that were asked
    longest ago. At most ``MAX_ADDRESSES`` a night, none after ``ends_at``; each address once,
    however many texts have it. Answers False where nothing at all answers: then the fault is ours,
    and nothing is written.
    """
    addresses = _list_due_addresses()
    client = LinkClient(InternalLinks().hosts)
    problems: dict[str, LinkProblem] = {}
    begun = monotonic()
    for key, address in addresses.items():
        is_long = monotonic() - begun > MAX_STEP_SECONDS
        if timezone.now() >= ends_at or (is_long and _is_known(client, problems)):
            break
        try:
            problems[key] = client.check(address)
        except Exception:
            logger.exception("The address of a link could not be checked.")
            problems[key] = LinkProblem.NONE
    if not client.answers and _is_known(client, problems):
        logger.warning("No website answered the check of links: is there a way out?")
        return False
    for key, problem in problems.items():
        save_external_result(key=key, problem=problem)
    return bool(addresses) and timezone.now() < ends_at


def _is_known(client: LinkClient, problems: dict[str, LinkProblem]) -> bool:
    """Return whether enough was asked to tell websites that are down from a way out that is."""
    return bool(client.answers) or len(problems) >= MIN_SILENT


def _list_due_addresses() -> dict[str, str]:
    """Return the next external addresses by key, those of one host not one after the other."""
    now = timezone.localtime()
    tonight = timezone.make_aware(datetime.combine(now.date(), time.min))
    external = CheckedLink.objects.filter(is_external=True)
    asked = external.filter(checked_at__gte=tonight).values("key").distinct().count()
    failed_once = When(failed_on__isnull=False, is_reported=False, then=0)
    due = external.filter(Q(checked_at=None) | Q(checked_at__lt=tonight)).order_by(
        Case(failed_once, default=1), F("checked_at").asc(nulls_first=True), "pk"
    )
    found: dict[str, str] = {}
    limit = min(ADDRESSES_AT_ONCE, MAX_ADDRESSES - asked)
    for key, address in due.values_list("key", "address").iterator():
        if len(found) >= limit:
            break
        found.setdefault(key, address)
    return dict(_spread_by_host(found))


def _spread_by_host(addresses: dict[str, str]) -> list[tuple[str, str]]:
    """Return the pairs so that each host comes once before any comes again."""
    turns: dict[str, int] = {}
    ranked = []
    for key, address in addresses.items():
        host = address.partition("://")[2].partition("/")[0]
        turns[host] = turns.get(host, 0) + 1
        ranked.append((turns[host], key, address))
    return [(key, address) for _turn, key, address in sorted(ranked, key=lambda row: row[0])]


@transaction.atomic
def save_external_result(*, key: str, problem: LinkProblem) -> None:
    """Save what came out for an external address, in all texts that have it.

    A failure is reported once it has been there on two different nights.
    """
    now, today = timezone.now(), timezone.localdate()
    rows = CheckedLink.objects.filter(key=key, is_external=True)
    state = {"problem": problem, "checked_at": now, "asked_at": None}
    if not problem:
        rows.update(**state, is_reported=False, failed_on=None)
        return
    rows.filter(failed_on__lt=today).update(**state, is_reported=True)
    rows.filter(Q(failed_on=None) | Q(failed_on=today)).update(**state, failed_on=today)


@transaction.atomic
def request_recheck(*, link: CheckedLink) -> bool:
    """Note that somebody wants an external link checked again; return whether it is to be queued.

    False if that was asked for a few minutes ago.
    """
    now = timezone.now()
    waiting = Q(asked_at__gt=now - RECHECK_PAUSE)
    rows = CheckedLink.objects.filter(pk=link.pk, is_external=True).exclude(waiting)
    return bool(rows.update(asked_at=now))


def recheck_external_link(*, pk: int) -> None:
    """Ask the website of one external link again; nothing if it is gone or may not be asked."""
    link = CheckedLink.objects.filter(pk=pk, is_external=True).first()
    if link and settings.LINK_CHECK_EXTERNAL:
        problem = LinkClient(InternalLinks().hosts).check(link.address)
        save_external_result(key=link.key, problem=problem)
