"""Services that add agencies to a group and remove them.

Bulletins addressed to the group are shown by its present members only.
"""

from collections.abc import Iterable

from django.db import transaction
from wagtail.log_actions import log

from accounts.models import User
from sites.models import Agency, AgencyGroup


@transaction.atomic
def add_to_group(*, group: AgencyGroup, agencies: Iterable[Agency], by: User | None) -> int:
    """Add agencies to a group and return how many were not in it before.

    Logs the codes of those that were added; logs nothing if there are none.
    """
    known = set(group.agencies.values_list("pk", flat=True))
    joining = [agency for agency in agencies if agency.pk not in known]
    if joining:
        group.agencies.add(*joining)
        _log("agencies.group_add", group, joining, by)
    return len(joining)


@transaction.atomic
def remove_from_group(*, group: AgencyGroup, agencies: Iterable[Agency], by: User | None) -> int:
    """Remove agencies from a group and return how many of them were in it.

    Logs the codes of those that were removed; logs nothing if there are none.
    """
    known = set(group.agencies.values_list("pk", flat=True))
    leaving = [agency for agency in agencies if agency.pk in known]
    if leaving:
        group.agencies.remove(*leaving)
        _log("agencies.group_remove", group, leaving, by)
    return len(leaving)


def _log(action: str, group: AgencyGroup, agencies: list[Agency], by: User | None) -> None:
    log(group, action, user=by, data={"units": [agency.code for agency in agencies]})
