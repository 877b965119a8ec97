"""Script that prints the pages to measure, and their numbers of queries without page cache.

``python -m benchmarks.queries CODE``, under the settings and on the database of an installation;
``CODE`` is the agency whose website has them. Prints JSON.
"""

import json
import sys
from typing import TYPE_CHECKING

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

if TYPE_CHECKING:
    from wagtail.models import Page

    from sites.models import Agency

# Requests with a parameter that views read pass by the page cache; see sites.middleware.cache.
PAST_THE_CACHE = "?trang=1"


def main(code: str) -> None:
    """Fetch each page twice, and print the number of queries of the second time."""
    django.setup()
    # Models can be imported only now.
    from sites.models import Agency  # noqa: PLC0415

    agency = Agency.objects.with_site().get(code=code)
    host = _get_host(agency)
    others = Agency.objects.active().with_site().exclude(pk=agency.pk)
    client = Client(headers={"host": host, "x-forwarded-proto": "https"})
    pages = {
        name: (path, _count_queries(client, path)) for name, path in list_pages(agency).items()
    }
    found = {"host": host, "others": [_get_host(other) for other in others], "pages": pages}
    json.dump(found, sys.stdout)


def list_pages(agency: "Agency") -> dict[str, str]:
    """Return the paths of the pages of an agency's website that are measured, by name."""
    from bulletins.models import Bulletin  # noqa: PLC0415
    from home.models import DocumentIndexPage, NewsPage  # noqa: PLC0415

    bulletin = Bulletin.objects.visible_on(agency).ordered_for_feed()[0]
    article = NewsPage.objects.descendant_of(agency.root_page).live()[0]
    documents = DocumentIndexPage.objects.descendant_of(agency.root_page).live()[0]
    return {
        "home": "/",
        "list of bulletins": "/ban-tin/",
        "bulletin": bulletin.path,
        "article": _get_path(article),
        "list of documents": _get_path(documents),
    }


def _get_host(agency: "Agency") -> str:
    return agency.root_url.partition("://")[2]


def _get_path(page: "Page") -> str:
    return "/" + "/".join(page.url_path.strip("/").split("/")[1:]) + "/"


def _count_queries(client: "Client", path: str) -> int:
    client.get(path + PAST_THE_CACHE)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(path + PAST_THE_CACHE)
    if answer.status_code != 200:  # noqa: PLR2004
        raise SystemExit(f"{path}: {answer.status_code}")
    return len(queries)


if __name__ == "__main__":
    main(sys.argv[1])
