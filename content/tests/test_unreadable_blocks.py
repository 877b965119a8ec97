"""What no block can read takes no screen away, and saving loses nothing of it."""

import json

import pytest
from django.core import signing
from django.db import OperationalError
from hypothesis import given
from hypothesis import strategies as st
from wagtail import blocks
from wagtail.models import get_page_models

from bulletins.models import Bulletin
from bulletins.tests.factories import publish_bulletin
from content.blocks import BodyBlock
from content.blocks.fields import CleanStreamField
from content.blocks.stream import CleanStreamBlock
from content.blocks.unreadable import UNREADABLE
from content.tests.stored_bodies import read_latest_version, read_row, store_raw
from desk.tests.trash import delete_through_admin, list_shown, restore
from home.models import ContactPage, HomePage
from home.tests.factories import (
    get_edit_path,
    make_office_block,
    make_person_block,
    publish_document,
    publish_information,
    publish_news,
    publish_organisation,
    publish_procedure,
    publish_section,
)
from sites.localization.tests.translation_editor import begin
from tests.edit_forms import open_form, read_states
from tests.html import parse_html

pytestmark = pytest.mark.django_db
WORDS = "Mang theo thẻ bảo hiểm"
BROKEN = {
    "of an earlier version": {"type": "quotation", "value": {"text": f"<p>{WORDS}</p>"}},
    "a text that is a list": {"type": "text", "value": [f"<p>{WORDS}</p>"]},
    "a heading that is a mapping": {"type": "heading", "value": {"title": WORDS}},
    "a callout that is a text": {"type": "callout", "value": WORDS},
    "a callout with a former field": {
        "type": "callout",
        "value": {"kind": "info", "text": "<p>Một</p>", "source": WORDS},
    },
    "measures within measures": {
        "type": "measures",
        "value": [{"type": "item", "value": [WORDS], "id": "i"}],
    },
    "a table without rows": {"type": "table", "value": {"caption": WORDS}},
    "a table with a column too few": {
        "type": "table",
        "value": {
            "caption": WORDS,
            "columns": [{"type": "text", "heading": "Xã"}],
            "rows": [{"values": ["Nam Mẫu", "3"]}],
        },
    },
    "a file that is a text": {"type": "file", "value": {"document": WORDS, "caption": ""}},
    "no block at all": WORDS,
}


def with_id(block):
    return {**block, "id": "1b6e7b0c-0000-4000-8000-000000000001"} if type(block) is dict else block


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def article(health):
    return publish_news(health, "Tiêm chủng", body=[("text", "<p>Một</p>")])


@pytest.mark.parametrize("block", BROKEN.values(), ids=BROKEN)
def test_a_page_opens_shows_the_text_and_saves_it_unchanged(
    moderator, article, visit, health, block
):
    stored = [with_id(block)]
    store_raw(article, stored)
    form = open_form(moderator, get_edit_path(article))
    [state] = read_states(parse_html(moderator.get(get_edit_path(article))))["body"]
    assert state["type"] == form["body-0-type"] == UNREADABLE
    assert WORDS in state["value"]["lines"]
    assert moderator.post(get_edit_path(article), form).status_code == 302
    [kept] = read_latest_version(article)
    if type(block) is dict:
        assert [kept] == stored
    else:
        assert kept["value"] == block
    assert visit(health, article.get_url()).status_code == 200


@pytest.mark.parametrize("block", BROKEN.values(), ids=BROKEN)
def test_the_repaired_block_has_the_same_words_and_opens(block):
    stream = BodyBlock()
    [state] = stream.get_form_state(stream.to_python([with_id(block)]))
    assert state["type"] == UNREADABLE
    assert WORDS in state["value"]["lines"]
    repaired = state["value"]["repaired"]
    if repaired["type"] == "text":
        assert json.dumps(WORDS) in repaired["value"]


def test_a_picture_without_words_as_wagtail_stores_it_is_read():
    stream = BodyBlock()
    stored = {"image": 1, "decorative": False, "alt_text": None}
    [child] = stream.to_python([{"type": "picture", "value": stored, "id": "i"}])
    assert child.block.name == "picture"


