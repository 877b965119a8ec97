"""No translation is published while what readers need first is not translated, by no door."""

import pytest

from accounts.tests.factories import create_user
from bulletins.tests.factories import publish_bulletin
from home.tests.factories import come_to_schedules, make_article_form, publish_news, say_tomorrow
from members.tests.approval import PUBLISH, decide, publish_in_bulk
from sites.localization.tests.translation_editor import (
    act,
    get_english_version,
    get_translation,
    submit_url,
    translate_rest,
    upload,
    write,
)
from sites.tests.factories import add_english, open_in_english
from tests.html import get_text_and_language, read_html

pytestmark = pytest.mark.django_db

BODY = [("heading", "Địa điểm tiêm"), ("text", "<p>Mang theo sổ tiêm chủng.</p>")]


@pytest.fixture
def in_english(health):
    open_in_english(health)


@pytest.fixture
def article_in_two_blocks(health, in_english):
    return publish_news(health, "Lịch tiêm chủng", lead="Trẻ dưới một tuổi.", body=BODY)


@pytest.fixture
def notice_in_two_blocks(in_english):
    return publish_bulletin("Lịch tiêm chủng", instruction="Đưa trẻ đi tiêm.", body=BODY)


def begin(client, source, *but):
    """The English of ``source``, but for the paths ``but``."""
    client.post(submit_url(source), {"locales": [add_english().pk]})
    translate_rest(source, but=but)


def press(client, source):
    act(client, source, "publish")


def update(client, source):
    url = f"/admin/localize/update/{get_translation(source).source_id}/"
    client.post(url, {"publish_translations": "on"})


def import_po(client, source):
    upload(client, source, {"lead": "Infants."})
    act(client, source, "publish")


def publish_from_the_list(client, source):
    publish_in_bulk(client, get_english_version(source))


def publish_from_the_list_above(client, source):
    publish_in_bulk(client, get_english_version(source).get_parent(), include_descendants="on")


def stop_synchronised_translation(client, source):
    client.post(f"/admin/localize/translate/{get_translation(source).pk}/disable/")


def publish_a_saved_version(client, source):
    """As the plain editor has it, after the synchronised translation was stopped."""
    stop_synchronised_translation(client, source)
    publish_from_the_list(client, source)


def send_form(client, source, **fields):
    stop_synchronised_translation(client, source)
    english = get_english_version(source)
    form = make_article_form(source.title, lead="Infants.", slug=english.slug, **fields)
    client.post(f"/admin/pages/{english.pk}/edit/", form | PUBLISH)


def publish_from_the_form(client, source):
    send_form(client, source)


def publish_by_schedule(client, source):
    send_form(client, source, go_live_at=say_tomorrow())
    come_to_schedules()


def publish_a_former_version(client, source):
    stop_synchronised_translation(client, source)
    english = get_english_version(source)
    former = english.get_latest_revision()
    english.title = "Vaccination"
    english.save_revision()
    form = make_article_form(source.title, lead="Infants.", slug=english.slug)
    form |= PUBLISH | {"revision": former.pk}
    client.post(f"/admin/pages/{english.pk}/edit/", form)


PLAIN = [
    publish_a_saved_version,
    publish_from_the_form,
    publish_by_schedule,
    publish_a_former_version,
]
DOORS = [
    *(press, update, import_po, publish_from_the_list, publish_from_the_list_above),
    *PLAIN,
]


@pytest.mark.parametrize("door", DOORS)
def test_no_door_publishes_a_page_without_its_title(
    sign_in, health_moderator, article_in_two_blocks, door
):
    client = sign_in(health_moderator)
    begin(client, article_in_two_blocks, "title")
    door(client, article_in_two_blocks)
    assert not get_english_version(article_in_two_blocks).live
    if door not in PLAIN:
        write(client, article_in_two_blocks, "title", "Vaccination")
        press(client, article_in_two_blocks)
        assert get_english_version(article_in_two_blocks).live


@pytest.mark.parametrize("door", [publish_from_the_form, publish_by_schedule])
def test_the_plain_form_publishes_what_is_translated(
    sign_in, health_moderator, article_in_two_blocks, door
):
    client = sign_in(health_moderator)
    begin(client, article_in_two_blocks)
    article_in_two_blocks.title = "Vaccination"
    door(client, article_in_two_blocks)
    assert get_english_version(article_in_two_blocks).live


