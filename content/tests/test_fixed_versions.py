"""Protection of versions that somebody relies on, against people and programs."""

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from wagtail.models import Revision

from bulletins.tests.factories import get_edit_path as get_bulletin_path
from bulletins.tests.factories import make_bulletin_form, press_publish, publish_bulletin
from content.tests.fixed_versions import as_before
from content.versions import trigger
from content.versions.amendment import OF_HISTORY, amend_version
from content.versions.fixed import NOT_FIXING, list_fixing_fields
from home.tests.factories import get_edit_path, make_article_form, publish_news
from members.tests.approval import PUBLISH, SUBMIT, decide, get_task_state

pytestmark = pytest.mark.django_db

JSON = {"Accept": "application/json"}
REFUSED = "never written again"


def read(version):
    return Revision.objects.get(pk=version.pk).content


def by_row(version):
    version.content["title"] = "Khác"
    version.save()


def by_field(version):
    version.content["title"] = "Khác"
    version.save(update_fields=["content"])


def by_query(version):
    Revision.objects.filter(pk=version.pk).update(content={})


def by_date(version):
    Revision.objects.filter(pk=version.pk).update(created_at=timezone.now())


def by_subject(version):
    Revision.objects.filter(pk=version.pk).update(object_id="0")


def by_hand(version):
    with connection.cursor() as cursor:
        cursor.execute("UPDATE wagtailcore_revision SET content = '{}'")


WRITERS = [by_row, by_field, by_query, by_date, by_subject, by_hand]


@pytest.mark.both_databases
@pytest.mark.parametrize("write", WRITERS)
def test_the_database_refuses_to_write_into_what_is_public(health, write):
    version = publish_news(health, "Lịch tiêm").latest_revision
    before = read(version)
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        write(version)
    assert read(version) == before


@pytest.mark.both_databases
def test_what_is_no_content_changes_and_versions_can_be_deleted(health, health_editor):
    page = publish_news(health, "Lịch tiêm")
    for version in (page.latest_revision, page.save_revision()):
        version.save()
        Revision.objects.filter(pk=version.pk).update(user=health_editor)
        Revision.objects.filter(pk=version.pk).update(approved_go_live_at=timezone.now())
    version.delete()


@pytest.mark.both_databases
@pytest.mark.parametrize("write", [by_row, by_query])
def test_a_draft_that_nobody_relies_on_is_written_over(health, write):
    page = publish_news(health, "Lịch tiêm")
    write(page.save_revision())


def test_a_version_that_waits_for_its_hour_is_fixed(health):
    page = publish_news(health, "Lịch tiêm")
    version = page.save_revision(approved_go_live_at=timezone.now())
    with pytest.raises(IntegrityError, match=REFUSED), transaction.atomic():
        by_query(version)


@pytest.mark.both_databases
def test_migrate_makes_the_trigger_again():
    assert trigger.is_installed()
    trigger.install()
    assert trigger.is_installed()
    with as_before():
        assert not trigger.is_installed()


def test_every_key_to_a_version_fixes_it_or_is_known_not_to():
    assert {str(field) for field in list_fixing_fields()} == {
        "agencies.WaitingTranslation.live_revision",
        "bulletins.Bulletin.live_revision",
        "channels.BulletinRecording.version",
        "content.Decision.version",
        "wagtail_localize.TranslationLog.revision",
        "wagtailcore.Page.live_revision",
        "wagtailcore.TaskState.revision",
    }
    assert OF_HISTORY.isdisjoint(NOT_FIXING)


def save_in_background(client, path, form, **fields):
    answer = client.post(path, form | fields, headers=JSON).json()
    assert answer["success"], answer
    return answer["revision_id"]


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def make_form(lead):
    return make_article_form("Lịch tiêm", lead=lead)


def test_an_author_does_not_save_over_what_was_approved(health, editor, moderator):
    page = publish_news(health, "Lịch tiêm")
    path = get_edit_path(page)
    editor.post(path, make_form("Đã duyệt") | SUBMIT)
    decide(moderator, page, "approve")
    page.refresh_from_db()
    approved = page.live_revision
    assert approved.user.username == "health-editor" and page.lead == "Đã duyệt"
    saved = save_in_background(
        editor, path, make_form("Chưa ai đọc"), overwrite_revision_id=approved.pk
    )
    page.refresh_from_db()
    assert (page.lead, page.live_revision, page.latest_revision_id) == ("Đã duyệt", approved, saved)
    assert read(approved)["lead"] == "Đã duyệt"
    assert get_task_state(page).revision == approved
    # From here on it is the form's own again.
    assert saved == save_in_background(
        editor, path, make_form("Viết tiếp"), overwrite_revision_id=saved
    )


def test_what_was_submitted_is_not_saved_over(health, editor, health_moderator):
    page = publish_news(health, "Lịch tiêm")
    editor.post(get_edit_path(page), make_form("Gửi duyệt") | SUBMIT)
    submitted = get_task_state(page).revision
    answer = editor.post(
        get_edit_path(page),
        make_form("Sửa thêm") | {"overwrite_revision_id": submitted.pk},
        headers=JSON,
    )
    # The form is locked while others decide.
    assert not answer.json().get("success")
    assert read(submitted)["lead"] == "Gửi duyệt"


def test_only_ones_own_latest_version_makes_room_for_a_new_one(health, editor, moderator):
    page = publish_news(health, "Lịch tiêm")
    path = get_edit_path(page)
    moderator.post(path, make_form("Của người duyệt") | PUBLISH)
    page.refresh_from_db()
    theirs = page.live_revision
    answer = editor.post(
        path, make_form("Chen vào") | {"overwrite_revision_id": theirs.pk}, headers=JSON
    )
    assert answer.json()["error_code"] == "invalid_revision"
    page.refresh_from_db()
    assert page.latest_revision == theirs and read(theirs)["lead"] == "Của người duyệt"


def test_a_bulletin_that_is_public_is_not_saved_over(sign_in, ict_publisher):
    client = sign_in(ict_publisher)
    bulletin = publish_bulletin("Lũ")
    path = get_bulletin_path(bulletin)
    form = make_bulletin_form(title="Lũ về", slug=bulletin.slug)
    press_publish(client, client.post(path, form | PUBLISH))
    bulletin.refresh_from_db()
    live = bulletin.live_revision
    assert live.user == ict_publisher and bulletin.title == "Lũ về"
    saved = save_in_background(
        client, path, form | {"title": "Chưa ai đọc"}, overwrite_revision_id=live.pk
    )
    bulletin.refresh_from_db()
    assert saved == bulletin.latest_revision_id != live.pk == bulletin.live_revision_id
    assert read(live)["title"] == "Lũ về"


def test_an_administrators_act_changes_what_is_public_by_a_new_version(health, editor, moderator):
    page = publish_news(health, "Lịch tiêm", lead="Một")
    editor.post(get_edit_path(page), make_form("Hai") | SUBMIT)
    page.refresh_from_db()
    public, waiting = page.live_revision, get_task_state(page).revision
    amended = amend_version(waiting, {"issuer": "Sở Y tế"})
    page.refresh_from_db()
    assert amended.user == waiting.user and page.latest_revision == amended
    assert get_task_state(page).revision == amended and page.live_revision == public
    assert "issuer" not in read(waiting) and read(amended)["lead"] == "Hai"
    moved = amend_version(public, {"issuer": "Sở Y tế"})
    page.refresh_from_db()
    assert page.live_revision == moved != public
    assert amend_version(public, {"issuer": "Khác"}) == public
