"""The screen of approval: what readers will see and what has changed, and then the decision."""

import pytest

from accounts.tests.factories import create_user
from bulletins.tests.factories import get_edit_path as get_bulletin_path
from bulletins.tests.factories import make_bulletin_form, publish_bulletin, submit_bulletin
from home.models import NewsPage
from home.tests.factories import publish_news
from members.services.approval import submit_page
from members.tests.approval import (
    SUBMIT,
    decide,
    get_shown_version,
    is_live,
    review_url,
    status,
)
from members.tests.factories import submit_article
from tests.html import get_text, parse_html

pytestmark = pytest.mark.usefixtures("health_moderator", "district_editor")
NEVER, PREVIEW = "Bài mới, chưa từng đăng.", "preview/"


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def waiting(health, health_editor):
    return submit_article(health, health_editor)


def find_section(response, heading):
    soup = parse_html(response)
    return next(
        one for one in soup.select(".review section") if get_text(one.find(["h2", "h3"])) == heading
    )


def test_a_new_page_is_shown_as_readers_will_see_it_and_said_to_be_new(moderator, waiting):
    answer = moderator.get(review_url(waiting))
    frame = parse_html(answer).select_one("iframe")
    assert frame["src"] == review_url(waiting) + PREVIEW
    preview = moderator.get(frame["src"])
    assert "Lịch tiêm chủng" in preview.content.decode()
    assert "frame-ancestors 'self'" in preview["Content-Security-Policy"]
    assert NEVER in answer.content.decode()
    assert "health-editor" in get_text(parse_html(answer).select_one(".review-facts"))


def test_of_a_page_on_the_website_the_differences_stand_on_the_same_screen(
    moderator, health, health_editor
):
    page = publish_news(health, "Lịch tiêm chủng", lead="Ngày 20/3.")
    page.title = "Lịch tiêm vét"
    page.save_revision(user=health_editor)
    page.get_workflow().start(page, health_editor)
    answer = moderator.get(review_url(page))
    changes = find_section(answer, "Phần đã thay đổi")
    assert [one.text for one in changes.select("span.deletion")] == ["chủng"]
    assert [one.text for one in changes.select("span.addition")] == ["vét"]
    assert "20/3" not in changes.text and NEVER not in answer.content.decode()
    assert "Lịch tiêm vét" in moderator.get(review_url(page) + PREVIEW).content.decode()


def test_a_page_taken_off_before_is_not_called_new(moderator, health, health_editor):
    page = NewsPage.objects.get(pk=publish_news(health, "Tin").pk)
    page.unpublish()
    page.get_workflow().start(page, health_editor)
    shown = moderator.get(review_url(page)).content.decode()
    assert "đã được gỡ xuống" in shown and NEVER not in shown


def test_what_keeps_it_from_being_published_and_advice_stand_before_the_buttons(
    moderator, health, health_editor
):
    page = submit_article(health, health_editor, "THÔNG BÁO TIÊM CHỦNG")
    advice = parse_html(moderator.get(review_url(page))).select_one(".advice")
    assert "toàn chữ hoa" in get_text(advice)
    assert advice.find_next("button", value="approve")


def test_the_buttons_are_a_bar_after_everything_and_belong_to_one_form(moderator, waiting):
    shown = parse_html(moderator.get(review_url(waiting)))
    buttons = shown.select(".review button[name=decision]")
    assert [get_text(one) for one in buttons] == ["Trả lại", "Duyệt và đăng"]
    [bar] = shown.select(".review > .review-bar:last-child")
    assert buttons[1] in bar.find_all("button") and buttons[0].find_previous("iframe")
    [form] = shown.select(".review form")
    assert buttons[1]["form"] == form["id"]
    assert bar.a["href"] == "#" + form.find("textarea")["id"]


def test_who_sent_it_back_reads_their_wish_and_what_was_done_about_it(
    moderator, sign_in, health, health_editor
):
    page = submit_article(health, health_editor)
    decide(moderator, page, "reject", "Xin ghi rõ giờ tiêm")
    page = NewsPage.objects.get(pk=page.pk)
    page.lead = "Bảy giờ sáng."
    page.save_revision(user=health_editor)
    submit_page(page=page, user=health_editor)
    answer = moderator.get(review_url(page))
    changes = get_text(find_section(answer, "Phần đã thay đổi"))
    assert "Xin ghi rõ giờ tiêm" in changes and "So với bản bạn đã đọc" in changes
    assert "Bảy giờ sáng." in changes and "Lịch tiêm chủng" not in changes
    # It comes before the preview.
    assert find_section(answer, "Phần đã thay đổi").find_next("iframe")
    # Somebody else has read nothing of it.
    other = create_user("moderator-2", health.moderators)
    assert NEVER in sign_in(other).get(review_url(page)).text


