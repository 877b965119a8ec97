from datetime import timedelta

import pytest
from django.utils import timezone

from bulletins.tests.factories import publish_bulletin, publish_emergency
from desk.tests.translations import (
    QUEUE,
    get_editor_path,
    get_soup,
    list_queue,
    translate_published,
)
from home.tests.factories import publish_news
from members.services.translators import set_translator_languages
from sites.localization.tests.translation_editor import get_english_version, submit, write
from sites.tests.factories import add_french, open_in_english

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english(health):
    open_in_english(health)


@pytest.fixture
def french(settings):
    """A second language to translate into."""
    return add_french(settings)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def correct(bulletin, **fields):
    """Publish a source anew with other words."""
    for name, value in fields.items():
        setattr(bulletin, name, value)
    bulletin.save_revision().publish()


def test_emergencies_come_first_then_important_ones_then_the_oldest(sign_in, translator, clock):
    now = timezone.now()
    clock(now - timedelta(hours=3))
    publish_bulletin("Cũ")
    clock(now - timedelta(hours=2))
    publish_bulletin("Mới hơn")
    publish_bulletin("Quan trọng", urgency="important", valid_until=now + timedelta(days=1))
    clock(now)
    publish_emergency("Lũ quét")
    titles = [title for title, _reason in list_queue(sign_in(translator))]
    assert titles == ["Lũ quét", "Quan trọng", "Cũ", "Mới hơn"]


def test_the_queue_says_what_is_to_be_done(sign_in, translator, publisher):
    publish_bulletin("Chưa dịch")
    begun = publish_bulletin("Đã bắt đầu")
    submit(publisher, begun)
    done = publish_bulletin("Đã dịch")
    translate_published(publisher, done, summary="Summary.")
    changed = publish_bulletin("Đã đổi")
    translate_published(publisher, changed, summary="Summary.")
    correct(changed, summary="Địa điểm mới: trường cấp hai.")
    assert dict(list_queue(sign_in(translator))) == {
        "Chưa dịch": "chưa dịch",
        "Đã bắt đầu": "đang dịch, chưa đăng",
        "Đã đổi": "bản tiếng Việt đã thay đổi (1 đoạn)",
    }


def test_a_change_counts_from_when_the_words_changed_not_from_the_last_publication(
    sign_in, translator, publisher, clock
):
    now = timezone.now()
    clock(now - timedelta(hours=3))
    changed = publish_bulletin("Đã đổi")
    translate_published(publisher, changed, summary="Summary.")
    clock(now - timedelta(hours=2))
    correct(changed, summary="Địa điểm mới: trường cấp hai.")
    clock(now - timedelta(hours=1))
    publish_bulletin("Chưa dịch")
    clock(now)
    correct(changed, contact_telephone="0209 3870 114")
    titles = [title for title, _reason in list_queue(sign_in(translator))]
    assert titles == ["Đã đổi", "Chưa dịch"]


def test_the_queue_says_whose_a_page_is_and_what_is_a_bulletin(
    sign_in, translator, health, health_editor
):
    publish_bulletin("Của chung")
    publish_news(health, "Của đơn vị")
    places = {}
    for person in (translator, health_editor):
        for row in get_soup(sign_in(person), QUEUE).select("table.translation-queue tbody th"):
            places[row.select_one("[lang=vi]").text] = row.select_one(".people-mail").text
    assert (places["Của chung"], places["Của đơn vị"]) == ("Bản tin", "Sở Y tế")


def test_what_waits_for_approval_is_in_no_queue(sign_in, translator):
    bulletin = publish_bulletin("Thông báo")
    client = sign_in(translator)
    submit(client, bulletin)
    write(client, bulletin, "title", "Notice")
    write(client, bulletin, "summary", "Summary.")
    assert [title for title, _reason in list_queue(client)] == ["Thông báo"]
    client.post(get_editor_path(get_english_version(bulletin)), {"action": "submit"})
    assert list_queue(client) == []


def test_ended_and_unpublished_bulletins_need_no_translation(sign_in, translator):
    publish_bulletin("Đã hết", valid_until=timezone.now() - timedelta(hours=1))
    publish_bulletin("Đã gỡ").unpublish()
    assert list_queue(sign_in(translator)) == []


def test_unpublished_pages_and_those_in_the_bin_need_no_translation(
    sign_in, health, health_editor, health_moderator
):
    publish_news(health, "Đã gỡ").unpublish()
    binned = publish_news(health, "Đã bỏ")
    sign_in(health_moderator).post(f"/admin/pages/{binned.pk}/delete/")
    publish_news(health, "Đang đăng")
    titles = [title for title, _reason in list_queue(sign_in(health_editor))]
    assert "Đang đăng" in titles and not {"Đã gỡ", "Đã bỏ"} & {*titles}


