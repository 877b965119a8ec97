"""Files of public pages do not change without those who approve the pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.tests.factories import create_user
from bulletins.tests.factories import publish_bulletin
from content.models import Act, CustomDocument, CustomImage, Decision
from content.tests.factories import create_document, create_picture
from home.models import DocumentIndexPage, DocumentPage
from home.tests.factories import publish_document, publish_news
from sites.models import AgencySettings
from sites.permissions.group_permissions import get_shared_collection

pytestmark = pytest.mark.django_db


def paper(agency, by):
    fields = {"name": "ke-hoach.txt", "uploaded_by_user": by}
    return create_document(agency.collection, content=b"duoc duyet", **fields)


def picture(agency, by):
    return create_picture(agency.collection, "Lũ", description="Nước lũ", uploaded_by_user=by)


def replace(client, paper_sent, **fields):
    """Send another file under the same number."""
    upload = SimpleUploadedFile("khac.txt", b"chua ai duyet")
    form = {"title": paper_sent.title, "collection": paper_sent.collection_id, "file": upload}
    return client.post(f"/admin/documents/edit/{paper_sent.pk}/", form | fields)


def describe(client, image, address="/admin/images/{}/", prefix=""):
    form = {"title": image.title, "description": "Chưa ai duyệt", "collection": image.collection_id}
    sent = {f"{prefix}{name}": value for name, value in form.items()}
    headers = {"x-requested-with": "XMLHttpRequest"} if prefix else {}
    return client.post(address.format(image.pk), sent, headers=headers)


def content(file):
    return CustomDocument.objects.get(pk=file.pk).file.read()


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    """An editor's browser; the unit has somebody who approves."""
    return sign_in(health_editor)


def test_an_editor_does_not_replace_the_file_of_a_public_page(editor, health, health_editor):
    file = paper(health, health_editor)
    page = publish_document(health, "Kế hoạch năm", file=file)
    answer = replace(editor, file)
    assert answer.status_code == 200
    assert page.title in str(answer.context["form"].non_field_errors())
    assert content(file) == b"duoc duyet"


def test_nor_what_a_public_page_says_of_it(editor, health, health_editor):
    file, image = paper(health, health_editor), picture(health, health_editor)
    publish_document(health, "Kế hoạch năm", file=file)
    publish_news(health, "Nước lũ", image=image)
    replace(editor, file, title="Chưa ai duyệt", file="")
    describe(editor, image)
    # As after an upload of several.
    name = f"image-{image.pk}-"
    answer = describe(editor, image, "/admin/images/multiple/{}/", prefix=name)
    assert answer.json()["success"] is False
    file.refresh_from_db()
    image.refresh_from_db()
    assert (file.title, image.title, image.description) == ("Kế hoạch", "Lũ", "Nước lũ")


def test_nor_the_file_of_a_page_that_waits_for_approval(editor, health, health_editor):
    file = paper(health, health_editor)
    index = DocumentIndexPage.objects.child_of(health.root_page).get()
    page = DocumentPage(title="Kế hoạch năm", number="1", live=False, locale=index.locale)
    page.files.create(file=file)
    index.add_child(instance=page)
    page.save_revision(user=health_editor)
    assert replace(editor, file).status_code == 302
    page.get_workflow().start(page, health_editor)
    assert replace(editor, CustomDocument.objects.get(pk=file.pk)).status_code == 200


def test_what_a_draft_alone_uses_may_be_changed(editor, health, health_editor):
    image = picture(health, health_editor)
    page = publish_news(health, "Nước lũ")
    page.image = image
    page.save_revision(user=health_editor)
    assert describe(editor, image).status_code == 302
    assert CustomImage.objects.get(pk=image.pk).description == "Chưa ai duyệt"


def test_who_publishes_the_page_changes_its_files(sign_in, health, health_moderator):
    file = paper(health, health_moderator)
    publish_document(health, "Kế hoạch năm", file=file)
    assert replace(sign_in(health_moderator), file).status_code == 302
    assert content(file) == b"chua ai duyet"


def test_where_nobody_approves_editors_change_the_files_they_uploaded(
    sign_in, health, health_editor
):
    file = paper(health, health_editor)
    publish_document(health, "Kế hoạch năm", file=file)
    assert replace(sign_in(health_editor), file).status_code == 302


def test_under_the_two_person_rule_no_moderator_replaces_a_public_file_alone(
    sign_in, health, health_moderator
):
    create_user("health-second", health.moderators)
    health.two_person_rule = True
    health.save()
    file = paper(health, health_moderator)
    publish_document(health, "Kế hoạch năm", file=file)
    assert replace(sign_in(health_moderator), file).status_code == 200
    assert content(file) == b"duoc duyet"


def test_an_editor_does_not_change_the_emblem_of_the_website(editor, health, health_editor):
    emblem = picture(health, health_editor)
    AgencySettings.objects.filter(site=health.site).delete()
    AgencySettings.objects.create(site=health.site, emblem=emblem)
    assert describe(editor, emblem).status_code == 200


def test_who_only_writes_bulletins_does_not_replace_the_file_of_one_in_public(
    sign_in, ict_author, ict_publisher
):
    shared = get_shared_collection()
    file = create_document(shared, content=b"duoc duyet", uploaded_by_user=ict_author)
    publish_bulletin("Phòng chống bão", files=[file])
    assert replace(sign_in(ict_author), file).status_code == 200
    assert content(file) == b"duoc duyet"
    assert replace(sign_in(ict_publisher), file).status_code == 302


def test_a_shared_file_that_units_show_is_changed_by_who_publishes_for_all(
    sign_in, ict_author, ict_publisher, health, district
):
    shared = get_shared_collection()
    fields = {"name": "ke-hoach.txt", "uploaded_by_user": ict_author}
    file = create_document(shared, content=b"duoc duyet", **fields)
    for agency in (health, district):
        publish_document(agency, "Thủ tục riêng", file=file)
    author = sign_in(ict_author)
    answer = replace(author, file)
    assert "Đơn vị khác" in answer.text and "Thủ tục riêng" not in answer.text
    assert content(file) == b"duoc duyet"
    # Of a file that nobody shows yet the author changes everything.
    assert replace(author, create_document(shared, **fields)).status_code == 302
    assert replace(sign_in(ict_publisher), file).status_code == 302
    assert content(file) == b"chua ai duyet"
    decision = Decision.objects.filter(act=Act.FILE).latest("pk")
    assert (decision.object_id, decision.person) == (str(file.pk), ict_publisher)


def test_a_units_file_in_a_public_bulletin_is_not_changed_by_the_unit(
    sign_in, health, health_moderator
):
    file = paper(health, health_moderator)
    publish_bulletin("Phòng chống bão", files=[file])
    assert "Đơn vị khác" in replace(sign_in(health_moderator), file).text
    assert content(file) == b"duoc duyet"
