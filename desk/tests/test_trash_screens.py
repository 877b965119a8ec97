"""The bin as a person uses it: looking inside, bringing back several, taking a move back."""

import pytest

from content.tests.factories import create_document, create_picture
from desk.tests.trash import BIN, delete_through_admin, list_shown, reload
from home.models import NewsPage, TrashedPage
from home.tests.factories import get_news_index, publish_news
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def articles(health, moderator):
    """Three articles in the bin."""
    pages = [publish_news(health, title) for title in ("Tiêm chủng", "Sốt xuất huyết", "Nước")]
    for page in pages:
        page.body = [("text", f"<p>Thân bài của {page.title}</p>")]
        page.save_revision().publish()
        delete_through_admin(moderator, page)
    return pages


@pytest.fixture
def files(health, moderator):
    """A picture and a document in the bin."""
    picture = create_picture(health.collection, title="Ảnh chụp")
    document = create_document(health.collection, title="Kế hoạch")
    moderator.post(f"/admin/images/{picture.pk}/delete/")
    moderator.post(f"/admin/documents/delete/{document.pk}/")
    return picture, document


def open_screen(client, path=BIN):
    return parse_html(client.get(path)).main


def find_undo(response):
    """What the button that takes a move back would send, and where to; None without one."""
    form = parse_html(response).find("form", class_="bin-undo")
    if form is None:
        return None
    sent = {}
    for field in form("input"):
        sent.setdefault(field["name"], []).append(field.get("value", ""))
    return form["action"], sent


def test_every_item_leads_to_what_is_in_it(moderator, articles, files):
    links = {link["href"] for link in open_screen(moderator)("a", href=True)}
    assert {f"{BIN}page/{page.pk}/" for page in articles} <= links
    picture, document = files
    assert {f"{BIN}image/{picture.pk}/", f"{BIN}document/{document.pk}/"} <= links


def test_a_page_in_the_bin_is_read_as_it_was_last_written_and_nothing_runs(moderator, articles):
    page = articles[0]
    screen = open_screen(moderator, f"{BIN}page/{page.pk}/")
    assert "Tiêm chủng" in get_text(screen) and "health-moderator" in get_text(screen)
    response = moderator.get(screen.find("iframe")["src"])
    assert "Thân bài của Tiêm chủng" in response.text
    policy = response.headers["Content-Security-Policy"]
    assert "sandbox allow-same-origin" in policy and "script-src 'none'" in policy
    assert "<script" not in response.text
    actions = {form["action"] for form in screen("form")}
    assert f"{BIN}page/{page.pk}/restore/" in actions


def test_a_draft_is_read_as_it_was_last_written(sign_in, health, health_editor):
    client = sign_in(health_editor)
    draft = get_news_index(health).add_child(
        instance=NewsPage(title="Nháp", live=False, owner=health_editor)
    )
    draft.title, draft.lead = "Nháp mới", "Dẫn nhập mới"
    draft.save_revision()
    delete_through_admin(client, draft)
    assert "Nháp mới" in list_shown(client, f"{BIN}page/{draft.pk}/")
    assert "Dẫn nhập mới" in list_shown(client, f"{BIN}page/{draft.pk}/preview/")


def test_files_in_the_bin_are_opened_by_those_who_see_the_bin(moderator, files):
    picture, document = files
    screen = open_screen(moderator, f"{BIN}image/{picture.pk}/")
    shown = moderator.get(screen.find("img")["src"])
    assert shown["Content-Type"].startswith("image/")
    screen = open_screen(moderator, f"{BIN}document/{document.pk}/")
    address = f"{BIN}document/{document.pk}/file/"
    assert screen.find("a", href=address)
    response = moderator.get(address)
    assert "no-store" in response["Cache-Control"]
    assert document.filename in response["Content-Disposition"]


def test_what_restoring_brings_about_is_said_before(moderator, articles, files):
    picture, document = files
    page = open_screen(moderator, f"{BIN}page/{articles[0].pk}/")
    assert "người đọc thấy lại ngay" in get_text(page)
    for path in (f"{BIN}image/{picture.pk}/", f"{BIN}document/{document.pk}/"):
        assert "có thể được chọn lại" in get_text(open_screen(moderator, path))


@pytest.mark.parametrize("person", ["district_moderator", "outsider", "ict_author"])
def test_nobody_else_looks_into_the_bin_of_a_unit(request, sign_in, articles, files, person):
    client = sign_in(request.getfixturevalue(person))
    picture, document = files
    for path in (
        *(f"page/{articles[0].pk}/", f"page/{articles[0].pk}/preview/"),
        *(f"image/{picture.pk}/", f"image/{picture.pk}/file/"),
        *(f"document/{document.pk}/", f"document/{document.pk}/file/"),
    ):
        response = client.get(f"{BIN}{path}")
        assert response.status_code in {302, 403, 404}
        assert "Thân bài" not in response.text


def test_what_is_not_in_the_bin_has_no_screen_there(moderator, health):
    page = publish_news(health, "Đang đăng")
    file = create_document(health.collection)
    for path in (f"page/{page.pk}/", f"page/{page.pk}/preview/", f"document/{file.pk}/file/"):
        assert moderator.get(f"{BIN}{path}").status_code == 404


