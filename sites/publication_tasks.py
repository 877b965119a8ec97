"""Periodic task of all installations: comparison of public texts with decisions."""

from collections.abc import Iterator
from datetime import timedelta

from django.utils.translation import gettext_lazy as _

from ops.jobs.schedule import every
from sites.services.publication_checks import check_due_publications


@every(timedelta(hours=1), label=_("Compare what is public with what was decided"))
def check_publications() -> Iterator[object]:
    """Compare each public page and bulletin once a day, after an upgrade those without a decision.

    Runs every hour, and goes on with what is due.
    """
    yield from check_due_publications()
