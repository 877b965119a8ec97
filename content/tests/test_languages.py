import re
from dataclasses import replace
from datetime import date

import pytest
from django.conf import settings as django_settings
from django.core.exceptions import ImproperlyConfigured
from django.template import Context, Template
from django.utils import translation
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext
from fontTools.ttLib import TTFont

from content.language_checks import check_languages, list_lacking_letters
from content.language_support import BorrowedMessages
from content.languages import (
    Language,
    get_interface_language,
    get_language_entry,
    list_hreflang,
    read_languages,
    sort_languages,
)
from content.typesetter import FONT_FOLDER

SHIPPED = django_settings.BASE_DIR / "config" / "languages.toml"
TAY = Language("tyz", "Tày", "Tiếng Tày", letters="ăâǎəʼ")
WEB_FONTS = FONT_FOLDER.parents[2] / "static" / "fonts"


@pytest.fixture
def with_language(settings):
    """Declare a language for a test; Django itself learns of languages at the start only."""

    def declare(language):
        settings.LANGUAGE_TABLE = settings.LANGUAGE_TABLE | {language.code: language}

    return declare


@pytest.fixture
def read(tmp_path):
    def read_with(more):
        path = tmp_path / "more.toml"
        path.write_text(more, "utf-8")
        return read_languages(SHIPPED, path)

    return read_with


def test_an_entry_of_two_names_is_enough(read):
    table = read('[ium]\nname = "Mien"\nname_vi = "Tiếng Dao"')
    assert [*table] == ["vi", "en", "ium"]
    assert table["ium"] == Language("ium", "Mien", "Tiếng Dao")


@pytest.mark.parametrize(
    ("entry", "sentence"),
    [
        ("[tyz", "cannot be read"),
        ("tyz = 1", "language tyz: this is no table; write [tyz]"),
        ('[Tày]\nname = "Tày"\nname_vi = "Tiếng Tày"', "cannot be read"),
        ('[TYZ]\nname = "Tày"\nname_vi = "Tiếng Tày"', "no language tag in lower case"),
        ('[tyz]\nname = "Tày"', "language tyz: name_vi is missing"),
        ('[tyz]\nname = ""\nname_vi = "Tiếng Tày"', "language tyz: name is missing"),
        ('[tyz]\nname = "T"\nname_vi = "T"\nrtl = true', "language tyz: rtl is none of name,"),
        ('[tyz]\nname = "T"\nname_vi = "T"\nframe = "no"', "language tyz: frame must be bool"),
        ('[tyz]\nname = "T"\nname_vi = "T"\nsorting = "tyz"', "must be vietnamese or latin"),
        ('[tyz]\nname = "T"\nname_vi = "T"\ndirection = "up"', "must be ltr or rtl"),
        ('[tyz]\nname = "T"\nname_vi = "T"\nopen_graph = "tyz"', "must be written as vi_VN"),
        ('[tyz]\nname = "T"\nname_vi = "T"\nfallback = "fr"', "fallback of the language tyz"),
        ('[en]\nname = "E"\nname_vi = "Anh"', "the language en is declared twice"),
    ],
)
def test_a_wrong_entry_stops_the_start_with_a_sentence(read, entry, sentence):
    with pytest.raises(ImproperlyConfigured) as refusal:
        read(entry)
    assert sentence in str(refusal.value)


def test_a_fallback_must_have_a_frame_of_its_own(read):
    first = '[tyz]\nname = "Tày"\nname_vi = "Tiếng Tày"\n'
    with pytest.raises(ImproperlyConfigured, match="whose frame is translated"):
        read(f'{first}[nut]\nname = "Nùng"\nname_vi = "Tiếng Nùng"\nfallback = "tyz"')


def test_the_interface_of_a_language_without_a_frame_is_its_fallbacks(with_language):
    with_language(TAY)
    with_language(replace(TAY, code="km", fallback="en"))
    found = {code: get_interface_language(code) for code in ("vi", "en", "tyz", "km", "xx")}
    assert found == {"vi": "vi", "en": "en", "tyz": "vi", "km": "en", "xx": "vi"}


@pytest.mark.parametrize(
    ("interface", "bulletins", "number"),
    [("vi", "Bản tin", "1.234,5"), ("en", "Bulletins", "1,234.5")],
)
def test_a_borrowed_frame_is_wholly_that_of_its_fallback(interface, bulletins, number):
    borrowed = BorrowedMessages("tyz", interface)
    assert borrowed.to_language() == borrowed.language() == "tyz"
    assert borrowed.gettext("Bulletins") == bulletins
    with translation.override(interface):
        assert number_format(1234.5, force_grouping=True) == number
        assert borrowed.gettext("Monday") == gettext("Monday")


