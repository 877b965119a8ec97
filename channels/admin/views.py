"""Admin views of a bulletin's channels ("Kênh phát") and their downloads.

One view lets an agency say that it has announced a bulletin again.
"""

from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from accounts.models import User
from bulletins.roles import can_write_bulletins
from channels.formats import CHANNELS
from channels.formats.base import ChannelError, Download
from channels.permissions import (
    can_record,
    get_agency,
    get_bulletin,
    get_channels_url,
    get_recording_owner,
    list_agencies,
)
from channels.selectors.context import list_contexts
from channels.selectors.recordings import list_language_states
from channels.services.reannouncements import list_to_reannounce, mark_reannounced
from content.languages import get_language_entry
from sites.permissions.ownership import get_active_agency_ids


class ChannelViewMixin(View):
    """Base view for one bulletin and one agency, in one language.

    In the query string, `don-vi` is the agency's code (see `get_agency`), `ngon-ngu` the code of
    the language, without which it is the default one. 404 for one the bulletin does not have there.
    """

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        self.user = cast(User, request.user)
        self.bulletin = get_bulletin(self.user, kwargs["bulletin"])
        agency = get_agency(self.user, self.bulletin, request.GET.get("don-vi", ""))
        self.channel_contexts = list_contexts(self.bulletin, agency)
        self.language = request.GET.get("ngon-ngu", settings.LANGUAGE_CODE)
        if self.language not in self.channel_contexts:
            raise Http404
        self.channel_context = self.channel_contexts[self.language]
        self.owner = get_recording_owner(self.user, agency)

    @property
    def is_own(self) -> bool:
        """Whether the user works for the agency."""
        return self.channel_context.agency.pk in get_active_agency_ids(self.user)

    def redirect_to_channels(self) -> HttpResponse:
        """Redirect to the channels of the bulletin and the agency."""
        return redirect(get_channels_url(self.bulletin, self.channel_context.agency, self.language))


class ChannelsView(ChannelViewMixin, WagtailAdminTemplateMixin, TemplateView):
    """Page with everything that the channels offer."""

    template_name = "channels/channels.html"
    page_title = gettext_lazy("Channels")
    header_icon = "media"

    def must_reannounce(self) -> bool:
        """Return whether the user's own agency has yet to announce the bulletin again."""
        pending = list_to_reannounce(self.channel_context.agency).filter(pk=self.bulletin.pk)
        return self.is_own and pending.exists()

    def get_page_subtitle(self) -> str:
        return self.bulletin.title

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        query = self.request.GET.get("q", "").strip()
        searches = can_write_bulletins(self.user)
        listed = bool(query) if searches else True
        own = {
            "bulletin": self.bulletin,
            "channel_context": self.channel_context,
            "channels": [
                (channel, offers)
                for channel in CHANNELS
                if (offers := channel.list_offers(self.channel_context))
            ],
            "language": get_language_entry(self.language),
            "query_of_files": urlencode(
                {"don-vi": self.channel_context.agency.code, "ngon-ngu": self.language}
            ),
            "channel_contexts": [
                (
                    get_language_entry(code),
                    get_channels_url(self.bulletin, self.channel_context.agency, code),
                    code == self.language,
                )
                for code in self.channel_contexts
            ],
            "searches": searches,
            "query": query,
            "units": list_agencies(self.user, self.bulletin, query) if listed else [],
            "languages": list_language_states(self.bulletin, self.owner),
            "owner": self.owner,
            "may_record": can_record(self.user, self.owner),
            "asks_to_retell": self.must_reannounce(),
        }
        return super().get_context_data(**(kwargs | own))


class ChannelFileView(ChannelViewMixin):
    """Download of a file that a channel makes.

    If the file cannot be made, redirects to the channels with an error message.
    """

    def get(
        self, request: HttpRequest, *args: Any, channel: str, offer: str, **kwargs: Any
    ) -> HttpResponse:
        download = self._download(channel, offer)
        try:
            content = download.make()
        except ChannelError as error:
            messages.error(request, str(error))
            return self.redirect_to_channels()
        disposition = content_disposition_header(True, download.filename)
        headers = {"Content-Disposition": disposition or "attachment"}
        return HttpResponse(content, content_type=download.content_type, headers=headers)

    def _download(self, channel: str, name: str) -> Download:
        for known in CHANNELS:
            for offer in known.list_offers(self.channel_context) if known.name == channel else ():
                if isinstance(offer, Download) and offer.name == name:
                    return offer
        raise Http404


class MarkReannouncedView(ChannelViewMixin):
    """View that marks the bulletin as announced again (POST only), for members of the agency."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not self.is_own:
            raise PermissionDenied
        mark_reannounced(bulletin=self.bulletin, agency=self.channel_context.agency, by=self.user)
        messages.success(request, _("Noted: your unit has told it again."))
        return self.redirect_to_channels()
