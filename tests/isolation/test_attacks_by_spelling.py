"""Keys in odd spellings: each a door that once stood open, or that stands beside one."""

import html
import json
from urllib.parse import quote, urlencode

import polib
import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.log_actions import LogContext
from wagtail.models import Locale, Page
from wagtail.test.utils.form_data import streamfield
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from bulletins.models import Bulletin
from bulletins.tests.factories import create_draft
from content.tests.factories import create_document, create_picture, make_linked_text
from home.models import NewsPage
from home.tests.factories import make_article_form, publish_news
from sites.tests.factories import open_in_english
from tests.isolation.spellings import list_spellings

pytestmark = pytest.mark.django_db

SECRET = "Diều hâu"
SPELLINGS = list(list_spellings(31))
FORM = "application/x-www-form-urlencoded"


def spelled(name, key):
    return list_spellings(key)[name]


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def theirs(district):
    return publish_news(district, SECRET)


@pytest.fixture
def ours(health):
    return publish_news(health, "Tiêm chủng")


@pytest.fixture
def image(district):
    return create_picture(district.collection, SECRET)


@pytest.fixture
def english(health):
    return open_in_english(health).locale


@pytest.fixture
def bulletin():
    """A draft of the centre, which no unit is to see."""
    bulletin = create_draft(SECRET)
    bulletin.save_revision()
    return bulletin


SUBMIT = "/admin/localize/submit/snippet/bulletins/bulletin/{}/"


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_shows_a_units_editor_a_central_bulletin(
    sign_in, health_editor, english, bulletin, name
):
    # Told where to go, the view makes no address of the key, which would break it down.
    address = SUBMIT.format(quote(spelled(name, bulletin.pk), safe="")) + "?next=/admin/"
    client = sign_in(health_editor)
    for response in (client.get(address), client.post(address, {"locales": [english.pk]})):
        assert response.status_code == 404
        assert SECRET not in response.content.decode()
    assert Bulletin.objects.count() == 1


def test_a_live_bulletin_is_translated_by_no_unit_either(
    sign_in, health_moderator, english, bulletin
):
    bulletin.live = True
    bulletin.save()
    response = sign_in(health_moderator).post(SUBMIT.format(bulletin.pk), {"locales": [english.pk]})
    assert response.status_code == 404
    assert Bulletin.objects.count() == 1


def test_who_translates_bulletins_still_submits_them(sign_in, translator, english, bulletin):
    client = sign_in(translator)
    assert client.get(SUBMIT.format(bulletin.pk)).status_code == 200
    # Wagtail-localize makes addresses of what was sent, and they have numbers only.
    assert client.get(SUBMIT.format(f"_2B{bulletin.pk}")).status_code == 404


def test_odd_spellings_break_nothing_for_administrators_either(sign_in, ict_admin, bulletin):
    address = SUBMIT.format(f"_2B{bulletin.pk}")
    assert sign_in(ict_admin).get(address).status_code == 400


def test_translating_a_page_needs_the_permission_to_change_it(
    sign_in, health, health_moderator, english, ours
):
    client, address = sign_in(health_moderator), f"/admin/localize/submit/page/{ours.pk}/"
    source, _ = TranslationSource.update_or_create_from_instance(ours)
    update = f"/admin/localize/update/{source.pk}/"
    assert client.get(address).status_code == client.get(update).status_code == 200
    health.moderators.page_permissions.all().delete()
    health.editors.page_permissions.all().delete()
    for refused in (address, update):
        assert client.get(refused).status_code == 404


def put(client, address, value):
    """Send a translated text or another object, as wagtail-localize's script does."""
    return client.put(address, urlencode({"value": value}), content_type=FORM)


@pytest.fixture
def translation(moderator, health, english):
    """That of an article; the page above has one too."""
    page = publish_news(health, "Bài có ảnh", image=create_picture(health.collection))
    moderator.post(f"/admin/localize/submit/page/{page.pk}/", {"locales": [english.pk]})
    return Translation.objects.get(source__object_id=page.translation_key)


@pytest.fixture
def overridable(translation):
    """The picture of an article, which its translation may have another one for."""
    segment = OverridableSegment.objects.get(source=translation.source)
    return f"/admin/localize/translate/{translation.pk}/overrides/{segment.pk}/edit/"


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_gives_a_translation_another_agencys_picture(
    moderator, image, overridable, name
):
    response = put(moderator, overridable, spelled(name, image.pk))
    assert response.status_code in {400, 403}
    assert not SegmentOverride.objects.exists()


