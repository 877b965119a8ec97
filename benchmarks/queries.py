"""Script that prints the pages to measure, and their numbers of queries without page cache.

Prints JSON. Run by ``benchmarks.pages`` on the database of the benchmark.
"""

import json
import sys

import django
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

CODE = "so-y-te"


def main() -> None:
    """Fetch each page twice, and print the number of queries of the second time."""
    django.setup()
    # Models can be imported only now.
    from bulletins.models import Bulletin  # noqa: PLC0415
    from home.models import NewsPage  # noqa: PLC0415
    from sites.models import Agency  # noqa: PLC0415

    agency = Agency.objects.with_site().get(code=CODE)
    bulletin = Bulletin.objects.visible_on(agency).ordered_for_feed()[0]
    article = NewsPage.objects.descendant_of(agency.root_page).live()[0]
    news = "/" + "/".join(article.url_path.strip("/").split("/")[1:]) + "/"
    paths = {"home": "/", "bulletin": bulletin.path, "list": "/ban-tin/", "news page": news}
    client = Client(headers={"host": agency.root_url.partition("://")[2]})
    pages = {name: (path, _count_queries(client, path)) for name, path in paths.items()}
    json.dump({"host": agency.site.hostname, "pages": pages}, sys.stdout)


def _count_queries(client: Client, path: str) -> int:
    # A query parameter that views read bypasses the page cache; see sites.middleware.cache.
    past = f"{path}?trang=1"
    client.get(past)
    with CaptureQueriesContext(connection) as queries:
        client.get(past)
    return len(queries)


if __name__ == "__main__":
    main()
