"""Names of the units of a plan, for people who do not know their codes."""

from collections.abc import Iterable

from reorganisation.models import PlanDraft, ReorganisationStep
from sites.models import Agency


def name_units(
    draft: PlanDraft, steps: Iterable[ReorganisationStep] = (), codes: Iterable[str] = ()
) -> dict[str, str]:
    """Return the names by code of the units that the rows of a plan are about, and these steps.

    Those that exist are called as they are now, told apart from their namesakes; others as the
    plan calls them. ``codes``: of more units. Those of which only a code is known are left out.
    """
    names: dict[str, str] = {}
    codes = set(codes)
    for row in draft.rows:
        old, new = row.get("old_code", "").lower(), row.get("new_code", "").lower()
        codes |= {old, new}
        if row.get("new_name"):
            names.setdefault(new, row["new_name"])
    for step in steps:
        codes.add(step.code)
        if step.values.get("name_vi"):
            names.setdefault(step.code, step.values["name_vi"])
    known = Agency.objects.filter(code__in=codes)
    return names | {agency.code: agency.name for agency in known}
