import pytest

from home.tests.factories import publish_news

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


@pytest.mark.parametrize("typed", ["thnah tra", "thanhh tra", "thah tra", "thamh tra"])
def test_one_typing_error_is_understood_and_offered_with_its_accents(search, health, typed):
    publish_news(health, "Kết luận thanh tra đất đai")
    page = search(health, typed)
    [link] = page.select(".search-meant a")
    assert link.text == "thanh tra"
    assert page.select("ol.results > li")
    assert search(health, link.text).select("ol.results mark")[0].text == "thanh tra"


@pytest.mark.parametrize(
    "typed", ["lũ quét", "cúp điện", "bể phốt", "hát then", "sữa học đường", "hầm biogas", "gì"]
)
def test_correct_vietnamese_is_never_corrected(search, health, typed):
    titles = ["Cấp điện", "Lúa quét vôi", "Sữa hoặc đường", "Bê phết", "Hát thiên", "Hàm biogas"]
    for title in titles:
        publish_news(health, title)
    assert not search(health, typed).select(".search-meant")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tạm chú", "tạm trú"),
        ("thẻ căn ước ở đâu", "thẻ căn cước ở đâu"),
        ("quyết địng 17/QĐ-UBND", "quyết định 17/QĐ-UBND"),
    ],
)
def test_typical_errors_are_offered_with_accents_and_the_rest_as_typed(
    search, health, typed, meant
):
    for number in (1, 2):
        publish_news(health, f"Tạm trú {number}")
        publish_news(health, f"Thẻ căn cước ở đâu {number}")
    publish_news(health, "Quyết định 17/QĐ-UBND")
    [link] = search(health, typed).select(".search-meant a")
    assert link.text == meant


def test_a_word_that_a_title_says_since_it_was_changed_is_offered_too(search, health):
    page = publish_news(health, "Kết luận kiểm tra")
    assert not search(health, "thnah tra").select(".search-meant")
    for field, text in (("title", "Kết luận thanh tra"), ("lead", "Ông giám sát đã ký.")):
        setattr(page, field, text)
        page.save_revision().publish()
    for typed, meant in (("thnah tra", "thanh tra"), ("giám sats", "giám sát")):
        assert [link.text for link in search(health, typed).select(".search-meant a")] == [meant]
