"""Submitting for translation makes nothing public."""

import pytest
from wagtail.models import Page

from bulletins.tests.factories import create_draft
from home.tests.factories import publish_news
from sites.caching.hosts import get_enabled_languages
from sites.localization import segment_limits
from sites.localization.tests.translation_editor import (
    act,
    get_english_version,
    get_translation,
    press,
    submit,
    submit_url,
)
from sites.permissions.ownership import get_page_agency
from sites.tests.factories import add_english, open_in_english

pytestmark = pytest.mark.django_db


def live_in_english():
    return Page.objects.filter(locale=add_english(), live=True).exists()


@pytest.mark.parametrize("name", ["health_editor", "health_moderator", "ict_admin"])
def test_pages_above_are_made_as_drafts_and_no_aliases(
    sign_in, request, health, health_article, name
):
    assert submit(sign_in(request.getfixturevalue(name)), health_article).status_code == 302
    made = Page.objects.filter(locale=add_english())
    assert made.count() == 3
    assert not made.exclude(live=False, alias_of=None).exists()


def test_no_english_website_is_opened(sign_in, health_editor, health, health_article, visit):
    submit(sign_in(health_editor), health_article)
    assert get_enabled_languages(health) == ("vi",)
    assert visit(health, "/en/").status_code == 302


def test_an_english_website_opens_when_a_moderator_publishes_its_front(
    sign_in, health_editor, health_moderator, health, health_article
):
    submit(sign_in(health_editor), health_article)
    front = get_english_version(health.root_page)
    url = f"/admin/pages/{front.pk}/edit/"
    press(sign_in(health_editor), url, "publish")
    assert get_enabled_languages(health) == ("vi",)
    press(sign_in(health_moderator), url, "publish")
    assert get_enabled_languages(health) == ("vi", "en")


def test_pages_below_come_as_drafts_too(sign_in, health_editor, health, health_article):
    submit(sign_in(health_editor), health_article.get_parent().specific, include_subtree="on")
    assert get_english_version(health_article) and not live_in_english()


def test_beginning_again_changes_no_public_translation(
    sign_in, health_editor, health_moderator, health, health_article
):
    client = sign_in(health_moderator)
    submit(client, health_article)
    act(client, health_article, "publish")
    health_article.title = "Tin nội bộ"
    health_article.save()
    get_translation(health_article).source.update_from_db()
    # The front alone is not translated yet, so that its whole tree can be sent once more.
    front = get_english_version(health.root_page)
    Page.objects.filter(pk=front.pk).update(alias_of=health.root_page)
    before = get_english_version(health_article)
    submit(sign_in(health_editor), health.root_page.specific, include_subtree="on")
    after = get_english_version(health_article)
    assert (after.live, after.title, after.latest_revision_id) == (
        True,
        before.title,
        before.latest_revision_id,
    )


@pytest.mark.parametrize("name", ["translator", "ict_publisher", "ict_admin"])
def test_a_bulletin_in_another_language_begins_as_a_draft(sign_in, request, notice, name):
    assert submit(sign_in(request.getfixturevalue(name)), notice).status_code == 302
    assert not get_english_version(notice).live


@pytest.mark.parametrize("name", ["health_editor", "health_moderator", "outsider"])
def test_units_begin_no_translation_of_a_central_bulletin(sign_in, request, name):
    notice = create_draft("Bản nháp của tỉnh")
    client = sign_in(request.getfixturevalue(name))
    # As Wagtail spells keys: "_2B" is a plus, and a number may have one.
    for url in (
        submit_url(notice),
        submit_url(notice).replace(f"/{notice.pk}/", f"/_2B{notice.pk}/"),
    ):
        assert notice.title not in client.get(url, follow=True).content.decode()
        client.post(url, {"locales": [add_english().pk]})
    assert get_english_version(notice) is None


def test_what_a_page_refers_to_elsewhere_is_not_translated_along(
    sign_in, health_editor, health, province
):
    theirs = publish_news(province, "Tin của tỉnh")
    ours = publish_news(health, "Tin của sở", related=[("article", theirs)])
    submit(sign_in(health_editor), ours)
    assert get_english_version(ours) and get_english_version(theirs) is None
    assert get_english_version(province.root_page) is None


def test_a_text_of_too_many_parts_is_not_begun_and_says_why(
    sign_in, health_editor, health_article, monkeypatch
):
    monkeypatch.setattr(segment_limits, "MAX_SEGMENTS", 2)
    client = sign_in(health_editor)
    answer = client.post(submit_url(health_article), {"locales": [add_english().pk]})
    assert answer.status_code == 400
    assert "nhiều nhất là 2" in answer.content.decode()
    assert not Page.objects.filter(locale=add_english()).exists()


def test_a_text_that_has_grown_too_long_keeps_the_parts_it_had(
    sign_in, health_editor, health_article, monkeypatch, work_off
):
    open_in_english(get_page_agency(health_article))
    submit(sign_in(health_editor), health_article)
    before = get_translation(health_article).source.stringsegment_set.count()
    monkeypatch.setattr(segment_limits, "MAX_SEGMENTS", before)
    health_article.search_description = "Mô tả mới"
    health_article.save_revision().publish()
    work_off()
    assert get_translation(health_article).source.stringsegment_set.count() == before
