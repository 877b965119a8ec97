"""The page editor as the people of a unit get it, through its forms."""

import pytest
from wagtail.models import PageLogEntry
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from home.models import ContactPage, DocumentPage, HomePage, InformationPage, NewsPage, SectionPage
from home.tests.factories import (
    get_add_path,
    get_edit_path,
    make_article_form,
    publish_document,
    publish_news,
)
from tests.html import parse_html

pytestmark = pytest.mark.django_db
TECHNICAL = {"slug", "seo_title", "search_description", "show_in_menus"}
SCHEDULE = {"go_live_at", "expire_at", "review_by"}
PUBLISH = {"action-publish": "action-publish"}


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def field_names(response):
    form = parse_html(response).find(id="page-edit-form")
    return {field.get("name") for field in form(["input", "textarea", "select"])}


def tabs(response):
    return [tab.find(string=True).strip() for tab in parse_html(response).select("[role=tab]")]


def written(client, agency, title, **fields):
    """Send the form for a new article and return the article."""
    assert client.post(get_add_path(agency), make_article_form(title, **fields)).status_code == 302
    return NewsPage.objects.get(draft_title=title)


def test_members_see_the_fields_they_have_something_to_say_in(editor, moderator, health):
    page = publish_news(health, "Tin")
    for client in (editor, moderator):
        for path in (get_add_path(health), get_edit_path(page)):
            names = field_names(client.get(path))
            assert {"title", "date", "lead", "image", "author_name"} <= names
            assert not names & TECHNICAL
            assert names >= SCHEDULE


def test_the_field_of_the_title_shows_what_the_title_is_called(editor, health):
    called = {
        "Trích yếu*": publish_document(health, "Một", number="1"),
        "Tiêu đề*": publish_news(health, "Hai"),
    }
    for name, page in called.items():
        title = parse_html(editor.get(get_edit_path(page))).find(id="id_title")
        assert title["placeholder"] == name


def test_no_type_of_page_has_technical_fields_for_members(editor, health):
    publish_document(health, "Văn bản", number="1")
    for model in (HomePage, SectionPage, InformationPage, ContactPage, DocumentPage):
        page = model.objects.descendant_of(health.root_page, inclusive=True).first()
        assert not field_names(editor.get(get_edit_path(page))) & TECHNICAL, model


def test_ict_administrators_see_the_technical_fields_too(sign_in, ict_admin, health):
    response = sign_in(ict_admin).get(get_edit_path(publish_news(health, "Tin")))
    assert field_names(response) >= TECHNICAL
    assert tabs(response) == ["Nội dung", "Quảng bá"]


def test_there_is_one_tab_for_members(editor, health):
    assert tabs(editor.get(get_edit_path(publish_news(health, "Tin")))) == ["Nội dung"]


def test_fields_that_are_not_shown_keep_their_values(moderator, health):
    values = {
        "slug": "mot-dia-chi",
        "seo_title": "Tên khác",
        "search_description": "Mô tả",
        "show_in_menus": True,
        "go_live_at": None,
    }
    page = publish_news(health, "Tin", **values)
    sent = make_article_form("Tin đã sửa") | PUBLISH
    assert moderator.post(get_edit_path(page), sent).status_code == 302
    page.refresh_from_db()
    assert page.title == "Tin đã sửa"
    assert {name: getattr(page, name) for name in values} == values


def test_fields_that_are_not_shown_cannot_be_sent(moderator, health):
    page = publish_news(health, "Tin")
    forged = {"slug": "khac", "seo_title": "Khác", "show_in_menus": "on"}
    moderator.post(get_edit_path(page), make_article_form("Tin") | forged | PUBLISH)
    page.refresh_from_db()
    assert (page.slug, page.seo_title, page.show_in_menus) == ("tin", "", False)


def test_the_address_is_made_from_the_title(editor, health):
    assert written(editor, health, "Đường đến bệnh viện").slug == "duong-den-benh-vien"


@pytest.mark.parametrize("title", ["Tiêm vét sởi", "北京"])
def test_two_pages_of_one_title_get_different_addresses(editor, health, title):
    slugs = []
    for _ in range(3):
        editor.post(get_add_path(health), make_article_form(title))
        slugs.append(NewsPage.objects.order_by("-pk").first().slug)
    base = slugs[0]
    assert slugs == [base, f"{base}-2", f"{base}-3"]


def test_an_address_that_would_never_be_reached_is_avoided(editor, health):
    path = f"/admin/pages/add/home/informationpage/{health.root_page_id}/"
    assert editor.post(path, make_article_form("Bản tin")).status_code == 302
    assert InformationPage.objects.get(title="Bản tin").slug == "ban-tin-2"


def test_the_address_follows_the_title_until_the_first_publication(editor, moderator, health):
    page = written(editor, health, "Tiêm vét")
    editor.post(get_edit_path(page), make_article_form("Tiêm vét sởi"))
    page.refresh_from_db()
    assert (page.slug, page.url_path.rsplit("/", 2)[1]) == ("tiem-vet-soi", "tiem-vet-soi")
    moderator.post(get_edit_path(page), make_article_form("Tiêm vét sởi") | PUBLISH)
    moderator.post(get_edit_path(page), make_article_form("Tiêm chủng") | PUBLISH)
    page.refresh_from_db()
    assert (page.title, page.slug) == ("Tiêm chủng", "tiem-vet-soi")


