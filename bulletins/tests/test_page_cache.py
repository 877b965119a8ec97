"""What websites have kept of their pages when something of a bulletin changes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from bulletins.models import Bulletin, BulletinAudience, BulletinNote, NoteKind, Placement
from bulletins.services import lifecycle
from bulletins.tests.factories import create_draft, create_placement, publish_bulletin, translate
from content.tests.factories import create_document
from sites.tests.factories import create_agency_group, open_in_english

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
# Noon in Vietnam.
NOON = datetime(2026, 3, 1, 5, tzinfo=UTC)


@pytest.fixture
def group(health):
    return create_agency_group("Ven sông", health)


@pytest.fixture
def audience(group, health):
    """Three ways to address the department of health and not the district."""
    return {"group": group.code, "kind": "kind:department", "agency": f"agency:{health.pk}"}


@pytest.fixture
def changed(visit, kept, health, district):
    """Do something; the pages of health must be made anew, and the district's kept."""

    def check(change):
        for agency in (health, district):
            visit(agency)
            assert kept(agency)
        change()
        assert kept(district)
        assert not kept(health)
        return visit(health).content.decode()

    return check


@pytest.mark.parametrize("way", ["group", "kind", "agency"])
def test_publishing_correcting_and_withdrawing_touch_the_websites_concerned_and_no_other(
    changed, audience, way
):
    bulletin = create_draft("Nước lũ", audience=[audience[way]])
    assert "Nước lũ" in changed(bulletin.get_latest_revision().publish)
    bulletin.refresh_from_db()
    changed(
        lambda: lifecycle.add_note(
            bulletin=bulletin, kind=NoteKind.CORRECTION, text="Số đúng là 5.", by=None
        )
    )
    assert "Nước lũ" not in changed(
        lambda: lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=None)
    )
    assert "Nước lũ" in changed(lambda: lifecycle.restore_bulletin(bulletin=bulletin, by=None))
    assert "Nước lũ" not in changed(lambda: lifecycle.end_bulletin(bulletin=bulletin, by=None))
    assert "Nước lũ" in changed(lambda: lifecycle.restore_bulletin(bulletin=bulletin, by=None))
    bulletin.refresh_from_db()
    assert "Nước lũ" not in changed(bulletin.unpublish)


def test_deleting_a_bulletin_shows(changed, audience):
    bulletin = publish_bulletin("Nước lũ", audience=[audience["group"]])
    assert "Nước lũ" not in changed(bulletin.delete)


def test_what_is_for_everyone_is_written_anew_everywhere(visit, kept, health, district):
    for agency in (health, district):
        visit(agency)
    publish_bulletin("Nước lũ")
    for agency in (health, district):
        assert "Nước lũ" in visit(agency).content.decode()
        assert kept(agency)


def test_another_audience_shows_and_hides_at_once(visit, health, district, audience):
    bulletin = publish_bulletin("Nước lũ", audience=[audience["kind"]])
    for agency in (health, district):
        visit(agency)
    bulletin.audience = [BulletinAudience(code="kind:district")]
    bulletin.save_revision().publish()
    assert "Nước lũ" not in visit(health).content.decode()
    assert "Nước lũ" in visit(district).content.decode()


def test_a_line_of_audience_that_is_added_or_goes_shows_at_once(visit, health):
    bulletin = publish_bulletin("Nước lũ", audience=["kind:district"])
    assert "Nước lũ" not in visit(health).content.decode()
    line = BulletinAudience.objects.create(bulletin=bulletin, code="kind:department")
    assert "Nước lũ" in visit(health).content.decode()
    line.delete()
    assert "Nước lũ" not in visit(health).content.decode()


def test_drafts_change_no_website(visit, kept, health):
    bulletin = publish_bulletin("Nước lũ")
    visit(health)
    create_draft("Chưa xong")
    bulletin.title = "Chưa xong"
    bulletin.audience = [BulletinAudience(code="kind:district")]
    bulletin.notes = [BulletinNote(text="Chưa xong")]
    bulletin.save_revision()
    assert kept(health)


def test_a_translation_shows_at_once_to_whom_the_source_is_for(visit, kept, health, district):
    for agency in (health, district):
        open_in_english(agency)
    bulletin = publish_bulletin("Nước lũ", audience=["kind:department"])
    for agency in (health, district):
        visit(agency, "/en/")
    translate(bulletin, "Floods")
    assert kept(district, "/en/")
    assert "Floods" in visit(health, "/en/").content.decode()


def test_a_place_shows_on_its_own_website(changed, health):
    bulletin = publish_bulletin("Nước lũ")
    assert "Nước lũ" not in changed(lambda: create_placement(bulletin, health, hidden=True))
    assert "Nước lũ" in changed(Placement.objects.get().delete)


def test_what_its_issuer_hides_has_another_canonical_address_elsewhere_at_once(
    visit, health, district
):
    bulletin = publish_bulletin("Nước lũ", source=health)
    own = f'rel="canonical" href="{district.root_url}/ban-tin/nuoc-lu/"'
    assert own not in visit(district, "/ban-tin/nuoc-lu/").content.decode()
    create_placement(bulletin, health, hidden=True)
    assert own in visit(district, "/ban-tin/nuoc-lu/").content.decode()


