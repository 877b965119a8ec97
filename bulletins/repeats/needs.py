"""Dashboard tasks: bulletins that an agency should announce again."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from bulletins.channels.access import channels_url
from bulletins.repeats.retelling import repeated_lately, to_retell
from sites.dashboard import Need
from sites.isolation.access import agencies_of
from sites.models import Agency

MOST = 5


def to_tell_again(request: HttpRequest) -> Iterator[Need]:
    """Yield bulletins repeated lately, at most `MOST` for each agency of the user."""
    keys = agencies_of(request.user)
    # On most days this one query is all.
    if not (keys and repeated_lately().exists()):
        return
    for agency in Agency.objects.filter(pk__in=keys).prefetch_related("groups"):
        for bulletin in to_retell(agency)[:MOST]:
            yield Need(
                title=_("Tell again: %(title)s") % {"title": bulletin.title},
                url=channels_url(bulletin, agency),
                detail=_("%(repeated)s. Texts for loudspeakers, SMS and Zalo are ready.")
                % {"repeated": bulletin.repeated_in_words},
            )
