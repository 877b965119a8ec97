from collections import Counter

from tests.corpus.expected import WORD_FILE, Expected
from tests.corpus.letters import write_tcvn3, write_vni
from tests.corpus.library import get_text, list_texts

# What any office writes, whatever else there is.
KINDS = {
    "letter", "announcement", "minutes", "decision", "prices", "schedule", "procedure", "names",
    "report", "message", "plan",
}  # fmt: skip
# What the corpus must not lose: each was once lost by something that read it.
TRAITS = {
    "heading 1", "heading 2", "heading 3", "bold paragraph", "bullet list", "bullet nested",
    "decimal list", "decimal nested", "letter list", "table", "invisible table", "caption",
    "heading rows", "wide cell", "high cell", "large table", "picture", "note", "comment", "ins",
    "del", "s", "u", "b", "i", "sup", "sub", "hidden", "br", "nbsp", "shy", "zwsp", "tab", "page",
    "contents", "header", "footer", "box", "chart", "formula", "object", "film", "emoji", "sign",
    "link https", "link mailto", "link tel", "link file", "link javascript", "NFD", "TCVN3", "VNI",
}  # fmt: skip


def test_there_are_texts_of_every_kind_and_with_everything_that_was_ever_lost():
    texts = list_texts()
    assert len(texts) >= 80
    kinds = Counter(text.kind for text in texts)
    assert {kind for kind, number in kinds.items() if number > 3} >= KINDS
    assert set().union(*(text.traits for text in texts)) >= TRAITS
    assert len({text.title for text in texts}) == len(texts)


def test_one_of_them_has_forty_pages():
    text = get_text("decision-forty-pages")
    words = Expected(text, WORD_FILE).words
    # A page that is set as Decree 30/2020 says has some 450 words.
    assert len(words) > 40 * 400
    assert {f"{number}." for number in range(1, 46)} <= set(words)


def test_old_letters_are_those_of_the_fonts():
    assert write_tcvn3("Tăng cường đẩy mạnh") == "T¨ng c\xad\xeang ®Èy m¹nh"
    assert write_vni("Đường nước thủy lợi, cấp nguy hiểm") == (
        "Ñöôøng nöôùc thuûy lôïi, caáp nguy hieåm"
    )