def test_who_is_confined_to_a_language_has_nothing_of_another(
    sign_in, health, health_editor, health_moderator, translator, ict_admin, french
):
    front = health.root_page.specific.copy_for_translation(french)
    front.save_revision().publish()
    publish_news(health, "Tiêm chủng")
    publish_bulletin("Nghỉ lễ")

    def count(person, title):
        return [each for each, _reason in list_queue(sign_in(person))].count(title)

    assert (count(health_editor, "Tiêm chủng"), count(translator, "Nghỉ lễ")) == (2, 2)
    set_translator_languages(
        user=health_editor, agency=health, languages=["en"], by=health_moderator
    )
    set_translator_languages(user=translator, agency=None, languages=["en"], by=ict_admin)
    assert (count(health_editor, "Tiêm chủng"), count(translator, "Nghỉ lễ")) == (1, 1)
    assert list_queue(sign_in(translator), "?language=fr") == []


def test_members_of_a_unit_have_its_pages_and_nothing_of_others(
    sign_in, health, health_editor, district, district_editor
):
    open_in_english(district)
    publish_news(health, "Của Sở")
    publish_news(district, "Của huyện")
    publish_bulletin("Bản tin")
    ours = [title for title, _reason in list_queue(sign_in(health_editor))]
    assert "Của Sở" in ours and "Của huyện" not in ours and "Bản tin" not in ours
    theirs = [title for title, _reason in list_queue(sign_in(district_editor))]
    assert "Của huyện" in theirs and "Của Sở" not in theirs


def test_without_another_language_there_is_no_queue(sign_in, district_editor, outsider):
    client = sign_in(district_editor)
    assert client.get(QUEUE).status_code in {302, 403}
    assert QUEUE not in client.get("/admin/").content.decode()
    assert sign_in(outsider).get(QUEUE).status_code in {302, 403}


def test_a_translator_begins_from_the_queue(sign_in, translator):
    bulletin = publish_bulletin("Thông báo")
    client = sign_in(translator)
    path = f"{QUEUE}ban-tin/{bulletin.pk}/en/"
    assert client.get(path).status_code == 405
    answer = client.post(path)
    translated = get_english_version(bulletin)
    assert answer["Location"] == get_editor_path(translated)
    assert not translated.live
    assert client.post(path)["Location"] == get_editor_path(translated)


def test_what_is_not_public_is_not_begun(sign_in, health, health_editor, translator):
    article, bulletin = publish_news(health, "Bản nháp"), publish_bulletin("Đã gỡ")
    article.unpublish()
    bulletin.unpublish()
    client = sign_in(health_editor)
    assert client.post(f"{QUEUE}trang/{article.pk}/en/").status_code == 404
    assert sign_in(translator).post(f"{QUEUE}ban-tin/{bulletin.pk}/en/").status_code == 404
    assert get_english_version(article) is None and get_english_version(bulletin) is None


def test_members_of_units_begin_no_translation_of_bulletins(sign_in, health_editor):
    bulletin = publish_bulletin("Thông báo")
    sign_in(health_editor).post(f"{QUEUE}ban-tin/{bulletin.pk}/en/")
    assert get_english_version(bulletin) is None


def test_the_dashboard_of_a_translator_names_what_is_urgent_and_counts_the_rest(
    sign_in, translator
):
    publish_emergency("Lũ quét")
    publish_bulletin("Thường")
    page = sign_in(translator).get("/admin/").content.decode()
    assert "Lũ quét" in page and "1 bài cần dịch" in page


def test_the_dashboard_of_an_editor_counts_what_is_behind_and_not_what_nobody_translated(
    sign_in, health, health_editor, health_moderator
):
    client = sign_in(health_editor)
    article = publish_news(health, "Tiêm chủng", lead="Ngày 3 tháng 6.")
    # The front in English has words of its source.
    assert "1 bài cần dịch" in client.get("/admin/").content.decode()
    translate_published(sign_in(health_moderator), article, lead="On 3 June.")
    correct(article, lead="Ngày 4 tháng 6.")
    assert "2 bài cần dịch" in client.get("/admin/").content.decode()


def test_a_translator_of_the_unit_is_told_of_all_its_pages(
    sign_in, health, health_editor, health_moderator
):
    set_translator_languages(
        user=health_editor, agency=health, languages=["en"], by=health_moderator
    )
    publish_news(health, "Tiêm chủng")
    assert "bài cần dịch" in sign_in(health_editor).get("/admin/").content.decode()


def test_a_translator_of_the_unit_sees_lists_of_the_language_and_adds_nothing(
    sign_in, health, health_editor, health_moderator
):
    set_translator_languages(
        user=health_editor, agency=health, languages=["en"], by=health_moderator
    )
    publish_news(health, "Tiêm chủng")
    client = sign_in(health_editor)
    assert "Tiêm chủng" not in client.get("/admin/tin-tuc/").content.decode()
    assert "/admin/tin-tuc/viet/" not in client.get("/admin/").content.decode()
