"""What units are asked to do after a bulletin was announced again, for their dashboard."""

from collections.abc import Iterator
from datetime import timedelta

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from bulletins.channels.access import channels_url
from bulletins.models import Bulletin
from sites.dashboard import Need
from sites.isolation.access import agencies_of
from sites.models import Agency

# For how long after each repetition.
ASKED_FOR = timedelta(days=3)
MOST = 5


def to_tell_again(request: HttpRequest) -> Iterator[Need]:
    """Bulletins announced again lately, for each unit of the person, the newest first."""
    lately = timezone.now() - ASKED_FOR
    units = Agency.objects.filter(pk__in=agencies_of(request.user)).prefetch_related("groups")
    for agency in units:
        shown = Bulletin.objects.visible_on(agency).filter(repeated_at__gt=lately)
        for bulletin in shown.order_by("-repeated_at")[:MOST]:
            yield Need(
                title=_("Tell again: %(title)s") % {"title": bulletin.title},
                url=channels_url(bulletin, agency),
                detail=_("%(repeated)s; texts for SMS, Zalo and loudspeakers are ready.")
                % {"repeated": bulletin.repeated_in_words},
            )
