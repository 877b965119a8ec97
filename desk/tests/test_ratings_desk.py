"""What a unit's people and the ICT department see of what readers found useful."""

from datetime import timedelta

import pytest

from home.tests.factories import create_rating_of_page, publish_news
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db

COUNTS = "/admin/gop-y/huu-ich/"


def screen(agency):
    return f"/admin/gop-y/{agency.pk}/huu-ich/"


def list_titles(response):
    return [get_text(heading) for heading in parse_html(response).select(".desk-form h2")]


def test_the_worst_five_pages_come_by_share_and_number_with_lines_and_a_way_to_edit(
    sign_in, health, health_editor
):
    votes = [(9, 1), (0, 5), (0, 9), (5, 5), (4, 6), (3, 7), (9, 0), (0, 4)]
    pages = [publish_news(health, f"Trang {number}") for number in range(len(votes))]
    for page, (useful, useless) in zip(pages, votes, strict=True):
        create_rating_of_page(page, health, useful, useless, comment=f"Dòng về {page.title}")
    client = sign_in(health_editor)
    answer = client.get(screen(health))
    assert list_titles(answer) == [f"Trang {number}" for number in (2, 1, 5, 4, 3)]
    main = parse_html(answer).find("main")
    assert "Dòng về Trang 2" in get_text(main) and "70% không hữu ích" in get_text(main)
    edit = f"/admin/pages/{pages[2].pk}/edit/"
    assert main.find("a", href=edit) and client.get(edit).status_code == 200


def test_days_add_up_and_old_votes_and_pages_taken_off_do_not_count(
    sign_in, health, health_editor, today
):
    page, old, gone = (publish_news(health, title) for title in ("Nay", "Xưa", "Gỡ"))
    for days in range(3):
        create_rating_of_page(page, health, 0, 2, day=today - timedelta(days=days))
    create_rating_of_page(old, health, 0, 9, day=today - timedelta(days=91))
    create_rating_of_page(gone, health, 0, 9)
    gone.unpublish()
    client = sign_in(health_editor)
    assert list_titles(client.get(screen(health))) == ["Nay"]
    assert "6 không" in get_text(parse_html(client.get(screen(health))).find("main"))


def test_lines_are_the_units_and_numbers_the_ict_departments(
    sign_in, health, district, health_editor, district_editor, ict_admin
):
    create_rating_of_page(publish_news(health), health, 1, 9, comment="Dòng kín")
    for outsider in (district_editor, ict_admin):
        assert sign_in(outsider).get(screen(health)).status_code == 404
    assert sign_in(health_editor).get(COUNTS).status_code == 404
    text = get_text(parse_html(sign_in(ict_admin).get(COUNTS)).find("main"))
    assert health.heading in text and "90%" in text
    assert district.heading not in text and "Dòng kín" not in text
