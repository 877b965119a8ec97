from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.models import Bulletin, Placement
from bulletins.tests.factories import create_draft, publish_bulletin, publish_emergency
from desk.tests.html import list_menu, list_rows, list_titles
from sites.services.archiving import archive_agency
from tests.html import count_queries, get_text, parse_html

TOMORROW = timezone.now() + timedelta(days=1)


def list_path(agency):
    return f"/admin/ban-tin/{agency.pk}/"


def form_path(agency, bulletin):
    return f"{list_path(agency)}{bulletin.pk}/"


def placed(**fields):
    return {"local_note": "", "contact_name": "", "contact_telephone": ""} | fields


@pytest.fixture
def client(sign_in, health_editor):
    return sign_in(health_editor)


def test_the_menu_leads_the_people_of_a_unit_to_their_list(client, health):
    assert "Bản tin" in list_menu(client)
    assert client.get("/admin/ban-tin/").headers["location"] == list_path(health)


def test_the_list_has_what_is_in_force_on_the_website_and_nothing_else(client, health):
    publish_bulletin("Có hiệu lực", source=health)
    publish_bulletin("Huyện", audience=["kind:district"])
    create_draft("Nháp")
    expired = publish_bulletin("Hết hiệu lực")
    past = timezone.now() - timedelta(days=1)
    Bulletin.objects.filter(pk=expired.pk).update(valid_until=past)
    assert list_titles(client.get(list_path(health))) == ["Có hiệu lực"]
    assert list_titles(client.get(list_path(health) + "?state=expired")) == ["Hết hiệu lực"]


def test_a_bulletin_is_found_without_its_accents(client, health):
    publish_bulletin("Phòng chống sốt xuất huyết", slug="tin-1")
    publish_bulletin("Lịch tiếp công dân")
    path = list_path(health) + "ket-qua/?q=sot+xuat"
    assert list_titles(client.get(path)) == ["Phòng chống sốt xuất huyết"]


def test_the_form_writes_what_the_unit_adds_and_the_list_says_so(client, health, visit):
    bulletin = publish_bulletin("Tiêm chủng")
    data = placed(pinned="on", local_note="Đến tầng 2.", contact_telephone="0209 387 0000")
    response = client.post(form_path(health, bulletin), data)
    assert response.headers["location"] == list_path(health)
    [row] = list_rows(client.get(list_path(health)))
    assert "ghim, có ghi chú, có đầu mối" in row
    for state, found in (("pinned", 1), ("noted", 1), ("hidden", 0)):
        assert len(list_titles(client.get(f"{list_path(health)}?state={state}"))) == found
    assert visit(health, bulletin.path).status_code == 200


def test_the_list_is_narrowed_to_what_the_unit_has_pinned_or_added_to(client, health):
    added = {"pinned": "on"}, {"local_note": "Tầng 2."}, {"contact_telephone": "0209 387 0000"}
    for title, fields in zip(("Ghim", "Ghi chú", "Đầu mối"), added, strict=True):
        client.post(form_path(health, publish_bulletin(title)), placed(**fields))
    for state, found in (
        ("pinned", {"Ghim"}),
        ("noted", {"Ghi chú", "Đầu mối"}),
        ("hidden", set()),
    ):
        assert {*list_titles(client.get(f"{list_path(health)}?state={state}"))} == found


def test_a_hidden_bulletin_stays_in_the_list_so_that_it_can_be_shown_again(client, health, visit):
    bulletin = publish_bulletin("Lịch nghỉ")
    client.post(form_path(health, bulletin), placed(hidden="on"))
    assert visit(health, bulletin.path).status_code == 404
    assert list_titles(client.get(list_path(health) + "?state=hidden")) == ["Lịch nghỉ"]
    client.post(form_path(health, bulletin), placed())
    assert visit(health, bulletin.path).status_code == 200


def test_hiding_is_offered_for_routine_bulletins_only(client, health):
    emergency = publish_emergency("Lũ", valid_until=TOMORROW)
    assert parse_html(client.get(form_path(health, publish_bulletin("Tin")))).find(id="id_hidden")
    assert not parse_html(client.get(form_path(health, emergency))).find(id="id_hidden")
    client.post(form_path(health, emergency), placed(hidden="on"))
    assert not Placement.objects.get().hidden


