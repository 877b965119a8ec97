from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bulletins.models import Bulletin, Placement, Urgency
from bulletins.selectors.audience import list_showing_agencies
from bulletins.services.placements import MAX_PINS, update_placement
from bulletins.tests.factories import create_draft, create_placement, publish_bulletin
from members.models import AuditEntry
from sites.caching.versions import get_cache_versions
from sites.services.archiving import archive_agency
from tests.html import get_text, parse_html

SOON = {"valid_until": timezone.now() + timedelta(days=1), "instruction": "Ở trong nhà."}


@pytest.fixture
def pinned(health, health_editor):
    def pin(bulletin, **words):
        return update_placement(
            bulletin=bulletin, agency=health, pinned=True, by=health_editor, **words
        )

    return pin


def test_a_unit_pins_on_its_own_website_and_on_no_other(health, district, pinned):
    bulletin = publish_bulletin()
    pinned(bulletin)
    pins = [Bulletin.objects.pinned_on(agency).exists() for agency in (health, district)]
    assert pins == [True, False]


@pytest.mark.parametrize(
    ("urgency", "is_hidden"), [("routine", True), ("important", False), ("emergency", False)]
)
def test_only_a_routine_bulletin_is_hidden_from_a_website_by_its_unit(
    health, district, urgency, is_hidden
):
    bulletin = publish_bulletin(urgency=urgency, audience=["kind:department", "kind:district"])
    create_placement(bulletin, health, hidden=True)
    create_placement(bulletin, district, pinned=True)
    showing = {district} if is_hidden else {health, district}
    assert {*list_showing_agencies(bulletin)} == showing


def test_the_fourth_pin_is_refused_in_words_and_changes_nothing(pinned):
    for number in range(MAX_PINS):
        pinned(publish_bulletin(f"Số {number}"))
    with pytest.raises(ValidationError, match="3") as refusal:
        pinned(publish_bulletin("Số bốn"))
    assert "pinned" in refusal.value.message_dict
    assert Placement.objects.count() == MAX_PINS


def test_a_pinned_bulletin_can_be_changed_where_all_pins_are_taken(pinned):
    bulletins = [publish_bulletin(f"Số {number}") for number in range(MAX_PINS)]
    for bulletin in bulletins:
        pinned(bulletin)
    pinned(bulletins[0], local_note="Trạm y tế xã mở cửa cả ngày.")
    assert Placement.objects.filter(pinned=True).count() == MAX_PINS


def test_a_pin_of_what_has_expired_does_not_count(pinned):
    past = timezone.now() - timedelta(days=1)
    for number in range(MAX_PINS):
        bulletin = publish_bulletin(f"Số {number}")
        pinned(bulletin)
        Bulletin.objects.filter(pk=bulletin.pk).update(valid_until=past)
    assert pinned(publish_bulletin("Mới")).pinned


@pytest.mark.parametrize("urgency", [Urgency.IMPORTANT, Urgency.EMERGENCY])
def test_what_presses_cannot_be_hidden(health, health_moderator, urgency):
    bulletin = publish_bulletin(urgency=urgency, **SOON)
    with pytest.raises(ValidationError) as refusal:
        update_placement(bulletin=bulletin, agency=health, hidden=True, by=health_moderator)
    assert "hidden" in refusal.value.message_dict


def test_what_is_hidden_is_shown_again_once_it_presses(health, district, health_editor, visit):
    bulletin = publish_bulletin("Cúp điện")
    update_placement(bulletin=bulletin, agency=health, hidden=True, by=health_editor)
    assert visit(health, "/ban-tin/cup-dien/").status_code == 404
    assert visit(district, "/ban-tin/cup-dien/").status_code == 200
    bulletin.urgency, bulletin.valid_until = Urgency.IMPORTANT, SOON["valid_until"]
    bulletin.save_revision().publish()
    assert visit(health, bulletin.path).status_code == 200


def test_a_pinned_bulletin_is_not_hidden_as_well(pinned):
    with pytest.raises(ValidationError):
        pinned(publish_bulletin(), hidden=True)


def test_a_telephone_that_is_none_is_refused(pinned):
    with pytest.raises(ValidationError) as refusal:
        pinned(publish_bulletin(), contact_telephone="gọi tôi")
    assert "contact_telephone" in refusal.value.message_dict


@pytest.mark.parametrize("audience", [["kind:district"], ["all", "-kind:department"]])
def test_what_is_not_for_a_unit_has_no_place_on_its_website(pinned, audience):
    with pytest.raises(ValidationError):
        pinned(publish_bulletin(audience=audience))


def test_a_draft_has_no_place_on_a_website(pinned):
    with pytest.raises(ValidationError):
        pinned(create_draft())


def test_a_unit_that_has_ended_places_nothing(health, pinned, today):
    bulletin = publish_bulletin()
    archive_agency(agency=health, successors=[], ended_on=today, by=None)
    with pytest.raises(ValidationError):
        pinned(bulletin)


def test_a_place_renews_the_units_website_and_no_other(health, district, pinned):
    bulletin = publish_bulletin()
    before = get_cache_versions(health), get_cache_versions(district)
    pinned(bulletin)
    assert get_cache_versions(health) != before[0]
    assert get_cache_versions(district) == before[1]


def test_the_journal_of_the_unit_says_who_placed_what(health, health_editor, pinned):
    pinned(publish_bulletin("Tiêm chủng"))
    entry = AuditEntry.objects.get(action="bulletins.place")
    assert (entry.agency, entry.person) == (health, health_editor)
    assert "Tiêm chủng" in entry.title


def test_those_who_write_bulletins_see_which_units_did_what(
    sign_in, ict_author, district, health, pinned
):
    bulletin = publish_bulletin()
    pinned(bulletin, local_note="Đến tầng 2.")
    update_placement(bulletin=bulletin, agency=district, hidden=True, by=None)
    page = sign_in(ict_author).get(f"/admin/snippets/bulletins/bulletin/inspect/{bulletin.pk}/")
    facts = dict(
        zip(*[map(get_text, parse_html(page).main(tag)) for tag in ("dt", "dd")], strict=True)
    )
    assert facts["Được ghim bởi"] == f"1 đơn vị: {health.heading}"
    assert facts["Bị ẩn bởi"] == f"1 đơn vị: {district.heading}"
    assert facts["Đơn vị có ghi chú"] == f"1 đơn vị: {health.heading}"
    assert facts["Đơn vị có đầu mối"] == "0 đơn vị"
