"""What returns in public is what somebody decided about before."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.utils import timezone

from accounts.tests.factories import create_user
from bulletins.models import Bulletin
from bulletins.tests.factories import get_edit_path as get_bulletin_path
from bulletins.tests.factories import make_bulletin_form, press_publish, publish_bulletin
from content.models import Act, CustomDocument, Decision
from content.tests.factories import create_document, make_file_block
from content.versions.decisions import list_decisions
from desk.tests.trash import delete_through_admin, restore
from home.tests.factories import get_edit_path, make_article_form, publish_document, publish_news
from members.tests.approval import PUBLISH, SUBMIT, decide
from sites.localization.tests.versions import get_path, publish_english, reload

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

JSON = {"Accept": "application/json"}


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    """A unit's editor; the unit has somebody who approves."""
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


@pytest.fixture
def author(sign_in, ict_author):
    return sign_in(ict_author)


def replace(client, document):
    """Send another file under the same number."""
    form = {
        "title": document.title,
        "collection": document.collection_id,
        "file": SimpleUploadedFile("khac.txt", b"chua ai duyet"),
    }
    return client.post(f"/admin/documents/edit/{document.pk}/", form)


def is_replaced(document):
    return CustomDocument.objects.get(pk=document.pk).file.read() == b"chua ai duyet"


def withdraw(client, bulletin):
    client.post(f"/admin/dieu-hanh/{bulletin.pk}/go-bo/", {"reason": "Sai ngày."})


def bring_back(client, bulletin):
    return client.post(f"/admin/dieu-hanh/{bulletin.pk}/mang-lai/", follow=True)


def test_a_withdrawn_bulletin_returns_without_what_an_author_wrote_meanwhile(
    publisher, author, health, visit
):
    bulletin = publish_bulletin("Cúp điện", source=health)
    before = Bulletin.objects.get().last_published_at
    withdraw(publisher, bulletin)
    form = make_bulletin_form(title="Chưa ai đọc", slug=bulletin.slug, urgency="important")
    author.post(get_bulletin_path(bulletin), form)
    bring_back(publisher, bulletin)
    row = Bulletin.objects.get(pk=bulletin.pk)
    assert (row.live, row.title, row.urgency) == (True, "Cúp điện", "routine")
    assert before and row.last_published_at == before
    assert row.get_latest_revision_as_object().title == "Chưa ai đọc"
    page = visit(health, f"/ban-tin/{bulletin.slug}/").content.decode()
    assert "Cúp điện" in page and "Chưa ai đọc" not in page


def test_a_withdrawn_bulletin_with_a_replaced_file_is_not_brought_back(
    publisher, sign_in, ict_admin, health
):
    file = create_document(health.collection, name="lich.txt")
    bulletin = publish_bulletin("Cúp điện", source=health, files=[file])
    withdraw(publisher, bulletin)
    # As by a program: no door lets a person without the right to publish do it.
    CustomDocument.objects.get(pk=file.pk).file.save("khac.txt", SimpleUploadedFile("k", b"khac"))
    page = bring_back(publisher, bulletin).content.decode()
    assert not Bulletin.objects.get().live and "tệp" in page


def test_a_translation_that_waits_returns_without_what_its_editor_saved_over_it(
    editor, moderator, health, visit
):
    page = publish_news(health, "Tiêm chủng")
    english = publish_english(page, "Vaccination")
    form = make_article_form("Approved", slug=english.slug)
    editor.post(get_edit_path(english), form | SUBMIT)
    decide(moderator, english, "approve")
    english = reload(english)
    assert english.title == "Approved"
    latest, published_at = english.latest_revision, english.last_published_at
    moderator.post(f"/admin/pages/{page.pk}/unpublish/")
    assert not reload(english).live
    form |= {"title": "Unread", "overwrite_revision_id": latest.pk}
    assert editor.post(get_edit_path(english), form, headers=JSON).json()["success"]
    moderator.post(get_edit_path(page), make_article_form("Tiêm chủng", slug=page.slug) | PUBLISH)
    english = reload(english)
    assert (english.live, english.title, english.live_revision) == (True, "Approved", latest)
    assert english.last_published_at == published_at
    assert "Unread" not in visit(health, get_path(english)).content.decode()
    assert english.get_latest_revision_as_object().title == "Unread"


