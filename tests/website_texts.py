"""What readers see of one website, to be compared with another: ``python -m tests.website_texts``.

Arguments: the code of an agency. It prints, as JSON, the text of the main part of every public page
by its path, the pictures and links to files in it, and the digests of the files behind them.
"""

import hashlib
import json
import re
import sys

import django
from django.conf import settings
from django.test import Client

django.setup()

from home.paths import get_page_path  # noqa: E402
from sites.models import Agency  # noqa: E402
from sites.permissions.ownership import list_agency_pages  # noqa: E402
from tests.html import parse_html  # noqa: E402


def describe(code: str) -> dict[str, object]:
    """Return the text of all public pages, and digests of the files that they link to."""
    agency = Agency.objects.with_site().get(code=code)
    client = Client(headers={"host": f"{agency.site.hostname}:{settings.SITE_PORT}"})
    found = {}
    for page in list_agency_pages([agency.pk]).live().public().specific():
        path = get_page_path(page)
        response = client.get(path)
        main = parse_html(response).select_one("main")
        links = [link["href"] for link in main.select("a[href]")]
        files = [link for link in links if re.search(r"/(documents|tep)/", link)]
        found[path] = {
            "status": response.status_code,
            "text": " ".join(main.get_text(" ").split()),
            "links": len(links),
            "pictures": len(main.select("img")),
            "files": [_read(client, link) for link in files],
        }
    return found


def _read(client, link):
    response = client.get(link)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return f"{response.status_code} {hashlib.sha256(body).hexdigest()}"


if __name__ == "__main__":
    json.dump(describe(sys.argv[1]), sys.stdout, ensure_ascii=False)
