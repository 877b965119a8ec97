"""Notes of what a piece of a step changes, written in its transaction, so that it can be undone."""

from typing import Any

from reorganisation.models import ReorganisationStep, StepChange
from sites.models import Agency

# What a piece of a step changed, by names that its action knows.
Values = dict[str, Any]


def note_change(step: ReorganisationStep, **values: Any) -> None:
    """Note what was before a piece of a step; its action in ``step_undo`` knows the values."""
    StepChange.objects.create(step=step, values=values)


def get_values(agency: Agency) -> Values:
    """Return the arguments of ``provision_agency`` that describe an agency as it is."""
    return {
        "kind": agency.kind,
        "name_vi": agency.name_vi,
        "name_en": agency.name_en,
        "short_name": agency.short_name,
        "geocode": agency.geocode,
        "host": agency.site.hostname,
        "parent": agency.parent.code if agency.parent else "",
    }
