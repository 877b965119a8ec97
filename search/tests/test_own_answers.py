"""Answers of the own website, among those of very many others."""

import pytest

from home.models import OrganisationPage
from home.tests.factories import make_person_block, publish_organisation
from search.answers.people import MAX_CHARTS
from search.tests.client import build_url, fetch_results

pytestmark = pytest.mark.django_db


def test_a_person_of_the_own_website_is_found_however_many_have_the_name(visit, health, district):
    director = make_person_block("Nông Văn Dũng", "Giám đốc")
    own = publish_organisation(health, leaders=[director])
    # Each has the name more often than the one that is asked for.
    for number in range(MAX_CHARTS + 2):
        others = [("person", make_person_block("Nông Văn Dũng", "Trưởng phòng"))] * 5
        chart = OrganisationPage(title="Bộ máy", slug=f"bo-may-{number}", leaders=others)
        district.root_page.add_child(instance=chart)
    page = fetch_results(visit, health, "Nông Văn Dũng")
    [first, *_others] = page.select(".search-answers .entry-title a")
    assert build_url(health, first["href"]).startswith(own.full_url)
