"""What an expert tries when the plain ways are closed."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection, Locale, Page
from wagtail.test.utils.form_data import inline_formset
from wagtail_localize.models import OverridableSegment, SegmentOverride, Translation

from content.models import CustomDocument
from content.tests.factories import create_document, create_picture
from home.models import NewsPage
from home.tests.factories import create_comment, make_article_form, publish_news
from members.services.membership import remove_member
from sites.permissions.group_permissions import get_shared_collection
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

SECRET = "Diều hâu"
METHODS = ["get", "head", "options", "post", "put", "patch", "delete"]


@pytest.fixture
def theirs(district):
    return publish_news(district, SECRET)


@pytest.fixture
def ours(health):
    return publish_news(health, "Tiêm chủng")


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def in_digits_from(zero, number):
    return "".join(chr(zero + int(digit)) for digit in str(number))


def state():
    return list(Page.objects.order_by("pk").values("pk", "path", "title", "live", "locked"))


@pytest.mark.parametrize("method", METHODS)
def test_no_method_opens_a_page(moderator, theirs, method):
    before = state()
    for act in ("edit/", "delete/", "unpublish/", "lock/", "view_draft/"):
        response = getattr(moderator, method)(f"/admin/pages/{theirs.pk}/{act}")
        assert response.status_code == 404
    assert state() == before


@pytest.mark.parametrize(
    "path",
    [
        "/admin//pages/{}/edit/",
        "//admin/pages/{}/edit/",
        "/%61dmin/pages/{}/edit/",
        "/ADMIN/pages/{}/edit/",
        "/admin/images/%2e%2e/pages/{}/edit/",
        "/admin/pages/0{}/edit/",
        "/admin/pages/{}%00/edit/",
        "/admin/pages/-{}/edit/",
        "/vi/admin/pages/{}/edit/",
    ],
)
def test_no_spelling_of_an_address_opens_a_page(moderator, theirs, path):
    response = moderator.get(path.format(theirs.pk))
    assert response.status_code == 404
    assert SECRET not in response.content.decode()


@pytest.mark.parametrize("zero", [0x660, 0xFF10, 0x966])
@pytest.mark.parametrize(
    "address",
    [
        "/admin/pages/{}/edit/",
        "/admin/choose-page/chosen-multiple/?id={}",
        "/admin/api/main/pages/?child_of={}",
        "/admin/bulk/wagtailcore/page/unpublish/?id={}",
        "/admin/bulk/wagtailcore/page/unpublish/?id=all&childOf={}",
    ],
)
def test_digits_of_other_scripts_are_the_same_numbers(moderator, theirs, address, zero):
    response = moderator.get(address.format(in_digits_from(zero, theirs.pk)))
    assert response.status_code == 404


def test_of_several_values_of_a_parameter_none_may_be_foreign(moderator, ours, theirs):
    own, foreign = ours.get_parent().pk, theirs.get_parent().pk
    for first, second in ((own, foreign), (foreign, own)):
        query = f"childOf={first}&childOf={second}"
        address = f"/admin/bulk/wagtailcore/page/unpublish/?id=all&{query}"
        assert moderator.get(address).status_code == 404


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain", "application/json"]
)
def test_a_page_elsewhere_changes_nothing_with_or_without_a_preflight(moderator, ours, kind):
    moderator.handler.enforce_csrf_checks = True
    before = state()
    for address in (f"/admin/pages/{ours.pk}/unpublish/", f"/admin/pages/{ours.pk}/lock/"):
        answer = moderator.post(address, b"{}", content_type=kind)
        assert answer.status_code == 403
    assert state() == before


@pytest.mark.parametrize(
    "header", ["x-original-url", "x-rewrite-url", "x-forwarded-host", "x-http-method-override"]
)
def test_no_header_leads_elsewhere(moderator, district, theirs, header):
    values = {"x-forwarded-host": district.site.hostname, "x-http-method-override": "DELETE"}
    value = values.get(header, f"/admin/pages/{theirs.pk}/edit/")
    response = moderator.get("/admin/", headers={header: value})
    assert SECRET not in response.content.decode()
    response = moderator.get(f"/admin/pages/{theirs.pk}/edit/", headers={header: value})
    assert response.status_code == 404


@pytest.mark.parametrize("target", ["//ke-xau.example", "https://ke-xau.example/", "/\\ke-xau"])
def test_no_form_leads_to_another_host(moderator, ours, target):
    response = moderator.post(f"/admin/pages/{ours.pk}/unpublish/", {"next": target})
    assert response.status_code == 302
    assert "ke-xau" not in response["Location"]


def test_a_form_that_was_open_is_worth_nothing_once_its_person_has_left(
    moderator, health, health_moderator, ict_admin, ours
):
    address = f"/admin/pages/{ours.pk}/edit/"
    assert moderator.get(address).status_code == 200
    remove_member(agency=health, user=health_moderator, by=ict_admin)
    before = ours.revisions.count()
    form = make_article_form(title="Sau khi đi", slug=ours.slug, **{"action-publish": "1"})
    moderator.post(address, form)
    assert Page.objects.get(pk=ours.pk).title == "Tiêm chủng"
    assert ours.revisions.count() == before


@pytest.fixture
def once_foreign(ours, district):
    """A version of one's own page with what is another agency's, from before a move perhaps."""
    ours.image = create_picture(district.collection, SECRET)
    revision = ours.save_revision()
    ours.image = None
    ours.save_revision()
    return revision


def test_an_old_version_does_not_bring_foreign_things_back(moderator, ours, once_foreign):
    form = make_article_form(
        title=ours.title, slug=ours.slug, image=once_foreign.as_object().image_id
    )
    moderator.post(f"/admin/pages/{ours.pk}/edit/", form | {"revision": once_foreign.pk})
    assert NewsPage.objects.get(pk=ours.pk).get_latest_revision_as_object().image is None


def test_a_comment_of_another_agency_is_not_taken_over_by_its_number(
    moderator, ours, theirs, district_editor
):
    comment = create_comment(theirs, district_editor, SECRET)
    words = {"id": comment.pk, "text": "Của tôi", "contentpath": "title", "position": ""}
    words |= {"DELETE": "", "resolved": "on", "replies": inline_formset([])}
    form = make_article_form(comments=inline_formset([words], initial=1))
    response = moderator.post(f"/admin/pages/{ours.pk}/edit/", form)
    assert SECRET not in response.content.decode()
    comment.refresh_from_db()
    assert (comment.text, comment.page_id, comment.resolved_at) == (SECRET, theirs.pk, None)


@pytest.fixture
def overridable(moderator, health):
    """The picture of an article, which its translation may have another one for."""
    open_in_english(health)
    page = publish_news(health, "Bài có ảnh", image=create_picture(health.collection))
    english = Locale.objects.get(language_code="en")
    moderator.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [english.pk]})
    segment = OverridableSegment.objects.get(source__object_id=page.translation_key)
    translation = Translation.objects.get(source=segment.source)
    return f"/admin/localize/translate/{translation.pk}/overrides/{segment.pk}/edit/"


def put(client, address, pk):
    form = "application/x-www-form-urlencoded"
    return client.put(address, f"value={pk}", content_type=form).status_code


def test_a_translation_may_have_a_picture_of_its_own(moderator, health, overridable):
    assert put(moderator, overridable, create_picture(health.collection).pk) == 201


def test_a_translation_cannot_be_given_another_agencys_picture(moderator, district, overridable):
    assert put(moderator, overridable, create_picture(district.collection, SECRET).pk) == 403
    assert not SegmentOverride.objects.exists()


@pytest.mark.parametrize("method", ["put", "delete"])
def test_words_and_pictures_of_a_foreign_translation_stay(
    sign_in, moderator, district_moderator, overridable, method
):
    strings = overridable.replace("overrides", "strings")
    for address in (overridable, strings):
        response = getattr(sign_in(district_moderator), method)(address, "value=1")
        assert response.status_code == 404


@pytest.mark.parametrize("screen", ["images", "images/chooser", "documents", "documents/chooser"])
def test_lists_can_be_narrowed_to_shared_files_and_not_to_foreign_ones(moderator, district, screen):
    address = f"/admin/{screen}/?collection_id="
    assert moderator.get(f"{address}{get_shared_collection().pk}").status_code == 200
    assert moderator.get(f"{address}{district.collection_id}").status_code == 404


def test_naming_the_shared_collection_gives_nothing_but_a_look(moderator, health):
    shared = get_shared_collection()
    paper, ours = create_document(shared), create_document(health.collection)
    address = "/admin/bulk/content/customdocument/delete/"
    moderator.post(f"{address}?id=all&childOf={shared.pk}")
    moderator.post(f"{address}?id={paper.pk}")
    for collection in (shared, Collection.get_first_root_node()):
        body = {"title": "Tệp", "collection": collection.pk}
        upload = SimpleUploadedFile("a.txt", b"a")
        moderator.post("/admin/documents/add/", body | {"file": upload})
        moderator.post(f"/admin/documents/edit/{ours.pk}/", body)
    elsewhere = CustomDocument.objects.exclude(collection=health.collection)
    assert list(elsewhere) == [paper]
