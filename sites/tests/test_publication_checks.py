"""Every public page and bulletin is as its decided version says, and is found if it is not."""

import subprocess
import sys
from datetime import timedelta
from io import StringIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Page

from bulletins.models import Bulletin, BulletinNote, NoteKind
from bulletins.tests.factories import publish_bulletin
from content.models import Act, CustomDocument, Decision, PublicationCheck
from content.tests.factories import create_document, make_file_block
from desk.tests.test_waiting_words import fill_in_hours, hours_path
from desk.tests.trash import delete_through_admin, restore
from home.models import NewsPage, TrashedPage
from home.tests.factories import get_edit_path, make_article_form, publish_news
from members.tests.approval import PUBLISH
from ops.models import PeriodicTaskRun
from ops.tests.doctor import ask_doctor
from responses.models import Certificate
from sites.localization.tests.versions import publish_english
from sites.services.publication_checks import (
    check_all_publications,
    check_publication,
    list_faults,
)
from sites.tasks import check_publications
from sites.tests.factories import create_agency

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

LIST = (
    "import django; django.setup(); from ops.jobs.schedule import list_periodic_tasks;"
    "print([task.name for task in list_periodic_tasks()])"
)
# Of one object, in a transaction with savepoints.
MOST_QUERIES = 22
SCREEN = "/admin/tinh-trang-he-thong/"


def run():
    """What the command says, and whether it ended well."""
    out = StringIO()
    try:
        call_command("check_publications", stdout=out)
    except CommandError as error:
        return f"{out.getvalue()}{error}", False
    return out.getvalue(), True


def write_past_everybody(model, obj, **fields):
    model.objects.filter(pk=obj.pk).update(**fields)


def test_what_is_published_is_as_decided(sign_in, health, district, health_moderator):
    page, _other = publish_news(health, "Tiêm chủng"), publish_news(district, "Lũ")
    publish_bulletin("Cúp điện")
    moderator = sign_in(health_moderator)
    moderator.post(get_edit_path(page), make_article_form("Lịch mới", slug=page.slug) | PUBLISH)
    moderator.post(hours_path(health), fill_in_hours("Kiểm kê kho"))
    said, is_well = run()
    assert is_well and "are as decided" in said
    assert not PublicationCheck.objects.exclude(fault="").exists()
    assert ask_doctor("publications")[0].level == "ok"


def test_two_notes_of_one_minute_are_as_decided():
    bulletin, minute = publish_bulletin("Cúp điện"), timezone.now()
    for text in ("Thêm xã Mỹ Phương.", "Thêm xã Yến Dương."):
        bulletin.notes.add(BulletinNote(kind=NoteKind.UPDATE, at=minute, text=text))
    bulletin.save_revision().publish()
    assert run()[1]
    BulletinNote.objects.filter(text__contains="Mỹ Phương").update(text="Nộp tiền qua 0900")
    said, is_well = run()
    assert not is_well and "(notes)" in said


@pytest.mark.parametrize("kind", ["page", "bulletin"])
def test_words_that_nobody_decided_about_are_found(sign_in, ict_admin, health, kind):
    if kind == "page":
        obj, model, field = publish_news(health, "Tiêm chủng"), NewsPage, "lead"
    else:
        obj, model, field = publish_bulletin("Cúp điện"), Bulletin, "summary"
    assert run()[1]
    write_past_everybody(model, obj, **{field: "Nộp tiền qua 0900"})
    check_publications()
    assert not PublicationCheck.objects.exclude(fault="").exists()
    said, is_well = run()
    assert not is_well and f"“{obj}”" in said and f"({field})" in said and "1 of " in said
    [line] = ask_doctor("publications")
    assert line.level == "FAILED" and "1 public" in line.text
    assert str(obj) in sign_in(ict_admin).get(SCREEN).content.decode()


def test_a_file_that_was_changed_past_everybody_is_found(health):
    file = create_document(health.collection, name="lich.txt")
    page = publish_news(health, "Tiêm chủng", body=[make_file_block(file)])
    assert run()[1]
    CustomDocument.objects.get(pk=file.pk).file.save("khac.txt", SimpleUploadedFile("k", b"khac"))
    said, is_well = run()
    assert not is_well and f"“{page}”: a file in it" in said


def test_what_was_public_without_a_version_is_founded_as_citizens_see_it(health):
    page = publish_news(health, "Tiêm chủng")
    draft = page.save_revision()
    write_past_everybody(Page, page, live_revision=None, latest_revision=draft)
    Decision.objects.filter(object_id=str(page.pk)).delete()
    said, is_well = run()
    assert is_well and "founded now" in said
    page.refresh_from_db()
    founded = Decision.objects.get(version=page.live_revision)
    assert (founded.act, founded.person) == (Act.FOUND, None)
    assert page.latest_revision == draft


