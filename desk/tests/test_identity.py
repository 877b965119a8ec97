"""The admin says whose it is and speaks to people: nameplate, greeting, colours, differences."""

from datetime import date

import pytest
from wagtail.log_actions import log

from accounts.tests.factories import create_user
from bulletins.tests.factories import publish_bulletin
from home.tests.factories import publish_news
from sites.models import AgencySettings
from sites.tests.factories import add_english
from tests.html import get_text, parse_html, read_html

pytestmark = pytest.mark.django_db


def read_nameplate(client):
    # It stands in a template element, whose words are none of the page's.
    inert = parse_html(client.get("/admin/")).select_one("[data-wagtail-sidebar-branding-logo]")
    return read_html(inert.decode_contents()).find(class_="nameplate")


def list_header_links(response):
    header = parse_html(response).find(id="w-slim-header-buttons")
    links = header.select("a.w-header-button") if header else []
    return {get_text(link): link["href"] for link in links}


def test_members_of_a_unit_see_its_sign_its_colour_and_its_name(
    sign_in, health, district, health_editor, district_editor
):
    AgencySettings.objects.filter(site=health.site_id).update(accent="man", monogram="SYT")
    own, theirs = (read_nameplate(sign_in(one)) for one in (health_editor, district_editor))
    assert (own["data-accent"], get_text(own)) == ("man", f"SYT {health.heading}")
    assert theirs["data-accent"] == "lam" and district.heading in get_text(theirs)


def test_whoever_works_for_no_unit_or_for_two_sees_bantin(sign_in, ict_admin, health, district):
    both = create_user("both", health.editors, district.editors)
    for user in (ict_admin, both):
        nameplate = read_nameplate(sign_in(user))
        assert (nameplate.get("data-accent"), get_text(nameplate)) == (None, "Bantin")


@pytest.mark.parametrize(("name", "greeting"), [("Ma Thị Hồng", "Chào Ma Thị Hồng"), ("", "Chào")])
def test_people_are_greeted_by_their_name_and_never_by_their_account(
    sign_in, health, name, greeting
):
    user = create_user("so-y-te-01", health.editors, first_name=name)
    words = get_text(parse_html(sign_in(user).get("/admin/")).find(class_="desk-greeting"))
    assert words.startswith(greeting) and "so-y-te-01" not in words


def test_the_colour_is_chosen_by_seeing_it_and_one_that_is_none_is_refused(
    sign_in, health, health_moderator
):
    client, path = sign_in(health_moderator), "/admin/settings/agencies/agencysettings/"
    path = f"{path}{health.site_id}/"
    swatches = parse_html(client.get(path)).select(".swatch")
    assert [one["data-accent"] for one in swatches] == ["lam", "ngoc", "luc", "cham", "man", "nau"]
    assert "tương phản 8,4 : 1" in get_text(swatches[0])
    assert [one["data-accent"] for one in swatches if one.find(checked=True)] == ["lam"]
    for accent, kept in (("man", "man"), ("#ff0000", "man")):
        client.post(path, {"accent": accent, "monogram": "", "emblem": ""})
        assert AgencySettings.objects.get(site=health.site_id).accent == kept


def test_a_bulletin_is_translated_from_its_form_and_leads_to_its_translation(
    sign_in, ict_publisher, ict_author, health_editor
):
    english = add_english()
    bulletin = publish_bulletin("Lũ quét")
    path = f"/admin/snippets/bulletins/bulletin/edit/{bulletin.pk}/"
    begin = f"/admin/localize/submit/snippet/bulletins/bulletin/{bulletin.pk}/"
    client = sign_in(ict_publisher)
    assert list_header_links(client.get(path)) == {"Dịch": begin}
    assert client.get(begin).status_code == 200
    assert sign_in(health_editor).get(path).status_code in {302, 404}
    other = bulletin.copy_for_translation(english)
    other.save()
    edit = f"/admin/snippets/bulletins/bulletin/edit/{other.pk}/"
    assert list_header_links(client.get(path)) == {"Bản tiếng Anh": edit}


def test_differences_are_written_as_people_write_dates_and_yes_or_no(
    sign_in, health, health_moderator
):
    page = publish_news(health, "Nước lũ", date=date(2026, 11, 21))
    page.date = date(2026, 11, 28)
    page.save_revision()
    address = f"/admin/pages/{page.pk}/revisions/compare/live...latest/"
    words = sign_in(health_moderator).get(address).content.decode()
    assert "21/11/2026" in words and "28/11/2026" in words and "2026-11-28" not in words


def test_a_history_says_what_was_done_and_not_the_name_of_a_column(
    sign_in, health_moderator, health
):
    page = publish_news(health, "Lịch tiêm")
    log(page, "wagtail.create")
    words = get_text(
        parse_html(sign_in(health_moderator).get(f"/admin/pages/{page.pk}/history/")).main
    )
    assert "Đã tạo" in words and "Ngày tạo" not in words


def test_a_text_is_read_whole_in_its_field_and_a_short_one_leaves_no_gap(
    sign_in, health, health_editor
):
    page = publish_news(health, "Lịch tiêm")
    form = parse_html(sign_in(health_editor).get(f"/admin/pages/{page.pk}/edit/"))
    lead = form.select_one("textarea[name=lead]")
    assert "w-autosize" in lead["data-controller"] and lead["rows"] == "1"
