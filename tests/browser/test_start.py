"""Whoever has started the demo looks at its screen after a while of use."""

from tests.browser.server import HEALTH


def test_where_to_click_and_how_to_sign_in_stays_on_the_screen(demo):
    for path in ("/", "/van-ban/", "/khong-co-trang-nay/"):
        demo.get(HEALTH, path)
    for name, password in demo.passwords.items():
        assert f"{name} " in demo.said and password in demo.said
    assert demo.url(HEALTH) in demo.said
    # The jobs have read all websites by now; not a line tells of a request that went well, or of
    # a page that is not there.
    assert "GET /" not in demo.said and "Not Found" not in demo.said
