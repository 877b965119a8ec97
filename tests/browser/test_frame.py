"""Another website, on an origin of its own, that shows bulletins of one here."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import expect

from tests.browser.server import DISTRICT


@pytest.fixture
def portal(demo, page) -> Iterator[str]:
    """A page that has the code from "Nguồn tin" in it, and then a page that is not to be framed."""
    page.goto(demo.url(DISTRICT, "/ban-tin/nguon-tin/"))
    code = page.get_by_label("Mã để dán vào trang").input_value()
    forbidden = f'<iframe id="forbidden" src="{demo.url(DISTRICT, "/ban-tin/")}"></iframe>'

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            html = f'<!doctype html><link rel="icon" href="data:,">{code}{forbidden}'
            self.wfile.write(html.encode())

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()


def test_the_list_shows_there_and_leads_here_and_no_other_page_does(
    demo, context, page, portal, complaints
):
    complaints.expect("frame-ancestors")
    page.goto(portal)
    frame = page.frame_locator("iframe[title]")
    expect(frame.get_by_role("heading", level=1, name="Bản tin")).to_be_visible()
    link = frame.get_by_role("link", name="Cảnh giác cuộc gọi giả danh cán bộ để chiếm đoạt tiền")
    with context.expect_page() as opened:
        link.click()
    bulletin = opened.value
    expect(bulletin.get_by_role("heading", level=1)).to_be_visible()
    assert bulletin.url == demo.url(DISTRICT, "/ban-tin/canh-giac-cuoc-goi-gia-danh-can-bo/")
    assert bulletin.evaluate("() => window.opener") is None
    expect(page.frame_locator("#forbidden").get_by_role("heading")).to_have_count(0)


def test_scripts_there_read_the_json_and_nothing_else(demo, page, portal, complaints):
    complaints.expect("frame-ancestors")
    complaints.expect("CORS")
    complaints.expect("ERR_FAILED")
    page.goto(portal)
    read = "url => fetch(url).then(r => r.json()).then(feed => feed.version)"
    feed = demo.url(DISTRICT, "/ban-tin/feed.json")
    assert page.evaluate(read, feed) == page.evaluate(read, feed)
    refused = "url => fetch(url).then(() => false, () => true)"
    assert page.evaluate(refused, demo.url(DISTRICT, "/ban-tin/rss.xml"))
