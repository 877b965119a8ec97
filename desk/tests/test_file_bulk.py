"""Several pictures or documents of a list at once, each of them guarded as if it were alone."""

import pytest
from wagtail.models import ModelLogEntry

from content.models import CustomDocument, CustomImage
from content.tests.factories import create_document, create_picture, restrict_collection
from home.tests.factories import publish_document, publish_news
from sites.permissions.group_permissions import get_shared_collection
from sites.views.documents import PDF
from tests.html import get_text, parse_html

LISTS = {"image": "/admin/images/", "document": "/admin/documents/"}
MODELS = {"image": CustomImage, "document": CustomDocument}
MOVE, BIN = "Chuyển sang thư mục khác", "Chuyển vào thùng rác"


@pytest.fixture(params=["image", "document"])
def kind(request):
    return request.param


@pytest.fixture
def folder(health):
    return health.collection.add_child(name="Ảnh sự kiện")


def make_file(kind, agency, user=None, title="Tệp"):
    create = {"image": create_picture, "document": create_document}[kind]
    return create(agency.collection, title=title, uploaded_by_user=user)


def bulk_url(kind, *files, action="add_to_collection"):
    ids = "&".join(f"id={file.pk}" for file in files)
    return f"/admin/bulk/content/custom{kind}/{action}/?{ids}&next={LISTS[kind]}"


def get_folders(*files):
    for file in files:
        file.refresh_from_db()
    return [file.collection.name for file in files]


def list_offers(response):
    return [get_text(link) for link in parse_html(response).select(".desk-bulk [href]")]


def test_moving_is_offered_where_there_is_a_folder_to_move_to(
    sign_in, health, health_editor, district_editor, kind, folder
):
    for editor, offers in ((health_editor, [MOVE, BIN]), (district_editor, [BIN])):
        assert list_offers(sign_in(editor).get(LISTS[kind])) == offers


def test_the_buttons_belong_to_the_rows_and_say_what_of(sign_in, health, health_editor, kind):
    make_file(kind, health)
    page = parse_html(sign_in(health_editor).get(LISTS[kind]))
    # Wagtail's script joins the boxes and the buttons by this word.
    assert page.select_one(".desk-bulk")["data-bulk-action-footer"] == kind.upper()
    words = {"image": "Việc làm với các ảnh đã chọn", "document": "Việc làm với các tệp đã chọn"}
    assert get_text(page.find(id="bulk-actions-heading")) == words[kind]


def test_files_are_moved_together_and_the_journal_knows_by_whom(
    sign_in, health, health_moderator, kind, folder
):
    files = [make_file(kind, health) for _ in range(2)]
    moderator, url = sign_in(health_moderator), bulk_url(kind, *files)
    choices = parse_html(moderator.get(url)).select("select[name=collection] option[value]")
    assert get_text(choices[-1]) == "— Ảnh sự kiện"
    answer = moderator.post(url, {"collection": folder.pk}, follow=True)
    assert "2 tệp nay ở trong “Ảnh sự kiện”." in answer.content.decode()
    assert get_folders(*files) == ["Ảnh sự kiện"] * 2
    entries = ModelLogEntry.objects.filter(action="wagtail.edit", user=health_moderator)
    assert {entry.object_id for entry in entries} == {str(file.pk) for file in files}


def test_a_file_that_is_moved_behind_a_password_is_public_no_more(
    sign_in, visit, health, health_moderator, folder
):
    file = create_document(health.collection)
    publish_document(health, "Văn bản", file=file)
    assert visit(health, file.url)["Content-Type"] == PDF
    restrict_collection(folder)
    sign_in(health_moderator).post(bulk_url("document", file), {"collection": folder.pk})
    assert visit(health, file.url)["Content-Type"] != PDF


def test_an_editor_moves_what_they_uploaded_unless_it_stands_on_what_others_publish(
    sign_in, health, health_editor, health_moderator, kind, folder
):
    own, shown, other = (
        make_file(kind, health, user, title)
        for title, user in (
            ("Của tôi", health_editor),
            ("Đang hiện", health_editor),
            ("Của người khác", health_moderator),
        )
    )
    if kind == "image":
        publish_news(health, "Tin", image=shown)
    else:
        publish_document(health, "Văn bản", file=shown)
    editor, url = sign_in(health_editor), bulk_url(kind, own, shown, other)
    assert "Những tệp sau được bỏ qua" in get_text(parse_html(editor.get(url)).select_one("main"))
    editor.post(url, {"collection": folder.pk})
    assert get_folders(own, shown, other) == ["Ảnh sự kiện", *[health.collection.name] * 2]


def test_files_of_two_units_stay_with_their_units(
    sign_in, health, district, health_moderator, kind, folder
):
    health_moderator.groups.add(district.moderators)
    ours, theirs = make_file(kind, health), make_file(kind, district)
    client, url = sign_in(health_moderator), bulk_url(kind, ours, theirs)
    client.post(url, {"collection": district.collection_id})
    client.post(url, {"collection": folder.pk})
    assert get_folders(ours, theirs) == ["Ảnh sự kiện", district.collection.name]


@pytest.mark.parametrize("action", ["add_to_collection", "delete"])
@pytest.mark.parametrize("person", ["health_moderator", "outsider", "ict_author"])
def test_nobody_reaches_another_units_files(
    sign_in, request, health, district, kind, folder, person, action
):
    file = make_file(kind, district, title="Tệp của huyện")
    theirs = district.collection.add_child(name="Ảnh của huyện")
    client = sign_in(request.getfixturevalue(person))
    everything = f"?id=all&childOf={district.collection_id}"
    for url in (bulk_url(kind, file, action=action), "?id=all", everything):
        address = url if url.startswith("/") else bulk_url(kind, action=action).split("?")[0] + url
        for collection in (folder, theirs):
            for answer in (
                client.get(address),
                client.post(address, {"collection": collection.pk}),
            ):
                assert "huyện" not in answer.content.decode()
    stored = MODELS[kind]._base_manager.get(pk=file.pk)
    assert (stored.collection, stored.binned_at) == (district.collection, None)


@pytest.mark.parametrize("choice", ["", "0", "foreign", "shared"])
def test_a_folder_that_is_not_the_units_changes_nothing(
    sign_in, health, district, health_moderator, kind, folder, choice
):
    foreign = {"foreign": district.collection_id, "shared": get_shared_collection().pk}
    file = make_file(kind, health)
    client = sign_in(health_moderator)
    answer = client.post(bulk_url(kind, file), {"collection": foreign.get(choice, choice)})
    assert answer.status_code in {200, 404}
    assert get_folders(file) == [health.collection.name]
