import re

import pytest
from django.conf import settings
from django.urls import reverse
from wagtail.users.models import UserProfile

from desk.admin.manual import NAMES

MANUAL = "/admin/huong-dan/"
EDITORS, MODERATORS, ICT = (f"{MANUAL}{name}/" for name in NAMES)
FILES = sorted(settings.MANUAL_FOLDER.glob("*.md"))
PICTURES = sorted(settings.MANUAL_FOLDER.glob("images/*"))
LARGEST_PICTURE = 100 * 1024
MOST_PICTURES = 21


def listed(response):
    main = response.content.decode().partition('class="manual-list"')[2]
    return re.findall(rf'href="({MANUAL}[a-z-]+/)"', main)


@pytest.mark.parametrize(
    ("person", "first"),
    [
        ("health_editor", EDITORS),
        ("health_moderator", MODERATORS),
        ("ict_author", ICT),
        ("ict_admin", ICT),
    ],
)
def test_the_page_of_ones_own_role_comes_first(request, sign_in, person, first):
    addresses = listed(sign_in(request.getfixturevalue(person)).get(MANUAL))
    assert addresses[0] == first
    assert sorted(addresses) == sorted([EDITORS, MODERATORS, ICT])


@pytest.mark.parametrize("name", NAMES)
def test_every_page_is_shown_with_its_headings_links_and_pictures(sign_in, health_editor, name):
    client = sign_in(health_editor)
    page = client.get(f"{MANUAL}{name}/").content.decode()
    article = re.search(r'<article class="manual" lang="vi">(.*)</article>', page, re.DOTALL)[1]
    assert "<ol>" in article
    assert "**" not in article
    ids = set(re.findall(r'<h[23] id="([^"]+)"', article))
    links = re.findall(r'href="([^"]+)"', article)
    assert {link[1:] for link in links if link.startswith("#")} <= ids
    for address in re.findall(r'src="([^"]+)"', article) + [x for x in links if x[0] != "#"]:
        assert client.get(address).status_code == 200, address


def test_there_is_a_menu_entry_for_everybody(sign_in, health_editor, ict_admin):
    for person in (health_editor, ict_admin):
        page = sign_in(person).get("/admin/").content.decode()
        assert f'"{reverse("manual")}"' in page


def test_in_english_the_pages_still_come_and_say_that_they_are_vietnamese(sign_in, health_editor):
    UserProfile.objects.create(user=health_editor, preferred_language="en")
    page = sign_in(health_editor).get(EDITORS).content.decode()
    assert '<html lang="en"' in page
    assert "On this page" in page
    assert '<article class="manual" lang="vi">' in page


@pytest.mark.parametrize(
    "address",
    [
        f"{MANUAL}nguoi-la/",
        f"{MANUAL}images/nothing.png",
        f"{MANUAL}images/..%2f..%2fdocs.png/",
        f"{MANUAL}bien-tap-vien.md/",
    ],
)
def test_nothing_else_is_shown(sign_in, health_editor, address):
    assert sign_in(health_editor).get(address).status_code == 404


def test_the_manual_is_for_people_who_are_signed_in(anonymous, sign_in, outsider):
    for client in (anonymous(settings.ADMIN_HOST), sign_in(outsider)):
        for address in (MANUAL, EDITORS, f"{MANUAL}images/dang-nhap.png"):
            answer = client.get(address)
            assert answer.status_code == 302
            assert reverse(settings.LOGIN_URL) in answer.url


def test_pages_and_pictures_are_all_used_and_light():
    named = set()
    for file in FILES:
        named |= set(re.findall(r"\(images/([a-z-]+\.png)\)", file.read_text("utf-8")))
    assert {file.stem for file in FILES} == set(NAMES)
    assert named == {picture.name for picture in PICTURES}
    assert len(PICTURES) <= MOST_PICTURES
    assert all(picture.stat().st_size <= LARGEST_PICTURE for picture in PICTURES)