def test_the_differences_are_those_to_the_last_reading_and_to_the_website(
    moderator, sign_in, health, health_editor
):
    other = sign_in(create_user("moderator-2", health.moderators))
    page = submit_article(health, health_editor)
    decide(moderator, page, "approve")
    for title, by in (("Bản hai", "approve"), ("Bản ba", "")):
        page = NewsPage.objects.get(pk=page.pk)
        page.title = title
        page.save_revision(user=health_editor)
        page.get_workflow().start(page, health_editor)
        if by:
            decide(other, page, by)
    section = find_section(moderator.get(review_url(page)), "Phần đã thay đổi")
    with_public = section.details.extract()
    assert "hai" in get_text(with_public) and "Lịch tiêm chủng" not in get_text(with_public)
    changes = get_text(section)
    assert "Lịch tiêm chủng" in changes and "Bản ba" in changes and "hai" not in changes


@pytest.mark.parametrize("decision", ["approve", "reject"])
@pytest.mark.parametrize("saved", ["anew", "in the background"])
def test_what_has_changed_since_it_was_opened_is_shown_again_and_not_decided(
    moderator, waiting, decision, saved
):
    seen = get_shown_version(waiting)
    waiting.title = "Lịch khác"
    overwritten = waiting.latest_revision if saved == "in the background" else None
    waiting.save_revision(user=overwritten and overwritten.user, overwrite_revision=overwritten)
    answer = decide(moderator, waiting, decision, "Sai <ngày>", **seen)
    shown = parse_html(answer)
    assert "Bài đã thay đổi từ lúc bạn mở." in answer.content.decode()
    assert "Lịch khác" in answer.content.decode()
    assert shown.find("textarea", attrs={"name": "comment"}).text.strip() == "Sai <ngày>"
    assert (is_live(waiting), status(waiting)) == (False, "in_progress")
    again = shown.find("input", attrs={"name": "shown"})["value"]
    decide(moderator, waiting, decision, "Sai", shown=again)
    assert status(waiting) == {"approve": "approved", "reject": "needs_changes"}[decision]


def test_a_version_that_its_form_would_refuse_is_not_approved_and_says_why(moderator, waiting):
    waiting.source_url = "https://"
    waiting.save_revision(clean=False)
    waiting.refresh_from_db()
    assert "Địa chỉ của nguồn" in moderator.get(review_url(waiting)).content.decode()
    answer = decide(moderator, waiting, "approve")
    [error] = answer.context["form"].non_field_errors()
    assert "không được đăng" in error or "chưa được đăng" in error
    assert (is_live(waiting), status(waiting)) == (False, "in_progress")


def test_an_approved_page_is_reached_from_the_message(moderator, waiting, health):
    decide(moderator, waiting, "approve")
    links = [link["href"] for link in parse_html(moderator.get("/admin/")).select(".messages a")]
    assert f"{health.root_url}/tin-tuc/lich-tiem-chung/" in links


def test_from_the_dashboard_one_click_leads_to_the_screen_and_one_decides(moderator, waiting):
    links = [link["href"] for link in parse_html(moderator.get("/admin/")).select(".desk a")]
    assert review_url(waiting) in links


@pytest.mark.parametrize("person", ["health_editor", "district_editor", "outsider"])
def test_the_frame_is_for_those_who_see_the_screen(sign_in, request, waiting, person):
    client = sign_in(request.getfixturevalue(person))
    assert client.get(review_url(waiting) + PREVIEW).status_code in {302, 404}


def test_the_frame_shows_nothing_that_does_not_wait(moderator, waiting):
    decide(moderator, waiting, "reject", comment="Sai")
    assert moderator.get(review_url(waiting) + PREVIEW).status_code == 404


def test_a_bulletin_is_read_with_its_differences_too(sign_in, ict_author, ict_publisher):
    author, publisher = sign_in(ict_author), sign_in(ict_publisher)
    new = submit_bulletin(author)
    answer = publisher.get(review_url(new))
    assert NEVER in answer.content.decode()
    frame = parse_html(answer).select_one("iframe")["src"]
    assert "Lũ quét" in publisher.get(frame).content.decode()
    assert author.get(frame).status_code == 404
    changed = publish_bulletin("Mất điện")
    form = make_bulletin_form(title="Mất nước", slug="mat-dien") | SUBMIT
    author.post(get_bulletin_path(changed), form)
    changes = find_section(publisher.get(review_url(changed)), "Phần đã thay đổi")
    assert "nước" in [one.text for one in changes.select("span.addition")]
