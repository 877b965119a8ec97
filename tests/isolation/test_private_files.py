"""Files that nothing public uses, asked for by everybody on every host.

One of each kind for each agency. That the walk finds them where the rule is missing is a test too.
"""

import pytest
from django.conf import settings
from django.test import Client

from bulletins.tests.factories import create_draft
from channels.tests.factories import create_recording
from content.tests.factories import create_document, create_picture, get_picture_url
from desk.services.trash import trash_page
from home.tests.factories import publish_article, publish_news, restrict_page
from sites.permissions.file_visibility import Visibility
from sites.views import documents

pytestmark = pytest.mark.django_db
PEOPLE = ["district_editor", "district_moderator", "outsider", "auditor", "translator"]


def in_a_draft(agency, *files):
    page = publish_news(agency, "Nháp")
    page.body = publish_article(agency, *files, slug="tam").body
    page.get_siblings().get(slug="tam").specific.unpublish()
    page.save_revision()


def with_a_password(agency, *files):
    restrict_page(publish_article(agency, *files))


def in_the_bin(agency, *files):
    trash_page(page=publish_article(agency, *files), user=None)


def in_a_proposal_nobody_published(agency, *files):
    create_draft(files=[files[0]], audience=[f"agency:{agency.pk}"])


WAYS = {
    "unattached": lambda agency, *files: None,
    "draft": in_a_draft,
    "password": with_a_password,
    "bin": in_the_bin,
    "draft of a bulletin": in_a_proposal_nobody_published,
}


@pytest.fixture(params=WAYS)
def addresses(request, health):
    """The addresses of the files that are private in a way, those in the storage among them."""
    files = create_document(health.collection), create_picture(health.collection)
    WAYS[request.param](health, *files)
    private = create_draft("Nháp", audience=[f"agency:{health.pk}"])
    recording = create_recording(private)
    stored = [file.file.name for file in files]
    ways = [f"/media/{name}" for name in stored] + [f"/-/tep/{name}" for name in stored]
    return [files[0].url, get_picture_url(files[1]), recording.file.url, *ways]


@pytest.fixture
def askers(request, sign_in, health, district, province):
    """Clients of every website, and people of other units on the admin's host."""
    hosts = [agency.site.hostname for agency in (health, district, province)]
    hosts.append(settings.ADMIN_HOST)
    strangers = {host: Client(headers={"host": f"{host}:{settings.SITE_PORT}"}) for host in hosts}
    people = {name: sign_in(request.getfixturevalue(name)) for name in PEOPLE}
    return strangers | people


def leaks(addresses, askers):
    """Who got something: 200, 206, 304 or 410 for any address in any way of asking."""
    ways = [{}, {"range": "bytes=0-3"}, {"if-none-match": "*"}]
    return [
        (name, address, way)
        for name, client in askers.items()
        for address in addresses
        for way in ways
        if client.get(address, headers=way).status_code not in {302, 404}
    ]


def test_a_private_file_is_handed_to_nobody_on_no_host(addresses, askers):
    # Those who write bulletins hear their recordings.
    found = [leak for leak in leaks(addresses, askers) if not _is_work_on_bulletins(leak)]
    assert found == []


def _is_work_on_bulletins(leak):
    name, address, _way = leak
    return name == "translator" and "/ban-ghi/" in address


def test_the_walk_finds_files_that_are_handed_out_without_the_rule(addresses, askers, monkeypatch):
    monkeypatch.setattr(documents, "get_visibility", lambda *args: Visibility(is_public=True))
    found = {address for _name, address, _way in leaks(addresses, askers)}
    assert {address.split("/")[1] for address in found} == {"documents", "media"}


def test_the_walk_finds_files_that_the_admins_host_hands_to_all_its_people(
    addresses, askers, monkeypatch
):
    monkeypatch.setattr(documents, "is_visible_to_staff", lambda *args: True)
    assert {name for name, *_rest in leaks(addresses, askers)} >= {"district_editor", "auditor"}
