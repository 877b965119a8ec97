import pytest

from content.blocks import BodyBlock
from tests.html import read_html

pytestmark = pytest.mark.django_db


@pytest.fixture
def shown(visit, health):
    response = visit(health, "/-/mau/")
    assert response.status_code == 200
    return read_html(response.content)


def test_every_block_is_shown_with_its_name_and_what_it_is_for(shown):
    blocks = {one["data-block"]: one for one in shown.select("[data-block]")}
    assert set(blocks) == set(BodyBlock().readable_blocks)
    for name, block in BodyBlock().readable_blocks.items():
        assert blocks[name].h2.text == str(block.label)
        assert blocks[name].select_one(".entry-facts").text == str(block.meta.description)
        assert blocks[name].select_one(".prose").text.strip() or blocks[name].img["alt"]
        assert block.meta.icon != "placeholder"


def test_every_part_is_shown_with_something_in_it(shown):
    parts = shown.select("[data-pattern]")
    assert len(parts) == 10
    for part in parts:
        assert part.select("a, button, dl, input"), part["data-pattern"]


def test_no_two_things_on_it_have_the_same_id(shown):
    ids = [one["id"] for one in shown.select("[id]")]
    assert sorted(ids) == sorted(set(ids))
