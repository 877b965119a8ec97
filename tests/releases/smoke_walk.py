"""A walk through an installation with the demo's data: ``python -m tests.releases.smoke_walk``.

It visits what citizens visit on three websites, and what people of the units and of the ICT
department open first. It prints how many pages it saw. Any page that is not answered as it should
be ends it with 1, after all others have been visited.
"""

import sys
import time
from collections.abc import Iterator

import django
from django.conf import settings
from django.test import Client
from django.urls import reverse

django.setup()

from accounts.models import User  # noqa: E402
from bulletins.models import Bulletin  # noqa: E402
from home.models import DocumentPage, NewsPage, ProcedurePage  # noqa: E402
from home.paths import get_page_path  # noqa: E402
from sites.models import Agency  # noqa: E402


def walk() -> tuple[int, list[str]]:
    """Return the number of pages visited, and a line for each that was not as it should be."""
    seen, wrong = 0, []
    for client, path, status, word in (*list_public(), *list_admin()):
        response = client.get(path)
        seen += 1
        body = b"".join(response.streaming_content) if response.streaming else response.content
        if response.status_code != status or word.encode() not in body:
            wrong.append(f"{client.defaults['HTTP_HOST']}{path}: {response.status_code}")
    return seen, wrong


def list_public() -> Iterator[tuple[Client, str, int, str]]:

    for agency in Agency.objects.with_site().filter(
        code__in=["tinh-bac-kan", "so-y-te", "so-xay-dung", "huyen-ba-be"]
    ):
        client = Client(headers={"host": f"{agency.site.hostname}:{settings.SITE_PORT}"})
        yield client, "/", 200, agency.name_vi
        for name in ("site_map", "directory", "accessibility", "display"):
            yield client, reverse(name), 200, ""
        for path in ("/ban-tin/", "/ban-tin/rss.xml", "/sitemap.xml", "/robots.txt", "/lien-he/"):
            yield client, path, 200, ""
        yield client, "/tim-kiem/?q=bluezone", 200, "Bluezone"
        yield client, "/khong-co-trang-nay/", 404, agency.name_vi
        for model in (NewsPage, DocumentPage, ProcedurePage):
            for page in model.objects.descendant_of(agency.root_page).live().public()[:2]:
                yield client, get_page_path(page), 200, ""
                if model is DocumentPage:
                    yield from ((client, file.file.url, 200, "") for file in page.files.all())
        for bulletin in Bulletin.objects.published_to(agency)[:4]:
            yield client, f"/ban-tin/{bulletin.slug}/", 200, ""


def list_admin() -> Iterator[tuple[Client, str, int, str]]:

    agency = Agency.objects.get(code="so-y-te")
    editor = agency.editors.user_set.first()
    administrator = User.objects.filter(is_superuser=True).first()
    page = NewsPage.objects.descendant_of(agency.root_page).first()
    bulletin = Bulletin.objects.sources().first()
    own = [reverse("wagtailadmin_home"), reverse("wagtailadmin_pages:edit", args=[page.pk])]
    central = [
        *own,
        reverse("agencies:index"),
        reverse("people:index"),
        reverse("displays"),
        reverse("jobs"),
        reverse(Bulletin.snippet_viewset.get_url_name("list")),
        reverse(Bulletin.snippet_viewset.get_url_name("edit"), args=[bulletin.pk]),
    ]
    for user, paths in ((editor, own), (administrator, central)):
        client = sign_in(user)
        yield from ((client, path, 200, "") for path in paths)


def sign_in(user: User) -> Client:
    """Return a client of the admin's host that has just signed in as ``user``."""
    client = Client(headers={"host": f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"})
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [{"method": "password", "at": time.time()}]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


if __name__ == "__main__":
    count, failures = walk()
    sys.stdout.write(f"{count} pages\n")
    sys.exit("\n".join(failures) or 0)
