"""Several pages of a list at once: what is offered, and each page guarded as if it were alone."""

import pytest
from wagtail.models import Page

from desk.tests.html import list_titles
from home.models import NewsPage, TrashedPage
from home.tests.factories import publish_document, publish_news
from members.tests.approval import is_live, status
from members.tests.factories import create_article, submit_article
from tests.html import get_text, parse_html

NEWS = "/admin/tin-tuc/"


def bulk_url(action, *pages):
    ids = "&".join(f"id={page.pk}" for page in pages)
    return f"/admin/bulk/wagtailcore/page/{action}/?{ids}&next={NEWS}"


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    return sign_in(health_editor)


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


def list_offers(response):
    return [get_text(link) for link in parse_html(response).select(".desk-bulk [href]")]


def test_each_person_is_offered_what_they_may_do(editor, moderator, health):
    publish_news(health, "Tin")
    first, bin_ = "Đổi phân loại", "Chuyển vào thùng rác"
    assert list_offers(editor.get(NEWS)) == ["Gửi duyệt", first, bin_]
    assert list_offers(moderator.get(NEWS)) == ["Đăng", "Gỡ xuống", first, bin_]


def test_every_row_has_a_box_named_after_its_page(editor, health):
    page = publish_news(health, "Tin")
    box = parse_html(editor.get(NEWS)).select_one("[data-bulk-action-checkbox]")
    assert box["data-object-id"] == str(page.pk)
    title = parse_html(editor.get(NEWS)).find(id=box["aria-describedby"])
    assert get_text(title) == "Tin"


def test_drafts_are_sent_together_and_one_that_waits_or_has_nothing_new_is_left_out(
    editor, health, health_editor
):
    drafts = [create_article(health, health_editor, title) for title in ("Một", "Hai")]
    left_out = [submit_article(health, health_editor, "Chờ"), publish_news(health, "Cũ")]
    url = bulk_url("submit", *drafts, *left_out)
    shown = get_text(parse_html(editor.get(url)).select_one("main"))
    assert "Những bài sau được bỏ qua" in shown
    assert editor.post(url).url == NEWS
    assert [status(page) for page in drafts] == ["in_progress"] * 2
    assert not left_out[1].workflow_states.exists()


def test_an_incomplete_draft_is_named_and_nothing_is_sent(editor, health, health_editor):
    whole, broken = (create_article(health, health_editor, title) for title in ("Đủ", "Thiếu"))
    broken.source_url = "https://"
    broken.save_revision(user=health_editor, clean=False)
    answer = editor.post(bulk_url("submit", whole, broken), follow=True)
    assert "“Thiếu”" in answer.content.decode() and "Địa chỉ của nguồn" in answer.content.decode()
    assert not any(page.workflow_states.exists() for page in (whole, broken))


def test_what_waits_for_approval_is_not_published_in_bulk(moderator, health, health_editor):
    draft, waiting = create_article(health, health_editor), submit_article(health, health_editor)
    url = bulk_url("publish", draft, waiting)
    answer = moderator.get(url)
    assert "đang chờ duyệt" in answer.content.decode()
    moderator.post(url, read_shown(answer))
    assert (is_live(draft), is_live(waiting), status(waiting)) == (True, False, "in_progress")


def read_shown(answer):
    """What the form of the screen sends about the shown versions."""
    return {field["name"]: field["value"] for field in parse_html(answer).select("[name^=shown-]")}


def test_many_are_published_as_the_screen_showed_them(moderator, health, health_editor, visit):
    new, old = create_article(health, health_editor, "Mới"), publish_news(health, "Cũ")
    old.title = "Cũ đã sửa"
    old.save_revision(user=health_editor)
    url = bulk_url("publish", new, old)
    answer = moderator.get(url)
    shown = get_text(parse_html(answer).main)
    assert "Mới" in shown and "Cũ đã sửa" in shown
    # An editor writes while the moderator reads.
    new.title = "Chưa ai đọc"
    new.save_revision(user=health_editor)
    said = moderator.post(url, read_shown(answer), follow=True)
    assert "đã được thay đổi" in said.text or "thay đổi" in said.text
    assert not is_live(new) and NewsPage.objects.get(pk=old.pk).title == "Cũ"
    answer = moderator.get(url)
    moderator.post(url, read_shown(answer))
    assert is_live(new) and NewsPage.objects.get(pk=old.pk).title == "Cũ đã sửa"


