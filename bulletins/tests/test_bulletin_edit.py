import pytest
from wagtail.test.utils.form_data import rich_text, streamfield

from bulletins.models import Bulletin
from bulletins.tests.factories import (
    ADMIN,
    create_draft,
    create_template,
    get_edit_path,
    make_bulletin_form,
    next_week,
    press_publish,
    publish_bulletin,
)
from content.text.slugs import make_slug
from members.tests.approval import PUBLISH
from tests.edit_forms import save_unchanged
from tests.html import read_html

pytestmark = pytest.mark.django_db

LONG = "một hai ba bốn " * 40


@pytest.fixture
def author(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def body(html):
    return streamfield([("text", rich_text(html))])


def soup_of(answer):
    return read_html(answer.content)


def test_what_is_needed_in_a_hurry_stands_open_and_in_its_order(author):
    soup = soup_of(author.get(f"{ADMIN}add/"))
    panels = soup.select("form .w-form-width > section")
    opened = [one.h2.get_text(strip=True) for one in panels if "collapsed" not in one["class"]]
    assert [name.rstrip("*") for name in opened] == [
        "Tiêu đề",
        "Việc cần làm",
        "Gọi cho ai",
        "Nội dung",
        "Tóm tắt",
        "Cơ quan ban hành",
        "Nơi nhận",
    ]
    assert len(panels) > len(opened)


def test_the_choice_of_urgency_knows_how_long_a_notice_usually_holds(author):
    choice = soup_of(author.get(f"{ADMIN}add/")).select_one("#id_urgency")
    assert choice["data-usual-hours"] == '{"emergency": 24, "important": 168, "routine": null}'


@pytest.mark.parametrize(
    ("instruction", "html", "summary"),
    [
        ("Rời nhà ngay.", "<p>Nước lên.</p>", "Rời nhà ngay."),
        ("", "<p>Nước <b>lên</b>.</p>", "Nước lên."),
    ],
)
def test_an_empty_summary_is_taken_from_the_other_words(author, instruction, html, summary):
    typed = make_bulletin_form(summary="", instruction=instruction, body=body(html))
    assert press_publish(author, author.post(f"{ADMIN}add/", typed | PUBLISH)).status_code == 302
    assert Bulletin.objects.get(live=True).summary == summary


def correct_instruction(author, bulletin, *, drafts=0, **fields):
    """Send the form as it is shown, with another instruction; before that ``drafts`` of it."""
    path = get_edit_path(bulletin)
    form = author.get(path).context["form"]
    shown = {name: form[name].value() for name in ("title", "slug", "instruction", "summary")}
    typed = make_bulletin_form(**shown | {"instruction": "Lên đồi ngay."} | fields)
    for _draft in range(drafts):
        author.post(path, typed)
    press_publish(author, author.post(path, typed | PUBLISH))
    bulletin.refresh_from_db()
    assert bulletin.instruction == "Lên đồi ngay."
    return bulletin.summary


@pytest.mark.parametrize("drafts", [0, 2])
def test_a_summary_taken_from_what_to_do_follows_its_correction(author, drafts):
    bulletin = publish_bulletin(instruction="Rời nhà ngay.", summary="Rời nhà ngay.")
    assert correct_instruction(author, bulletin, drafts=drafts) == "Lên đồi ngay."


def test_a_summary_in_own_words_stays_when_what_to_do_is_corrected(author):
    bulletin = publish_bulletin(instruction="Rời nhà ngay.", summary="Nước lên.")
    assert correct_instruction(author, bulletin) == "Nước lên."
    assert correct_instruction(author, bulletin, summary="Nước rút.") == "Nước rút."


def test_a_summary_from_a_long_text_has_whole_words_and_fits(author):
    press_publish(
        author,
        author.post(
            f"{ADMIN}add/", make_bulletin_form(summary="", body=body(f"<p>{LONG}</p>")) | PUBLISH
        ),
    )
    summary = Bulletin.objects.get(live=True).summary
    assert 380 < len(summary) <= 400 and summary[-1] == "…"
    assert set(summary[:-1].split()) == {"một", "hai", "ba", "bốn"}


def test_a_draft_keeps_its_summary_empty(author):
    author.post(f"{ADMIN}add/", make_bulletin_form(summary="", instruction="Rời nhà."))
    assert Bulletin.objects.get().summary == ""


def test_a_draft_saved_unchanged_keeps_the_summary_made_for_it(author):
    bulletin = publish_bulletin(instruction="Rời nhà ngay.", summary="Rời nhà ngay.")
    bulletin.unpublish()
    save_unchanged(author, get_edit_path(bulletin))
    assert Bulletin.objects.get().get_latest_revision_as_object().summary == "Rời nhà ngay."


def test_a_summary_that_somebody_wrote_stays(author):
    press_publish(
        author, author.post(f"{ADMIN}add/", make_bulletin_form(instruction="Rời nhà.") | PUBLISH)
    )
    assert Bulletin.objects.get(live=True).summary == "Nước lên."


def test_a_long_title_is_not_refused_for_the_address_the_browser_makes_of_it(author):
    title = "Thông báo về việc nộp hồ sơ hỗ trợ người lao động trước ngày 20/3 ở các xã vùng cao"
    made = make_slug(title, max_length=200)
    author.post(f"{ADMIN}add/", make_bulletin_form(title=title, slug=made))
    assert Bulletin.objects.get().slug == make_slug(title)
    typed = make_bulletin_form(title="Lũ", slug="a-" * 45 + "b")
    answer = author.post(f"{ADMIN}add/", typed)
    assert "slug" in answer.context["form"].errors


def test_a_title_that_is_too_long_is_refused_whole(author):
    title = "Cảnh báo lũ quét " * 15
    answer = author.post(f"{ADMIN}add/", make_bulletin_form(title=title))
    field = soup_of(answer).select_one("#id_title")
    assert field.text.strip() == title.strip()
    assert "200" in field.find_parent(class_="w-field").select_one(".error-message").text
    author.post(f"{ADMIN}add/", make_bulletin_form(title="Cảnh báo\r\nlũ quét"))
    assert Bulletin.objects.get().title == "Cảnh báo lũ quét"


def advice(soup):
    return " ".join(soup.select_one(".advice").get_text(" ").split())


def test_the_form_says_what_to_look_at_before_publishing(author):
    bulletin = create_draft("Đến [giờ]", contact_telephone="112")
    shown = advice(soup_of(author.get(f"{ADMIN}edit/{bulletin.pk}/")))
    assert "Cần có: Tiêu đề: Hãy điền: [giờ]" in shown
    assert "đến khi nào" in shown and "điện thoại" not in shown


def test_a_fresh_form_asks_for_no_audience_where_it_shows_one(author, district):
    own = create_template("Chỉ một huyện", audience_codes=[district.own_code])
    for start, number in (("", 3), (f"?mau={create_template('Lũ').pk}", 3), (f"?mau={own.pk}", 1)):
        page = soup_of(author.get(f"{ADMIN}add/{start}"))
        [reach] = page.select("[data-reach]")
        assert f"{number} đơn vị sẽ hiển thị" in " ".join(reach.get_text(" ").split())
        assert "Nơi nhận" not in advice(page)


def test_a_fresh_form_that_shows_nobody_asks_for_an_audience(author):
    nobody = create_draft("Lũ", audience=[])
    page = soup_of(author.get(f"{ADMIN}add/?tu={nobody.pk}"))
    assert "Cần có: Nơi nhận: Không trang web nào" in advice(page)


def test_saving_brings_the_advice_up_to_date(author):
    bulletin = create_draft("Lũ")
    typed = make_bulletin_form(slug="lu", contact_telephone="112", valid_until=next_week())
    path = f"{ADMIN}edit/{bulletin.pk}/"
    answer = author.post(path, typed, headers={"accept": "application/json"}).json()
    place = 'template[data-w-teleport-target-value="#before-publishing"]'
    template = read_html(answer["html"]).select_one(place)
    assert "Đã đủ, có thể đăng." in template.decode_contents()


def test_what_a_template_left_open_is_not_published(author):
    typed = make_bulletin_form(title="Lũ ở [xã]", instruction="Đến [điểm tránh lũ].")
    answer = press_publish(author, author.post(f"{ADMIN}add/", typed | PUBLISH))
    assert set(answer.context["form"].errors) == {"title", "instruction"}
    assert "[điểm tránh lũ]" in answer.content.decode()
    assert not Bulletin.objects.exists()
    assert author.post(f"{ADMIN}add/", typed).status_code == 302


def test_advice_alone_stops_nobody(author):
    typed = make_bulletin_form(body=body('<p><a href="https://a.example/">tại đây</a></p>'))
    assert press_publish(author, author.post(f"{ADMIN}add/", typed | PUBLISH)).status_code == 302
    assert Bulletin.objects.get().live
