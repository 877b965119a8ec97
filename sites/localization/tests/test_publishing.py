"""A translation becomes public by the permission and the approval of the form."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import WorkflowState

from bulletins.tests.factories import publish_bulletin
from members.tests.approval import decide
from sites.localization.tests.translation_editor import (
    act,
    get_english_version,
    get_translation,
    publish_translation,
    read_opened,
    submit,
    update_translations,
    upload,
    write,
)
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_persons(health, health_moderator, other_moderator):
    health.two_person_rule = True
    health.save()


def test_an_editor_of_a_unit_with_a_moderator_publishes_by_no_way(
    sign_in, health_editor, health_moderator, health_article
):
    client = sign_in(health_editor)
    submit(client, health_article)
    write(client, health_article, "title", "Vaccination")
    act(client, health_article, "publish")
    upload(client, health_article, {"title": "Vaccination day"})
    act(client, health_article, "publish")
    update_translations(client, health_article)
    assert not get_english_version(health_article).live


def test_an_editor_changes_nothing_of_what_is_public(
    sign_in, health_editor, health_moderator, health_article
):
    assert publish_translation(sign_in(health_moderator), health_article).title == "Vaccination"
    client = sign_in(health_editor)
    write(client, health_article, "title", "Hacked")
    upload(client, health_article, {"title": "Hacked"})
    act(client, health_article, "publish")
    update_translations(client, health_article)
    update_translations(client, health_article, publish=False)
    assert get_english_version(health_article).title == "Vaccination"


def test_an_editor_submits_and_a_moderator_approves(
    sign_in, health_editor, health_moderator, health_article
):
    client = sign_in(health_editor)
    submit(client, health_article)
    write(client, health_article, "title", "Vaccination")
    screen = client.get(
        f"/admin/pages/{get_english_version(health_article).pk}/edit/"
    ).content.decode()
    assert 'value="submit"' in screen
    act(client, health_article, "submit")
    assert not get_english_version(health_article).live
    assert (
        get_english_version(health_article).current_workflow_state.status
        == WorkflowState.STATUS_IN_PROGRESS
    )
    decide(sign_in(health_moderator), get_english_version(health_article), "approve")
    assert (
        get_english_version(health_article).live,
        get_english_version(health_article).title,
    ) == (
        True,
        "Vaccination",
    )


def test_no_button_is_greater_than_the_way_to_readers(
    sign_in, health_editor, health_moderator, health_article
):
    # wagtail-localize's footer has a great button: of what is last in it, if nobody may publish.
    demoted = "translation-screen--unpublished"
    client = sign_in(health_editor)
    submit(client, health_article)
    address = f"/admin/pages/{get_english_version(health_article).pk}/edit/"
    assert demoted in client.get(address).content.decode()
    assert demoted not in sign_in(health_moderator).get(address).content.decode()


def test_no_script_of_the_translation_screen_is_stopped_by_the_policy(
    sign_in, health_editor, health_article
):
    client = sign_in(health_editor)
    submit(client, health_article)
    screen = client.get(f"/admin/pages/{get_english_version(health_article).pk}/edit/")
    scripts = read_html(screen.content)("script", src=False)
    running = [script for script in scripts if script.get("type") != "application/json"]
    assert any("imageChooser" in script.text for script in running)
    policy = screen.headers["Content-Security-Policy"]
    assert all(f"'nonce-{script.get('nonce')}'" in policy for script in running)


def test_what_was_submitted_can_be_taken_back(
    sign_in, health_editor, health_moderator, health_article
):
    client = sign_in(health_editor)
    submit(client, health_article)
    act(client, health_article, "submit")
    act(client, health_article, "withdraw")
    assert get_english_version(health_article).current_workflow_state is None


def test_nothing_is_changed_while_it_waits(
    sign_in, health_editor, health_moderator, health_article
):
    client = sign_in(health_editor)
    submit(client, health_article)
    write(client, health_article, "title", "Vaccination")
    act(client, health_article, "submit")
    write(client, health_article, "title", "Something else")
    upload(client, health_article, {"title": "Something else"})
    assert "Something else" not in str(get_translation(health_article).export_po())


def test_a_locked_translation_is_not_published(
    sign_in, health_moderator, other_moderator, health_article
):
    client = sign_in(health_moderator)
    publish_translation(client, health_article)
    locked = get_english_version(health_article)
    locked.locked, locked.locked_by, locked.locked_at = True, other_moderator, timezone.now()
    locked.save()
    write(client, health_article, "title", "Something else")
    act(client, health_article, "publish")
    update_translations(client, health_article)
    assert get_english_version(health_article).title == "Vaccination"


@pytest.mark.usefixtures("two_persons")
def test_two_person_rule_nobody_publishes_a_translation_directly(
    sign_in, health_moderator, health_article
):
    client = sign_in(health_moderator)
    submit(client, health_article)
    act(client, health_article, "publish")
    update_translations(client, health_article)
    assert not get_english_version(health_article).live


@pytest.mark.usefixtures("two_persons")
def test_two_person_rule_counts_who_translated(
    sign_in, health_moderator, other_moderator, health_editor, health_article
):
    submit(sign_in(health_moderator), health_article)
    write(sign_in(health_moderator), health_article, "title", "Vaccination")
    act(sign_in(health_editor), health_article, "submit")
    decide(sign_in(health_moderator), get_english_version(health_article), "approve")
    assert not get_english_version(health_article).live
    decide(sign_in(other_moderator), get_english_version(health_article), "approve")
    assert get_english_version(health_article).live


def test_a_translator_of_bulletins_publishes_by_no_way(sign_in, translator, notice):
    client = sign_in(translator)
    submit(client, notice)
    write(client, notice, "title", "Vaccination")
    act(client, notice, "publish")
    upload(client, notice, {"title": "Vaccination"})
    update_translations(client, notice)
    assert not get_english_version(notice).live


def test_a_translation_of_a_bulletin_goes_to_approval(sign_in, translator, ict_publisher, notice):
    client = sign_in(translator)
    submit(client, notice)
    write(client, notice, "title", "Vaccination")
    act(client, notice, "submit")
    decide(client, get_english_version(notice), "approve")
    assert not get_english_version(notice).live
    decide(sign_in(ict_publisher), get_english_version(notice), "approve")
    assert (get_english_version(notice).live, get_english_version(notice).title) == (
        True,
        "Vaccination",
    )


def test_a_later_version_that_waits_for_approval_can_be_opened(
    sign_in, translator, ict_publisher, notice
):
    publish_translation(sign_in(ict_publisher), notice)
    client = sign_in(translator)
    write(client, notice, "title", "Vaccinations")
    act(client, notice, "submit")
    english = get_english_version(notice)
    answer = client.get(f"/admin/snippets/bulletins/bulletin/edit/{english.pk}/")
    screen = read_html(answer.content)
    assert screen.select_one("a[href*='/workflow_history/']")
    assert screen.select_one("a[href*='/revisions/compare/live']")
    assert client.get(screen.select_one("a[href*='/workflow_history/']")["href"]).status_code == 200


def test_an_author_of_bulletins_publishes_no_translation(sign_in, ict_author, translator, notice):
    submit(sign_in(translator), notice)
    act(sign_in(ict_author), notice, "publish")
    update_translations(sign_in(ict_author), notice)
    assert not get_english_version(notice).live


def test_a_public_bulletin_stays_public_while_its_translation_is_worked_on(
    sign_in, translator, ict_publisher, notice
):
    publish_translation(sign_in(ict_publisher), notice)
    client = sign_in(translator)
    write(client, notice, "title", "Something else")
    act(client, notice, "submit")
    assert (get_english_version(notice).live, get_english_version(notice).title) == (
        True,
        "Vaccination",
    )


def test_a_bulletin_whose_deadline_is_over_is_still_translated(sign_in, ict_publisher):
    source = publish_bulletin("Báo cáo", confirm_by=timezone.now() - timedelta(days=1))
    assert publish_translation(sign_in(ict_publisher), source, "Report").live


def test_updating_opens_no_protected_page(sign_in, health_editor, health_moderator, health_article):
    publish_translation(sign_in(health_moderator), health_article)
    get_english_version(health_article).view_restrictions.create(restriction_type="login")
    update_translations(sign_in(health_editor), health_article, publish=False)
    assert get_english_version(health_article).view_restrictions.exists()


@pytest.mark.parametrize("name", ["health_editor", "health_moderator", "ict_admin"])
def test_nothing_is_turned_into_an_alias(sign_in, request, health_moderator, health_article, name):
    publish_translation(sign_in(health_moderator), health_article)
    client = sign_in(request.getfixturevalue(name))
    url = f"/admin/localize/page/{get_english_version(health_article).pk}/convert_to_alias/"
    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert (
        get_english_version(health_article).alias_of_id,
        get_english_version(health_article).title,
    ) == (
        None,
        "Vaccination",
    )
    get_translation(health_article)
    screen = client.get(
        f"/admin/pages/{get_english_version(health_article).pk}/edit/"
    ).content.decode()
    assert "convert_to_alias" not in screen


@pytest.mark.parametrize("name", ["health_moderator", "ict_admin"])
def test_no_alias_of_a_page_is_made(sign_in, request, health_article, name):
    client = sign_in(request.getfixturevalue(name))
    parent = health_article.get_parent().pk
    body = {"new_title": "x", "new_slug": "x", "alias": "on", "new_parent_page": parent}
    client.post(f"/admin/pages/{health_article.pk}/copy/", body)
    assert not type(health_article).objects.exclude(alias_of=None).exists()


def test_what_somebody_else_translated_since_the_editor_was_opened_is_not_published(
    sign_in, health_editor, health_moderator, health_article
):
    editor, moderator = sign_in(health_editor), sign_in(health_moderator)
    submit(editor, health_article)
    write(editor, health_article, "title", "Vaccination")
    url = f"/admin/pages/{get_english_version(health_article).pk}/edit/"
    opened = read_opened(moderator.get(url))
    # The user's own words do not count.
    write(moderator, health_article, "title", "Vaccination days")
    write(editor, health_article, "title", "Unread")
    answer = moderator.post(url, {"action": "publish", "opened": opened}, follow=True)
    assert not get_english_version(health_article).live
    assert "Chưa đăng gì" in answer.content.decode()
    write(moderator, health_article, "title", "Vaccination days")
    act(moderator, health_article, "publish")
    assert get_english_version(health_article).title == "Vaccination days"


@pytest.mark.parametrize("opened", ["", "x", "2020-13-01T00:00:00+00:00"])
def test_a_forged_request_that_lacks_the_time_publishes_nothing(
    sign_in, health_moderator, health_article, opened
):
    moderator = sign_in(health_moderator)
    submit(moderator, health_article)
    url = f"/admin/pages/{get_english_version(health_article).pk}/edit/"
    moderator.post(url, {"action": "publish", "opened": opened})
    assert not get_english_version(health_article).live
