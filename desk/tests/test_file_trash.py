from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import ModelLogEntry

from bulletins.tests.factories import publish_bulletin
from content.models import CustomDocument, CustomImage, CustomRendition
from content.tests.factories import create_document, create_picture
from content.tests.stored_bodies import store_raw
from home.models import DocumentFile
from home.tests.factories import publish_document as document_page
from home.tests.factories import publish_news

BIN = "/admin/bin/"
KINDS = ["image", "document"]
MODELS = {"image": CustomImage, "document": CustomDocument}
ADDRESS = {"image": "/admin/images/{}/delete/", "document": "/admin/documents/delete/{}/"}
EDIT = {"image": "/admin/images/{}/", "document": "/admin/documents/edit/{}/"}
APP = {"image": "images", "document": "documents"}


def a_file(kind, agency, user=None, title="Kế hoạch phun"):
    fields = {"title": title, "collection": agency.collection, "uploaded_by_user": user}
    if kind == "image":
        return create_picture(**fields)
    return create_document(**fields)


def in_bin(file):
    return type(file).binned.filter(pk=file.pk).exists()


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture(params=KINDS)
def kind(request):
    return request.param


@pytest.fixture
def file(kind, health):
    return a_file(kind, health)


def doors(kind, pk):
    app = "content/custom" + kind
    return [
        ADDRESS[kind].format(pk),
        f"/admin/{APP[kind]}/multiple/{pk}/delete/",
        f"/admin/bulk/{app}/delete/?id={pk}",
    ]


@pytest.mark.parametrize("door", [0, 1, 2])
def test_every_door_leads_to_the_bin(moderator, health_moderator, kind, file, door):
    moderator.post(doors(kind, file.pk)[door])
    binned = MODELS[kind].binned.get()
    assert (binned.pk, binned.binned_by) == (file.pk, health_moderator)
    assert binned.file.storage.exists(binned.file.name)


def test_the_screens_say_that_it_can_be_undone(moderator, kind, file):
    for address in (doors(kind, file.pk)[0], doors(kind, file.pk)[2]):
        page = moderator.get(address).content.decode()
        assert "thùng rác" in page and "30 ngày" in page


def test_what_is_in_the_bin_is_in_no_list_no_chooser_and_no_form(moderator, kind, file):
    moderator.post(ADDRESS[kind].format(file.pk))
    moderator.get(BIN)  # the message of the deletion has been seen
    app = APP[kind]
    for address in (
        f"/admin/{app}/",
        f"/admin/{app}/?q=phun",
        f"/admin/{app}/chooser/",
        f"/admin/{app}/chooser/results/?q=phun",
        f"/admin/{app}/chooser/chosen-multiple/?id={file.pk}",
        f"/admin/api/main/{app}/",
    ):
        assert "Kế hoạch phun" not in moderator.get(address).content.decode(), address
    for address in (
        EDIT[kind].format(file.pk),
        ADDRESS[kind].format(file.pk),
        f"/admin/{app}/usage/{file.pk}/",
        f"/admin/{app}/chooser/{file.pk}/",
        f"/admin/api/main/{app}/{file.pk}/",
    ):
        assert moderator.get(address).status_code == 404, address


def test_a_document_in_the_bin_is_not_handed_out(health, moderator):
    file = a_file("document", health)
    assert moderator.get(file.url).status_code == 200
    moderator.post(ADDRESS["document"].format(file.pk))
    assert moderator.get(file.url).status_code == 404


def test_what_was_made_of_a_picture_goes_at_once(
    health, moderator, django_capture_on_commit_callbacks
):
    picture = a_file("image", health)
    rendition = picture.get_rendition("width-40")
    with django_capture_on_commit_callbacks(execute=True):
        moderator.post(ADDRESS["image"].format(picture.pk))
    assert not CustomRendition.objects.exists()
    assert not rendition.file.storage.exists(rendition.file.name)
    assert picture.file.storage.exists(picture.file.name)


def test_a_file_comes_back_to_where_it_was(health, visit, moderator, kind, file):
    moderator.post(ADDRESS[kind].format(file.pk))
    moderator.post(f"{BIN}{kind}/{file.pk}/restore/")
    back = MODELS[kind].objects.get()
    assert (back.pk, back.collection, back.binned_at) == (file.pk, health.collection, None)
    assert moderator.get(EDIT[kind].format(file.pk)).status_code == 200


def test_a_file_in_use_stays_and_what_uses_it_is_told(health, moderator, kind):
    file = a_file(kind, health)
    if kind == "image":
        publish_news(health, "Phun thuốc", image=file)
    else:
        document_page(health, "Phun thuốc", number="45", file=file)
    for door in doors(kind, file.pk):
        moderator.post(door)
        assert not in_bin(file), door
    assert "Phun thuốc" in moderator.get("/admin/").content.decode()


def test_a_file_in_the_draft_of_a_published_page_is_in_use(health, moderator):
    file = a_file("document", health)
    page = document_page(health, "Phun thuốc", number="45")
    page.files = [DocumentFile(file=file)]
    page.save_revision()
    moderator.post(ADDRESS["document"].format(file.pk))
    assert not in_bin(file)
    assert moderator.get(f"/admin/pages/{page.pk}/edit/").status_code == 200


def test_a_file_in_the_draft_of_a_bulletin_is_in_use(health, moderator):
    file = a_file("document", health)
    bulletin = publish_bulletin("Lũ quét")
    bulletin.body = [("file", {"document": file, "caption": ""})]
    bulletin.save_revision()
    moderator.post(ADDRESS["document"].format(file.pk))
    assert not in_bin(file)


