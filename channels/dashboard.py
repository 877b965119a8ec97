"""Dashboard tasks: bulletins that an agency should announce again."""

from collections.abc import Iterator

from django.http import HttpRequest
from django.utils.translation import gettext as _

from accounts.dashboard import Need
from channels.permissions import channels_url
from channels.services.retelling import repeated_lately, to_retell
from sites.models import Agency
from sites.permissions.ownership import agencies_of

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
