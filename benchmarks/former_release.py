"""State of a nation after a release without decisions.

``python -m benchmarks.former_release``, under the settings and on the database of an installation
that no loop works for. ``migrate`` follows. Prints the number of entries in the journal.
"""

import sys

import django

django.setup()

from django.core.management import call_command
from django.db import connection
from django.db.models import F, Max, Value
from django.db.models.functions import Concat

from content.models import (
    ComparedDecision,
    DecidedFile,
    Decision,
    FileDigest,
    KeptVersion,
    PublicationCheck,
)
from members.models import AuditChain, AuditEntry

# The last migration of the journal that leaves the entries of a former release alone.
BEFORE = "0010_decisions_in_the_journal"
DECIDED = (ComparedDecision, DecidedFile, Decision, FileDigest, KeptVersion, PublicationCheck)


def main() -> None:
    """Remove decisions with all that belongs to them, and write the journal as formerly."""
    tables = ", ".join(model._meta.db_table for model in DECIDED)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {tables} CASCADE")
    # A former release wrote each title into the key by which everybody searches, and its loops had
    # chained the entries. Nobody verifies this chain.
    entries = AuditEntry.objects.order_by()
    entries.update(
        search_key=Concat("unpublished_key", "search_key"),
        unpublished_key=Value(""),
        decision_id=None,
        decision_digest="",
        number=F("pk"),
    )
    last = entries.aggregate(last=Max("pk"))["last"]
    AuditChain.objects.update_or_create(pk=1, defaults={"number": last})
    sys.stdout.write(str(entries.count()))
    call_command("migrate", "members", BEFORE, verbosity=0)
    with connection.cursor() as cursor:
        # As autovacuum has done long before an upgrade.
        cursor.execute("VACUUM ANALYZE")


if __name__ == "__main__":
    main()