def test_what_differed_before_there_were_decisions_is_listed_and_founded_as_it_is(health):
    page = publish_news(health, "Tiêm chủng")
    Decision.objects.filter(object_id=str(page.pk)).delete()
    write_past_everybody(NewsPage, page, lead="Sửa tay")
    said, is_well = run()
    assert is_well and "“Tiêm chủng” differed from its version: lead" in said
    page.refresh_from_db()
    assert page.live_revision.as_object().lead == page.lead == "Sửa tay"


def test_the_loops_compare_in_an_installation_without_edges(settings):
    assert not settings.EDGE_URLS
    done = subprocess.run([sys.executable, "-c", LIST], capture_output=True, text=True, check=True)
    assert "sites.tasks.check_publications" in done.stdout


def test_every_page_of_a_new_website_is_decided(db):
    create_agency("xa-moi")
    last = Decision.objects.latest("pk").pk
    assert {check.fault for check in check_all_publications()} == {""}
    assert not Decision.objects.filter(pk__gt=last).exists()


@pytest.fixture
def founding_is_over(db):
    """The job loops have compared all public objects once."""
    PeriodicTaskRun.objects.update_or_create(
        name="sites.tasks.check_publications",
        defaults={"due_at": timezone.now(), "done_at": timezone.now()},
    )


def test_what_nobody_decided_about_does_not_return(
    founding_is_over, sign_in, health, ict_publisher, health_moderator
):
    page, bulletin = publish_news(health, "Lén đăng"), publish_bulletin("Lén phát")
    Decision.objects.all().delete()
    delete_through_admin(sign_in(health_moderator), page)
    assert TrashedPage.objects.get(page=page)
    restore(sign_in(health_moderator), page)
    publisher, path = sign_in(ict_publisher), f"/admin/dieu-hanh/{bulletin.pk}/"
    publisher.post(f"{path}go-bo/", {"reason": "Sai ngày."})
    publisher.post(f"{path}mang-lai/")
    for obj in (page, bulletin):
        obj.refresh_from_db()
        assert not obj.live
    assert not Decision.objects.exists()


def test_a_certificate_decides_about_nothing(
    founding_is_over, sign_in, health, ict_publisher, health_moderator
):
    page, bulletin = publish_news(health, "Lén đăng"), publish_bulletin("Lén phát")
    Decision.objects.all().delete()
    form = {"language": "vi", "decision": ""}
    sign_in(health_moderator).post(reverse("page_certificates", args=[page.pk]), form)
    sign_in(ict_publisher).get(reverse("bulletin_certificate", args=[bulletin.pk]))
    assert not Decision.objects.exists()
    assert not Certificate.objects.exclude(digest="").exists()


def test_a_translation_that_nobody_decided_about_does_not_return_with_its_source(
    founding_is_over, sign_in, health, health_moderator
):
    page = publish_news(health, "Tiêm chủng")
    english = publish_english(page, "Vaccination")
    Decision.objects.filter(object_id=str(english.pk)).delete()
    moderator = sign_in(health_moderator)
    moderator.post(f"/admin/pages/{page.pk}/unpublish/")
    form = make_article_form("Tiêm chủng", slug=page.slug)
    moderator.post(get_edit_path(page), form | PUBLISH)
    page.refresh_from_db()
    assert page.live and not Page.objects.get(pk=english.pk).live
    assert not Decision.objects.filter(object_id=str(english.pk)).exists()


def test_what_nobody_decided_about_is_a_fault_once_all_were_compared(founding_is_over, health):
    page = publish_news(health, "Lén đăng")
    Decision.objects.filter(object_id=str(page.pk)).delete()
    with pytest.raises(CommandError, match="1 of"):
        call_command("check_publications")
    [fault] = list_faults()
    assert fault.get_fault_display() == "chưa có ai quyết định"
    assert not Decision.objects.filter(object_id=str(page.pk)).exists()
    # A person reads and publishes it.
    page.save_revision().publish()
    call_command("check_publications")
    assert not list_faults().exists()


def test_founding_and_comparing_read_a_page_once(health):
    page = publish_news(health, "Tiêm chủng")
    Decision.objects.filter(object_id=str(page.pk)).delete()
    for _time in range(2):
        with CaptureQueriesContext(connection) as queries:
            check_publication(Page, page.pk)
        read = [one for one in queries if 'FROM "home_newspage"' in one["sql"]]
        assert len(read) == 1 and len(queries) <= MOST_QUERIES


def test_each_is_compared_once_a_day_and_what_is_gone_is_forgotten(health, clock):
    page = publish_news(health, "Tiêm chủng")
    check_publications()
    [first] = PublicationCheck.objects.filter(object_id=str(page.pk))
    check_publications()
    assert PublicationCheck.objects.get(pk=first.pk).checked_at == first.checked_at
    clock(timezone.now() + timedelta(days=1))
    check_publications()
    assert PublicationCheck.objects.get(pk=first.pk).checked_at > first.checked_at
    page.unpublish()
    check_publications()
    assert not PublicationCheck.objects.filter(pk=first.pk).exists()