def test_a_translation_whose_file_was_replaced_while_it_waited_stays_a_draft(
    editor, moderator, health, health_editor
):
    file = create_document(health.collection, name="a.txt", uploaded_by_user=health_editor)
    page = publish_news(health, "Tiêm chủng")
    english = publish_english(page, "Vaccination", body=[make_file_block(file)])
    moderator.post(f"/admin/pages/{page.pk}/unpublish/")
    assert replace(editor, file).status_code == 200 and not is_replaced(file)
    file.file.save("khac.txt", SimpleUploadedFile("khac.txt", b"chua ai duyet"))
    moderator.post(get_edit_path(page), make_article_form("Tiêm chủng", slug=page.slug) | PUBLISH)
    assert reload(page).live and not reload(english).live


@pytest.mark.parametrize("rule", [False, True])
def test_no_file_is_replaced_while_its_page_is_in_the_bin(
    editor, moderator, health, health_editor, health_moderator, sign_in, rule
):
    person = health_moderator if rule else health_editor
    if rule:
        create_user("health-second", health.moderators)
    file = create_document(health.collection, name="a.txt", uploaded_by_user=person)
    page = publish_document(health, "Kế hoạch", file=file)
    type(health).objects.filter(pk=health.pk).update(two_person_rule=rule)
    delete_through_admin(sign_in(health_moderator), page)
    assert replace(sign_in(person), file).status_code == 200 and not is_replaced(file)
    file.file.save("khac.txt", SimpleUploadedFile("khac.txt", b"chua ai duyet"))
    restore(moderator, page)
    assert not reload(page).live


def test_under_the_rule_what_nobody_changed_returns_from_the_bin_as_a_draft(
    moderator, health, sign_in
):
    second = create_user("health-second", health.moderators)
    page = publish_news(health, "Lịch tiêm")
    type(health).objects.filter(pk=health.pk).update(two_person_rule=True)
    delete_through_admin(sign_in(second), page)
    restore(moderator, page)
    assert not reload(page).live


def test_every_publication_is_a_decision_of_its_person(
    editor, moderator, health, health_moderator, publisher, ict_publisher
):
    page = publish_news(health, "Lịch tiêm")
    editor.post(get_edit_path(page), make_article_form("Sửa", slug=page.slug) | SUBMIT)
    decide(moderator, page, "approve")
    page = reload(page)
    newest = list_decisions(page)[0]
    assert (newest.act, newest.person, newest.version) == (
        Act.PUBLISH, health_moderator, page.live_revision,
    )  # fmt: skip
    bulletin = publish_bulletin("Lũ")
    form = make_bulletin_form(title="Lũ về", slug=bulletin.slug)
    press_publish(publisher, publisher.post(get_bulletin_path(bulletin), form | PUBLISH))
    publisher.post(f"/admin/dieu-hanh/{bulletin.pk}/cap-nhat/", {"text": "Nước rút."})
    bulletin.refresh_from_db()
    [note, publication, *_] = list_decisions(bulletin)
    assert note.version == bulletin.live_revision != publication.version
    assert note.person == publication.person == ict_publisher


def test_an_appointment_is_a_decision_with_its_moment(moderator, health, clock):
    page = publish_news(health, "Lịch tiêm")
    form = make_article_form("Sửa", slug=page.slug, go_live_at="20/03/2030 08:00")
    moderator.post(get_edit_path(page), form | PUBLISH)
    newest = list_decisions(page)[0]
    assert (newest.act, f"{timezone.localtime(newest.due_at):%d/%m/%Y %H:%M}") == (
        Act.SCHEDULE, "20/03/2030 08:00",
    )  # fmt: skip
    assert Decision.objects.filter(act=Act.SCHEDULE).count() == 1
    clock(timezone.localtime(newest.due_at) + timedelta(minutes=1))
    call_command("publish_scheduled", verbosity=0)
    page = reload(page)
    carried_out = list_decisions(page)[0]
    assert (page.title, carried_out.act, carried_out.person) == ("Sửa", Act.DUE, None)
    assert carried_out.at == page.last_published_at