def test_its_issuers_new_name_and_host_show_elsewhere_at_once(visit, health, district):
    publish_bulletin("Nước lũ", source=health)
    visit(district, "/ban-tin/nuoc-lu/")
    health.name_vi = "Sở Y tế và Dân số"
    health.save()
    assert "Sở Y tế và Dân số" in visit(district, "/ban-tin/nuoc-lu/").content.decode()
    health.site.hostname = "yte.example.org"
    health.site.save()
    canonical = f'rel="canonical" href="{health.root_url}/ban-tin/nuoc-lu/"'
    assert canonical in visit(district, "/ban-tin/nuoc-lu/").content.decode()


def test_an_issuer_is_the_canonical_address_while_it_is_in_the_audience(
    visit, health, district, group
):
    publish_bulletin("Nước lũ", source=health, audience=["kind:district", group.code])
    own = f'rel="canonical" href="{district.root_url}/ban-tin/nuoc-lu/"'
    assert own not in visit(district, "/ban-tin/nuoc-lu/").content.decode()
    group.agencies.remove(health)
    assert own in visit(district, "/ban-tin/nuoc-lu/").content.decode()
    group.agencies.add(health)
    assert own not in visit(district, "/ban-tin/nuoc-lu/").content.decode()
    group.agencies.clear()
    assert own in visit(district, "/ban-tin/nuoc-lu/").content.decode()


def test_who_joins_a_group_shows_what_the_group_was_told(visit, health, district, group):
    publish_bulletin("Nước lũ", audience=[group.code])
    assert "Nước lũ" not in visit(district).content.decode()
    group.agencies.add(district)
    assert "Nước lũ" in visit(district).content.decode()
    group.agencies.clear()
    for agency in (health, district):
        assert "Nước lũ" not in visit(agency).content.decode()


def test_a_units_file_in_a_bulletin_shows_anew_wherever_the_bulletin_does(
    visit, kept, health, district
):
    file = create_document(health.collection, "Kế hoạch")
    bulletin = create_draft("Nước lũ")
    bulletin.attachments.create(document=file)
    bulletin.save_revision().publish()
    assert "Kế hoạch" in visit(district, "/ban-tin/nuoc-lu/").content.decode()
    file.title = "Tài liệu"
    file.save()
    assert "Tài liệu" in visit(district, "/ban-tin/nuoc-lu/").content.decode()


def test_what_is_rolled_back_costs_no_website_its_pages(visit, kept, health):
    visit(health)
    with transaction.atomic():
        publish_bulletin("Nước lũ")
        transaction.set_rollback(True)
    assert kept(health)
    assert "Nước lũ" not in visit(health).content.decode()


def test_alerts_do_not_stay_in_caches(visit, kept, clock, health):
    """Complaints about peers: an alert that has expired or been withdrawn is still shown."""
    fields = {"urgency": "emergency", "instruction": "Lên cao."}
    clock(NOON)
    first = publish_bulletin("Nước lũ", valid_until=NOON + HOUR / 2, **fields)
    assert "Lên cao." in visit(health).content.decode()
    clock(NOON + HOUR / 2 - timedelta(microseconds=1))
    assert kept(health)
    clock(NOON + HOUR / 2)
    assert "Lên cao." not in visit(health).content.decode()
    second = publish_bulletin("Lũ quét", valid_until=NOON + 2 * HOUR, **fields)
    assert "Lên cao." in visit(health).content.decode()
    lifecycle.withdraw_bulletin(bulletin=second, reason="Nhầm.", by=None)
    assert "Lên cao." not in visit(health).content.decode()
    assert not first.is_expired(NOON)


@pytest.mark.parametrize("path", ["/", "/ban-tin/", "/ban-tin/atom.xml", "/ban-tin/lich.ics"])
def test_a_kept_page_changes_with_the_clock_to_the_second(visit, kept, clock, health, path):
    clock(NOON)
    times = {"valid_from": NOON + HOUR / 4, "valid_until": NOON + HOUR / 2}
    publish_bulletin("Nước lũ", urgency="important", **times)
    second = timedelta(seconds=1)
    for at, shown in (
        (NOON, False),
        (NOON + HOUR / 4 - second, False),
        (NOON + HOUR / 4, True),
        (NOON + HOUR / 2 - second, True),
        (NOON + HOUR / 2, False),
    ):
        clock(at)
        assert ("Nước lũ" in visit(health, path).content.decode()) == shown, at
        assert kept(health, path)


def test_a_closing_banner_goes_after_its_24_hours_and_no_page_keeps_it(clock, health):
    clock(NOON)
    bulletin = publish_bulletin("Nước lũ", urgency="important", valid_until=NOON + 90 * HOUR)
    lifecycle.end_bulletin(bulletin=bulletin, by=None)
    assert Bulletin.objects.next_change(timezone.now()) == NOON + 24 * HOUR
