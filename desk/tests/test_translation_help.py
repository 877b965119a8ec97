import json

import pytest
from wagtail.models import Locale
from wagtail.rich_text import RichText

from bulletins.tests.factories import publish_bulletin
from desk.models import GlossaryTerm
from desk.selectors import translation_help
from desk.selectors.translation_help import compare_words
from desk.tests.translations import (
    begin_translation,
    get_editor_path,
    get_help,
    get_soup,
    translate_published,
)
from home.tests.factories import publish_news
from sites.tests.factories import add_english, open_in_english
from tests.calls import count_calls

pytestmark = pytest.mark.django_db

OLD = "Trú tại trường tiểu học xã Hà Hiệu trước 17 giờ"
NEW = "Trú tại trường trung học xã Hà Hiệu trước 15 giờ"


@pytest.fixture(autouse=True)
def english(health):
    return open_in_english(health)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


@pytest.fixture
def changed(publisher):
    """The English of a bulletin whose summary has changed a moment ago."""
    bulletin = publish_bulletin("Lũ quét", summary=OLD)
    translated = translate_published(publisher, bulletin, summary="Shelter at the primary school")
    bulletin.summary = NEW
    bulletin.save_revision().publish()
    return translated


def list_source_texts(client, translated):
    """The Vietnamese that the editor asks to be translated."""
    editor = get_soup(client, get_editor_path(translated)).select_one(".js-translation-editor")
    return [segment["source"] for segment in json.loads(editor["data-props"])["segments"]]


def test_the_editor_has_what_is_published_whether_or_not_the_queue_has_worked(
    publisher, changed, work_off
):
    before = list_source_texts(publisher, changed)
    assert NEW in before and OLD not in before
    work_off()
    assert list_source_texts(publisher, changed) == before


def test_the_editor_does_not_take_over_a_draft(publisher, changed):
    source = changed.get_translation(Locale.objects.get(language_code="vi"))
    source.summary = "Chưa ai đọc"
    source.save_revision()
    assert "Chưa ai đọc" not in list_source_texts(publisher, changed)


def test_old_and_new_vietnamese_stand_side_by_side_with_the_changed_words_marked(
    publisher, changed
):
    soup = get_soup(publisher, get_editor_path(changed))
    [template] = [
        one for one in soup.select("[data-translation-help] template")
        if one["data-source"] == NEW
    ]  # fmt: skip
    old, new = template.select(".translation-change > div")
    assert [str(piece.string) for piece in old.select("del")] == ["tiểu", "17"]
    assert [str(piece.string) for piece in new.select("ins")] == ["trung", "15"]


def test_the_former_translation_of_a_changed_passage_is_offered(publisher, changed):
    shown = get_help(publisher, changed, NEW)
    assert "Của đoạn này, trước khi thay đổi" in shown and "Shelter at the primary school" in shown


def test_a_passage_that_has_not_changed_says_nothing(publisher, changed):
    assert "Tiếng Việt trước đây" not in get_help(publisher, changed, "Lũ quét")


def test_terms_of_the_glossary_stand_beside_the_passages_that_have_them(
    sign_in, ict_publisher, health, health_editor
):
    publisher = sign_in(ict_publisher)
    fields = {"locale": add_english().pk, "note": "Không viết tắt"}
    publisher.post(
        "/admin/glossary/new/",
        fields | {"term": "Trạm y tế", "translation": "commune health station"},
    )
    publisher.post("/admin/glossary/new/", fields | {"term": "y", "translation": "never shown"})
    lead = "Đến trạm y tế gần nhất"
    article = publish_news(health, "Tiêm chủng", lead=lead)
    editor = sign_in(health_editor)
    translated = begin_translation(editor, article)
    shown = get_help(editor, translated, lead)
    assert "commune health station" in shown and "Không viết tắt" in shown
    assert "never shown" not in shown
    assert get_help(editor, translated, "Tiêm chủng") == ""


