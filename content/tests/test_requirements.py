"""What a form demands for publishing, the advice above its buttons has said before."""

import pytest
from wagtail.test.utils.form_data import streamfield

from bulletins.models import Bulletin
from bulletins.tests import factories as bulletins
from home.models import NewsPage
from home.tests import factories as home
from members.tests.approval import PUBLISH
from tests.html import parse_html

pytestmark = pytest.mark.django_db


def read_needed(response):
    """What stands above the buttons as needed."""
    items = parse_html(response).select("#before-publishing .advice-stops")
    return [" ".join(item.text.split()).removeprefix("Cần có: ") for item in items]


def list_refused(response):
    """The labels of the fields that a form has refused."""
    form = response.context["form"]
    assert not any(formset.total_error_count() for formset in form.formsets.values())
    return {str(form[name].label) for name in form.errors}


def test_an_article_is_told_of_every_block_that_would_be_refused(sign_in, health_moderator, health):
    client = sign_in(health_moderator)
    body = streamfield([("heading", ""), ("video", {"url": "", "title": ""})])
    typed = home.make_article_form(title="Tin", body=body)
    client.post(home.get_add_path(health), typed)
    path = home.get_edit_path(NewsPage.objects.get(title="Tin"))
    needed = read_needed(client.get(path))
    assert [text.partition(":")[0] for text in needed] == [
        "Nội dung › Tiêu đề mục 1",
        "Nội dung › Liên kết video 2 › địa chỉ trang web",
        "Nội dung › Liên kết video 2 › tiêu đề",
    ]
    assert list_refused(client.post(path, typed | PUBLISH)) == {"Nội dung"}


def test_a_document_is_told_of_the_field_that_would_be_refused(sign_in, health_moderator, health):
    page = home.publish_document(health, "Kế hoạch")
    page.number = ""
    page.save_revision(clean=False)
    client = sign_in(health_moderator)
    response = client.get(home.get_edit_path(page))
    [needed] = read_needed(response)
    assert needed.startswith("Số và ký hiệu: ")


def test_a_bulletin_is_told_of_audience_and_summary(sign_in, ict_publisher):
    client = sign_in(ict_publisher)
    chosen = {"addressees-scope": "some"}
    typed = bulletins.make_bulletin_form(summary="") | chosen
    client.post(f"{bulletins.ADMIN}add/", typed)
    path = bulletins.get_edit_path(Bulletin.objects.get())
    needed = [text.partition(":")[0] for text in read_needed(client.get(path))]
    assert needed == ["Tóm tắt", "Nơi nhận"]
    assert list_refused(client.post(path, typed | PUBLISH)) == {*needed}
    # Saving in the background asks for no field, and brings the same.
    saved = client.post(path, typed, headers={"accept": "application/json"}).json()["html"]
    assert saved.count("advice-stops") == len(needed)


def test_what_has_everything_is_told_nothing_and_taken(sign_in, ict_publisher):
    client = sign_in(ict_publisher)
    client.post(f"{bulletins.ADMIN}add/", bulletins.make_bulletin_form())
    bulletin = Bulletin.objects.get()
    path = bulletins.get_edit_path(bulletin)
    assert read_needed(client.get(path)) == []
    assert client.post(path, bulletins.make_bulletin_form() | PUBLISH).status_code == 302
