"""Readers say whether a page is useful; nothing of them is kept."""

from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin
from home.models import PageRating, RatingComment
from home.paths import get_page_path
from home.tasks import delete_personal_data
from home.tests.factories import publish_news
from home.tests.feedback import make_citizen
from home.views import ratings
from sites.services.archiving import archive_agency
from tests.html import read_html

pytestmark = pytest.mark.django_db


def read_rating_form(response):
    """What the form at the end of a page sends without a button; None where none is."""
    soup = read_html(response.content)
    form = soup.find("form", action="/gop-y/huu-ich/")
    if form is None:
        return None
    fields = form.select("input, textarea")
    return {field["name"]: field.get("value") or "" for field in fields}


def vote(agency, path, useful="0", *, form=None, **fields):
    form = form or read_rating_form(make_citizen(agency).get(path))
    return make_citizen(agency).post("/gop-y/huu-ich/", form | {"useful": useful} | fields)


@pytest.fixture
def path(health):
    return get_page_path(publish_news(health))


def test_a_vote_counts_for_the_page_and_the_day_and_sets_no_cookie(health, path, today):
    page = make_citizen(health).get(path)
    assert not page.cookies and "Thông tin này có hữu ích không?" in page.content.decode()
    thanks = [vote(health, path, useful) for useful in ("1", "0", "0")]
    assert {one.status_code for one in thanks} == {303} and not thanks[0].cookies
    rating = PageRating.objects.get()
    assert (rating.agency, rating.day) == (health, today)
    assert (rating.useful, rating.useless) == (1, 2)
    end = make_citizen(health).get(thanks[0]["Location"])
    assert f'href="{path}"' in end.content.decode()


def test_bulletins_ask_too_and_count_for_the_unit_that_shows_them(health, district):
    bulletin = publish_bulletin("Lũ")
    assert vote(health, f"/ban-tin/{bulletin.slug}/").status_code == 303
    rating = PageRating.objects.get()
    assert (rating.agency, rating.bulletin, rating.useless) == (health, bulletin, 1)


@pytest.mark.parametrize("path", ["/", "/tim-kiem/", "/gop-y/", "/lien-he/"])
def test_home_page_search_and_forms_do_not_ask(health, path):
    assert read_rating_form(make_citizen(health).get(path)) is None


def test_a_line_is_kept_without_telephone_and_address(health, path):
    line = "Gọi 0912 345 678 hoặc\nlan@example.vn, mẫu 01 ngày 27.11.2026 sai"
    vote(health, path, comment=line)
    comment = RatingComment.objects.get()
    assert comment.text == "Gọi … hoặc … mẫu 01 ngày 27.11.2026 sai" and not comment.is_useful


def test_a_line_that_is_too_long_is_shown_again_and_counts_once_mended(health, path):
    again = vote(health, path, comment="a" * 301)
    assert again.status_code == 422 and not PageRating.objects.exists()
    # What is kept of the form for all readers has nobody's words, and those who wrote have theirs.
    assert "a" * 301 in again.content.decode()
    other = make_citizen(health).get(get_page_path(publish_news(health, "Khác")))
    assert "a" * 30 not in other.content.decode()
    assert vote(health, path, form=read_rating_form(again), comment="Ngắn").status_code == 303
    assert RatingComment.objects.get().text == "Ngắn"


def test_pages_of_others_and_pages_that_are_not_public_have_no_votes(health, district, path):
    theirs = read_rating_form(make_citizen(health).get(path))
    own = read_rating_form(make_citizen(district).get(get_page_path(publish_news(district))))
    assert vote(district, path, form=own | {"page": theirs["page"]}).status_code == 404
    draft = publish_news(health, "Cũ")
    draft.unpublish()
    assert vote(health, path, form=theirs | {"page": draft.pk}).status_code == 404
    for wrong in ({"page": ""}, {"page": "x"}, {"page": "9" * 30}, {"useful": "2"}):
        assert vote(health, path, form=theirs, **wrong).status_code == 404
    assert not PageRating.objects.exists()


def test_programs_and_other_websites_do_not_count(health, district, path):
    form = read_rating_form(make_citizen(health).get(path))
    assert vote(health, path, form=form, homepage="x").status_code == 303
    assert vote(health, path, form=form | {"stamp": "2026-01-01"}).status_code == 422
    client = make_citizen(health, **{"sec-fetch-site": "cross-site"})
    assert client.post("/gop-y/huu-ich/", form | {"useful": "0"}).status_code == 403
    assert not PageRating.objects.exists()


def test_a_flood_of_votes_ends(health, path, monkeypatch):
    monkeypatch.setattr(ratings, "MAX_VOTES_OF_PAGE", 2)
    form = read_rating_form(make_citizen(health).get(path))
    tried = [vote(health, path, form=form).status_code for _ in range(3)]
    assert tried == [303, 303, 429]
    monkeypatch.setattr(ratings, "MAX_VOTES", 3)
    assert vote(health, get_page_path(publish_news(health, "Khác"))).status_code == 429


def test_the_thanks_lead_to_no_other_website(health):
    page = make_citizen(health).get("/gop-y/cam-on/?den=//example.org/")
    links = read_html(page.content).find("main").select("a")
    assert [link["href"] for link in links] == ["/", "/gop-y/"]


def test_a_unit_that_has_ended_does_not_ask(health, path, ict_admin, today):
    form = read_rating_form(make_citizen(health).get(path))
    archive_agency(agency=health, successors=[], ended_on=today, by=ict_admin)
    assert read_rating_form(make_citizen(health).get(path)) is None
    assert vote(health, path, form=form).status_code == 404


def test_lines_go_after_the_time_set_and_votes_stay(health, path, clock, settings):
    settings.FEEDBACK_DAYS = 10
    vote(health, path, comment="Thiếu mẫu đơn")
    clock(timezone.now() + timedelta(days=10))
    delete_personal_data()
    assert RatingComment.objects.exists()
    clock(timezone.now() + timedelta(days=1))
    delete_personal_data()
    assert not RatingComment.objects.exists() and PageRating.objects.get().useless == 1