def test_the_first_block_is_the_first_with_words(sign_in, health_moderator, health, in_english):
    body = [("heading", "2026"), ("text", "<p>Mang theo sổ tiêm chủng.</p>")]
    source = publish_news(health, "Lịch tiêm chủng", body=body)
    client = sign_in(health_moderator)
    begin(client, source, *(f"body.{block.id}" for block in source.body))
    press(client, source)
    assert not get_english_version(source).live
    write(client, source, f"body.{source.body[1].id}", "Bring the booklet.")
    press(client, source)
    assert get_english_version(source).live


@pytest.mark.parametrize("missing", ["title", "summary", "instruction", "first"])
def test_a_bulletin_waits_for_title_instruction_summary_and_first_block(
    sign_in, ict_publisher, notice_in_two_blocks, missing
):
    first = f"body.{notice_in_two_blocks.body[0].id}"
    path = first if missing == "first" else missing
    client = sign_in(ict_publisher)
    begin(client, notice_in_two_blocks, path)
    press(client, notice_in_two_blocks)
    assert not get_english_version(notice_in_two_blocks).live
    label = {"title": "Tiêu đề", "summary": "Tóm tắt", "instruction": "Việc cần làm"}
    shown = client.get("/admin/").content.decode()
    assert f"{label.get(missing, 'Nội dung')}: Chưa được dịch sang" in shown


def test_a_submission_and_an_approval_wait_too(
    sign_in, health_editor, health_moderator, health, article_in_two_blocks
):
    client = sign_in(health_editor)
    begin(client, article_in_two_blocks, "lead")
    act(client, article_in_two_blocks, "submit")
    english = get_english_version(article_in_two_blocks)
    assert english.current_workflow_state is None
    translate_rest(article_in_two_blocks)
    act(client, article_in_two_blocks, "submit")
    decide(sign_in(health_moderator), english, "approve")
    assert get_english_version(article_in_two_blocks).live


def test_an_outsider_publishes_nothing_at_all(sign_in, health_moderator, article_in_two_blocks):
    begin(sign_in(health_moderator), article_in_two_blocks)
    press(sign_in(create_user("outsider")), article_in_two_blocks)
    assert not get_english_version(article_in_two_blocks).live


def test_a_string_kept_as_it_is_on_purpose_counts_as_translated(sign_in, health_moderator, health):
    source = publish_news(health, "COVID-19 và vắc-xin")
    client = sign_in(health_moderator)
    begin(client, source, "title")
    write(client, source, "title", "COVID-19 và vắc-xin")
    press(client, source)
    assert get_english_version(source).live


@pytest.mark.parametrize("of", ["page", "bulletin"])
def test_what_else_is_untranslated_is_vietnamese_marked_on_its_block_alone(
    sign_in, ict_admin, visit, health, article_in_two_blocks, notice_in_two_blocks, of
):
    source = article_in_two_blocks if of == "page" else notice_in_two_blocks
    client = sign_in(ict_admin)
    begin(client, source, f"body.{source.body[1].id}")
    press(client, source)
    english = get_english_version(source)
    path = f"/en/ban-tin/{source.slug}/" if of == "bulletin" else english.get_url().split("//")[-1]
    path = path if path.startswith("/") else "/" + path.partition("/")[2]
    soup = read_html(visit(health, path).content)
    assert get_text_and_language(soup.h1) == ("EN Lịch tiêm chủng", "en")
    [block] = soup.select("main .prose [lang=vi]")
    assert block.text.strip() == "Mang theo sổ tiêm chủng."
    assert get_text_and_language(soup.select_one(".block-heading"))[1] == "en"
    [note] = soup.select(".language-notice")
    assert note.text.startswith("Some parts are only available in Vietnamese.")
    assert get_text_and_language(note)[1] == "en"


def test_a_website_opens_in_english_with_its_title_alone(sign_in, health_moderator, visit, health):
    front = health.root_page.specific
    client = sign_in(health_moderator)
    client.post(submit_url(front), {"locales": [add_english().pk]})
    act(client, front, "publish")
    assert not get_english_version(front).live
    write(client, front, "title", "Department of Health")
    act(client, front, "publish")
    assert get_english_version(front).live
    assert visit(health, "/en/").status_code == 200
