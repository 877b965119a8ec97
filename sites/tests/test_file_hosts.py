import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.test import Client

from accounts.tests.factories import create_user
from content.models import CustomDocument
from content.tests.factories import create_document, make_upload
from home.tests.factories import publish_article
from sites.permissions.group_permissions import get_shared_collection


@pytest.fixture
def own(health):
    return create_document(health.collection)


def test_a_copy_of_a_file_holds_until_there_is_another_file(visit, own):
    health = own.collection.agency
    publish_article(health, own)
    tag = visit(health, own.url)["ETag"]
    assert visit(health, own.url, headers={"if-none-match": tag}).status_code == 304
    own.file = ContentFile(b"other", "b.txt")
    own.save(update_fields=["file"])
    own.refresh_from_db()
    answer = visit(health, own.url, headers={"if-none-match": tag})
    assert (answer.status_code, own.file_size, own.reading) == (200, 5, "unread")


@pytest.mark.parametrize(
    ("name", "kind", "disposition"),
    [
        ("thông báo.pdf", "application/pdf", "inline"),
        ("a.txt", "text/plain", "attachment"),
        ("a.zip", "application/zip", "attachment"),
    ],
)
def test_a_pdf_is_shown_where_the_browser_can_and_everything_else_is_kept(
    health, visit, name, kind, disposition
):
    file = ContentFile(b"%PDF-1.7", name=name)
    document = create_document(health.collection, file=file)
    publish_article(health, document)
    headers = visit(health, document.url).headers
    assert headers["Content-Type"] == kind
    assert headers["Content-Disposition"].partition(";")[0] == disposition
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert "Content-Encoding" not in headers
    policy = headers["Content-Security-Policy"]
    # Scripts neither in it nor from it; a sandbox would stop the browser's own viewer.
    assert policy.startswith("default-src 'none'") and "script-src" not in policy
    assert ("sandbox" in policy) == (kind != "application/pdf")


@pytest.mark.parametrize(
    ("person", "status"),
    [("health_editor", 200), ("health_moderator", 200), ("ict_admin", 200),
     ("district_editor", 404), ("ict_author", 404), ("outsider", 404)],
)  # fmt: skip
def test_the_admins_host_hands_it_to_people_who_work_with_it(request, sign_in, own, person, status):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(own.url).status_code == status


def test_the_admins_host_hands_nothing_of_a_unit_to_strangers(own, anonymous):
    client = anonymous(f"{settings.ADMIN_HOST}:{settings.SITE_PORT}")
    assert client.get(own.url).status_code == 404


def chooser(client, kind):
    return client.get(f"/admin/{kind}/chooser/").json()["html"]


def test_all_units_choose_shared_documents_and_change_none(
    sign_in, health_editor, district_editor, health_moderator
):
    document = create_document(get_shared_collection(), "Mẫu đơn chung")
    for user in (health_editor, district_editor, health_moderator):
        client = sign_in(user)
        assert "Mẫu đơn chung" in chooser(client, "documents")
        client.post(f"/admin/documents/edit/{document.pk}/", {"title": "Khác"})
        client.post(f"/admin/documents/delete/{document.pk}/")
    assert CustomDocument.objects.get().title == "Mẫu đơn chung"


def test_the_ict_authors_fill_the_shared_collection(sign_in, ict_author):
    sign_in(ict_author).post(
        "/admin/documents/add/",
        {
            "title": "Mẫu đơn",
            "file": make_upload("mau-don.pdf"),
            "collection": get_shared_collection().pk,
        },
    )
    assert CustomDocument.objects.get().collection == get_shared_collection()


def test_units_do_not_fill_the_shared_collection(sign_in, health, health_moderator):
    sign_in(health_moderator).post(
        "/admin/documents/add/",
        {
            "title": "Mẫu đơn",
            "file": make_upload("mau-don.pdf"),
            "collection": get_shared_collection().pk,
        },
    )
    assert CustomDocument.objects.get().collection == health.collection


def test_the_shared_collection_is_made_once(db):
    assert get_shared_collection() == get_shared_collection()


def test_one_units_documents_are_in_no_other_units_chooser(sign_in, own, health, district):
    own.title = "Của Sở Y tế"
    own.save()
    assert "Của Sở Y tế" not in chooser(sign_in(create_user("b", district.editors)), "documents")
    assert "Của Sở Y tế" in chooser(sign_in(create_user("a", health.editors)), "documents")


def test_a_host_of_nobody_hands_out_nothing(own):
    assert Client(headers={"host": "la.backan.localhost"}).get(own.url).status_code == 421
