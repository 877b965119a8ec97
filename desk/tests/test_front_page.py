"""The screen "Front page": arranging it, the shortcuts in it, its preview, and who may."""

import pytest

from content.tests.stored_bodies import read_row, store_raw
from desk.admin.front_page_forms import MAX_ADDRESS
from home.blocks.home_sections import DEFAULT_SECTIONS
from home.models import ContactPage, HomePage
from home.models.home_page import MAX_TASKS
from home.tests.factories import publish_document, publish_news
from members.tests.approval import decide
from sites.models import AgencySettings
from sites.tests.factories import open_in_english
from tests.html import get_text, parse_html, read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(health):
    AgencySettings.objects.filter(site=health.site).update(telephone="0209 3000 117")
    for number in range(6):
        publish_news(health, f"Bài {number}")
    for number in range(5):
        publish_document(health, f"Thông báo {number}", number=f"{number}/TB")
    return HomePage.objects.get(pk=health.root_page_id)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    """In a unit that has a moderator."""
    return sign_in(health_editor)


# A shortcut that is right, and stays in the form whatever else is wrong.
KEPT = {"tasks-5-label": "Giữ lại", "tasks-5-address": "/giu/"}


def path(page, end=""):
    return f"/admin/trang-chu/{page.pk}/{end}"


def read_form(client, page):
    """The fields of the form as a browser would send them."""
    form = parse_html(client.get(path(page))).select_one("form.arranging-form")
    fields = {}
    for field in form.select("input[name], select[name]"):
        if field.get("type") == "checkbox" and not field.has_attr("checked"):
            continue
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.option
            fields[field["name"]] = chosen["value"]
        else:
            fields[field["name"]] = field.get("value") or (
                "on" if field.get("type") == "checkbox" else ""
            )
    return fields


def find_prefix(fields, kind):
    """The prefix of the row of a section."""
    return next(
        name.removesuffix("kind")
        for name, value in fields.items()
        if value == kind and name.endswith("-kind")
    )


def send(client, page, changes, step="publish"):
    fields = read_form(client, page)
    for name, value in changes(fields).items():
        if value is None:
            fields.pop(name, None)
        else:
            fields[name] = value
    return client.post(path(page), fields | {"step": step})


def list_headings(response):
    soup = read_html(response.content)
    return [get_text(heading) for heading in soup.select(".home-section > h2")]


def list_shortcuts(response):
    soup = read_html(response.content)
    return [(get_text(link), link["href"]) for link in soup.select(".tasks a")]


def news_first(fields):
    news = find_prefix(fields, "news")
    return {
        f"{news}ORDER": "0",
        f"{news}heading": "Chuyện trong ngành",
        f"{news}entries": "5",
        f"{find_prefix(fields, 'documents')}entries": "2",
        f"{find_prefix(fields, 'contact')}shown": None,
    }


def test_the_menu_leads_to_the_page_of_ones_unit(editor, home):
    assert editor.get("/admin/trang-chu/").url == path(home)


def test_parts_are_moved_named_counted_and_left_out(moderator, home, visit, health):
    assert send(moderator, home, news_first).status_code == 302
    front = visit(health, "/")
    headings = list_headings(front)
    assert headings[0] == "Chuyện trong ngành" and "Liên hệ" not in headings
    soup = read_html(front.content)
    assert len(soup.select("[aria-labelledby=news] li")) == 5
    assert len(soup.select("[aria-labelledby=documents] li")) == 2
    shown = read_form(moderator, home)
    contact = find_prefix(shown, "contact")
    assert f"{contact}shown" not in shown
    send(moderator, home, lambda fields: {f"{find_prefix(fields, 'contact')}shown": "on"})
    assert list_headings(visit(health, "/"))[-1] == "Liên hệ"


def test_places_are_counted_from_one_and_the_usual_page_shows_every_part(moderator, home):
    fields = read_form(moderator, home)
    for prefix, number in (("sections", len(DEFAULT_SECTIONS)), ("tasks", MAX_TASKS)):
        places = [fields[f"{prefix}-{row}-ORDER"] for row in range(number)]
        assert places == [str(place) for place in range(1, number + 1)]
    assert sum(name.endswith("-shown") for name in fields) == len(DEFAULT_SECTIONS)
    assert "automatic" in fields
    assert not parse_html(moderator.get(path(home))).select(".arranged-new")


def test_a_page_that_is_left_as_it_is_keeps_following_the_usual_one(moderator, home):
    send(moderator, home, lambda fields: {})
    home.refresh_from_db()
    assert not home.parts and not home.tasks