def test_every_other_screen_of_the_page_opens(moderator, article):
    store_raw(article, [with_id(BROKEN["of an earlier version"])])
    former = article.latest_revision
    article.refresh_from_db()
    article.title = "Tiêm chủng mở rộng"
    article.save_revision()
    path = f"/admin/pages/{article.pk}"
    compared = moderator.get(f"{path}/revisions/compare/{former.pk}...latest/")
    assert compared.status_code == 200
    for address in (f"{path}/history/", f"{path}/revisions/{former.pk}/revert/"):
        assert moderator.get(address).status_code == 200
    shown = moderator.get(f"{path}/revisions/{former.pk}/view/")
    assert shown.status_code == 200
    assert WORDS in shown.content.decode()


def make_page(health, model):
    match model:
        case "organisation":
            office = make_office_block("Phòng Y", make_person_block("Hà Văn B"))
            return publish_organisation(
                health, leaders=[make_person_block("Nông A")], departments=[office]
            )
        case "procedure":
            return publish_procedure(
                health,
                "Cấp giấy phép",
                papers=[("paper", {"name": "Đơn", "originals": 1, "copies": 0})],
                steps=[("step", "<p>Nộp hồ sơ.</p>")],
            )
        case "contact":
            return ContactPage.objects.descendant_of(health.root_page).get()
        case "home":
            return HomePage.objects.get(pk=health.root_page.pk)
        case "document":
            return publish_document(health, "Kế hoạch")
        case "information":
            return publish_information(publish_section(health))
    return publish_news(health, "Tiêm chủng", body=[("text", "<p>Một</p>")])


# Each stream that pages have.
STREAMS = [
    *(("news", "related"), ("document", "body"), ("information", "body")),
    *(("organisation", name) for name in ("body", "leaders", "departments")),
    *(("procedure", name) for name in ("papers", "steps")),
    *(("contact", name) for name in ("body", "telephones")),
    *(("home", name) for name in ("tasks", "parts")),
]
OF_ANOTHER_VERSION = {
    "a block that is unknown": {"type": "quotation", "value": {"text": f"<p>{WORDS}</p>"}},
    "a value that is none": {"type": "quotation", "value": None},
}


def test_every_stream_of_a_page_is_tried():
    streams = {
        (model, field.name)
        for model in get_page_models()
        for field in model._meta.get_fields()
        if isinstance(field, CleanStreamField)
    }
    tried = {(f"{model}page", name) for model, name in [*STREAMS, ("news", "body")]}
    assert {(model._meta.model_name, name) for model, name in streams} == tried


@pytest.mark.parametrize("block", OF_ANOTHER_VERSION.values(), ids=OF_ANOTHER_VERSION)
@pytest.mark.parametrize(("model", "name"), STREAMS)
def test_whichever_stream_it_is_in_website_and_form_stand(
    moderator, visit, health, model, name, block
):
    page = make_page(health, model)
    page.save_revision().publish()
    stored = [with_id(block), *read_latest_version(page, name)]
    store_raw(page, stored, name)
    for path in (page.get_url(), "/", "/tin-tuc/rss.xml", "/tim-kiem/?q=may", "/sitemap.xml"):
        assert visit(health, path).status_code == 200, path
    for path in ("view_draft/", "history/"):
        assert moderator.get(f"/admin/pages/{page.pk}/{path}").status_code in {200, 301, 302}
    assert moderator.get("/admin/").status_code == 200
    form = open_form(moderator, get_edit_path(page))
    assert moderator.post(get_edit_path(page), form).status_code == 302
    assert read_latest_version(page, name)[0] == stored[0]
    type(page).objects.get(pk=page.pk).get_latest_revision().publish()
    assert read_row(page, name)[0] == stored[0]
    assert visit(health, page.get_url()).status_code == 200


def test_the_comparison_shows_the_text(moderator, article):
    former = article.latest_revision
    article.refresh_from_db()
    article.save_revision()
    latest = article.revisions.order_by("-pk").first()
    latest.content["body"] = json.dumps([with_id(BROKEN["of an earlier version"])])
    latest.save()
    compared = moderator.get(
        f"/admin/pages/{article.pk}/revisions/compare/{former.pk}...{latest.pk}/"
    )
    assert WORDS in parse_html(compared).get_text()


