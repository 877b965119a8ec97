"""Line breaks of version 1.0.0: read in both spellings, and mended in pieces after an upgrade."""

import json
from importlib import import_module

import pytest
from django.apps import apps
from wagtail_localize.models import TranslationSource

from bulletins.tests.factories import publish_bulletin
from content import line_breaks
from content.blocks import BodyBlock
from content.blocks.fields import complete_raw_value
from content.tasks import mend_line_breaks
from content.tests.stored_bodies import read_latest_version, read_row, store_raw
from desk.tests.trash import delete_through_admin
from home.tests.factories import get_edit_path, publish_news
from responses.selectors.expected_display import build_check_plan, list_bulletins
from sites.localization.tests.translation_editor import begin
from tests.edit_forms import open_form

pytestmark = pytest.mark.django_db
FORMER = [
    {"type": "heading", "value": "Thẻ <br> là gì", "id": "h"},
    {"type": "text", "value": "<p>Nơi nhận:<br>- Như trên;<br>- Lưu: VT.</p>", "id": "t"},
    {
        "type": "measures",
        "value": [{"type": "item", "value": "<p>Một<br>Hai</p>", "id": "i"}],
        "id": "m",
    },
    {"type": "callout", "value": {"kind": "info", "text": "<p>Gọi<br>115</p>"}, "id": "c"},
]
PRESENT = [
    FORMER[0],
    {"type": "text", "value": "<p>Nơi nhận:<br/>- Như trên;<br/>- Lưu: VT.</p>", "id": "t"},
    {
        "type": "measures",
        "value": [{"type": "item", "value": "<p>Một<br/>Hai</p>", "id": "i"}],
        "id": "m",
    },
    {"type": "callout", "value": {"kind": "info", "text": "<p>Gọi<br/>115</p>"}, "id": "c"},
]


@pytest.fixture
def article(health):
    page = publish_news(health, "Tiêm chủng", lead="Xuống dòng bằng <br>", body=[("heading", "x")])
    store_raw(page, FORMER)
    return page


@pytest.fixture
def bulletin():
    one = publish_bulletin("Lũ", body=[("heading", "x")])
    store_raw(one, FORMER)
    return one


@pytest.fixture
def mended(work_off):
    """The mend, in pieces of one row, as the queue does it after an upgrade."""

    def mend(monkeypatch):
        monkeypatch.setattr(line_breaks, "PIECE", 1)
        mend_line_breaks.enqueue()
        work_off()

    return mend


def test_rows_versions_and_the_bin_are_mended_and_nothing_else_changes(
    monkeypatch, mended, article, bulletin, health, sign_in, health_moderator
):
    binned = publish_news(health, "Bỏ đi", body=[("heading", "x")])
    store_raw(binned, FORMER)
    delete_through_admin(sign_in(health_moderator), binned)
    sound = publish_news(health, "Không có", body=[("text", "<p>Một</p>")])
    before = read_row(sound), read_latest_version(sound)
    mended(monkeypatch)
    for one in (article, bulletin):
        assert read_row(one) == PRESENT
    # Its row was stored once more when it was moved to the bin.
    assert read_row(binned) == complete_raw_value(BodyBlock(), PRESENT)
    for one in (article, bulletin, binned):
        assert read_latest_version(one) == PRESENT
    article.refresh_from_db()
    assert article.lead == "Xuống dòng bằng <br>"
    assert (read_row(sound), read_latest_version(sound)) == before


def test_sources_of_translations_are_mended(monkeypatch, mended, article, sign_in, ict_admin):
    begin(sign_in(ict_admin), article)
    source = TranslationSource.objects.get(object_id=article.translation_key)
    content = json.loads(source.content_json) | {"body": json.dumps(FORMER)}
    TranslationSource.objects.filter(pk=source.pk).update(content_json=json.dumps(content))
    mended(monkeypatch)
    source.refresh_from_db()
    assert json.loads(json.loads(source.content_json)["body"]) == PRESENT


def test_what_was_mended_comes_back_unchanged_from_the_form(
    monkeypatch, mended, article, sign_in, health_moderator
):
    mended(monkeypatch)
    client = sign_in(health_moderator)
    client.post(get_edit_path(article), open_form(client, get_edit_path(article)))
    # The mend made one version, and the form another.
    assert article.revisions.count() == 3
    assert read_latest_version(article) == PRESENT


def test_a_form_reads_the_former_spelling_before_it_is_mended(article, sign_in, health_editor):
    form = open_form(sign_in(health_editor), get_edit_path(article))
    assert json.loads(form["body-1-value"])["blocks"][0]["text"] == (
        "Nơi nhận:\n- Như trên;\n- Lưu: VT."
    )


def test_an_upgrade_has_the_queue_mend_what_is_there(article, work_off):
    migration = import_module("content.migrations.0004_mend_line_breaks")
    migration.enqueue_mend(apps, None)
    work_off()
    assert read_row(article) == PRESENT


def test_every_stream_is_among_what_is_mended():
    columns = {(source.model._meta.label, source.column) for source in line_breaks.list_sources()}
    assert {
        ("bulletins.Bulletin", "body"),
        ("home.NewsPage", "body"),
        ("home.HomePage", "parts"),
    } <= columns
    assert BodyBlock().to_python(FORMER)[1].value.source == PRESENT[1]["value"]


def test_the_mend_makes_no_website_show_a_former_version(
    monkeypatch, mended, bulletin, visit, health
):
    """Pages from caches, and what was proven of a bulletin, name the version by its text."""
    shown = visit(health, bulletin.path).content.decode()
    mended(monkeypatch)
    assert read_row(bulletin) == PRESENT
    [expectation] = build_check_plan(health, list_bulletins([bulletin.pk])).expectations
    assert expectation.mark in shown