def test_parts_that_came_later_are_offered_to_a_page_arranged_before(moderator, home, health):
    home.parts = [("news", {"heading": ""}), ("contact", {"heading": "Gọi"})]
    home.save_revision().publish()
    soup = parse_html(moderator.get(path(home)))
    rows = soup.select(".arranged-row:has([name$=kind])")
    kinds = [row.select_one("[name$=kind]")["value"] for row in rows]
    assert kinds[:2] == ["news", "contact"] and {*kinds} == {*DEFAULT_SECTIONS}
    new = [row.select_one("[name$=kind]")["value"] for row in rows if row.select(".arranged-new")]
    assert "call" in new and "tasks" in new and "news" not in new
    send(moderator, home, lambda fields: {f"{find_prefix(fields, 'call')}shown": "on"})
    home.refresh_from_db()
    shown = [part.block_type for part in home.parts if not part.value.get("hidden")]
    assert shown == ["news", "contact", "call"]
    assert not parse_html(moderator.get(path(home))).select(".arranged-new")


def test_a_text_of_ones_own_stays_what_it_is(moderator, home, visit, health):
    text = ("text", {"heading": "Hiến máu", "body": [("heading", "Ngày 1 tháng 12")]})
    home.parts = [("news", {"heading": ""}), text]
    home.save_revision().publish()
    send(moderator, home, lambda fields: {f"{find_prefix(fields, 'text')}ORDER": "0"})
    front = visit(health, "/")
    assert list_headings(front)[0] == "Hiến máu" and "Ngày 1 tháng 12" in front.text


def test_shortcuts_are_arranged_in_peoples_words(moderator, home, visit, health):
    contact = ContactPage.objects.child_of(health.root_page).get()

    def changes(fields):
        assert sum(name.endswith("-label") for name in fields) == MAX_TASKS
        return {
            "tasks-0-label": "Hỏi bác sĩ", "tasks-0-address": "/hoi/", "tasks-0-ORDER": "2",
            "tasks-1-label": "Gọi trực", "tasks-1-page": str(contact.pk), "tasks-1-ORDER": "1",
            "automatic": None,
        }  # fmt: skip

    assert send(moderator, home, changes).status_code == 302
    assert list_shortcuts(visit(health, "/")) == [
        ("Gọi trực", "/lien-he/"),
        ("Hỏi bác sĩ", "/hoi/"),
    ]
    send(moderator, home, lambda fields: {"automatic": "on"})
    assert len(list_shortcuts(visit(health, "/"))) > 2
    send(moderator, home, lambda fields: {"tasks-0-label": "", "tasks-1-label": ""})
    home.refresh_from_db()
    assert not home.tasks


def test_rows_without_a_place_come_last_and_a_full_row_of_shortcuts_has_no_room(moderator, home):
    changes = {"automatic": "on", "tasks-0-ORDER": ""}
    for row in range(MAX_TASKS):
        changes |= {f"tasks-{row}-label": f"Việc {row}", f"tasks-{row}-address": f"/{row}/"}
    send(moderator, home, lambda fields: changes)
    home.refresh_from_db()
    labels = [f"Việc {row}" for row in (*range(1, MAX_TASKS), 0)]
    assert [child.value["label"] for child in home.tasks] == labels
    send(moderator, home, lambda fields: {"tasks-5-label": "", "automatic": "on"})
    home.refresh_from_db()
    assert [child.block_type for child in home.tasks] == ["task"] * (MAX_TASKS - 1) + ["automatic"]


def test_words_of_ones_own_have_a_heading_and_a_shortcut_one_aim(moderator, home):
    home.parts = [("news", {"heading": ""}), ("text", {"heading": "Hiến máu", "body": []})]
    home.save_revision().publish()

    def changes(fields):
        contact = ContactPage.objects.child_of(home).get()
        return {
            f"{find_prefix(fields, 'text')}heading": "",
            "tasks-0-label": "Hỏi", "tasks-0-address": "/hoi/", "tasks-0-page": str(contact.pk),
            "tasks-1-label": "", "tasks-1-address": "/khong-chu/",
        }  # fmt: skip

    errors = parse_html(send(moderator, home, changes)).select(".arranging .error-message")
    assert [*map(get_text, errors)] == [
        "Phần chữ riêng phải có tiêu đề.",
        "Chọn một trang hoặc nhập một địa chỉ, không cả hai.",
    ]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tasks-0-label": "Hỏi"}, "Chọn một trang hoặc nhập một địa chỉ"),
        ({"tasks-0-label": "Hỏi", "tasks-0-address": "javascript:alert(1)"}, "Bắt đầu bằng"),
        ({"tasks-0-label": "x" * 41, "tasks-0-address": "/hoi/"}, "40"),
        ({"tasks-0-label": "Hỏi", "tasks-0-address": "/" + "x" * MAX_ADDRESS}, "300"),
        ({f"sections-{n}-shown": None for n in range(len(DEFAULT_SECTIONS))}, "ít nhất một phần"),
        ({"sections-1-kind": "tasks"}, "chỉ có một lần"),
        ({"sections-2-entries": "7"}, "6"),
        ({"sections-TOTAL_FORMS": "5000"}, ""),
        ({"sections-0-kind": "x"}, ""),
    ],
)
def test_what_makes_no_sense_is_refused_in_words_and_nothing_is_lost(
    moderator, home, changes, said
):
    before = home.latest_revision_id
    response = send(moderator, home, lambda fields: KEPT | changes)
    assert "Chưa lưu gì" in get_text(parse_html(response))
    errors = parse_html(response).select(".arranging .error-message")
    assert said in " ".join(map(get_text, errors))
    assert parse_html(response).find(attrs={"name": "tasks-5-label"})["value"] == "Giữ lại"
    home.refresh_from_db()
    assert home.latest_revision_id == before


