"""Plans that are killed at random moments and gone on with, and what they leave."""

import random

from django.core.cache import caches
from django.db import connection, transaction
from wagtail.models import Collection, Page

from bulletins.models import Bulletin
from content.models import CustomDocument
from home.models import FeedbackMessage, FormerURL
from members.models import AuditEntry
from sites.models import Agency, AgencyGroup, FormerHost, HostAlias

KILLS = 20


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


def run_and_forget(run):
    """What a run leaves, before it is taken back, and how many statements it took."""
    statements = []

    def count(execute, *args):
        statements.append(1)
        return execute(*args)

    with transaction.atomic():
        with connection.execute_wrapper(count):
            run()
        left = describe()
        transaction.set_rollback(True)
    for cache in caches.all(initialized_only=True):
        cache.clear()
    return left, len(statements)


def run_killed(run, statements):
    """Run until it is done, killed ``KILLS`` times on the way; how often it was.

    ``statements``: how many it takes, over most of which the moments are spread.
    """
    draw = random.Random(20)  # noqa: S311
    kills = 0
    while True:
        left = draw.randrange(statements // 14) if kills < KILLS else 10**9

        def kill(execute, *args):
            nonlocal left
            left -= 1
            # What is taken back afterwards goes through here too.
            if left == -1:
                raise KeyboardInterrupt
            return execute(*args)

        try:
            with connection.execute_wrapper(kill):
                run()
            return kills
        except KeyboardInterrupt:
            kills += 1
