"""Translations stand where their sources stand."""

import pytest

from home.tests.factories import get_about_section, publish_information, publish_section
from sites.localization.tests.versions import get_path, publish_english, reload

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(health):
    return publish_information(get_about_section(health), "Lịch sử")


@pytest.fixture
def english(source):
    return publish_english(source, "History")


def move(client, page, target):
    return client.post(f"/admin/pages/{page.pk}/move/{target.pk}/confirm/")


def test_a_translation_moves_with_its_source_and_its_former_address_leads_there(
    sign_in, health_moderator, health, visit, source, english
):
    section = publish_section(health, "Con người")
    people = publish_english(section, "People")
    former = get_path(english)
    move(sign_in(health_moderator), source, section)
    assert reload(english).get_parent() == people.page_ptr
    assert visit(health, get_path(english)).status_code == 200
    assert visit(health, former)["Location"].endswith(get_path(english))


def test_where_the_new_place_is_not_translated_it_is_begun_as_a_draft(
    sign_in, health_moderator, health, visit, source, english
):
    section = publish_section(health, "Con người")
    move(sign_in(health_moderator), source, section)
    parent = reload(english).get_parent()
    assert (parent.translation_key, parent.live) == (section.translation_key, False)
    assert visit(health, get_path(english)).status_code == 200


def test_a_translation_that_stands_elsewhere_by_choice_stays(
    sign_in, health_moderator, health, source, english
):
    other = publish_english(publish_section(health, "Khác"), "Other")
    english.move(other, pos="last-child")
    move(sign_in(health_moderator), source, publish_section(health, "Con người"))
    assert reload(english).get_parent() == other.page_ptr


def test_a_translation_whose_address_is_taken_at_the_new_place_gets_a_number(
    sign_in, health_moderator, health, source
):
    english = publish_english(source, "History", slug="history")
    section = publish_section(health, "Con người")
    people = publish_english(section, "People")
    publish_information(people, "Another history", slug="history")
    move(sign_in(health_moderator), source, section)
    assert reload(english).get_parent() == people.page_ptr
    assert reload(english).slug == "history-1"


def test_where_another_page_has_the_path_in_english_nothing_moves(
    sign_in, health_moderator, health, source, english
):
    section = publish_section(health, "Con người")
    publish_information(publish_english(section, "People"), "Another", slug=source.slug)
    former = get_path(source), get_path(english)
    move(sign_in(health_moderator), source, section)
    assert (get_path(source), get_path(english)) == former


@pytest.mark.parametrize("who", ["outsider", "district_moderator"])
def test_who_may_not_move_the_source_moves_no_translation(
    request, sign_in, health, who, source, english
):
    client = sign_in(request.getfixturevalue(who))
    client.raise_request_exception = False
    former = english.get_parent()
    move(client, source, publish_section(health, "Con người"))
    assert reload(english).get_parent() == former
