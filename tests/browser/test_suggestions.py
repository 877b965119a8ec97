"""Choosing a title while typing: the combobox pattern, by keys, by finger, and without scripts."""

import re

import pytest
from playwright.sync_api import expect

from tests.browser.axe import run_axe_and_record
from tests.browser.server import HEALTH


@pytest.fixture
def field(demo, page):
    page.goto(demo.url(HEALTH))
    return page.get_by_role("combobox", name="Tìm trên trang web này")


@pytest.fixture
def options(page):
    return page.get_by_role("listbox", name="Gợi ý").get_by_role("option")


def test_titles_are_chosen_by_keys(demo, page, field, options):
    expect(field).to_have_attribute("aria-expanded", "false")
    field.press_sequentially("thu tu")
    expect(options.first).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    assert run_axe_and_record(page).violations_count == 0
    chosen = options.first.inner_text()
    field.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(field).to_have_attribute("aria-activedescendant", options.first.get_attribute("id"))
    field.press("Escape")
    expect(options).to_have_count(0)
    expect(field).to_have_value("thu tu")
    field.press("ArrowDown")
    expect(options.first).to_have_text(chosen)
    field.press("Escape")
    field.press("End")
    field.press_sequentially("c")
    expect(options.first).to_be_visible()
    field.press("ArrowDown")
    field.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(chosen)


def test_enter_without_a_choice_searches(page, field, options):
    field.press_sequentially("thu tuc")
    expect(options.first).to_be_visible()
    field.press("Enter")
    expect(page).to_have_url(re.compile(r"/tim-kiem/\?q=thu\+tuc$"))


def test_a_title_is_chosen_by_finger(page, field, options):
    field.press_sequentially("thu tuc")
    chosen = options.first.inner_text()
    options.first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(chosen)