UNREADABLE = {
    "a file with a former field": lambda pk: {
        "type": "file",
        "value": {"document": pk, "caption": "", "former": "Nguồn"},
    },
    "a link in a block of an unknown type": lambda pk: {
        "type": "quotation",
        "value": {"text": f'<p><a linktype="document" id="{pk}">Kế hoạch</a></p>'},
    },
}


@pytest.mark.parametrize("block", UNREADABLE.values(), ids=UNREADABLE)
def test_a_file_in_a_part_that_cannot_be_read_is_in_use_and_not_public(
    health, visit, moderator, block
):
    file = a_file("document", health)
    store_raw(publish_news(health, "Phun thuốc"), [block(file.pk) | {"id": "1"}])
    call_command("rebuild_references_index", verbosity=0)
    moderator.post(ADDRESS["document"].format(file.pk))
    assert not in_bin(file)
    assert "Phun thuốc" in moderator.get("/admin/").content.decode()
    assert moderator.get(f"/admin/documents/usage/{file.pk}/").status_code == 200
    assert moderator.get(file.url).status_code == 200
    assert visit(health, file.url).status_code == 404


def test_a_file_of_a_page_in_the_bin_waits_for_its_page(health, moderator):
    file = a_file("image", health)
    page = publish_news(health, "Phun thuốc", image=file)
    moderator.post(f"/admin/pages/{page.pk}/delete/")
    moderator.post(ADDRESS["image"].format(file.pk))
    assert not in_bin(file)
    moderator.post(f"{BIN}page/{page.pk}/purge/")
    moderator.post(ADDRESS["image"].format(file.pk))
    assert in_bin(file)


def test_a_moderator_deletes_for_good(moderator, kind, file, django_capture_on_commit_callbacks):
    moderator.post(ADDRESS[kind].format(file.pk))
    assert moderator.get(f"{BIN}{kind}/{file.pk}/purge/").status_code == 200
    assert in_bin(file)
    with django_capture_on_commit_callbacks(execute=True):
        moderator.post(f"{BIN}{kind}/{file.pk}/purge/")
    assert not in_bin(file)
    assert not file.file.storage.exists(file.file.name)


def test_an_editor_deletes_and_restores_what_is_their_own(sign_in, health, health_editor, kind):
    own, other = a_file(kind, health, health_editor), a_file(kind, health)
    client = sign_in(health_editor)
    for file in (own, other):
        for door in doors(kind, file.pk):
            client.post(door)
    assert set(MODELS[kind].binned.all()) == {own}
    client.post(f"{BIN}{kind}/{own.pk}/purge/")
    assert in_bin(own)
    client.post(f"{BIN}{kind}/{own.pk}/restore/")
    assert not in_bin(own)


def test_an_editor_sees_but_does_not_restore_what_is_others(
    sign_in, health, health_editor, moderator, kind, file
):
    moderator.post(ADDRESS[kind].format(file.pk))
    client = sign_in(health_editor)
    page = client.get(BIN).content.decode()
    assert "Kế hoạch phun" in page
    assert f"{BIN}{kind}/{file.pk}/restore/" not in page
    client.post(f"{BIN}{kind}/{file.pk}/restore/")
    assert in_bin(file)


def test_another_agencys_files_in_the_bin_do_not_exist(
    sign_in, district_editor, outsider, moderator, kind, file
):
    moderator.post(ADDRESS[kind].format(file.pk))
    client = sign_in(district_editor)
    assert "Kế hoạch phun" not in client.get(BIN).content.decode()
    for action in ("restore", "purge"):
        assert client.post(f"{BIN}{kind}/{file.pk}/{action}/").status_code == 404
        sign_in(outsider).post(f"{BIN}{kind}/{file.pk}/{action}/")
    assert in_bin(file)


def test_what_happened_is_in_the_history(moderator, health_moderator, kind, file):
    moderator.post(ADDRESS[kind].format(file.pk))
    moderator.post(f"{BIN}{kind}/{file.pk}/restore/")
    moderator.post(ADDRESS[kind].format(file.pk))
    moderator.post(f"{BIN}{kind}/{file.pk}/purge/")
    entries = ModelLogEntry.objects.order_by("pk").values_list("action", "user")
    assert list(entries) == [
        (f"agencies.bin{end}", health_moderator.pk) for end in ("", ".restore", "", ".purge")
    ]


def test_emptying_takes_what_is_older_than_the_days(moderator, health, kind, settings):
    old, young, kept = (a_file(kind, health) for _ in range(3))
    for file in (old, young):
        moderator.post(ADDRESS[kind].format(file.pk))
    past = timezone.now() - timedelta(days=settings.BIN_DAYS, minutes=1)
    MODELS[kind].binned.filter(pk=old.pk).update(binned_at=past)
    output = StringIO()
    call_command("empty_trash", stdout=output)
    assert f"1 {kind}s" in output.getvalue()
    assert set(MODELS[kind]._base_manager.all()) == {young, kept}


def test_emptying_keeps_what_is_needed_after_all_and_says_so(health):
    file, _other = a_file("document", health, title="Cần"), a_file("document", health)
    page = document_page(health, "Phun thuốc", number="45", file=file)
    CustomDocument.objects.update(binned_at=timezone.now() - timedelta(days=400))
    output, errors = StringIO(), StringIO()
    call_command("empty_trash", stdout=output, stderr=errors)
    assert set(CustomDocument.binned.all()) == {file}
    assert errors.getvalue() == f"Kept, needed by {page}: Cần\n"
