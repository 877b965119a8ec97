"""An article with a line break as version 1.0.0 stored it.

``python -m tests.releases.earlier_line_breaks make`` and ``tell``.

``make`` gives one to an installation of that version, ``tell`` prints what an editor meets there.
"""

import json
import sys

import django
from django.urls import reverse

django.setup()

from django.db import connection  # noqa: E402

from accounts.models import User  # noqa: E402
from home.models import NewsPage  # noqa: E402
from tests.releases.smoke_walk import sign_in  # noqa: E402

BODY = [{"type": "text", "value": "<p>Nơi nhận:<br>- Lưu: VT.</p>", "id": "a"}]
# Columns that the tables of every version have.
FIND = """
SELECT page.id, page.latest_revision_id FROM wagtailcore_page AS page
JOIN home_newspage ON page_ptr_id = page.id WHERE page.live ORDER BY page.id LIMIT 1
"""
READ = "SELECT content FROM wagtailcore_revision WHERE id = %s"
WRITE_VERSION = "UPDATE wagtailcore_revision SET content = %s WHERE id = %s"
WRITE_ROW = "UPDATE home_newspage SET body = %s WHERE page_ptr_id = %s"


def make() -> None:
    """Store the text in the row and the version of the first article."""
    with connection.cursor() as cursor:
        cursor.execute(FIND)
        [[page, revision]] = cursor.fetchall()
        cursor.execute(READ, [revision])
        [[content]] = cursor.fetchall()
        content = json.loads(content) if isinstance(content, str) else content
        content["body"] = json.dumps(BODY)
        cursor.execute(WRITE_VERSION, [json.dumps(content), revision])
        cursor.execute(WRITE_ROW, [json.dumps(BODY), page])


def tell() -> None:
    """Print the status of the form of the article, and how its line break is stored."""
    with connection.cursor() as cursor:
        cursor.execute(FIND)
        [[key, revision]] = cursor.fetchall()
        cursor.execute(READ, [revision])
        [[content]] = cursor.fetchall()
    page = NewsPage.objects.get(pk=key)
    administrator = User.objects.filter(is_superuser=True).first()
    form = sign_in(administrator).get(reverse("wagtailadmin_pages:edit", args=[page.pk]))
    row = page.body.raw_data[0]["value"]
    stored = json.loads(content)["body"] if isinstance(content, str) else content["body"]
    breaks = {"<br/>" if "<br/>" in text else "<br>" for text in (row, stored)}
    sys.stdout.write(f"{form.status_code} {' '.join(sorted(breaks))}\n")


if __name__ == "__main__":
    {"make": make, "tell": tell}[sys.argv[1]]()
