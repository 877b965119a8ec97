"""What belongs to a unit that has ended can be read, and not changed by anybody in the admin.

The unit's groups have lost their permissions; here ICT administrators are stopped, who need
none. Hooks tell them before they have typed anything. What no hook sees is refused when it is
written, and ``sites.protection.AdminTransactionMiddleware`` takes the whole request back. What
runs without a person, such as commands and planned publication, is not held up.
"""

from collections.abc import Iterable, Iterator

from django.db.models import Model
from django.db.models.signals import pre_delete, pre_save
from django.http import HttpRequest
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from wagtail.contrib.settings.models import BaseSiteSetting
from wagtail.log_actions import get_active_log_context
from wagtail.models import (
    Collection,
    CollectionMember,
    CollectionViewRestriction,
    Page,
    PageViewRestriction,
)
from wagtail.signals import pre_page_move

from sites.dashboard import Need, register_needs
from sites.isolation.access import agencies_of
from sites.isolation.ownership import owners_of
from sites.models import Agency
from sites.signals import file_discarded

GUARDED = (
    Page,
    Collection,
    CollectionMember,
    CollectionViewRestriction,
    PageViewRestriction,
    BaseSiteSetting,
)


class UnitHasEnded(Exception):
    """Somebody set out to change what belongs to a unit that has ended."""

    def __init__(self, agency: Agency) -> None:
        super().__init__(agency)
        self.agency = agency

    def __str__(self) -> str:
        return _(
            "Nothing was changed: %(unit)s has ended, and what it published can only be read. "
            "Restore the unit first if it has to be changed."
        ) % {"unit": self.agency}


def connect() -> None:
    """Connect the handlers below; called once, when the app is ready."""
    for signal in (pre_save, pre_delete, file_discarded):
        signal.connect(refuse_change)
    pre_page_move.connect(refuse_move)
    register_needs(needs_of_ended_units)


def refuse_change(instance: Model, raw: bool = False, **kwargs: object) -> None:
    """Raise UnitHasEnded where a person changes what belongs to a unit that has ended."""
    if isinstance(instance, GUARDED) and not raw and _a_person_acts():
        former = type(instance)._default_manager.filter(pk=instance.pk).first()
        _refuse([instance, former] if former else [instance])


def refuse_move(
    instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: object
) -> None:
    """The same for moving, which Wagtail does without saving the page."""
    if _a_person_acts():
        _refuse([instance, parent_page_after])


def ended_owner(objects: Iterable[object]) -> Agency | None:
    """Return a unit that has ended and that one of these pages, files … belongs to, or None."""
    owners = frozenset[int]().union(*map(owners_of, objects))
    return Agency.objects.archived().filter(pk__in=owners).first()


def needs_of_ended_units(request: HttpRequest) -> Iterator[Need]:
    """Tell the members of a unit that has ended why they can do nothing any more."""
    ended = Agency.objects.archived().filter(pk__in=agencies_of(request.user))
    for agency in ended.with_site().prefetch_related("successors"):
        day = agency.ended_on and date_format(agency.ended_on, "SHORT_DATE_FORMAT")
        names = ", ".join(successor.name for successor in agency.successors.all())
        yield Need(
            title=_("%(unit)s ended on %(day)s.") % {"unit": agency.name, "day": day},
            url=f"{agency.root_url}/",
            detail=_("Its website can be read as before and is no longer changed.")
            + (" " + _("Its work is carried on by %(units)s.") % {"units": names} if names else ""),
        )


def _a_person_acts() -> bool:
    # Wagtail sets this around every view of the admin.
    return get_active_log_context().user is not None


def _refuse(objects: Iterable[object]) -> None:
    agency = ended_owner(objects)
    if agency:
        raise UnitHasEnded(agency)
