"""People whom no mail reaches: who is told of it, and sending to them again."""

from collections.abc import Iterator

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.admin.utils import get_user_display_name

from accounts.bounces import forget_bounce, unreachable
from accounts.models import User
from sites.audit.recording import record
from sites.dashboard import Need
from sites.isolation.access import moderated_by
from sites.models import Agency
from sites.people.authority import agencies_with, members_of


@transaction.atomic
def send_again(*, user: User, by: User) -> None:
    """Take the mark from the address of ``user``: mail goes there again from now on."""
    forget_bounce(email=user.email)
    agencies = [agency.pk for agency in agencies_with(user)]
    record("people.mail_again", agencies=agencies, person=by, target=user)


def unreached(request: HttpRequest) -> Iterator[Need]:
    """Members of a moderator's units whom no mail reaches."""
    for agency in Agency.objects.filter(pk__in=moderated_by(request.user)):
        for member in unreachable(members_of(agency)).filter(is_active=True):
            yield Need(
                title=get_user_display_name(member),
                url=reverse("people:unit", args=[agency.pk]),
                detail=_("Mail to %(email)s comes back; see under Members what to do.")
                % {"email": member.email},
            )
