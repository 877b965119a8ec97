from wagtail.admin import compare

from config.environment import BASE_DIR
from tests.calls import count_calls


def test_short_texts_are_compared_word_by_word():
    html = compare.diff_text("Nước suối dâng nhanh", "Nước sông dâng nhanh").to_html()
    assert '<span class="deletion">suối</span><span class="addition">sông</span>' in html


def test_long_texts_are_compared_sentence_by_sentence():
    text = "Bà con chuyển đồ đạc lên cao. " * 900
    html = compare.diff_text(text + "Một.", text + "Hai.").to_html()
    assert html.endswith('<span class="deletion"> Một.</span><span class="addition"> Hai.</span>')
    assert html.startswith("Bà con")


def test_what_long_texts_have_in_common_is_shown_as_it_is_written():
    text = "Bà con chuyển đồ đạc lên cao. " * 900
    changes = compare.diff_text(text + "Một.", text + "Hai.").changes
    assert "".join(part for change, part in changes if change != "addition") == text + "Một."
    assert "".join(part for change, part in changes if change != "deletion") == text + "Hai."


def test_very_long_texts_are_shown_as_a_whole_without_a_comparison():
    old, new = "abcdef. " * 20_000, "fedcba. " * 20_000
    changes = compare.diff_text(old, new).changes
    assert changes == [("deletion", old), ("addition", new)]
    assert compare.diff_text(old, old).changes == [("equal", old)]


def test_letters_without_a_shape_are_named():
    """A mark of direction turns the order of what a reviewer sees."""
    html = compare.diff_text("Nộp 100 đồng", "Nộp \u202e001\u202c đồng").to_html()
    assert "[U+202E]001[U+202C]" in html
    assert compare.diff_text("Bà\u200bcon", "Bà\u200bcon").changes == [("equal", "Bà[U+200B]con")]


def test_nothing_is_a_text():
    assert compare.diff_text(None, None).changes == []
    assert len(compare.diff_text(None, "a" * 30_000).changes) == 1


def test_twice_as_many_sentences_take_twice_as_long():
    same = "Bà con chuyển đồ đạc lên cao, khóa cửa, tắt điện rồi đến trường học. " * 3

    def compare_many(number):
        old = [same.replace(".", ",") + "."] * number
        new = [one if place % 2 else f"Câu số {place}." for place, one in enumerate(old)]
        return count_calls(lambda: compare.diff_text(" ".join(old), " ".join(new)))

    assert compare_many(400) < 2.6 * compare_many(200)


def test_no_text_is_compared_by_difflib_which_takes_cubic_time():
    for path in BASE_DIR.glob("*/**/*.py"):
        if {".venv", "tests", "var"}.isdisjoint(path.relative_to(BASE_DIR).parts):
            assert "difflib import" not in path.read_text("utf-8"), path
