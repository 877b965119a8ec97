"""Files of versions that will be public, or may return, do not change without a decision."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image
from wagtail.test.utils.form_data import inline_formset

from accounts.tests.factories import create_user
from bulletins.models import Bulletin
from bulletins.tests.factories import get_edit_path as get_bulletin_path
from bulletins.tests.factories import make_bulletin_form, publish_bulletin
from content.models import CustomDocument, CustomImage
from content.tests.factories import create_document, create_picture
from home.services.page_schedule import carry_out_schedules
from home.tests.factories import get_edit_path, make_article_form, publish_news
from home.tests.test_page_schedule import MINUTE, MORNING
from members.models import WaitingWords
from members.tests.approval import SUBMIT, decide
from sites.models import AgencySettings
from sites.permissions.group_permissions import get_shared_collection
from tests.html import parse_html

pytestmark = pytest.mark.django_db
TIME = "20/03/2030 08:00"


def replace(client, file):
    upload = SimpleUploadedFile("khac.txt", b"chua ai doc")
    form = {"title": file.title, "collection": file.collection_id, "file": upload}
    return client.post(f"/admin/documents/edit/{file.pk}/", form)


def read(file):
    return CustomDocument.objects.get(pk=file.pk).file.read()


def appoint(editor, moderator, page, file):
    """The editor writes a version to come with a file; a moderator approves it."""
    data = {
        "count": "1",
        "0": {
            "value": {"document": str(file.pk), "caption": ""},
            "type": "file",
            "id": "f",
            "order": "0",
            "deleted": "",
        },
    }
    form = make_article_form("Lịch mới", slug=page.slug, go_live_at=TIME, body=data)
    assert editor.post(get_edit_path(page), form | SUBMIT).status_code == 302
    assert decide(moderator, page, "approve").status_code == 302
    assert page.revisions.exclude(approved_go_live_at=None).count() == 1


@pytest.mark.parametrize("two", [False, True])
def test_the_file_of_an_appointment_is_not_changed_beside_a_correction(
    sign_in, health, health_editor, health_moderator, clock, visit, two
):
    second = create_user("health-second", health.moderators)
    health.two_person_rule = two
    health.save()
    author = health_moderator if two else health_editor
    clock(MORNING - timedelta(days=1))
    editor, moderator = sign_in(author), sign_in(second)
    file = create_document(
        health.collection, "Lịch", name="lich.txt", content=b"da doc", uploaded_by_user=author
    )
    page = publish_news(health, "Lịch cũ", slug="lich")
    appoint(editor, moderator, page, file)
    # While the appointment is the latest version, the file is protected.
    assert replace(editor, file).status_code == 200
    # "Correct what is shown now": the latest version is a draft without the file.
    editor.post(f"/admin/approval/appointment/{page.pk}/", {"act": "correct"})
    replace(editor, file)
    clock(MORNING + MINUTE)
    list(carry_out_schedules())
    # Either the file is the one that was read, or the page is not public with it.
    is_public = "Lịch mới" in visit(health, "/tin-tuc/lich/").text
    assert read(file) == b"da doc" or not is_public


def test_the_file_of_a_withdrawn_bulletin_is_not_changed_beside_a_draft(
    sign_in, ict_author, ict_publisher, visit, province
):
    file = create_document(
        get_shared_collection(),
        "Phương án",
        content=b"da doc",
        name="phuong-an.txt",
        uploaded_by_user=ict_author,
    )
    bulletin = publish_bulletin("Phòng chống bão", files=[file])
    author, publisher = sign_in(ict_author), sign_in(ict_publisher)
    assert replace(author, file).status_code == 200
    publisher.post(f"/admin/dieu-hanh/{bulletin.pk}/go-bo/", {"reason": "Sai vùng."})
    assert replace(author, file).status_code == 200
    # A draft without the file: the row of what is not public is that of the draft.
    row = bulletin.attachments.get()
    rows = inline_formset([{"id": row.pk, "document": file.pk, "DELETE": "1"}], initial=1)
    form = make_bulletin_form(title="Phòng chống bão", slug=bulletin.slug, attachments=rows)
    author.post(get_bulletin_path(bulletin), form)
    assert (
        Bulletin.objects.get(pk=bulletin.pk).get_latest_revision_as_object().attachments.count()
        == 0
    )
    replace(author, file)
    publisher.post(f"/admin/dieu-hanh/{bulletin.pk}/mang-lai/")
    bulletin = Bulletin.objects.get(pk=bulletin.pk)
    assert read(file) == b"da doc" or not bulletin.live


def paint(color):
    output = BytesIO()
    Image.new("RGB", (60, 40), color).save(output, "PNG")
    return SimpleUploadedFile("khac.png", output.getvalue(), "image/png")


def repaint(client, image):
    form = {
        "title": image.title,
        "description": image.description,
        "collection": image.collection_id,
    }
    return client.post(f"/admin/images/{image.pk}/", form | {"file": paint("black")})


def look(image):
    image = CustomImage.objects.get(pk=image.pk)
    return Image.open(image.file).convert("RGB").getpixel((1, 1))


@pytest.fixture
def strict(health, health_moderator):
    second = create_user("health-second", health.moderators)
    health.two_person_rule = True
    health.save()
    return second


def test_under_the_two_person_rule_nobody_paints_the_public_emblem_alone(
    sign_in, health, health_moderator, strict
):
    emblem = create_picture(health.collection, "Biểu trưng", uploaded_by_user=health_moderator)
    AgencySettings.objects.update_or_create(site=health.site, defaults={"emblem": emblem})
    before = look(emblem)
    repaint(sign_in(health_moderator), emblem)
    assert look(emblem) == before


@pytest.mark.parametrize("who", ["moderator", "editor"])
def test_an_emblem_that_waits_is_not_painted_after_it_was_read(
    sign_in, health, health_moderator, health_editor, strict, who
):
    painter = health_moderator if who == "moderator" else health_editor
    emblem = create_picture(health.collection, "Biểu trưng", uploaded_by_user=painter)
    AgencySettings.objects.filter(site=health.site).delete()
    before = look(emblem)
    author, second = sign_in(health_moderator), sign_in(strict)
    path = reverse("wagtailsettings:edit", args=["agencies", "agencysettings", health.site.pk])
    author.post(path, {"telephone": "", "email": "", "accent": "lam", "emblem": emblem.pk})
    waiting = WaitingWords.objects.get()
    review = f"/admin/approval/words/{waiting.pk}/"
    shown = parse_html(second.get(review)).select_one("form.review-decision [name=shown]")["value"]
    repaint(sign_in(painter), emblem)
    second.post(review, {"shown": shown, "decision": "approve", "comment": ""})
    public = AgencySettings.objects.filter(site=health.site, emblem=emblem).exists()
    assert look(emblem) == before or not public
