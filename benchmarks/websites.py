"""Script that prints what a reader and an editor need of each website of a nation, as JSON."""

import json
import sys

import django

django.setup()

from accounts.models import User
from home.models import NewsPage
from sites.models import Agency


def main() -> None:
    """Print host, key of the home page, an article's key and path, and an editor's name.

    The article's key is 0 where there is none, as on the portals of provinces. An editor may write,
    a moderator also publish; where nobody is, ICT does it.
    """
    people = dict(User.objects.values_list("groups", "username"))
    articles: dict[str, tuple[int, str]] = {}
    for key, path, url in NewsPage.objects.live().values_list("pk", "path", "url_path"):
        articles.setdefault(path[:8], (key, "/" + url.split("/", 2)[2]))
    rows = []
    for agency in Agency.objects.select_related("site", "root_page").order_by("pk"):
        key, path = articles.get(agency.root_page.path, (0, "/"))
        rows.append(
            {
                "host": agency.site.hostname,
                "home": agency.root_page_id,
                "article": key,
                "article_path": path,
                "editor": people.get(agency.editors_id, "ict"),
                "moderator": people.get(agency.moderators_id, "ict"),
            }
        )
    json.dump(rows, sys.stdout)


if __name__ == "__main__":
    main()
