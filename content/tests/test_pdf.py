"""Papers made by Typst: long ones in a process of their own."""

import os
from pathlib import Path

import pypdfium2
import pytest

from content.pdf import MAX_OWN_CHARACTERS, TypesettingError, render_pdf

TEMPLATE = """
#let data = json(bytes(sys.inputs.data))
#set document(title: "Danh sách")
#set text(font: "Be Vietnam Pro", lang: "vi")
#heading(data.heading)
#table(columns: 3, table.header([A], [B], [C]), ..data.rows.flatten())
"""


@pytest.fixture
def template(tmp_path):
    file = tmp_path / "list.typ"
    file.write_text(TEMPLATE, encoding="utf-8")
    return file


def make_data(rows):
    words = "Ủy ban nhân dân xã Thử Nghiệm, huyện Ba Bể, tỉnh Bắc Kạn"
    return {"heading": "Các trang", "rows": [[f"{words} {n}", words, words] for n in range(rows)]}


def read_words(content):
    pages = pypdfium2.PdfDocument(content)
    return " ".join(page.get_textpage().get_text_range() for page in pages)


def get_own_memory():
    """The memory of this process, in bytes, without what its children take."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.parametrize("rows", [2, 300])
def test_a_paper_short_or_long_has_all_its_rows(template, rows):
    data = make_data(rows)
    assert (len(str(data)) > MAX_OWN_CHARACTERS) == (rows > 2)
    words = read_words(render_pdf(template, data))
    assert "Các trang" in words and f"Bắc Kạn {rows - 1}" in " ".join(words.split())


@pytest.mark.drill("processes")
@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="Linux tells the memory here.")
def test_a_long_paper_leaves_no_memory_behind(template):
    render_pdf(template, make_data(2))
    before = get_own_memory()
    content = render_pdf(template, make_data(1000))
    # In this process it would be a hundred megabytes.
    assert get_own_memory() - before < 30_000_000 and content.startswith(b"%PDF")


@pytest.mark.parametrize("rows", [2, 300])
def test_a_template_that_is_refused_says_why(template, rows):
    template.write_text(f"{TEMPLATE}\n#data.nothing", encoding="utf-8")
    with pytest.raises(TypesettingError, match="nothing"):
        render_pdf(template, make_data(rows))