@pytest.mark.parametrize("value", ["99999", "0", "-1", "x", "", "[]", "{}", "null"])
def test_a_translation_cannot_be_given_what_is_not_there(moderator, overridable, value):
    assert put(moderator, overridable, value).status_code in {400, 403}
    assert not SegmentOverride.objects.exists()


def test_an_override_is_refused_whoever_it_is_credited_to(
    moderator, health, health_moderator, image, overridable
):
    context = OverridableSegment.objects.get(pk=overridable.split("/")[6]).context
    override = SegmentOverride(
        locale=Locale.objects.get(language_code="en"),
        context=context,
        data_json=json.dumps(f" {image.pk}"),
    )
    with LogContext(user=health_moderator), pytest.raises(PermissionDenied):
        override.save()
    override.data_json = json.dumps(create_picture(health.collection).pk)
    with LogContext(user=health_moderator):
        override.save()


STRINGS = [
    '<embed embedtype="image" id="{}"/>',
    "<embed embedtype='image' id='{}'/>",
    '<!--><embed embedtype="image" id="{}"/>-->ok',
    """<embed alt='>' embedtype="image" id="{}"/>""",
    "&lt;embed embedtype=&quot;image&quot; id=&quot;{}&quot;/&gt;",
]


@pytest.fixture
def strings(translation, overridable):
    segment = StringSegment.objects.filter(source=translation.source).first()
    return overridable.split("/overrides/")[0] + f"/strings/{segment.pk}/edit/"


@pytest.mark.parametrize("name", [" 31", "+31", "3_1", "31 in full-width digits"])
@pytest.mark.parametrize("text", STRINGS)
def test_no_text_of_a_translation_embeds_another_agencys_picture(
    moderator, image, strings, text, name
):
    put(moderator, strings, text.format(spelled(name, image.pk)))
    for kept in StringTranslation.objects.all():
        assert kept.has_error
        assert "<embed" not in html.unescape(kept.data)


@pytest.mark.parametrize("name", ["31", " 31", "+31", "3_1", "31 in full-width digits"])
def test_an_embed_that_a_translation_only_quotes_is_refused(moderator, image, strings, name):
    key = list_spellings(image.pk).get(name, image.pk)
    assert put(moderator, strings, STRINGS[-1].format(key)).status_code == 403
    assert not StringTranslation.objects.exists()


@pytest.mark.parametrize(
    "attributes",
    ['linktype="page"', 'linktype="page" id="x"', 'linktype="page" id="{}"', "linktype=page id={}"],
)
def test_a_link_in_a_translation_goes_by_its_name_alone(moderator, strings, theirs, attributes):
    value = f"<a {attributes.format(theirs.pk)}>x</a>"
    assert put(moderator, strings, value).status_code == 201
    assert "linktype" not in StringTranslation.objects.get().data


def upload(client, translation, entries):
    """Upload what was downloaded for a translation, with texts and places of somebody's choice."""
    exported = translation.export_po()
    for number, entry in enumerate(exported):
        entry.msgstr = entries[number % len(entries)]
    content = SimpleUploadedFile("dich.po", str(exported).encode())
    address = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
    return client.post(address, {"file": content})


@pytest.mark.parametrize("name", [" 31", "3_1"])
def test_no_uploaded_file_embeds_another_agencys_picture(moderator, image, translation, name):
    embedding = STRINGS[0].format(spelled(name, image.pk))
    upload(moderator, translation, [embedding])
    for kept in StringTranslation.objects.all():
        assert kept.has_error
        assert "<embed" not in html.unescape(kept.data)


def test_an_uploaded_file_still_translates(moderator, translation):
    assert upload(moderator, translation, ["A new article"]).status_code == 302
    assert StringTranslation.objects.exists()


def test_an_uploaded_file_reaches_no_text_of_a_foreign_translation(
    moderator, theirs, english, translation
):
    source, _ = TranslationSource.update_or_create_from_instance(theirs)
    foreign = Translation.objects.create(source=source, target_locale=english)
    mixed = translation.export_po()
    for entry in foreign.export_po():
        mixed.append(polib.POEntry(msgid=entry.msgid, msgctxt=entry.msgctxt, msgstr="Của tôi"))
    for content in (mixed, foreign.export_po()):
        file_of_theirs = SimpleUploadedFile("dich.po", str(content).encode())
        address = f"/admin/localize/translate/{translation.pk}/pofile/upload/"
        response = moderator.post(address, {"file": file_of_theirs})
        assert SECRET not in response.content.decode()
    contexts = StringTranslation.objects.values_list("context__object_id", flat=True)
    assert source.object_id not in contexts


