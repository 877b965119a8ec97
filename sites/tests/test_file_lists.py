"""The lists of documents and pictures: all that a person may use, each with its own screen."""

import pytest

from content.tests.factories import create_document, create_picture
from home.tests.factories import publish_article
from sites.permissions.group_permissions import get_shared_collection
from tests.html import read_html

pytestmark = pytest.mark.django_db
KINDS = [
    ("documents", "tep", "documents/edit/{}", create_document),
    ("images", "anh", "images/{}", create_picture),
]
LISTS = ["documents/", "documents/?q=tep", "images/", "images/?layout=list", "images/?q=tep"]


def make_files(create, health, district, editor):
    return {
        "own": create(health.collection, title="Tep cua toi", uploaded_by_user=editor),
        "unit": create(health.collection, title="Tep don vi"),
        "shared": create(get_shared_collection(), title="Tep dung chung"),
        "foreign": create(district.collection, title="Tep huyen"),
    }


def open_main(client, path, **options):
    response = client.get(path, **options)
    return read_html(response.content).main


def words(node):
    return " ".join(node.get_text(" ").split())


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize("person", ["health_editor", "health_moderator"])
def test_a_list_has_all_files_that_a_person_may_choose_and_no_other_units(
    request, sign_in, health, district, health_editor, path, person
):
    create = create_document if path.startswith("documents") else create_picture
    make_files(create, health, district, health_editor)
    text = words(open_main(sign_in(request.getfixturevalue(person)), f"/admin/{path}"))
    assert all(title in text for title in ("Tep cua toi", "Tep don vi", "Tep dung chung"))
    assert "Tep huyen" not in text


def test_the_folder_is_told_and_chosen_where_there_are_several(
    sign_in, health, district, health_editor
):
    own = create_document(health.collection, title="Tep don vi")
    client = sign_in(health_editor)
    assert "Thư mục" not in words(open_main(client, "/admin/documents/"))
    create_document(get_shared_collection(), title="Tep dung chung")
    main = words(open_main(client, "/admin/documents/"))
    assert "Thư mục" in main and "Dùng chung" in main
    narrowed = words(open_main(client, f"/admin/documents/?collection_id={own.collection_id}"))
    assert "Tep don vi" in narrowed and "Tep dung chung" not in narrowed


@pytest.mark.parametrize(("kind", "slug", "form", "create"), KINDS)
def test_whoever_may_change_a_file_gets_its_form_and_others_what_they_may_know(
    sign_in, health, district, health_editor, health_moderator, kind, slug, form, create
):
    files = make_files(create, health, district, health_editor)
    publish_article(health, files["unit"])
    client = sign_in(health_editor)
    for name, opens_form in (("own", True), ("unit", False), ("shared", False)):
        path = f"/admin/{slug}/{files[name].pk}/"
        links = [link["href"] for link in open_main(client, f"/admin/{kind}/")("a", href=True)]
        assert [link for link in links if link.startswith(path)]
        response = client.get(path)
        assert (response.status_code == 302) == opens_form
        if opens_form:
            assert response["Location"].startswith(f"/admin/{form.format(files[name].pk)}/")
    told = words(open_main(client, f"/admin/{slug}/{files['unit'].pk}/"))
    assert "Công khai Mọi người đều mở được tệp này" in told and "người duyệt của đơn vị" in told
    told = words(open_main(client, f"/admin/{slug}/{files['shared'].pk}/"))
    assert "Không công khai" in told and "Bộ phận công nghệ thông tin quản lý tệp" in told
    moderator = sign_in(health_moderator)
    assert moderator.get(f"/admin/{slug}/{files['unit'].pk}/").status_code == 302


@pytest.mark.parametrize(("kind", "slug", "form", "create"), KINDS)
def test_no_screen_of_a_file_is_shown_to_other_units(
    sign_in, outsider, health, district, health_editor, district_moderator, kind, slug, form, create
):
    file = create(health.collection, title="Tep don vi")
    for person in (district_moderator, outsider):
        response = sign_in(person).get(f"/admin/{slug}/{file.pk}/")
        assert response.status_code in {302, 404}
        assert form.format(file.pk) not in response.get("Location", "")


def test_the_screen_leads_back_to_the_list_it_was_opened_from(sign_in, health, health_editor):
    file = create_document(health.collection, title="Tep don vi")
    address = f"/admin/tep/{file.pk}/?next=/admin/documents/%3Fp%3D2"
    page = read_html(sign_in(health_editor).get(address).content)
    assert page.find("a", href="/admin/documents/?p=2")
    address = f"/admin/tep/{file.pk}/?next=https://evil.example/"
    assert "evil.example" not in sign_in(health_editor).get(address).text


def test_what_one_may_not_change_stays_as_it_is(sign_in, health, health_editor):
    file = create_document(health.collection, title="Tep don vi")
    client = sign_in(health_editor)
    client.post(f"/admin/documents/edit/{file.pk}/", {"title": "Khac"})
    assert client.post(f"/admin/tep/{file.pk}/", {"title": "Khac"}).status_code == 405
    file.refresh_from_db()
    assert file.title == "Tep don vi"
