"""What holds once three languages were added by an entry each and a restart.

Not collected with the other tests: ``test_added_languages.py`` runs this file in a process of its
own, whose LANGUAGES_FILE is ``added_languages.toml``.
"""

import json
from xml.etree import ElementTree

import pytest
from bs4 import BeautifulSoup
from django.conf import settings
from wagtail.models import Locale, Page

from bulletins.tests.factories import publish_bulletin, publish_emergency
from channels.tests.factories import create_recording
from home.paths import get_page_path
from home.tests.factories import get_news_index, publish_news
from sites.caching.hosts import get_enabled_languages
from sites.tests.factories import open_in_english
from tests.html import read_html

# The codes, and a sentence that stands for text in each.
ADDED = {"tyz": "Khảu pây bân slung", "ium": "Mingh gu'nguaaic", "hmn": "Mus rau saum roob"}
VIEWS = [
    "ban-tin/", "ban-tin/luu-tru/", "ban-tin/rss.xml", "ban-tin/atom.xml", "ban-tin/feed.json",
    "ban-tin/lich.ics", "ban-tin/cap.atom", "ban-tin/nguon-tin/", "ban-tin/nhung/",
    "tim-kiem/?q=lu", "co-quan/", "so-do/", "gop-y/", "hien-thi/", "tiep-can/",
]  # fmt: skip


@pytest.fixture(params=ADDED)
def code(request):
    return request.param


def open_in(agency, code):
    """Give an agency's website a front in a language."""
    return translate_page(agency.root_page.specific, code, tagline=ADDED[code])


def translate_page(page, code, **words):
    translated = page.copy_for_translation(Locale.objects.get(language_code=code))
    for name, value in words.items():
        setattr(translated, name, value)
    translated.take_words()
    translated.save_revision().publish()
    return translated


def translate_bulletin(bulletin, code):
    words = ADDED[code]
    translated = bulletin.copy_for_translation(Locale.objects.get(language_code=code))
    translated.title, translated.summary, translated.live = words, f"{words}.", False
    translated.instruction = bulletin.instruction and f"{words}!"
    translated.save()
    translated.take_words()
    translated.save_revision().publish()


def read(response):
    assert response.status_code == 200
    return read_html(response.content)


def get_lang(element):
    """Return the language that a browser takes the words of an element for."""
    return next(one["lang"] for one in (element, *element.parents) if one.get("lang"))


def find_text(soup, words):
    [found] = [text for text in soup.body.find_all(string=True) if words in text][:1]
    return found.parent


def test_migrate_has_made_the_rows_of_all_languages(db):
    codes = {"vi", "en", *ADDED}
    assert {*dict(settings.LANGUAGES)} == codes
    assert {*Locale.objects.values_list("language_code", flat=True)} == codes


def test_websites_without_them_are_as_before(visit, health, district, code):
    open_in_english(health)
    open_in(health, code)
    assert read(visit(health, "/")).html["lang"] == "vi"
    assert read(visit(health, "/en/")).html["lang"] == "en"
    assert get_enabled_languages(district) == ("vi",)
    assert visit(district, f"/{code}/ban-tin/")["Location"] == "/ban-tin/"


def test_the_front_is_in_the_language_and_its_frame_in_vietnamese(visit, health, code):
    open_in(health, code)
    response = visit(health, f"/{code}/")
    soup = read(response)
    assert response["Content-Language"] == code
    assert soup.html["lang"] == "vi"
    assert get_lang(find_text(soup, ADDED[code])) == code
    search = soup.select_one("form.search-field button")
    assert (search.get_text(), get_lang(search)) == ("Tìm", "vi")


@pytest.mark.parametrize("path", VIEWS)
def test_every_view_answers(visit, health, code, path):
    open_in(health, code)
    publish_bulletin("Lũ quét")
    response = visit(health, f"/{code}/{path}")
    assert response.status_code == 200
    if response["Content-Type"].startswith("text/html"):
        assert read(response).html["lang"] == "vi"


def test_what_is_not_there_is_said_in_vietnamese(visit, health, code):
    open_in(health, code)
    response = visit(health, f"/{code}/khong-co/")
    assert response.status_code == 404
    assert read_html(response.content).html["lang"] == "vi"


def test_each_language_has_its_own_words_and_no_others(visit, health):
    article = publish_news(health, "Mùa lũ")
    for code, words in ADDED.items():
        open_in(health, code)
        translate_page(get_news_index(health), code)
        translate_page(article, code, title=words)
    for code, words in ADDED.items():
        page = Page.objects.get(translation_key=article.translation_key, locale__language_code=code)
        soup = read(visit(health, get_page_path(page)))
        assert soup.h1.get_text(strip=True) == words
        assert get_lang(soup.h1) == code
        others = {text for text in ADDED.values() if text != words} | {"Mùa lũ"}
        assert not [text for text in others if text in soup.main.get_text()]


def test_a_bulletin_and_its_banner_are_in_the_language(visit, health, code):
    open_in(health, code)
    emergency = publish_emergency(source=health)
    translate_bulletin(emergency, code)
    soup = read(visit(health, f"/{code}/ban-tin/{emergency.slug}/"))
    assert (soup.h1.get_text(strip=True), get_lang(soup.h1)) == (ADDED[code], code)
    label = soup.select_one("#what-to-do")
    assert (label.get_text(), get_lang(label)) == ("Việc cần làm", "vi")
    title = read(visit(health, f"/{code}/")).select_one("#emergency-title a")
    assert (title.get_text(), get_lang(title)) == (ADDED[code], code)