@pytest.mark.parametrize("name", ["parts", "tasks"])
def test_what_this_version_cannot_read_takes_nothing_away_and_stays(moderator, home, visit, name):
    strange = {"type": "weather", "value": {"town": "Chợ Rã"}, "id": "a"}
    home.save_revision().publish()
    store_raw(home, [strange], name)
    assert send(moderator, home, news_first).status_code == 302
    home.refresh_from_db()
    stored = read_row(home, name)
    assert strange in stored
    headings = list_headings(visit(home.get_site().agency, "/"))
    assert "Chuyện trong ngành" in headings


def test_a_draft_changes_the_preview_and_not_the_website(editor, home, visit, health):
    published = list_headings(visit(health, "/"))
    assert send(editor, home, news_first, step="draft").status_code == 302
    preview = editor.get(path(home, "xem-truoc/"))
    assert list_headings(preview)[0] == "Chuyện trong ngành"
    assert preview["X-Frame-Options"] == "SAMEORIGIN"
    assert list_headings(visit(health, "/")) == published


def test_the_preview_shows_what_is_not_saved_yet(editor, home):
    fields = read_form(editor, home)
    fields |= {f"{find_prefix(fields, 'lead')}ORDER": "0"}
    preview = editor.post(path(home, "xem-truoc/"), fields)
    assert list_headings(preview)[0] == "Tin mới nhất"
    assert editor.post(path(home, "xem-truoc/"), {}).status_code == 200
    home.refresh_from_db()
    assert home.latest_revision_id is None or not home.has_unpublished_changes


def test_an_editor_sends_it_for_approval_and_a_moderator_publishes(
    editor, moderator, home, visit, health
):
    published = list_headings(visit(health, "/"))
    send(editor, home, news_first, step="publish")
    send(editor, home, news_first, step="submit")
    assert list_headings(visit(health, "/")) == published
    assert "chờ người khác quyết định" in get_text(parse_html(editor.get(path(home))))
    assert send(editor, home, lambda fields: {}, step="draft").status_code == 200
    decide(moderator, home, "approve")
    assert list_headings(visit(health, "/"))[0] == "Chuyện trong ngành"


def test_a_draft_that_its_editor_saved_over_meanwhile_is_not_published(
    moderator, editor, home, visit, health
):
    send(editor, home, news_first, step="draft")
    fields = read_form(moderator, home)
    draft = HomePage.objects.get(pk=home.pk).latest_revision
    page = draft.as_object()
    page.parts[0].value["heading"] = "Chưa ai đọc"
    page.save_revision(user=draft.user, overwrite_revision=draft, clean=False)
    response = moderator.post(path(home), fields | {"step": "publish"})
    assert "vừa có người khác sửa trang chủ" in get_text(parse_html(response))
    assert "Chưa ai đọc" not in visit(health).content.decode()


def test_two_people_at_once_do_not_overwrite_one_another(moderator, editor, home, visit, health):
    fields = read_form(editor, home)
    send(moderator, home, news_first)
    fields["tasks-0-label"], fields["tasks-0-address"] = "Hỏi", "/hoi/"
    response = editor.post(path(home), fields | {"step": "draft"})
    soup = parse_html(response)
    assert "vừa có người khác sửa trang chủ" in get_text(soup)
    assert soup.find(attrs={"name": "tasks-0-label"})["value"] == "Hỏi"
    shown = soup.find(attrs={"name": "shown"})["value"]
    assert editor.post(path(home), fields | {"step": "draft", "shown": shown}).status_code == 302


def test_a_shortcut_does_not_lead_to_another_units_page(moderator, home, district):
    theirs = publish_news(district, "Nháp")
    theirs.unpublish()
    change = {"tasks-0-label": "Hỏi", "tasks-0-page": str(theirs.pk)}
    for end in ("", "xem-truoc/"):
        fields = read_form(moderator, home) | change | {"step": "publish"}
        response = moderator.post(path(home, end), fields)
        assert response.status_code in {302, 403}
        assert "Nháp" not in response.text
    home.refresh_from_db()
    assert not home.tasks


def test_nobody_of_another_unit_comes_near(sign_in, district_moderator, outsider, home):
    for person in (district_moderator, outsider):
        client = sign_in(person)
        for end in ("", "xem-truoc/"):
            assert client.get(path(home, end)).status_code in {302, 403, 404}
            assert client.post(path(home, end), {"step": "publish"}).status_code in {302, 403, 404}


def test_a_translation_and_other_pages_have_no_such_screen(moderator, home, health):
    open_in_english(health)
    english = HomePage.objects.get(translation_key=home.translation_key, locale__language_code="en")
    contact = ContactPage.objects.child_of(health.root_page).get()
    for page in (english, contact):
        assert moderator.get(path(page)).status_code == 404
