import html

import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT, HEALTH, ICT, list_agencies

PATH = "/ban-tin/day-manh-viec-cai-dat-bluezone/"
TITLE = "Đẩy mạnh việc cài đặt Bluezone"
DATE = "09/02/2021"
SITES = pytest.mark.parametrize("label", [HEALTH, DISTRICT, ICT])


@SITES
@pytest.mark.parametrize("path", ["/", "/ban-tin/"])
def test_home_and_list_lead_to_the_bulletin(demo, page, label, path):
    page.goto(demo.url(label, path))
    entry = page.get_by_role("main").get_by_role("listitem").filter(has_text=TITLE)
    expect(entry).to_have_count(1)
    expect(entry.get_by_role("time")).to_have_text(DATE)
    entry.get_by_role("link", name=TITLE).click()
    expect(page).to_have_url(demo.url(label, PATH))
    expect(page.get_by_role("heading", level=1)).to_have_text(TITLE)


@SITES
def test_the_bulletin_has_its_date_and_nine_numbered_measures(demo, page, label):
    page.goto(demo.url(label, PATH))
    article = page.get_by_role("article")
    expect(article.get_by_role("time")).to_have_text(DATE)
    expect(article.locator("ol")).to_have_count(1)
    expect(article.locator("ol > li")).to_have_count(9)
    expect(article.locator("ol > li").first).to_contain_text("Cơ quan nhà nước")
    expect(article.locator("ol > li").last).to_contain_text("Nơi công cộng")


@pytest.mark.parametrize("agency", list_agencies(), ids=lambda agency: agency["slug"])
def test_every_website_shows_the_bulletin_on_its_home_page(demo, agency):
    response = demo.get(agency["hostname"])
    assert response.status_code == 200
    assert f'<a href="{PATH}">{TITLE}</a>' in response.text
    assert html.escape(agency["name_vi"]) in response.text
