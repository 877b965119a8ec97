"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/), also for scripts of other websites."""

import json
from typing import IO, Any

from django.http import HttpRequest, HttpResponse
from django.utils.feedgenerator import SyndicationFeed, rfc3339_date

from channels.feeds.base import BulletinFeed

VERSION = "https://jsonfeed.org/version/1.1"


class JsonFeed(SyndicationFeed):
    """Generator of the format, which Django lacks."""

    content_type = "application/feed+json; charset=utf-8"

    def write(self, outfile: IO[Any], encoding: str) -> None:
        feed = self.feed
        document = {
            "version": VERSION,
            "title": feed["title"],
            "home_page_url": feed["link"],
            "feed_url": feed["feed_url"],
            "description": feed["description"],
            "language": feed["language"],
            "authors": [{"name": feed["author_name"]}],
            "items": [_build_item(item) for item in self.items],
        }
        outfile.write(json.dumps(document, ensure_ascii=False).encode(encoding))


def _build_item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": item["unique_id"],
        "url": item["link"],
        "title": item["title"],
        "content_html": item["description"],
        "content_text": item["text"],
        "date_published": rfc3339_date(item["pubdate"]),
        "date_modified": rfc3339_date(item["updateddate"]),
        "authors": [{"name": item["author_name"]}] if item["author_name"] else [],
        "tags": item["categories"],
        "language": item["language"],
        "attachments": [
            {"url": file.url, "mime_type": file.mime_type, "size_in_bytes": int(file.length)}
            for file in item["enclosures"]
        ],
        # The name of an extension begins with an underscore, and its value is an object.
        "_bantin": {"canonical_url": item["canonical_url"]},
    }


class JsonBulletinFeed(BulletinFeed):
    """JSON feed of the bulletins in force, which scripts of any website may read (CORS)."""

    file = "feed.json"
    feed_type = JsonFeed

    def __call__(self, request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = super().__call__(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        response["Cross-Origin-Resource-Policy"] = "cross-origin"
        return response