NAMING = [
    "/admin/choose-page/?target_pages[]={page}",
    "/admin/choose-page/chosen-multiple/?id={page}",
    "/admin/choose-page/search/?parent_page_id={page}",
    "/admin/api/main/pages/?child_of={page}",
    "/admin/api/main/pages/?descendant_of={page}",
    "/admin/api/main/pages/find/?id={page}",
    "/admin/api/main/images/?id={image}",
    "/admin/api/main/documents/find/?id={paper}",
    "/admin/bulk/wagtailcore/page/unpublish/?id={page}",
    "/admin/bulk/wagtailcore/page/unpublish/?id=all&childOf={page}",
    "/admin/bulk/content/customimage/delete/?id={image}",
    "/admin/images/chooser/{image}/",
    "/admin/images/chooser/chosen-multiple/?id={image}",
    "/admin/documents/chooser/{paper}/",
    "/admin/documents/chooser/chosen-multiple/?id={paper}",
    "/admin/editing-sessions/ping/home/newspage/{page}/1/",
]


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_of_a_key_in_an_address_finds_another_agencys_things(
    moderator, district, theirs, image, name
):
    keys = {
        "page": theirs.pk,
        "image": image.pk,
        "paper": create_document(district.collection, SECRET).pk,
    }
    sent = {kind: quote(spelled(name, key), safe="") for kind, key in keys.items()}
    for address in NAMING:
        for response in (
            moderator.get(address.format(**sent)),
            moderator.post(address.format(**sent)),
        ):
            assert response.status_code == 404, (address, response.status_code)
            assert SECRET not in response.content.decode()


@pytest.mark.parametrize("name", SPELLINGS)
def test_no_spelling_in_a_form_names_another_agencys_place(moderator, ours, theirs, name):
    parent = theirs.get_parent()
    body = {"new_title": "Sao", "new_slug": "sao", "new_parent_page": spelled(name, parent.pk)}
    for act in ("copy", "move"):
        assert moderator.post(f"/admin/pages/{ours.pk}/{act}/", body).status_code == 404
    assert parent.get_children().count() == 1


# What is well spelled and names nothing may be sent: its object may have been deleted meanwhile.
@pytest.mark.parametrize("name", [name for name in SPELLINGS if name != "-31"])
def test_no_spelling_puts_another_agencys_things_into_an_article(
    moderator, ours, theirs, image, name
):
    before = ours.revisions.count()
    link = make_linked_text(("LINK", {"id": spelled(name, theirs.pk)}))
    for fields in (
        {"image": spelled(name, image.pk)},
        {"body": streamfield([("text", link)])},
        {"body": streamfield([("picture", {"image": spelled(name, image.pk), "alt_text": "x"})])},
    ):
        form = make_article_form(title=ours.title, slug=ours.slug, **fields)
        response = moderator.post(f"/admin/pages/{ours.pk}/edit/", form)
        # Wagtail leads home who may not do something.
        assert response.status_code in {400, 403} or response.url == "/admin/", fields
        assert SECRET not in response.content.decode()
    assert NewsPage.objects.get(pk=ours.pk).revisions.count() == before


@pytest.mark.parametrize("verb", ["put", "patch", "delete"])
def test_no_screen_takes_a_method_that_nobody_declared(moderator, ours, verb):
    for address in (f"/admin/pages/{ours.pk}/edit/", "/admin/images/add/", "/admin/choose-page/"):
        response = getattr(moderator, verb)(address, "{}", content_type="application/json")
        assert response.status_code == 405


def test_no_screen_takes_json_that_nobody_declared(moderator, ours):
    address = f"/admin/pages/{ours.pk}/copy/"
    response = moderator.post(address, {"new_parent_page": 1}, content_type="application/json")
    assert response.status_code == 415


def test_what_is_empty_or_common_names_nothing(moderator, ours):
    assert moderator.get("/admin/choose-page/?parent_page_id=&collection=").status_code == 200
    root = Page.get_first_root_node()
    assert moderator.get(f"/admin/api/main/pages/?descendant_of={root.pk}").status_code == 200
