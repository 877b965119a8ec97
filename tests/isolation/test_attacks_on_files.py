"""Files, collections, tags, the website's details and translations of another agency."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.images import get_image_model
from wagtail.images.tests.utils import get_test_image_file
from wagtail.models import Collection, Locale, UploadedFile
from wagtail_localize.models import Translation, TranslationSource

from content.models import CustomDocument, CustomImage
from content.tests.factories import create_document, create_picture
from home.tests.factories import publish_news
from sites.models import AgencySettings
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

SECRET = "Diều hâu"


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def image(district):
    image = create_picture(district.collection, SECRET)
    image.tags.add(SECRET)
    return image


@pytest.fixture
def paper(district):
    return create_document(district.collection, SECRET)


@pytest.mark.parametrize(
    "address",
    [
        "/admin/images/{image}/",
        "/admin/images/{image}/delete/",
        "/admin/images/usage/{image}/",
        "/admin/images/{image}/preview/fill-20x20/",
        "/admin/images/{image}/generate_url/fill-20x20/",
        "/admin/images/chooser/{image}/",
        "/admin/images/chooser/{image}/select_format/",
        "/admin/images/chooser/chosen-multiple/?id={image}",
        "/admin/api/main/images/{image}/",
        "/admin/documents/edit/{paper}/",
        "/admin/documents/delete/{paper}/",
        "/admin/documents/usage/{paper}/",
        "/admin/documents/chooser/{paper}/",
        "/admin/documents/chooser/chosen-multiple/?id={paper}",
        "/admin/api/main/documents/{paper}/",
        "/documents/{paper}/ke-hoach.txt",
    ],
)
def test_a_file_is_not_opened_by_its_number(moderator, image, paper, address):
    response = moderator.get(address.format(image=image.pk, paper=paper.pk))
    assert response.status_code == 404
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize(
    "address",
    [
        "/admin/images/",
        "/admin/images/?q=Diều",
        "/admin/images/results/?q=Diều",
        "/admin/images/chooser/",
        "/admin/images/chooser/results/?q=Diều",
        "/admin/documents/",
        "/admin/documents/?q=Diều",
        "/admin/documents/chooser/results/?q=Diều",
        "/admin/api/main/images/",
        "/admin/api/main/images/?search=Diều",
        "/admin/api/main/documents/",
        "/admin/api/main/documents/?fields=*",
    ],
)
def test_no_list_of_files_names_another_agencys(moderator, image, paper, address):
    response = moderator.get(address)
    assert response.status_code == 200
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize(
    "address",
    ["/admin/tag-autocomplete/?term=D", "/admin/tag-autocomplete/taggit/tag/?term=D"],
)
def test_tags_are_told_to_nobody(moderator, image, address):
    assert moderator.get(address).status_code == 404


def test_files_cannot_be_filtered_by_tags_of_others(moderator, image):
    assert SECRET not in moderator.get("/admin/images/chooser/?tag=Diều").content.decode()


@pytest.mark.parametrize("address", ["/admin/images/add/", "/admin/images/multiple/add/"])
def test_nothing_is_uploaded_into_another_agencys_collection(moderator, district, address):
    body = {"title": "Ảnh", "collection": district.collection_id, "description": "Ảnh"}
    files = {"file": get_test_image_file(), "files[]": get_test_image_file()}
    moderator.post(address, body | files, headers={"x-requested-with": "XMLHttpRequest"})
    assert not CustomImage.objects.filter(collection=district.collection).exists()


def test_a_chooser_uploads_nothing_there_either(moderator, district):
    prefix = "document-chooser-upload"
    body = {f"{prefix}-title": "Tệp", f"{prefix}-collection": district.collection_id}
    body[f"{prefix}-file"] = SimpleUploadedFile("a.txt", b"a")
    assert moderator.post("/admin/documents/chooser/create/", body).status_code == 404
    assert not CustomDocument.objects.filter(collection=district.collection).exists()


def test_ones_own_file_is_not_put_among_another_agencys(moderator, health, district):
    ours = create_document(health.collection)
    body = {"title": "Tệp", "collection": district.collection_id}
    moderator.post(f"/admin/documents/edit/{ours.pk}/", body)
    moderator.post(
        f"/admin/bulk/content/customdocument/add_to_collection/?id={ours.pk}",
        {"collection": district.collection_id},
    )
    ours.refresh_from_db()
    assert ours.collection == health.collection


@pytest.mark.parametrize("kind", ["customimage", "customdocument"])
@pytest.mark.parametrize("action", ["delete", "add_tags", "add_to_collection"])
def test_no_bulk_action_reaches_another_agencys_files(
    moderator, health, district, image, paper, kind, action
):
    things = {"customimage": image, "customdocument": paper}
    for query in (f"id={things[kind].pk}", f"id=all&childOf={district.collection_id}", "id=all"):
        address = f"/admin/bulk/content/{kind}/{action}/?{query}"
        for response in (
            moderator.get(address),
            moderator.post(address, {"collection": health.collection_id, "tags": "a"}),
        ):
            assert SECRET not in response.content.decode()
    things[kind].refresh_from_db()
    assert (things[kind].collection, things[kind].binned_at) == (district.collection, None)


def test_an_upload_of_somebody_else_is_not_finished_or_thrown_away(
    moderator, health, district_editor
):
    upload = UploadedFile.objects.create(
        for_content_type=ContentType.objects.get_for_model(get_image_model()),
        file=ContentFile(get_test_image_file().read(), name="a.png"),
        uploaded_by_user=district_editor,
    )
    prefix = f"uploaded_image-{upload.pk}"
    body = {f"{prefix}-title": "Của tôi", f"{prefix}-collection": health.collection_id}
    for act in ("create_from_uploaded_image", "delete_upload"):
        assert moderator.post(f"/admin/images/multiple/{act}/{upload.pk}/", body).status_code == 404
    assert UploadedFile.objects.filter(pk=upload.pk).exists()
    assert not CustomImage.objects.filter(title="Của tôi").exists()


@pytest.mark.parametrize("act", ["{pk}/", "{pk}/delete/", "{pk}/privacy/", "add/", ""])
def test_collections_are_nobodys_to_change(moderator, health, district, act):
    before = list(Collection.objects.values())
    for agency in (health, district):
        address = f"/admin/collections/{act.format(pk=agency.collection_id)}"
        assert moderator.get(address).status_code == 404
        words = {"name": "x", "parent": agency.collection_id, "restriction_type": "none"}
        assert moderator.post(address, words).status_code == 404
    assert list(Collection.objects.values()) == before


def test_the_details_of_another_website_are_neither_read_nor_written(moderator, district):
    details = AgencySettings.objects.get(site=district.site)
    details.address = SECRET
    details.save()
    for act in ("", "preview/"):
        address = f"/admin/settings/agencies/agencysettings/{district.site_id}/{act}"
        assert SECRET not in moderator.get(address, follow=True).content.decode()
        assert moderator.post(address, {"address": "Của tôi"}).status_code == 404
    details.refresh_from_db()
    assert details.address == SECRET


@pytest.fixture
def theirs(district):
    open_in_english(district)
    return publish_news(district, SECRET)


@pytest.fixture
def translation(theirs):
    source, _ = TranslationSource.update_or_create_from_instance(theirs)
    english = Locale.objects.get(language_code="en")
    return Translation.objects.create(source=source, target_locale=english)


def test_another_agencys_page_is_not_submitted_for_translation(moderator, theirs):
    english = Locale.objects.get(language_code="en")
    address = f"/admin/localize/submit/page/{theirs.pk}/"
    assert moderator.get(address).status_code == 404
    assert moderator.post(address, {"locales": [english.pk]}).status_code == 404
    assert not TranslationSource.objects.exists()


@pytest.mark.parametrize(
    "act",
    [
        "update/{source}/",
        "translate/{pk}/pofile/download/",
        "translate/{pk}/pofile/upload/",
        "translate/{pk}/preview/",
        "translate/{pk}/disable/",
        "translate/{pk}/machine_translate/",
        "translate/{pk}/strings/{segment}/edit/",
        "page/{page}/convert_to_alias/",
        "reports/translations/?export=csv",
        "api/snippets/bulletins/bulletin/",
    ],
)
def test_translations_of_another_agency_are_neither_read_nor_written(moderator, translation, act):
    source = translation.source
    segment = source.stringsegment_set.first().pk
    keys = {"pk": translation.pk, "source": source.pk, "segment": segment}
    address = f"/admin/localize/{act}".format(page=source.get_source_instance().pk, **keys)
    for response in (moderator.get(address), moderator.post(address, {"value": "x"})):
        assert response.status_code in {404, 405}
        assert SECRET not in response.content.decode()
    translation.refresh_from_db()
    assert translation.enabled