def test_several_are_brought_back_at_once(moderator, articles, files):
    picture, document = files
    sent = {
        "page": [articles[0].pk, articles[2].pk],
        "image": [picture.pk],
        "document": [document.pk],
    }
    answer = moderator.post(f"{BIN}restore/", sent, follow=True)
    assert "Đã khôi phục 4 mục." in answer.text
    assert [reload(page).live for page in articles] == [True, False, True]
    assert list(TrashedPage.objects.values_list("page_id", flat=True)) == [articles[1].pk]
    for file in files:
        assert type(file).objects.filter(pk=file.pk).exists()


def test_a_section_and_what_was_deleted_in_it_before_come_back_together(health, sign_in, ict_admin):
    client = sign_in(ict_admin)
    article = publish_news(health, "Tiêm chủng")
    section = get_news_index(health)
    for page in (article, section):
        delete_through_admin(client, page)
    client.post(f"{BIN}restore/", {"page": [article.pk, section.pk]})
    assert reload(article).get_parent().pk == section.pk
    assert reload(article).live


def test_what_somebody_may_not_bring_back_stays_and_is_named(
    sign_in, moderator, files, articles, health_editor
):
    picture, _document = files
    client = sign_in(health_editor)
    sent = {"page": [articles[0].pk], "image": [picture.pk]}
    answer = client.post(f"{BIN}restore/", sent, follow=True)
    assert "Bạn không khôi phục được: Ảnh chụp" in answer.text
    # A draft now: an editor publishes nothing.
    assert "người duyệt có thể đăng lại" in answer.text
    assert not TrashedPage.objects.filter(page=articles[0]).exists()
    assert not type(picture).objects.filter(pk=picture.pk).exists()


@pytest.mark.parametrize("person", ["district_moderator", "outsider"])
def test_nobody_brings_back_what_is_another_units(request, sign_in, articles, person):
    client = sign_in(request.getfixturevalue(person))
    client.post(f"{BIN}restore/", {"page": [articles[0].pk]})
    assert TrashedPage.objects.filter(page=articles[0]).exists()


def test_nothing_chosen_and_what_is_back_already_are_told(moderator, articles):
    answer = moderator.post(f"{BIN}restore/", follow=True)
    assert "Hãy chọn những mục cần khôi phục." in answer.text
    for expected in ("Đã khôi phục “Tiêm chủng”", "không còn trong thùng rác"):
        answer = moderator.post(f"{BIN}restore/", {"page": [articles[0].pk]}, follow=True)
        assert expected in answer.text


@pytest.mark.parametrize("next_url", ["/admin/tin-tuc/", "https://evil.example/", ""])
def test_bringing_back_leads_to_where_one_was(moderator, articles, next_url):
    sent = {"page": [articles[0].pk], "next": next_url}
    answer = moderator.post(f"{BIN}restore/", sent)
    assert answer["Location"] == ("/admin/tin-tuc/" if next_url.startswith("/") else BIN)


def test_a_move_of_several_is_taken_back_in_the_message_that_tells_it(moderator, health):
    pages = [publish_news(health, title) for title in ("Tiêm chủng", "Nước")]
    query = "&".join(f"id={page.pk}" for page in pages)
    address = f"/admin/bulk/wagtailcore/page/delete/?{query}&next=/admin/tin-tuc/"
    told = moderator.post(address, follow=True)
    assert "Đã chuyển 2 mục vào thùng rác." in told.text
    action, sent = find_undo(told)
    assert not any(reload(page).live for page in pages)
    answer = moderator.post(action, sent)
    assert answer["Location"] == "/admin/tin-tuc/"
    assert all(reload(page).live for page in pages)
    # It is told once, on the next screen.
    assert find_undo(moderator.get("/admin/tin-tuc/")) is None


def test_a_move_of_one_page_or_file_is_taken_back_too(moderator, health):
    page = publish_news(health, "Tiêm chủng")
    document = create_document(health.collection, title="Kế hoạch")
    picture = create_picture(health.collection, title="Ảnh chụp")
    for address in (
        f"/admin/pages/{page.pk}/delete/",
        f"/admin/documents/delete/{document.pk}/",
        f"/admin/images/{picture.pk}/delete/",
        f"/admin/bulk/content/customdocument/delete/?id={document.pk}&next=/admin/documents/",
        f"/admin/bulk/content/customimage/delete/?id={picture.pk}&next=/admin/images/",
    ):
        action, sent = find_undo(moderator.post(address, follow=True))
        moderator.post(action, sent)
        assert "Thùng rác trống." in list_shown(moderator), address


def test_the_undo_of_very_many_is_left_to_the_bin(moderator, health, monkeypatch):
    monkeypatch.setattr("desk.admin.trash_actions.MAX_UNDONE", 1)
    pages = [publish_news(health, title) for title in ("Tiêm chủng", "Nước")]
    query = "&".join(f"id={page.pk}" for page in pages)
    told = moderator.post(
        f"/admin/bulk/wagtailcore/page/delete/?{query}&next=/admin/tin-tuc/", follow=True
    )
    assert "Đã chuyển 2 mục vào thùng rác." in told.text and find_undo(told) is None


def test_what_others_may_not_bring_back_has_no_box(sign_in, moderator, files, health_editor):
    boxes = open_screen(moderator)("input", type="checkbox")
    assert {(box["name"], int(box["value"])) for box in boxes if box.get("name")} == {
        ("image", files[0].pk), ("document", files[1].pk)
    }  # fmt: skip
    shown = open_screen(sign_in(health_editor))
    assert not [box for box in shown("input", type="checkbox") if box.get("name")]