def test_terms_of_another_language_are_not_shown(sign_in, health, health_editor):
    french = Locale.objects.get_or_create(language_code="fr")[0]
    GlossaryTerm.objects.create(term="Trạm y tế", translation="poste de santé", locale=french)
    client = sign_in(health_editor)
    translated = begin_translation(client, publish_news(health, "Đến trạm y tế"))
    assert get_help(client, translated, "Đến trạm y tế") == ""


def test_the_glossary_is_the_ict_departments(
    sign_in, ict_publisher, translator, health_moderator, outsider
):
    assert sign_in(ict_publisher).get("/admin/glossary/").status_code == 200
    body = {"term": "Xã", "translation": "commune", "locale": add_english().pk}
    for person in (translator, health_moderator, outsider):
        sign_in(person).post("/admin/glossary/new/", body)
    assert not GlossaryTerm.objects.exists()


def test_a_term_of_the_glossary_has_a_letter_or_a_digit(sign_in, ict_publisher):
    body = {"translation": "dash", "locale": add_english().pk}
    client = sign_in(ict_publisher)
    refused = client.post("/admin/glossary/new/", body | {"term": "–"})
    assert "Thuật ngữ phải có chữ cái hoặc chữ số" in refused.content.decode()
    assert not GlossaryTerm.objects.exists()
    client.post("/admin/glossary/new/", body | {"term": "5G"})
    assert GlossaryTerm.objects.get().term == "5G"


def test_the_main_button_of_an_editor_submits_for_approval(
    sign_in, health, health_editor, health_moderator
):
    article = publish_news(health, "Tiêm chủng")
    editor = sign_in(health_editor)
    path = get_editor_path(begin_translation(editor, article))
    [footer] = get_soup(editor, path).select("form.translation-actions")
    main = footer.select_one(".w-dropdown-button > .button")
    assert main.text.strip() == "Gửi duyệt"
    assert (main["name"], main["value"]) == ("action", "submit")
    assert get_soup(sign_in(health_moderator), path).select("form.translation-actions") == []


def test_each_of_many_changed_paragraphs_stands_beside_its_own_former_words(
    sign_in, health, health_moderator, work_off
):
    moderator = sign_in(health_moderator)
    former = [f"Đoạn {number}: họp thôn lúc {number} giờ." for number in range(1, 61)]
    article = publish_news(health, "Họp", body=[("text", make_paragraphs(former))])
    translated = translate_published(moderator, article)
    present = [text.replace("họp thôn", "họp xóm") for text in former]
    article.body[0].value = make_paragraphs(present)
    article.save_revision().publish()
    work_off()
    for number in (0, 59):
        shown = get_help(moderator, translated, present[number])
        assert former[number] in " ".join(shown.split())


def test_only_so_many_words_of_one_editor_are_marked(
    sign_in, health, health_moderator, work_off, monkeypatch
):
    moderator = sign_in(health_moderator)
    article = publish_news(health, "Họp", body=[("text", make_paragraphs([OLD, OLD + " nhé"]))])
    translated = translate_published(moderator, article)
    article.body[0].value = make_paragraphs([NEW, NEW + " nhé"])
    article.save_revision().publish()
    work_off()
    monkeypatch.setattr(translation_help, "MAX_MARKED_IN_ALL", 2 * len(OLD.split()))
    soup = get_soup(moderator, get_editor_path(translated))
    first, second = soup.select("[data-translation-help] .translation-change")
    assert first.select("del") and not second.select("del")
    assert OLD in str(second)


def make_paragraphs(texts):
    return RichText("".join(f"<p>{text}</p>" for text in texts))


@pytest.mark.parametrize("words", ["a", "một từ"])
def test_twice_as_many_words_take_twice_as_long(words):
    def count(number):
        old = [words] * number
        new = [word if place % 2 else f"y{place}" for place, word in enumerate(old)]
        return count_calls(lambda: compare_words(" ".join(old), " ".join(new)))

    assert count(300) < 2.6 * count(150)