def test_a_language_without_formats_has_the_vietnamese_ones():
    with translation.override("tyz"):
        assert date_format(date(2026, 11, 7)) == "07/11/2026"
        assert number_format(1234.5, force_grouping=True) == "1.234,5"


def test_a_language_is_called_as_readers_of_the_interface_call_it():
    assert [str(name) for _code, name in django_settings.LANGUAGES] == ["Tiếng Việt", "Tiếng Anh"]
    with translation.override("en"):
        names = [str(name) for _code, name in django_settings.LANGUAGES]
    assert names == ["Vietnamese", "English"]


def test_languages_are_offered_in_the_order_of_their_table():
    assert sort_languages(["en", "vi", "tyz"]) == ["vi", "en"]


def test_search_engines_get_codes_of_two_letters_only(with_language):
    with_language(TAY)
    urls = {"vi": "/", "en": "/en/", "tyz": "/tyz/"}
    assert list_hreflang(urls) == {"en": "/en/", "vi": "/", "x-default": "/"}
    assert list_hreflang({"vi": "/", "tyz": "/tyz/"}) == {}
    assert list_hreflang({"vi": "/"}) == {}


def test_a_language_taken_out_counts_as_the_source_language():
    assert get_language_entry("tyz") is django_settings.LANGUAGE_TABLE["vi"]


@pytest.mark.parametrize(
    ("active", "tag", "attributes"),
    [
        ("vi", "{% lang_of 'vi' %}", ""),
        ("vi", "{% lang_of 'en' %}", ' lang="en"'),
        ("tyz", "{% lang_of 'tyz' %}", ' lang="tyz"'),
        ("tyz", "{% lang_of 'vi' %}", ""),
        ("tyz", "{% label_lang 'tyz' %}", ' lang="vi"'),
        ("tyz", "{% interface_language %}{% interface_dir %}", "vi"),
        ("en", "{% interface_language %}{% interface_dir %}", "en"),
        ("en", "{% source_lang %}", ' lang="vi"'),
        ("vi", "{% lang_of 'cja' %}", ' lang="cja" dir="rtl"'),
        ("cja", "{% interface_language %}{% interface_dir %}", 'cja dir="rtl"'),
        ("cja", "{% lang_of 'vi' %}", ' lang="vi" dir="ltr"'),
        ("vi", "{% hreflang_of 'en' %}", ' hreflang="en"'),
        ("vi", "{% hreflang_of 'tyz' %}", ""),
    ],
)
def test_words_name_their_language_where_it_is_not_that_around_them(
    with_language, active, tag, attributes
):
    with_language(TAY)
    with_language(replace(TAY, code="cja", direction="rtl", frame=True))
    with translation.override(active):
        assert Template("{% load languages %}" + tag).render(Context()) == attributes


def test_check_names_the_letters_that_the_fonts_lack(with_language):
    assert check_languages() == []
    with_language(replace(TAY, letters="aăⱥ"))
    [warning] = check_languages()
    assert warning.id == "bantin.W002"
    assert "tyz: ⱥ (U+2C65), Ⱥ (U+023A)." in warning.msg


def test_check_names_a_frame_without_a_catalogue(with_language):
    # Django itself has a French one.
    with_language(replace(TAY, code="fr", frame=True))
    [error] = check_languages()
    assert (error.id, "language fr" in error.msg) == ("bantin.E002", True)


def test_a_letter_can_be_drawn_from_its_parts():
    assert list_lacking_letters("ṣẽ\u0303") == []
    assert list_lacking_letters("ŋ") == ["ŋ", "Ŋ"]


@pytest.mark.parametrize(
    "font",
    sorted([*FONT_FOLDER.glob("*.ttf"), *WEB_FONTS.glob("*.woff2")]),
    ids=lambda path: path.name,
)
def test_every_font_has_the_letters_that_check_goes_by(font):
    letters = {chr(code) for code in TTFont(font).getBestCmap()}
    assert letters == {*(FONT_FOLDER / "letters.txt").read_text("utf-8")}


def test_the_fonts_have_what_plain_texts_of_offices_and_the_countrys_languages_need():
    signs = "§²³±€≤≥×°½…–—“”‘’•₫"
    marks = "\u0300\u0301\u0302\u0303\u0304\u0306\u0307\u0309\u030c\u0323"
    assert list_lacking_letters(signs + marks + "ʼəɯñǎ") == []


def test_templates_leave_it_to_tags_what_language_words_are_in():
    # The LANGUAGE_CODE of a template is the language of the path, not always that of the frame.
    templates = (django_settings.BASE_DIR / "templates").rglob("*.*ml")
    named = re.compile(r"(?<!request\.)LANGUAGE_CODE")
    assert [path.name for path in templates if named.search(path.read_text("utf-8"))] == []
