from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Revision

from bulletins.models import Bulletin
from bulletins.tests.factories import get_edit_path
from importing.tests.factories import HTML_FILE, TEXT_FILE, make_html_page
from tests.edit_forms import save_unchanged

SLUG = "day-manh-viec-cai-dat-bluezone"

pytestmark = pytest.mark.django_db


def run(file, **options):
    out = StringIO()
    call_command("import_bulletin", file, stdout=out, **options)
    return out.getvalue().splitlines()


@pytest.mark.parametrize("file", [TEXT_FILE, HTML_FILE])
def test_a_saved_page_becomes_a_published_bulletin_on_every_site(
    file, visit, health, district, province
):
    assert run(file, publish=True)[0] == SLUG
    bulletin = Bulletin.objects.get(slug=SLUG)
    assert (bulletin.title, str(bulletin.issued_on), bulletin.author_name) == (
        "Đẩy mạnh việc cài đặt Bluezone",
        "2021-02-09",
        "Bích Huệ",
    )
    assert bulletin.source == province
    for agency in (health, district, province):
        page = visit(agency, f"/ban-tin/{SLUG}/").content.decode()
        article = page.partition("<article")[2].partition("</article>")[0]
        assert article.count("<ol") == 1
        assert article.partition("<ol")[2].partition("</ol>")[0].count("<li>") == 9
        assert '<a href="https://www.bluezone.gov.vn/">' in article
        assert "PublishingPortal" not in article and "Block_BanTin" not in article
        assert SLUG in visit(agency, "/").content.decode()


def test_without_publish_it_is_a_draft_nobody_sees(visit, health):
    run(TEXT_FILE)
    assert not Bulletin.objects.get(slug=SLUG).live
    assert visit(health, f"/ban-tin/{SLUG}/").status_code == 404


def test_the_same_page_twice_changes_nothing_and_says_so():
    run(TEXT_FILE, publish=True)
    before = (Bulletin.objects.get().last_published_at, Revision.objects.count())
    assert run(HTML_FILE, publish=True) == [SLUG, "unchanged: Đẩy mạnh việc cài đặt Bluezone"]
    assert (Bulletin.objects.get().last_published_at, Revision.objects.count()) == before


def test_a_draft_is_published_by_importing_it_again_with_publish():
    run(TEXT_FILE)
    assert run(TEXT_FILE, publish=True)[1].startswith("updated")
    assert Bulletin.objects.get().live


def test_a_page_that_has_changed_becomes_a_new_revision(tmp_path):
    run(TEXT_FILE, publish=True)
    changed = tmp_path / "changed.txt"
    changed.write_text(TEXT_FILE.read_text("utf-8").replace("Bích Huệ", "Thu Cúc"), "utf-8")
    assert run(changed, publish=True)[1].startswith("updated")
    bulletin = Bulletin.objects.get()
    assert (bulletin.author_name, bulletin.revisions.count()) == ("Thu Cúc", 2)


def test_the_same_title_on_another_day_gets_an_address_of_its_own(tmp_path):
    run(TEXT_FILE)
    later = tmp_path / "later.txt"
    later.write_text(TEXT_FILE.read_text("utf-8").replace("09/02/2021", "10/02/2021"), "utf-8")
    assert run(later)[0] == f"{SLUG}-2"
    assert run(later)[1].startswith("unchanged")


def test_the_source_can_be_named(health):
    run(TEXT_FILE, source="so-y-te")
    assert Bulletin.objects.get().source == health


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "line 1"),
        (b"%PDF-1.7 binary", "line 1"),
        (b"\x00\x01\x02", "line 1"),
        ("Cài đặt\nĐẩy mạnh".encode("windows-1258", "replace") + b"\xc3", "line "),
        (b"09/02/2021\nTieu de\n", "line "),
        (b"09/02/2021\n" + b"t" * 300 + b"\nlead\n\nbody text here.\n", "title"),
    ],
)
def test_input_that_is_no_bulletin_is_refused_and_nothing_stored(tmp_path, content, message):
    file = tmp_path / "page.txt"
    file.write_bytes(content)
    with pytest.raises(CommandError) as refusal:
        run(file, publish=True)
    assert str(file) in str(refusal.value) and message in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert not Bulletin.objects.exists()


