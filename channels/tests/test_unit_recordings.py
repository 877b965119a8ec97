"""Recordings that a unit makes for its own website, and what the two-person rule asks of them."""

import pytest

from accounts.tests.factories import create_user
from bulletins.tests.factories import publish_bulletin
from channels.models import BulletinRecording
from channels.tests.factories import create_recording, draft_recording, get_recording_path
from channels.tests.recording_screen import act, kept, record, save
from sites.caching.versions import get_cache_versions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("recorded_files")]

PAGE = "/ban-tin/lu-quet/"


@pytest.fixture
def bulletin():
    return publish_bulletin("Lũ quét", slug="lu-quet", audience=["kind:district"])


def test_a_unit_records_for_its_own_website_alone(
    sign_in, district_editor, district_moderator, health, district, visit, hear
):
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    save(sign_in(district_editor), bulletin)
    assert act(sign_in(district_editor), bulletin, "dang").status_code in {302, 403}
    assert kept() == []
    before = get_cache_versions(health)
    act(sign_in(district_moderator), bulletin, "dang")
    [file] = hear(district)
    assert hear(health) == [] and visit(health, file).status_code == 404
    assert visit(district, file).status_code == 200
    assert get_cache_versions(health) == before


def test_a_unit_touches_neither_the_centre_s_recordings_nor_another_unit_s(
    sign_in, district_moderator, district, health
):
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    create_recording(bulletin, "tyz")
    create_recording(bulletin, "tyz", agency=health)
    client = sign_in(district_moderator)
    for agency in (district, health):
        for name in ("xoa", "con-dung", "dang"):
            assert act(client, bulletin, name, agency=agency).status_code == 404
    record(client, bulletin, agency=health)
    assert BulletinRecording.objects.filter(agency=health).count() == 1
    assert BulletinRecording.objects.count() == 2


def test_on_a_unit_s_website_its_own_recording_comes_before_the_centre_s(district, health, hear):
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    central, own = create_recording(bulletin), create_recording(bulletin, agency=district)
    assert hear(district) == [own.file.url]
    assert hear(health) == [central.file.url]


def test_under_the_two_person_rule_nobody_publishes_what_they_recorded(
    sign_in, district, district_moderator
):
    second = create_user("nguoi-duyet-hai", district.moderators)
    district.two_person_rule = True
    district.save()
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    save(sign_in(district_moderator), bulletin)
    act(sign_in(district_moderator), bulletin, "dang")
    assert kept() == []
    act(sign_in(second), bulletin, "dang")
    assert kept() == [("tyz", ".mp3")]


def test_under_the_two_person_rule_ones_own_draft_is_nobodys_task_but_the_others(
    sign_in, district, district_moderator, bulletin
):
    second = create_user("nguoi-duyet-hai", district.moderators)
    district.two_person_rule = True
    district.save()
    draft_recording(bulletin, "tyz", agency=district, by=district_moderator)
    boards = [
        sign_in(person).get("/admin/").content.decode().count("Nghe và đăng: Lũ quét")
        for person in (district_moderator, second)
    ]
    assert boards == [0, 1]


@pytest.fixture
def second_moderator(district):
    district.two_person_rule = True
    district.save()
    return create_user("nguoi-duyet-hai", district.moderators)


def test_under_the_two_person_rule_nobody_changes_public_words_alone(
    sign_in, district, district_editor, district_moderator, second_moderator, visit
):
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    save(sign_in(district_editor), bulletin, transcript="Nặm khảu.")
    act(sign_in(district_moderator), bulletin, "dang")
    for person in (district_moderator, second_moderator):
        answer = sign_in(person).post(
            get_recording_path(bulletin), {"transcript": "Sai"}, follow=True
        )
        assert "Ở đây không ai sửa một mình lời đã đăng." in answer.content.decode()
    assert "Nặm khảu." in visit(district, PAGE).content.decode()
    # Taken away it can be by one.
    act(sign_in(district_moderator), bulletin, "xoa")
    assert kept() == []


def test_under_the_two_person_rule_nobody_publishes_words_they_wrote_into_another_s_draft(
    sign_in, district_editor, district_moderator, second_moderator
):
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    save(sign_in(district_editor), bulletin, transcript="Nặm khảu.")
    client = sign_in(district_moderator)
    client.post(get_recording_path(bulletin), {"transcript": "Sai"})
    act(client, bulletin, "dang")
    assert kept() == []
    act(sign_in(second_moderator), bulletin, "dang")
    assert kept() == [("tyz", ".mp3")]


def test_under_the_two_person_rule_nobody_confirms_what_they_recorded(
    sign_in, district, district_moderator, second_moderator
):
    bulletin = publish_bulletin("Lũ quét", slug="lu-quet")
    recording = create_recording(bulletin, "tyz", agency=district, by=district_moderator)
    bulletin.summary = "Trú tại trường mới."
    bulletin.save_revision().publish()
    act(sign_in(district_moderator), bulletin, "con-dung")
    recording.refresh_from_db()
    assert recording.outdated_at
    act(sign_in(second_moderator), bulletin, "con-dung")
    recording.refresh_from_db()
    assert recording.outdated_at is None
