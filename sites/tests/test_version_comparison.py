"""What has changed is compared by those who approve, within what is theirs."""

import pytest
from django.urls import reverse

from bulletins.models import Bulletin
from bulletins.tests.factories import publish_bulletin
from home.tests.factories import publish_news

pytestmark = pytest.mark.django_db


def compare(client, page, one, other):
    return client.get(f"/admin/pages/{page.pk}/revisions/compare/{one}...{other}/")


def test_moderators_compare_what_is_public_with_what_waits(sign_in, health, health_moderator):
    page = publish_news(health, "Nước lũ")
    page.title = "Nước lũ rút"
    page.save_revision()
    client = sign_in(health_moderator)
    for words in (("live", "latest"), ("earliest", "live"), ("earliest", "latest")):
        assert compare(client, page, *words).status_code == 200, words


def test_no_word_and_no_number_opens_the_versions_of_another_unit(
    sign_in, health, district, health_moderator
):
    own, theirs = publish_news(health, "Nước lũ"), publish_news(district, "Diều hâu")
    client = sign_in(health_moderator)
    foreign = theirs.latest_revision_id
    for page, one, other in (
        (theirs, "live", "latest"),
        (own, foreign, "latest"),
        (own, "live", foreign),
    ):
        answer = compare(client, page, one, other)
        assert answer.status_code == 404, (one, other)


def test_publishers_compare_versions_of_a_bulletin(sign_in, ict_publisher):
    bulletin = publish_bulletin("Phòng chống bão")
    bulletin.title = "Phòng chống bão và lũ"
    bulletin.save_revision()
    url = Bulletin.snippet_viewset.get_url_name("revisions_compare")
    path = reverse(url, args=[bulletin.pk, "live", "latest"])
    assert sign_in(ict_publisher).get(path).status_code == 200