def test_the_words_of_the_bulletin_are_shown_and_cannot_be_changed(client, health):
    bulletin = publish_bulletin("Tiêm chủng", summary="Từ thứ hai.")
    page = parse_html(client.get(form_path(health, bulletin)))
    assert "Từ thứ hai." in get_text(page.find(class_="desk-text"))
    client.post(form_path(health, bulletin), placed(title="Khác", summary="Khác"))
    bulletin.refresh_from_db()
    assert (bulletin.title, bulletin.summary) == ("Tiêm chủng", "Từ thứ hai.")


def test_the_fourth_pin_is_refused_at_its_field_and_the_note_is_not_lost(client, health):
    for number in range(3):
        client.post(form_path(health, publish_bulletin(f"Số {number}")), placed(pinned="on"))
    response = client.post(
        form_path(health, publish_bulletin("Bốn")), placed(pinned="on", local_note="Giữ")
    )
    page = parse_html(response)
    assert "3 bản tin" in get_text(page.find(id="id_pinned").find_parent(class_="w-field__wrapper"))
    assert "Giữ" in page.find(id="id_local_note").string
    assert Placement.objects.count() == 3


def test_a_unit_that_has_ended_reads_only(client, health, today):
    bulletin = publish_bulletin("Tiêm chủng")
    archive_agency(agency=health, successors=[], ended_on=today, by=None)
    assert list_titles(client.get(list_path(health))) == ["Tiêm chủng"]
    assert not parse_html(client.get(form_path(health, bulletin))).find("button", string="Lưu")
    assert client.post(form_path(health, bulletin), placed(pinned="on")).status_code == 200
    assert not Placement.objects.exists()


def channels_link(client, path):
    return parse_html(client.get(path)).main.select_one("a[href*=kenh-phat]")


def test_list_and_form_lead_to_the_channels_for_the_unit(client, health):
    bulletin = publish_bulletin("Tiêm chủng")
    for path in (list_path(health), form_path(health, bulletin)):
        page = client.get(channels_link(client, path)["href"]).content.decode()
        assert f"Cho {health.name_vi}" in page


def test_what_the_unit_does_not_tell_has_no_way_to_channels(client, health, today):
    bulletin = publish_bulletin("Lịch nghỉ")
    client.post(form_path(health, bulletin), placed(hidden="on"))
    for path in (list_path(health), form_path(health, bulletin)):
        assert not channels_link(client, path)
    client.post(form_path(health, bulletin), placed())
    archive_agency(agency=health, successors=[], ended_on=today, by=None)
    for path in (list_path(health), form_path(health, bulletin)):
        assert not channels_link(client, path)


@pytest.mark.parametrize("person", ["district_moderator", "outsider", "ict_author"])
def test_nobody_else_sees_or_changes_what_a_unit_does(request, sign_in, health, person):
    bulletin = publish_bulletin()
    stranger = sign_in(request.getfixturevalue(person))
    for path in (list_path(health), form_path(health, bulletin)):
        assert stranger.get(path).status_code in {302, 404}
    stranger.post(form_path(health, bulletin), placed(pinned="on"))
    assert not Placement.objects.exists()


def test_what_is_not_for_the_unit_has_no_form(client, health):
    for bulletin in (publish_bulletin("Huyện", audience=["kind:district"]), create_draft("Nháp")):
        assert client.get(form_path(health, bulletin)).status_code == 404


def test_who_works_for_several_units_is_asked_for_which(sign_in, health_editor, health, district):
    health_editor.groups.add(district.editors)
    choice = parse_html(sign_in(health_editor).get("/admin/ban-tin/")).find(class_="desk-tasks")
    assert [link["href"] for link in choice("a")] == [list_path(health), list_path(district)]


def test_the_number_of_queries_does_not_depend_on_that_of_bulletins(client, health):
    publish_bulletin("Một", source=health)
    one = count_queries(client, list_path(health))
    for number in range(5):
        publish_bulletin(f"Số {number}", source=health)
    assert count_queries(client, list_path(health)) == one