def test_the_bin_gives_it_back(moderator, article):
    stored = [with_id(BROKEN["of an earlier version"])]
    store_raw(article, stored)
    delete_through_admin(moderator, article)
    assert "Tiêm chủng" in list_shown(moderator)
    restore(moderator, article)
    assert open_form(moderator, get_edit_path(article))["body-0-type"] == UNREADABLE
    assert read_latest_version(article) == stored


def test_it_can_be_given_to_translators(sign_in, ict_admin, health):
    page = publish_news(health, body=[("text", "<p>Một</p>")])
    store_raw(page, [with_id(BROKEN["of an earlier version"]), *read_latest_version(page)])
    client = sign_in(ict_admin)
    answer = begin(client, page)
    assert answer.status_code == 302
    assert client.get(answer.url).status_code == 200


def test_a_bulletin_opens_and_keeps_it(sign_in, ict_publisher):
    bulletin = publish_bulletin("Lũ", body=[("text", "<p>Một</p>")])
    store_raw(bulletin, [with_id(BROKEN["a table without rows"])])
    client = sign_in(ict_publisher)
    path = f"/admin/snippets/bulletins/bulletin/edit/{bulletin.pk}/"
    assert open_form(client, path)["body-0-type"] == UNREADABLE
    bulletin = Bulletin.objects.get(pk=bulletin.pk)
    bulletin.save()
    assert read_row(bulletin) == [with_id(BROKEN["a table without rows"])]


def test_nobody_can_send_one_that_was_not_shown(moderator, article):
    store_raw(article, [with_id(BROKEN["of an earlier version"])])
    form = open_form(moderator, get_edit_path(article))
    forged = signing.dumps({"type": "file", "value": {"document": 1}}, key="x" * 50)
    before = article.revisions.count()
    answer = moderator.post(get_edit_path(article), form | {"body-0-value-stored": forged})
    assert answer.status_code == 400
    assert article.revisions.count() == before


def test_a_block_that_can_be_read_again_is_itself_again(article):
    kept = {"type": UNREADABLE, "value": {"type": "heading", "value": "Mục"}, "id": "a"}
    [child] = BodyBlock().to_python([kept])
    assert (child.block_type, child.value, child.id) == ("heading", "Mục", "a")


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 5) | st.sampled_from(["", "<p>Một</p>", "x", "7"]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["type", "value", "id", "text", "caption", "columns", "rows", "values", "heading"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=8,
)
KINDS = [*BodyBlock().readable_blocks, "unknown", UNREADABLE]


class FailingBlock(blocks.CharBlock):
    """A block that reads its value, and whose part of the form fails."""

    def __init__(self, error, **kwargs):
        super().__init__(**kwargs)
        self.error = error

    def get_form_state(self, value):
        raise self.error


def test_a_block_whose_form_fails_is_shown_as_unreadable_and_the_log_says_why(caplog):
    stream = CleanStreamBlock([("name", FailingBlock(RuntimeError("of a later version")))])
    [state] = stream.get_form_state(stream.to_python([{"type": "name", "value": WORDS}]))
    assert state["type"] == UNREADABLE and state["value"]["lines"] == [WORDS]
    assert "of a later version" in caplog.text


def test_a_database_that_is_away_makes_no_block_unreadable():
    stream = CleanStreamBlock([("name", FailingBlock(OperationalError("away")))])
    value = stream.to_python([{"type": "name", "value": WORDS}])
    with pytest.raises(OperationalError):
        stream.get_form_state(value)


@given(st.lists(st.tuples(st.sampled_from(KINDS), JSON_VALUES), min_size=1, max_size=3))
def test_any_value_opens_and_comes_back(values):
    stream = BodyBlock()
    stored = [
        {"type": kind, "value": value, "id": str(number)}
        for number, (kind, value) in enumerate(values)
    ]
    value = stream.to_python(stored)
    for child, state in zip(value, stream.get_form_state(value), strict=True):
        assert state["type"] in stream.child_blocks
        child.render({})
    list(stream.extract_references(value))
    for before, after in zip(stored, stream.get_prep_value(stream.to_python(stored)), strict=True):
        assert after["id"] == before["id"]