def test_an_address_chosen_by_ict_stays_while_the_title_does(sign_in, ict_admin, editor, health):
    page = written(editor, health, "Tiêm vét sởi")
    NewsPage.objects.filter(pk=page.pk).update(slug="soi")
    page.refresh_from_db()
    page.save_revision()
    editor.post(get_edit_path(page), make_article_form("Tiêm vét sởi", lead="Mới"))
    page.refresh_from_db()
    assert page.slug == "soi"


def test_a_title_is_asked_for_and_nothing_is_made_without_it(editor, health):
    response = editor.post(get_add_path(health), make_article_form(""))
    assert "title" in response.context["form"].errors
    assert not NewsPage.objects.exists()


def test_after_publishing_members_are_on_their_list_with_the_way_to_the_page(moderator, health):
    response = moderator.post(get_add_path(health), make_article_form("Tin") | PUBLISH, follow=True)
    assert response.redirect_chain == [("/admin/tin-tuc/", 302)]
    messages = parse_html(response).select_one(".messages")
    link = messages.find("a", string=lambda text: "Xem trên trang" in (text or ""))
    assert link["href"].endswith("/tin-tuc/tin/")


@pytest.mark.parametrize(
    ("model", "path"),
    [
        (DocumentPage, "/admin/van-ban/"),
        (InformationPage, "/admin/gioi-thieu/"),
        (ContactPage, "/admin/trang/{agency}/"),
    ],
)
def test_each_type_of_page_leads_back_to_its_list(moderator, health, model, path):
    publish_document(health, "Văn bản", number="1")
    page = model.objects.descendant_of(health.root_page).get()
    rows = {"files": inline_formset([]), "replacements": inline_formset([])}
    rows["telephones"] = streamfield([])
    sent = make_article_form(page.title, number="1", issued_on="24/11/2026") | nested_form_data(
        rows
    )
    response = moderator.post(get_edit_path(page), sent | PUBLISH)
    assert (response.status_code, response.url) == (302, path.format(agency=health.pk))


def test_after_saving_a_draft_one_stays_in_the_form(editor, health):
    response = editor.post(get_add_path(health), make_article_form("Tin"))
    assert response.url == get_edit_path(NewsPage.objects.get())


def test_ict_administrators_return_to_the_tree(sign_in, ict_admin, health):
    page = publish_news(health, "Tin")
    sent = make_article_form("Tin", slug="tin", seo_title="", search_description="") | PUBLISH
    response = sign_in(ict_admin).post(get_edit_path(page), sent)
    assert response.url == f"/admin/pages/{page.get_parent().pk}/"


def test_the_way_back_is_the_list_and_not_the_tree(editor, health):
    page = publish_news(health, "Tin")
    earlier = f"/admin/pages/{page.pk}/revisions/{page.latest_revision_id}/revert/"
    page.save_revision()
    for path in (get_add_path(health), get_edit_path(page), earlier):
        header = parse_html(editor.get(path)).find("header", class_="w-slim-header")
        ways = [link["href"] for link in header.select("[data-controller=w-breadcrumbs] a")]
        assert ways[:2] == ["/admin/", "/admin/tin-tuc/"]
        assert not [way for way in ways if way.startswith("/admin/pages/") and "edit" not in way]


def test_nothing_in_the_editor_leads_members_into_the_tree(moderator, health):
    page = publish_news(health, "Tin")
    paths = {
        link["href"] for link in parse_html(moderator.get(get_edit_path(page)))("a", href=True)
    }
    for action in ("move", "copy", "add_subpage"):
        assert f"/admin/pages/{page.pk}/{action}/" not in paths
    assert f"/admin/pages/{page.pk}/unpublish/?next=%2Fadmin%2Ftin-tuc%2F" in paths
    assert f"/admin/pages/{page.pk}/history/" in paths
    assert f"/admin/pages/{page.get_parent().pk}/" not in paths


def test_ict_administrators_may_move_and_copy(sign_in, ict_admin, health):
    page = publish_news(health, "Tin")
    paths = {
        link["href"]
        for link in parse_html(sign_in(ict_admin).get(get_edit_path(page)))("a", href=True)
    }
    assert f"/admin/pages/{page.pk}/move/" in paths


@pytest.mark.parametrize("way", ["", "?next=/admin/tin-tuc/"])
def test_taking_a_page_off_the_website_leads_back_to_the_list(moderator, health, way):
    page = publish_news(health, "Tin")
    path = f"/admin/pages/{page.pk}/unpublish/{way}"
    assert moderator.post(path).url == "/admin/tin-tuc/"
    page.refresh_from_db()
    assert not page.live


def test_another_units_page_is_neither_opened_nor_saved(editor, health, district):
    page = publish_news(district, "Tin của huyện")
    assert editor.get(get_edit_path(page)).status_code in {302, 403, 404}
    editor.post(get_edit_path(page), make_article_form("Chiếm"))
    editor.post(get_add_path(district), make_article_form("Chiếm"))
    assert list(NewsPage.objects.values_list("draft_title", flat=True)) == ["Tin của huyện"]


def test_a_save_is_recorded_as_the_editors(editor, health, health_editor):
    page = written(editor, health, "Tin")
    assert PageLogEntry.objects.filter(page=page, user=health_editor).exists()