def test_what_is_not_kept_is_said(tmp_path):
    file = tmp_path / "page.html"
    file.write_bytes(
        make_html_page('Một.<img src="1.jpg"><table><tr><td>A<td>B<tr><td>C<td>D</table>')
    )
    assert run(file)[2:] == [
        "Not kept: 1 picture did not come along; upload it by itself",
        "Not kept: 1 table became lines of text",
    ]


def test_a_missing_file_and_an_unknown_source_are_refused(tmp_path):
    with pytest.raises(CommandError, match="No such file"):
        run(tmp_path / "none.txt")
    with pytest.raises(CommandError, match="no agency with the code 'nobody'"):
        run(TEXT_FILE, source="nobody")


TABLE = """<table>
<tr><th>STT</th><th>Tên giấy tờ</th><th>Bản sao</th></tr>
<tr><td>1</td><td>Đơn đề nghị</td><td>–</td></tr>
<tr><td>2</td><td>Bản vẽ</td><td>02</td></tr>
</table><p>Nộp tại Phòng Kinh tế.</p>"""


def test_cells_of_a_table_are_lines_and_no_headings_and_none_is_lost(tmp_path):
    (tmp_path / "trang.html").write_bytes(make_html_page(TABLE))
    run(tmp_path / "trang.html")
    [text] = Bulletin.objects.get().body
    assert text.block.name == "text"
    cells = ["STT", "Tên giấy tờ", "Bản sao", "1", "Đơn đề nghị", "–", "2", "Bản vẽ", "02"]
    lines = [*cells, "Nộp tại Phòng Kinh tế."]
    assert text.value.source == "".join(f"<p>{line}</p>" for line in lines)


def test_a_bulletin_of_1_1_0_with_a_text_for_each_paragraph_is_unchanged(tmp_path):
    (tmp_path / "trang.html").write_bytes(make_html_page("<p>Một.</p><p>Hai.</p>"))
    run(tmp_path / "trang.html", publish=True)
    bulletin = Bulletin.objects.get()
    assert [str(text.value.source) for text in bulletin.body] == ["<p>Một.</p><p>Hai.</p>"]
    bulletin.body = [("text", "<p>Một.</p>"), ("text", "<p>Hai.</p>")]
    bulletin.save_revision().publish()
    assert run(tmp_path / "trang.html", publish=True)[1].startswith("unchanged")


def test_a_long_page_is_as_many_texts_as_its_form_opens(tmp_path, sign_in, ict_publisher):
    body = "".join(f"<p>PHẦN {number} CHUNG</p><p>Chữ {number}.</p>" for number in range(600))
    (tmp_path / "trang.html").write_bytes(make_html_page(body))
    run(tmp_path / "trang.html")
    bulletin = Bulletin.objects.get()
    first, second = (text.value.source for text in bulletin.body)
    assert first.startswith("<h3>PHẦN 0 CHUNG</h3><p>Chữ 0.</p>")
    assert second.endswith("<p>Chữ 599.</p>")
    save_unchanged(sign_in(ict_publisher), get_edit_path(bulletin))


def test_a_page_that_no_form_would_take_is_refused(tmp_path):
    body = "".join(f"<p>{number}. Việc thứ {number}.</p>" for number in range(1, 102))
    (tmp_path / "trang.html").write_bytes(make_html_page(body))
    with pytest.raises(CommandError, match="body: Numbered measures 1: The maximum.*100"):
        run(tmp_path / "trang.html")
    assert not Bulletin.objects.exists()
