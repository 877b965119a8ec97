from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Locale, PageViewRestriction

from bulletins.services.lifecycle import withdraw_bulletin
from bulletins.tests.factories import publish_bulletin
from desk.models import MemoryEntry
from desk.tasks import catch_up_with_memory
from desk.tests.translations import (
    begin_translation,
    create_memory_entry,
    get_help,
    translate_published,
)
from home.tests.factories import publish_news
from sites.localization.tests.translation_editor import (
    act,
    get_english_version,
    submit,
    translate_rest,
    write,
)
from sites.localization.tests.translation_editor import begin as start
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

SENTENCE = "Đưa trẻ từ 6 đến 59 tháng tuổi đến trạm y tế xã để tiêm"
SIMILAR = "Đưa trẻ từ 6 đến 36 tháng tuổi đến trạm y tế phường để tiêm"
ENGLISH = "Bring children aged 6 to 59 months to the commune health station"


@pytest.fixture(autouse=True)
def websites_in_english(health, district):
    open_in_english(health)
    open_in_english(district)


@pytest.fixture
def of_health(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def of_district(sign_in, district_moderator):
    return sign_in(district_moderator)


def begin(client, agency, lead):
    """An article of the agency whose translation has begun, and its row in English."""
    return begin_translation(client, publish_news(agency, "Việc khác", lead=lead))


@pytest.fixture
def in_memory(health, of_health, work_off):
    """A public article of the department of health with its English, and what is remembered."""
    article = publish_news(health, "Lịch tiêm chủng", lead=SENTENCE)
    translated = translate_published(of_health, article, lead=ENGLISH)
    work_off()
    return translated


def test_the_translation_of_the_same_passage_in_another_unit_is_offered(
    in_memory, of_district, district
):
    other = begin(of_district, district, SENTENCE)
    shown = get_help(of_district, other, SENTENCE)
    assert "Đúng đoạn này" in shown and ENGLISH in shown


def test_that_of_a_similar_passage_is_offered_with_what_is_different(
    in_memory, of_district, district
):
    other = begin(of_district, district, SIMILAR)
    shown = get_help(of_district, other, SIMILAR)
    assert "Đoạn tương tự" in shown and ENGLISH in shown and "59" in shown


def test_passages_about_something_else_are_not_offered(in_memory, of_district, district):
    text = "Xã Hà Hiệu họp dân bàn việc làm đường vào bản trong tháng tới"
    other = begin(of_district, district, text)
    assert get_help(of_district, other, text) == ""


def test_a_translation_of_a_bulletin_is_remembered_too(
    of_district, district, sign_in, ict_publisher, work_off
):
    publisher = sign_in(ict_publisher)
    bulletin = publish_bulletin("Tiêm phòng", summary=SENTENCE)
    translate_published(publisher, bulletin, summary=ENGLISH)
    work_off()
    assert ENGLISH in get_help(of_district, begin(of_district, district, SENTENCE), SENTENCE)
    withdraw_bulletin(bulletin=bulletin, reason="Nhầm ngày.", by=ict_publisher)
    again = begin(of_district, district, f"{SENTENCE} ")
    assert ENGLISH not in get_help(of_district, again, SENTENCE)


def test_a_draft_is_never_offered(health, of_health, district, of_district, work_off):
    article = publish_news(health, "Lịch tiêm chủng", lead=SENTENCE)
    submit(of_health, article)
    write(of_health, article, "title", "Vaccination")
    write(of_health, article, "lead", ENGLISH)
    work_off()
    for text in (SENTENCE, SIMILAR):
        assert ENGLISH not in get_help(of_district, begin(of_district, district, text), text)


def test_words_changed_after_the_publication_are_not_offered(
    in_memory, health, of_health, of_district, district, work_off
):
    article = in_memory.get_translations().get().specific
    write(of_health, article, "lead", "Secret draft of health")
    work_off()
    shown = get_help(of_district, begin(of_district, district, SENTENCE), SENTENCE)
    assert ENGLISH in shown and "Secret" not in shown


def test_a_wording_that_was_published_no_more_is_not_offered(
    in_memory, of_health, of_district, district, work_off
):
    article = in_memory.get_translations().get().specific
    write(of_health, article, "lead", "Bring small children to the health station")
    act(of_health, article, "publish")
    work_off()
    shown = get_help(of_district, begin(of_district, district, SENTENCE), SENTENCE)
    assert "Bring small children" in shown and ENGLISH not in shown


def protect(page):
    PageViewRestriction.objects.create(
        page=page, restriction_type=PageViewRestriction.PASSWORD, password="mật khẩu"
    )


def unpublish(page):
    page.unpublish()


def unpublish_front(page):
    home = page.get_ancestors().get(depth=2)
    home.specific.unpublish()


@pytest.mark.parametrize("act", [protect, unpublish, unpublish_front])
@pytest.mark.parametrize("text", [SENTENCE, SIMILAR])
def test_what_is_no_longer_public_is_not_offered(in_memory, of_district, district, act, text):
    other = begin(of_district, district, text)
    assert ENGLISH in get_help(of_district, other, text)
    act(in_memory)
    assert ENGLISH not in get_help(of_district, other, text)


@pytest.mark.parametrize("act", [protect, unpublish])
def test_nor_where_the_vietnamese_page_is_not_public(in_memory, of_district, district, act):
    other = begin(of_district, district, SENTENCE)
    act(in_memory.get_translations().get())
    assert ENGLISH not in get_help(of_district, other, SENTENCE)


def test_a_bulletin_that_has_not_begun_is_not_offered(
    of_district, district, sign_in, ict_publisher, work_off
):
    bulletin = publish_bulletin(
        "Tiêm phòng", summary=SENTENCE, valid_from=timezone.now() + timedelta(days=1)
    )
    translate_published(sign_in(ict_publisher), bulletin, summary=ENGLISH)
    work_off()
    for text in (SENTENCE, SIMILAR):
        assert ENGLISH not in get_help(of_district, begin(of_district, district, text), text)


def test_a_translation_into_another_language_is_not_offered(of_district, district):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    translated = publish_bulletin("Tiêm phòng", summary=SENTENCE).copy_for_translation(french)
    translated.live = True
    translated.save()
    create_memory_entry(translated, SENTENCE, "Amenez les enfants au poste de santé")
    assert get_help(of_district, begin(of_district, district, SENTENCE), SENTENCE) == ""


def test_a_passage_that_is_still_vietnamese_is_no_translation(
    health, of_health, of_district, district, work_off
):
    body = [("text", "<p>Mang sổ tiêm.</p>"), ("text", f"<p>{SENTENCE}</p>")]
    article = publish_news(health, "Lịch tiêm chủng", body=body)
    start(of_health, article)
    translate_rest(article, but=[f"body.{article.body[1].id}"])
    act(of_health, article, "publish")
    assert get_english_version(article).live
    work_off()
    assert get_help(of_district, begin(of_district, district, SENTENCE), SENTENCE) == ""
    brought = begin(of_district, district, "Mang sổ tiêm.")
    assert "EN Mang sổ tiêm." in get_help(of_district, brought, "Mang sổ tiêm.")


def test_a_page_in_the_bin_is_not_offered(in_memory, of_health, of_district, district):
    other = begin(of_district, district, SENTENCE)
    of_health.post(f"/admin/pages/{in_memory.pk}/delete/")
    assert ENGLISH not in get_help(of_district, other, SENTENCE)


def test_translations_from_before_there_was_a_memory_are_remembered_at_night(
    in_memory, of_district, district, sign_in, ict_publisher, work_off
):
    bulletin = publish_bulletin("Cúp điện", summary="Cả huyện cúp điện đêm nay, không cúp nước")
    translate_published(sign_in(ict_publisher), bulletin, summary="The power goes off tonight")
    work_off()
    MemoryEntry.objects.all().delete()
    catch_up_with_memory()
    work_off()
    other = begin(of_district, district, SENTENCE)
    assert ENGLISH in get_help(of_district, other, SENTENCE)
    other = begin(of_district, district, bulletin.summary)
    assert "The power goes off tonight" in get_help(of_district, other, bulletin.summary)


def test_a_draft_from_before_there_was_a_memory_is_not_remembered(in_memory, work_off):
    in_memory.unpublish()
    MemoryEntry.objects.all().delete()
    catch_up_with_memory()
    work_off()
    assert not MemoryEntry.objects.exists()


def test_numbers_alone_and_what_is_left_empty_are_not_remembered(health, of_health, work_off):
    article = publish_news(health, "Lịch tiêm chủng", lead="15/3/2027")
    translate_published(of_health, article, lead="15/3/2027")
    work_off()
    assert list(MemoryEntry.objects.values_list("source_text", flat=True)) == ["Lịch tiêm chủng"]
