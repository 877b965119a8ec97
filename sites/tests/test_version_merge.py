"""What two people wrote into one page or bulletin: compared, merged, or one of both taken."""

import json

import pytest
from wagtail.test.utils.form_data import inline_formset, rich_text, streamfield

from bulletins.roles import CENTRAL_COLLECTION
from bulletins.tests import factories as bulletins
from content.tests.factories import create_document
from home.models import NewsPage
from home.tests import factories as home
from members.tests.approval import PUBLISH
from sites.permissions.group_permissions import get_or_create_collection
from tests.html import get_text, parse_html, read_html

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = (f"0000000{number}-0000-4000-8000-000000000000" for number in (1, 2, 3))


def make_body(*blocks):
    """A body as a form sends it: pairs of block id and text."""
    body = streamfield([("text", rich_text(f"<p>{text}</p>")) for _key, text in blocks])
    return body | {f"{number}-id": key for number, (key, _text) in enumerate(blocks)}


@pytest.fixture
def article(health):
    page = home.publish_news(health, "Bài chung", lead="Dẫn nhập")
    page.body = json.dumps(
        [
            {"type": "text", "value": f"<p>{text}</p>", "id": key}
            for key, text in ((FIRST, "Đoạn một"), (SECOND, "Đoạn hai"), (THIRD, "Đoạn ba"))
        ]
    )
    page.save_revision().publish()
    return page


