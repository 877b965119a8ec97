import pytest
from django.core.cache import cache
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from home.models import InformationPage
from home.tests.factories import publish_information
from sites.admin.site_root_paths import STAMP_KEY, make_paths_key
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def duties(health):
    return InformationPage.objects.descendant_of(health.root_page).get()


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


def typed(duties, title):
    return nested_form_data(
        {
            "title": title,
            "slug": duties.slug,
            "lead": "",
            "body": streamfield([("text", rich_text("<p>Chữ mới</p>"))]),
            "comments": inline_formset([]),
        }
    )


def shown(response):
    assert response.status_code == 200
    soup = read_html(response.content)
    return soup.select_one(".brand-name").text, soup.h1.text


def test_a_change_is_previewed_on_the_units_own_website(editor, visit, health, duties):
    path = f"/admin/pages/{duties.pk}/edit/preview/"
    assert editor.post(path, typed(duties, "Mới")).json()["is_valid"]
    preview = editor.get(path)
    assert shown(preview) == ("Sở Y tế", "Mới")
    assert "Chữ mới" in preview.content.decode()
    assert "Mới" not in visit(health, "/gioi-thieu/chuc-nang-nhiem-vu/").content.decode()


def test_a_new_page_is_previewed_before_it_is_saved(editor, duties):
    path = f"/admin/pages/add/home/informationpage/{duties.get_parent().pk}/preview/"
    assert editor.post(path, typed(duties, "Trang mới") | {"slug": "moi"}).json()["is_valid"]
    assert shown(editor.get(path)) == ("Sở Y tế", "Trang mới")


def test_a_draft_is_viewed_as_it_would_be(editor, duties):
    duties.title = "Nháp"
    duties.save_revision()
    assert shown(editor.get(f"/admin/pages/{duties.pk}/view_draft/")) == ("Sở Y tế", "Nháp")


def test_a_page_whose_address_wagtail_does_not_know_is_previewed_on_its_website(editor, duties):
    # What is cached for an hour, where another process has made the home page since.
    cache.set_many({STAMP_KEY: "old", make_paths_key("old"): []})
    assert duties.full_url is None
    assert shown(editor.get(f"/admin/pages/{duties.pk}/view_draft/")) == ("Sở Y tế", duties.title)


def test_the_front_page_is_previewed_too(editor, health):
    view = f"/admin/pages/{health.root_page_id}/view_draft/"
    assert shown(editor.get(view)) == ("Sở Y tế", "Sở Y tế")


def test_an_editor_is_led_from_the_form_to_the_live_page(editor, health, duties):
    live = f"{health.root_url}/gioi-thieu/chuc-nang-nhiem-vu/"
    for path in (f"/admin/pages/{duties.pk}/edit/", f"/admin/pages/{duties.get_parent().pk}/"):
        soup = read_html(editor.get(path).content)
        assert live in [link["href"] for link in soup.find_all("a", href=True)], path


def test_a_page_that_is_not_published_has_no_live_link(editor, health, duties):
    draft = publish_information(duties.get_parent(), "Nháp", slug="nhap")
    draft.unpublish()
    html = editor.get(f"/admin/pages/{draft.pk}/edit/").content.decode()
    assert f"{health.root_url}/gioi-thieu/nhap/" not in html