@pytest.mark.parametrize("fields", [{}, {"include_descendants": "on"}])
def test_nothing_is_published_in_bulk_that_no_screen_showed(
    moderator, health, health_editor, fields
):
    draft = create_article(health, health_editor)
    moderator.post(bulk_url("publish", draft), fields)
    assert not is_live(draft)
    index = draft.get_parent().specific
    moderator.post(
        bulk_url("publish", index), fields | read_shown(moderator.get(bulk_url("publish", index)))
    )
    assert not is_live(draft)


def test_a_moderators_change_of_category_is_public_and_an_editors_waits(
    editor, moderator, health, health_editor
):
    page, draft = publish_news(health, "Tin"), create_article(health, health_editor, "Nháp")
    editor.post(bulk_url("category", page, draft), {"category": "thong-bao"})
    stored = NewsPage.objects.get(pk=page.pk)
    assert (stored.category, stored.has_unpublished_changes) == ("hoat-dong", True)
    assert stored.get_latest_revision_as_object().category == "thong-bao"
    assert NewsPage.objects.get(pk=draft.pk).category == "thong-bao"
    other = publish_news(health, "Khác")
    answer = moderator.post(bulk_url("category", other), {"category": "thong-bao"}, follow=True)
    assert "Đã đổi phân loại của 1 bài." in answer.content.decode()
    assert NewsPage.objects.get(pk=other.pk).category == "thong-bao"
    assert set(list_titles(editor.get(NEWS, {"category": "thong-bao"}))) == {"Nháp", "Khác"}


def test_a_category_goes_to_pages_of_one_kind_that_nobody_waits_for(editor, health, health_editor):
    article, waiting = publish_news(health, "Tin"), submit_article(health, health_editor)
    document = publish_document(health, "Văn bản")
    url = bulk_url("category", article, waiting, document)
    shown = get_text(parse_html(editor.get(url)).select_one("main"))
    assert "Những bài sau được bỏ qua" in shown
    editor.post(url, {"category": "thong-bao"})
    assert waiting.get_latest_revision().content["category"] == "hoat-dong"
    assert not type(document).objects.get(pk=document.pk).has_unpublished_changes


@pytest.mark.parametrize("action", ["submit", "publish", "category"])
def test_an_alias_is_left_out_because_it_shows_another_page(moderator, health, action):
    page = publish_news(health, "Tin")
    alias = page.create_alias(parent=page.get_parent(), update_slug="cung-tin")
    for is_public in (True, False):
        Page.objects.filter(pk=alias.pk).update(live=is_public)
        answer = moderator.post(bulk_url(action, alias), {"category": "thong-bao"})
        assert answer.status_code in {200, 302}
        stored = NewsPage.objects.get(pk=alias.pk)
        assert (stored.live, stored.latest_revision) == (is_public, None)


@pytest.mark.parametrize("category", ["", "khac"])
def test_a_category_that_is_none_changes_nothing(editor, health, category):
    page = publish_news(health, "Tin")
    answer = editor.post(bulk_url("category", page), {"category": category})
    assert answer.status_code == 200 and answer.context["form"].errors
    assert not NewsPage.objects.get(pk=page.pk).has_unpublished_changes


@pytest.mark.parametrize("action", ["submit", "publish", "unpublish", "category", "delete"])
@pytest.mark.parametrize("person", ["health_moderator", "outsider", "ict_author"])
def test_nobody_reaches_another_units_pages(
    sign_in, request, health, district, district_editor, person, action
):
    public = publish_news(district, "Tin huyện")
    draft = create_article(district, district_editor, "Nháp huyện")
    client = sign_in(request.getfixturevalue(person))
    for page in (public, draft):
        client.post(bulk_url(action, page), {"category": "thong-bao"})
        stored = NewsPage.objects.get(pk=page.pk)
        assert (stored.live, stored.category) == (page is public, "hoat-dong")
        assert stored.revisions.count() == 1
        assert not stored.workflow_states.exists()
    assert not TrashedPage.objects.exists()
