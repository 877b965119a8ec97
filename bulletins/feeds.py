"""RSS 2.0: what is in force on one agency's website, for feed readers and other portals."""

import unicodedata
from datetime import datetime, time
from typing import cast

from django.contrib.syndication.views import Feed
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateformat import format as date_format
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import gettext as _

from bulletins.models import Bulletin, BulletinNote, NoteKind
from bulletins.notices import Notice, in_language_of_moment
from sites.http import AgencyRequest
from sites.models import Agency

MOST_ITEMS = 50


class BulletinFeed(Feed):
    """The bulletins in force on the website that is asked."""

    feed_type = Rss201rev2Feed

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        # The date of the newest item says nothing of one that has gone; the ETag does.
        del response["Last-Modified"]
        return response

    def get_object(self, request: HttpRequest, *args: object, **kwargs: object) -> Agency:
        return cast(AgencyRequest, request).agency

    def title(self, agency: Agency) -> str:
        return _("Bulletins · %(agency)s") % {"agency": agency.heading}

    def description(self, agency: Agency) -> str:
        return _("Notices in force at %(agency)s.") % {"agency": agency.name}

    def link(self, agency: Agency) -> str:
        return reverse("bulletins")

    def feed_url(self, agency: Agency) -> str:
        return reverse("bulletins_rss")

    def items(self, agency: Agency) -> list[Notice]:
        visible = Bulletin.objects.visible_on(agency).newest_first()
        newest = visible.select_related("locale").prefetch_related("notes")[:MOST_ITEMS]
        return in_language_of_moment(newest)

    def item_title(self, notice: Notice) -> str:
        return _printable(notice.text.title)

    def item_description(self, notice: Notice) -> str:
        told = [_told(note) for note in notice.source.noted(*NoteKind)]
        words = [notice.source.repeated_in_words, *told, notice.text.summary]
        return _printable("\n".join(filter(None, words)))

    def item_link(self, notice: Notice) -> str:
        return notice.text.path

    def item_guid(self, notice: Notice) -> str:
        # The same on every website and in every language, so that readers fold them together.
        return f"urn:uuid:{notice.source.translation_key}"

    item_guid_is_permalink = False

    def item_pubdate(self, notice: Notice) -> datetime:
        return timezone.make_aware(datetime.combine(notice.source.issued_on, time.min))

    def item_updateddate(self, notice: Notice) -> datetime | None:
        return notice.source.changed_at

    def item_categories(self, notice: Notice) -> list[str]:
        return [notice.source.get_category_display()]


def _told(note: BulletinNote) -> str:
    moment = date_format(timezone.localtime(note.at), "H:i, d/m/Y")
    return f"{note.get_kind_display()} {moment}: {note.text}"


def _printable(text: str) -> str:
    """XML has no control characters; one that was pasted must not take the feed away."""
    return "".join(c for c in text if c in "\t\n" or unicodedata.category(c) != "Cc")