def test_a_bulletin_without_translation_is_vietnamese_and_says_so(visit, health, code):
    open_in(health, code)
    bulletin = publish_bulletin("Cúp điện", source=health)
    soup = read(visit(health, f"/{code}/ban-tin/{bulletin.slug}/"))
    assert get_lang(soup.h1) == "vi"
    assert soup.select_one(".language-notice")
    assert soup.select_one("link[rel=canonical]")["href"].endswith(f"/ban-tin/{bulletin.slug}/")
    assert f"/{code}/" not in soup.select_one("link[rel=canonical]")["href"]


def test_search_engines_are_told_of_no_language_that_they_do_not_know(visit, health, code):
    open_in(health, code)
    open_in_english(health)
    for path in ("/", f"/{code}/", "/co-quan/", f"/{code}/co-quan/"):
        soup = read(visit(health, path))
        assert not soup.select(f'[hreflang="{code}"]')
        locales = [tag["content"] for tag in soup.select('meta[property^="og:locale"]')]
        assert {*locales} <= {"vi_VN", "en_GB"}
    assert not read(visit(health, f"/{code}/")).select('meta[property="og:locale"]')
    index = visit(health, "/sitemap.xml").content.decode()
    assert f"sitemap-trang-{code}-1.xml" in index
    assert f'hreflang="{code}"' not in visit(health, "/sitemap-trang-vi-1.xml").content.decode()
    assert f"sitemap-muc-{code}" not in index


def test_machines_get_the_language_by_its_code(visit, health, code):
    open_in(health, code)
    emergency = publish_emergency(source=health)
    translate_bulletin(emergency, code)
    alert = ElementTree.fromstring(  # noqa: S314
        visit(health, f"/ban-tin/{emergency.slug}/cap.xml").content
    )
    cap = "{urn:oasis:names:tc:emergency:cap:1.2}"
    assert [found.text for found in alert.iter(f"{cap}language")] == ["vi", code]
    feed = json.loads(visit(health, f"/{code}/ban-tin/feed.json").content)
    # The title of the feed is of the frame, which is in Vietnamese.
    assert (feed["language"], feed["title"]) == ("vi", "Bản tin · Sở Y tế")
    assert [(item["language"], item["title"]) for item in feed["items"]] == [(code, ADDED[code])]
    front = read(visit(health, f"/{code}/"))
    assert json.loads(visit(health, "/site.webmanifest").content)["lang"] == "vi"
    assert front.select_one(f'a[lang="{code}"]') is None
    switch = read(visit(health, "/")).select_one(f'a.language[lang="{code}"]')
    assert switch.text == settings.LANGUAGE_TABLE[code].name


def test_a_warning_has_no_vietnamese_words_in_the_block_of_another_language(
    visit, health, district, code
):
    open_in(health, code)
    for audience, area in ((["all"], ""), (["kind:district"], f": {district.heading}")):
        emergency = publish_emergency(source=health, slug=f"lu-{len(area)}", audience=audience)
        translate_bulletin(emergency, code)
        create_recording(emergency, "nut")
        alert = BeautifulSoup(visit(district, f"/ban-tin/{emergency.slug}/cap.xml").content, "xml")
        vietnamese, own = alert.find_all("info")
        assert (own.language.text, own.event.text) == (code, ADDED[code])
        assert own.resourceDesc.text == "Nùng"
        assert own.areaDesc.text == vietnamese.areaDesc.text.partition(":")[0] + area
        assert vietnamese.event.text == "Thông báo khẩn"
        assert vietnamese.resourceDesc.text == "Nghe bằng tiếng Nùng"


def test_a_recording_is_called_in_the_language_of_the_frame(visit, health, code):
    open_in(health, code)
    emergency = publish_emergency(source=health)
    translate_bulletin(emergency, code)
    create_recording(emergency, "nut")
    link = read(visit(health, f"/{code}/")).select_one(".banner-listen a")
    assert (link.text, get_lang(link)) == ("Nghe bằng tiếng Nùng", "vi")


def test_a_search_is_narrowed_down_to_the_language(visit, health, code):
    open_in(health, code)
    article = publish_news(health, "Mùa lũ")
    translate_page(get_news_index(health), code)
    translate_page(article, code, title=ADDED[code])
    word = ADDED[code].split()[0]
    hit = read(visit(health, f"/{code}/tim-kiem/?q={word}&lang={code}")).select_one(".results h2")
    assert get_lang(hit.a) == code
    assert ADDED[code] in hit.get_text()


def test_the_admin_offers_the_language_for_content_and_not_for_itself(
    sign_in, ict_admin, health, code
):
    client = sign_in(ict_admin)
    locale = Locale.objects.get(language_code=code)
    form = read(client.get(f"/admin/localize/submit/page/{health.root_page_id}/"))
    assert settings.LANGUAGE_TABLE[code].name_vi in form.get_text()
    path = f"/admin/localize/submit/page/{health.root_page_id}/"
    assert client.post(path, {"locales": [locale.pk]}).status_code == 302
    draft = Page.objects.get(translation_key=health.root_page.translation_key, locale=locale)
    editor = client.get(f"/admin/pages/{draft.pk}/edit/")
    assert editor.status_code == 200
    assert code not in dict(settings.WAGTAILADMIN_PERMITTED_LANGUAGES)
