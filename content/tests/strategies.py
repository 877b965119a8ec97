"""Texts that hypothesis makes up: HTML, and paragraphs as the rich text editor knows them."""

from hypothesis import strategies as st

from content.text.paragraphs import STYLES, Link, Paragraph, StyledText

PIECES = (
    "<", ">", "/", "=", "'", '"', " ", "x", "&lt;", "&amp;", "&nbsp;", "\xa0", "&#x26;", "\x00",
    "<!-->", "<!--->", "<!--", "-->", "--!>", "<?", "<![CDATA[", "]]>", "<p>", "</p>", "<b>",
    "</b>", "<i>", "</i>", "<br>", "<ul>", "<li>", "</li>", "</ul>", "<h3>", "</h3>", "<em>",
    "<svg>", "</svg>", "<math>", "<mtext>", "<style>", "</style>", "<script>", "</script>",
    "<template>", "<table>", "<td>", "<noscript>", "<title>", "<textarea>", "<plaintext>",
    '<a href="x">', "<a href=javascript:x>", "</a>", '<a id="a1">', "<p onclick=x>",
    "<sub>", "</sub>", '<a linktype="page" id="3">', "<img src=x onerror=y>",
    '<embed embedtype="media" url="https://x.vn/"/>',
)  # fmt: skip
# HTML that nobody would write, and that somebody may send.
HOSTILE = st.lists(st.sampled_from(PIECES) | st.text(max_size=4), max_size=40).map("".join)

# An emoji is two characters for browsers; a letter with its accents apart is several for all.
WORDS = st.text(st.sampled_from("aĐếộ 😀e\u0301&<>\"'\xa0\u200d"), max_size=6)
LINKS = st.sampled_from(
    [
        Link("", "https://a.vn/?a=1&b=2"),
        Link("", "tel:0209"),
        Link("page", "3"),
        Link("document", "4"),
    ]
)
STYLE_SETS = st.frozensets(st.sampled_from(sorted({*STYLES.values()})))
RUNS = st.builds(StyledText, WORDS, STYLE_SETS, st.none() | LINKS) | st.just(StyledText("\n"))
PARAGRAPHS = st.builds(
    Paragraph,
    st.sampled_from(["p", "h3", "ol", "ul"]),
    st.integers(0, 12),
    st.sampled_from(["", "a1b2c", "x"]) | st.text("abc019", min_size=5, max_size=5),
    st.lists(RUNS, max_size=5),
)
TEXTS = st.lists(PARAGRAPHS, max_size=6)
