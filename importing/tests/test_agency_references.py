"""Keys of another installation become those of this one, wherever they stand."""

import json

import pytest
from wagtail.models import Page

from content.models import CustomDocument, CustomImage
from home.models import DocumentPage, HomePage, NewsPage
from importing.agency_archive.references import References


@pytest.fixture
def references():
    """Page 3 is 30 here and document 4 is 40; nothing else came along."""
    made = References()
    made.add(Page, 3, 30)
    made.add(CustomDocument, 4, 40)
    return made


def get_block(model, field):
    return model._meta.get_field(field).stream_block


def test_links_lead_to_the_new_keys_and_others_become_text(references):
    html = (
        '<p><a linktype="page" id="3">Trang</a> <a id="4" linktype="document">Tệp</a> '
        '<a linktype="page" id="9">Của <b>họ</b></a> <a href="https://x.vn/?id=3">Ngoài</a></p>'
    )
    assert references.replace_in_rich_text(html, "article") == (
        '<p><a linktype="page" id="30">Trang</a> <a id="40" linktype="document">Tệp</a> '
        'Của <b>họ</b> <a href="https://x.vn/?id=3">Ngoài</a></p>'
    )
    assert len(references.lost) == 1 and references.lost[0].startswith("article: page 9")


def test_a_key_is_that_of_its_model_and_a_page_of_any_type_is_a_page(references):
    assert references.find(NewsPage, "3") == references.find(Page, 3) == 30
    assert references.find(CustomImage, 4) is None


def test_a_key_that_is_stored_as_a_text_is_replaced_too(references):
    block = get_block(NewsPage, "related")
    raw = [{"type": "article", "value": key, "id": key} for key in ("3", "9")]
    kept = [{"type": "article", "value": 30, "id": "3"}]
    assert references.replace_in_block(block, raw, "") == kept


@pytest.mark.parametrize(
    "part",
    [
        lambda text: {"type": "quotation", "value": {"text": text, "image": None}, "id": "1"},
        lambda text: {"type": "callout", "value": {"kind": "info", "former": [text]}, "id": "1"},
    ],
    ids=["type", "field"],
)
def test_links_in_an_unknown_part_lead_to_the_new_keys_and_it_is_reported(references, part):
    block = get_block(NewsPage, "body")
    raw = [part('<p><a linktype="page" id="3">Trang</a> <a linktype="page" id="9">Họ</a></p>')]
    kept = [part('<p><a linktype="page" id="30">Trang</a> Họ</p>')]
    assert references.replace_in_block(block, raw, "article") == kept
    unknown, page = references.lost
    assert "is unknown here" in unknown and page.startswith("article: page 9")


def test_what_cannot_be_empty_leaves_its_list(references):
    block = get_block(NewsPage, "related")
    raw = [{"type": "article", "value": key, "id": str(key)} for key in (3, 9)]
    assert references.replace_in_block(block, raw, "") == [
        {"type": "article", "value": 30, "id": "3"}
    ]


def test_what_may_be_empty_stays_without_it(references):
    block = get_block(HomePage, "tasks")
    children = block.child_blocks.items()
    [name] = [name for name, child in children if "page" in getattr(child, "child_blocks", ())]
    raw = [{"type": name, "value": {"title": "Đi đâu", "page": 9}, "id": "1"}]
    [kept] = references.replace_in_block(block, raw, "")
    assert kept["value"] == {"title": "Đi đâu", "page": None}


def test_a_version_is_one_of_the_new_page_with_its_children(references):
    references.add(DocumentPage.files.rel.related_model, 5, 50)
    body = [{"type": "text", "value": '<p><a linktype="page" id="3">x</a></p>', "id": "1"}]
    content = {
        "pk": 3,
        "title": "Công văn",
        "owner": 77,
        "body": json.dumps(body),
        "files": [{"pk": 5, "document": 3, "file": 4}, {"pk": 6, "document": 3, "file": 9}],
    }
    replaced = references.replace_in_content(DocumentPage, content, "")
    assert (replaced["pk"], replaced["title"], replaced["owner"]) == (30, "Công văn", None)
    assert 'id=\\"30\\"' in replaced["body"]
    assert replaced["files"] == [{"pk": 50, "document": 30, "file": 40}]


def test_attributes_of_a_translated_link_have_the_new_key(references):
    assert references.replace_in_link({"linktype": "page", "id": 3}, "") == {
        "linktype": "page",
        "id": 30,
    }
    assert references.replace_in_link({"linktype": "page", "id": "9"}, "") == {}
    assert references.replace_in_link({"href": "https://x.vn"}, "") == {"href": "https://x.vn"}
    hostile = {"href": "javascript:x()", "onclick": "x()"}
    assert references.replace_in_link(hostile, "") == {"href": ""}
    hostile = {"linktype": "page", "id": "3", "onclick": "x()"}
    assert references.replace_in_link(hostile, "") == {"linktype": "page", "id": "30"}