@pytest.fixture
def me(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def other(sign_in, ict_admin):
    return sign_in(ict_admin)


def make_form(lead="Dẫn nhập", first="Đoạn một", second="Đoạn hai", third="Đoạn ba", **fields):
    body = make_body((FIRST, first), (SECOND, second), (THIRD, third))
    # The fixture's page has the date of its making.
    return home.make_article_form("Bài chung", **{"lead": lead, "body": body} | fields)


def open_form(client, page):
    soup = parse_html(client.get(home.get_edit_path(page)))
    names = ("loaded_revision_id", "loaded_revision_created_at")
    return {name: soup.select_one(f"[name={name}]")["value"] for name in names}


def save_both(page, me, other, mine, theirs):
    """Let the other save after I have opened the form; what is asked when I save, and my form."""
    path = home.get_edit_path(page)
    me.post(path, make_form())
    opened = open_form(me, page)
    assert other.post(path, theirs).status_code == 302
    answer = me.post(path, mine | opened)
    question = parse_html(answer).select_one(".newer-version")
    return question, mine | open_form(me, page) | read_hidden(question)


def read_hidden(question):
    return {one["name"]: one["value"] for one in question.select("input[type=hidden]")}


def press(question, act):
    """What a button of the question sends: to merge both, or to take theirs."""
    values = [button["value"] for button in question.select("button[name=resolve]")]
    [value] = [value for value in values if value.startswith(f"{act}:")]
    return {"resolve": value}


def list_places(question):
    """Each place that differs: what it is called, who changed it, and the words of both."""
    rows = question.select(".newer-version__places > div")
    sides = {get_text(row.dt): row.select_one(".newer-version__side") for row in rows}
    words = {get_text(row.dt): get_text(row.select_one(".newer-version__words")) for row in rows}
    return {label: (get_text(side) if side else "", words[label]) for label, side in sides.items()}


def read_latest(page):
    """Lead and paragraphs of the latest version, without tags."""
    latest = type(page).objects.get(pk=page.pk).get_latest_revision_as_object()
    texts = [get_text(read_html(str(block.value))) for block in latest.body]
    return latest.lead, texts


def test_what_differs_is_shown_block_by_block_with_who_changed_it(article, me, other):
    question, _mine = save_both(
        article, me, other,
        make_form(first="Đoạn một của tôi", third="Đoạn ba của tôi"),
        make_form(lead="Dẫn nhập mới", third="Đoạn ba của họ"),
    )  # fmt: skip
    places = list_places(question)
    assert {label: side for label, (side, _words) in places.items()} == {
        "Dẫn nhập": "ict-admin sửa",
        "Nội dung, khối 1: Đoạn văn": "Bạn sửa",
        "Nội dung, khối 3: Đoạn văn": "Cả hai cùng sửa",
    }
    both = places["Nội dung, khối 3: Đoạn văn"][1]
    assert "của tôi" not in places["Dẫn nhập"][1]
    assert "họ" in both and "tôi" in both
    assert "Đoạn hai" not in get_text(question)


def test_what_only_one_of_both_changed_is_merged(article, me, other):
    question, mine = save_both(
        article, me, other,
        make_form(first="Đoạn một của tôi"),
        make_form(lead="Dẫn nhập mới", third="Đoạn ba của họ"),
    )  # fmt: skip
    answer = me.post(home.get_edit_path(article), mine | press(question, "merge"), follow=True)
    assert read_latest(article) == (
        "Dẫn nhập mới",
        ["Đoạn một của tôi", "Đoạn hai", "Đoạn ba của họ"],
    )
    assert "Đã gộp với bản của ict-admin" in answer.text
    # Theirs stays in the history, and nothing is public without a button.
    contents = [revision.content["lead"] for revision in article.revisions.order_by("pk")]
    assert contents[-2:] == ["Dẫn nhập mới", "Dẫn nhập mới"]
    assert NewsPage.objects.get(pk=article.pk).lead == "Dẫn nhập"


def test_where_both_changed_the_same_mine_stays_and_theirs_is_told(article, me, other):
    question, mine = save_both(
        article, me, other,
        make_form(lead="Dẫn nhập của tôi", second="Đoạn hai của tôi"),
        make_form(lead="Dẫn nhập của họ", second="Đoạn hai của họ"),
    )  # fmt: skip
    answer = me.post(home.get_edit_path(article), mine | press(question, "merge"), follow=True)
    assert read_latest(article) == ("Dẫn nhập của tôi", ["Đoạn một", "Đoạn hai của tôi", "Đoạn ba"])
    told = get_text(parse_html(answer).select_one(".messages"))
    assert "Dẫn nhập của họ" in told and "Đoạn hai của họ" in told


def test_blocks_that_were_added_moved_and_taken_away_are_merged(article, me, other):
    new = "00000009-0000-4000-8000-000000000000"
    mine = make_body(
        (FIRST, "Đoạn một"), (new, "Của tôi"), (SECOND, "Đoạn hai"), (THIRD, "Đoạn ba")
    )
    theirs = make_body((THIRD, "Đoạn ba"), (FIRST, "Đoạn một"))
    question, mine = save_both(
        article, me, other, make_form(body=mine), make_form(body=theirs)
    )  # fmt: skip
    me.post(home.get_edit_path(article), mine | press(question, "merge"))
    assert read_latest(article)[1] == ["Đoạn ba", "Đoạn một", "Của tôi"]


def test_a_block_that_one_changed_and_the_other_took_away_stays(article, me, other):
    theirs = make_body((FIRST, "Đoạn một"), (THIRD, "Đoạn ba của họ"))
    mine = make_body((FIRST, "Đoạn một"), (SECOND, "Đoạn hai của tôi"))
    question, mine = save_both(
        article, me, other, make_form(body=mine), make_form(body=theirs)
    )  # fmt: skip
    assert {side for side, _words in list_places(question).values()} == {"Cả hai cùng sửa"}
    me.post(home.get_edit_path(article), mine | press(question, "merge"))
    texts = read_latest(article)[1]
    assert texts == ["Đoạn một", "Đoạn hai của tôi", "Đoạn ba của họ"]


def test_what_both_wrote_alike_is_no_difference(article, me, other):
    question, mine = save_both(
        article, me, other,
        make_form(lead="Cùng một câu", first="Đoạn một của tôi"),
        make_form(lead="Cùng một câu"),
    )  # fmt: skip
    assert list(list_places(question)) == ["Nội dung, khối 1: Đoạn văn"]
    me.post(home.get_edit_path(article), mine | press(question, "merge"))
    assert read_latest(article)[0] == "Cùng một câu"


def test_theirs_is_taken_and_mine_can_be_copied(article, me, other):
    question, mine = save_both(
        article, me, other,
        make_form(first="Đoạn một của tôi"), make_form(lead="Dẫn nhập của họ"),
    )  # fmt: skip
    before = article.revisions.count()
    answer = me.post(home.get_edit_path(article), mine | press(question, "take"), follow=True)
    page = parse_html(answer)
    assert page.select_one("[name=lead]").text.strip() == "Dẫn nhập của họ"
    told = get_text(page.select_one(".messages"))
    assert "Đoạn một của tôi" in told and "Dẫn nhập của họ" not in told
    assert article.revisions.count() == before


def test_without_the_version_that_was_opened_there_is_a_difference_and_no_merging(
    article, me, other
):
    path = home.get_edit_path(article)
    other.post(path, make_form(lead="Đang viết"))
    opened = open_form(me, article)
    # What the other writes on is saved over the version that I have opened.
    other.post(
        path,
        make_form(lead="Viết xong", overwrite_revision_id=opened["loaded_revision_id"]),
        headers={"Accept": "application/json"},
    )
    answer = me.post(path, make_form(lead="Của tôi") | opened)
    question = parse_html(answer).select_one(".newer-version")
    [(side, words)] = list_places(question).values()
    assert side == "" and "Viết xong" in words and "Của tôi" in words
    [take] = [button["value"] for button in question.select("button[name=resolve]")]
    assert take.startswith("take:")
    kept = read_hidden(question)
    mine = make_form(lead="Của tôi") | open_form(me, article) | kept
    # Nor where somebody asks for it without the button.
    me.post(path, mine | {"resolve": take.replace("take", "merge")})
    assert read_latest(article)[0] == "Viết xong"


def test_a_third_version_that_comes_meanwhile_is_asked_about_again(article, me, other):
    question, mine = save_both(
        article, me, other, make_form(first="Của tôi"), make_form(lead="Hai")
    )  # fmt: skip
    other.post(home.get_edit_path(article), make_form(lead="Ba"))
    answer = me.post(home.get_edit_path(article), mine | press(question, "merge"))
    assert parse_html(answer).select_one(".newer-version")
    assert read_latest(article)[0] == "Ba"


def test_what_is_merged_is_not_published_unread(article, me, other):
    question, mine = save_both(
        article, me, other, make_form(first="Của tôi"), make_form(lead="Dẫn nhập mới")
    )
    answer = me.post(home.get_edit_path(article), mine | press(question, "merge") | PUBLISH)
    assert parse_html(answer).select_one(".newer-version")
    assert NewsPage.objects.get(pk=article.pk).lead == "Dẫn nhập"
    assert read_latest(article) == ("Dẫn nhập mới", ["Đoạn một", "Đoạn hai", "Đoạn ba"])


def test_bulletins_are_merged_with_audience_and_files(sign_in, ict_publisher, other):
    me = sign_in(ict_publisher)
    file = create_document(get_or_create_collection(CENTRAL_COLLECTION), "Bản đồ")
    bulletin = bulletins.publish_bulletin("Lũ quét", summary="Nước lên.")
    path = bulletins.get_edit_path(bulletin)

    def make(**fields):
        form = bulletins.make_bulletin_form(**{"slug": bulletin.slug, **fields})
        return form | {"addressees-scope": "all"}

    me.post(path, make())
    soup = parse_html(me.get(path))
    names = ("loaded_revision_id", "loaded_revision_created_at")
    opened = {name: soup.select_one(f"[name={name}]")["value"] for name in names}
    districts = {"addressees-scope": "some", "addressees-code": ["kind:district"]}
    files = inline_formset([{"document": file.pk, "caption": "Bản đồ"}])
    other.post(path, make(attachments=files) | districts)
    answer = me.post(path, make(summary="Nước lên nhanh.") | opened)
    question = parse_html(answer).select_one(".newer-version")
    sides = {label: side for label, (side, _words) in list_places(question).items()}
    assert sides == {
        "Tóm tắt": "Bạn sửa",
        "Nơi nhận": "ict-admin sửa",
        "Tệp đính kèm": "ict-admin sửa",
    }
    kept = read_hidden(question)
    me.post(path, make(summary="Nước lên nhanh.") | opened | kept | press(question, "merge"))
    latest = type(bulletin).objects.get(pk=bulletin.pk).get_latest_revision_as_object()
    assert latest.summary == "Nước lên nhanh."
    assert [line.code for line in latest.audience.all()] == ["kind:district"]
    assert [line.document for line in latest.attachments.all()] == [file]
