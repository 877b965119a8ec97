"""Users whose e-mail address is marked as bounced: dashboard source, and removing the mark."""

from collections.abc import Iterator
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from accounts.bounces import forget_bounce, unreachable
from accounts.models import User
from sites.audit.recording import record
from sites.dashboard import Need
from sites.isolation.access import moderated_by
from sites.people.authority import agencies_with


@transaction.atomic
def send_again(*, user: User, by: User) -> None:
    """Remove the bounce mark from the address of ``user``, so that e-mails are sent there again.

    Recorded in the journal of each of the user's agencies.
    """
    forget_bounce(email=user.email)
    agencies = [agency.pk for agency in agencies_with(user)]
    record("people.mail_again", agencies=agencies, person=by, target=user)


def unreached(request: HttpRequest) -> Iterator[Need]:
    """Yield a task for each active member with a bounced address.

    Of the agencies that the signed-in user moderates; nothing if there are none.
    """
    moderated = moderated_by(request.user)
    member = Q(groups__agency_as_editors__in=moderated)
    member |= Q(groups__agency_as_moderators__in=moderated)
    unit = Coalesce("groups__agency_as_editors", "groups__agency_as_moderators")
    people = unreachable(User.objects.filter(member, is_active=True))
    found: QuerySet[Any] = people.annotate(unit=unit)
    for person in found if moderated else ():
        yield Need(
            title=get_user_display_name(person),
            url=reverse("people:unit", args=[person.unit]),
            detail=_("Mail to %(email)s comes back; see under Members what to do.")
            % {"email": person.email},
        )
