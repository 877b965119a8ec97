"""What users of other tools for shared notices complain of, and what is not true here."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from bs4 import BeautifulSoup
from django.core.files.base import ContentFile
from django.utils import timezone

from bulletins.models import BulletinAttachment, NoteKind
from bulletins.services import lifecycle
from bulletins.tests.factories import publish_bulletin, publish_emergency
from content.tests.factories import create_document, create_picture

pytestmark = pytest.mark.django_db

DRAWING = b'<svg xmlns="http://www.w3.org/2000/svg" width="300" height="200"></svg>'


@pytest.fixture
def look(visit):
    def get(agency, path="/", status=200):
        response = visit(agency, path)
        assert response.status_code == status
        return BeautifulSoup(response.content, "html.parser")

    return get


def test_copies_do_not_go_stale(look, health, district, province):
    bulletin = publish_bulletin("Cắt điện", slug="dien", summary="Thứ Hai.", source=province)
    agencies = (health, district, province)
    assert {look(agency, "/ban-tin/dien/").h1.text for agency in agencies} == {"Cắt điện"}
    bulletin.title, bulletin.summary = "Không cắt điện", "Thứ Ba."
    bulletin.save_revision().publish()
    for agency in agencies:
        for path in ("/", "/ban-tin/", "/ban-tin/dien/"):
            main = look(agency, path).main.text
            assert "Không cắt điện" in main and "Thứ Hai." not in main


def test_a_withdrawal_reaches_every_website(look, health, district, province):
    bulletin = publish_bulletin("Cắt điện", slug="dien", source=province)
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    for agency in (health, district, province):
        assert "Nhầm." in look(agency, "/ban-tin/dien/", status=410).main.text
        for path in ("/", "/ban-tin/", "/ban-tin/luu-tru/"):
            assert "Cắt điện" not in look(agency, path).text


def test_pictures_and_files_do_not_point_at_the_origin(look, visit, health, district):
    fields = {"collection": health.collection, "title": "Tờ"}
    image = create_picture(description="Vẽ", file=ContentFile(DRAWING, name="ve.svg"), **fields)
    inside, attached = (create_document(**fields) for _ in range(2))
    image.decorative, image.contextual_alt_text = False, "Vẽ"
    body = [("picture", image), ("file", {"document": inside, "caption": ""})]
    bulletin = publish_bulletin("Cắt điện", slug="dien", source=health, body=body)
    bulletin.attachments = [BulletinAttachment(document=attached)]
    bulletin.save_revision().publish()
    main = look(district, "/ban-tin/dien/").select_one(".article-main")
    addresses = [one["src"] for one in main.select("img")]
    addresses += [one["href"] for one in main.select(".file-link")]
    assert len(addresses) == 3
    assert all(not urlsplit(address).netloc for address in addresses)
    assert [visit(district, address).status_code for address in addresses] == [200] * 3
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    for agency in (district, health):
        assert [visit(agency, address).status_code for address in addresses] == [410] * 3


def test_canonical_links_do_not_point_at_a_private_hub(look, visit, health, district):
    publish_bulletin("Của y tế", slug="y-te", source=health)
    publish_bulletin("Cho huyện", slug="huyen", source=health, audience=["kind:district"])
    for slug, owner in (("y-te", health), ("huyen", district)):
        [link] = look(district, f"/ban-tin/{slug}/").select('link[rel="canonical"]')
        assert link["href"] == f"{owner.root_url}/ban-tin/{slug}/"
        assert visit(owner, urlsplit(link["href"]).path).status_code == 200


def test_correcting_a_typing_error_does_not_bring_a_banner_back(look, health):
    until = timezone.now() + timedelta(days=1)
    bulletin = publish_bulletin("Lừa đào", slug="lua", urgency="important", valid_until=until)
    keys = [_key(look(health))]
    bulletin.title, bulletin.instruction = "Lừa đảo", "Cúp máy."
    bulletin.save_revision().publish()
    keys.append(_key(look(health)))
    for kind in (NoteKind.UPDATE, NoteKind.CORRECTION):
        lifecycle.add_note(bulletin=bulletin, kind=kind, text="Mới", by=None)
        keys.append(_key(look(health)))
    bulletin.refresh_from_db()
    note = bulletin.notes.first()
    note.text = "Mới."
    note.save()
    keys.append(_key(look(health)))
    assert keys[0] == keys[1] and keys[3] == keys[4]
    assert len(set(keys)) == 3


def _key(soup):
    [script] = soup.select("script[data-key]")
    return script["data-key"]


def test_an_alert_that_is_over_is_no_longer_shown(look, health, district, monkeypatch):
    until = timezone.now() + timedelta(hours=1)
    publish_emergency("Lũ", valid_until=until)
    for moment, shown in ((until - timedelta(seconds=1), 1), (until, 0)):
        monkeypatch.setattr(timezone, "now", lambda moment=moment: moment)
        for agency in (health, district):
            assert len(look(agency).select(".banner-emergency")) == shown
