"""What was sent too long after the last proof is sent again after a proof in a second window."""

from django.contrib.sessions.serializers import JSONSerializer
from django.core import signing
from playwright.sync_api import expect

from tests.browser.server import ADMIN

MODERATOR = "duyet-so-y-te"
EMAIL = "nguoi-moi@backan.example"
# As django.contrib.sessions signs what it keeps, with the key of config.settings.dev.
SIGNED = {
    "key": "for-development-only",
    "salt": "django.contrib.sessions.SessionStore",
    "serializer": JSONSerializer,
}


def make_proofs_old(demo, page):
    """Let an hour pass since everything that was shown in the session of ``page``."""
    [key] = [each["value"] for each in page.context.cookies() if each["name"] == "sessionid"]
    where = "WHERE session_key = ?"
    [(data,)] = demo.query(f"SELECT session_data FROM django_session {where}", key)  # noqa: S608
    session = signing.loads(data, **SIGNED)
    for record in session["account_authentication_methods"]:
        record["at"] -= 3600
    data = signing.dumps(session, compress=True, **SIGNED)
    demo.query(f"UPDATE django_session SET session_data = ? {where}", data, key)  # noqa: S608


def test_nothing_typed_is_lost_and_the_act_is_done_after_the_proof(demo, sign_in, complaints):
    complaints.expect("status of 403")
    # The second window closes itself while Wagtail's script asks for icons.
    complaints.expect("Error fetching /admin/sprite/")
    page = sign_in(MODERATOR)
    [(unit,)] = demo.query("SELECT id FROM agencies_agency WHERE code = 'so-y-te'")
    page.goto(demo.url(ADMIN, f"/admin/people/units/{unit}/invite/"))
    page.get_by_label("Địa chỉ thư điện tử").fill(EMAIL)
    make_proofs_old(demo, page)
    page.get_by_role("button", name="Gửi lời mời").click()
    expect(page.get_by_role("heading", name="Xác nhận đó là bạn")).to_be_visible()
    expect(page.get_by_text("Mời một người tham gia")).to_be_visible()
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Xác nhận trong cửa sổ mới").click()
    proof = opened.value
    proof.locator("[name=password]").fill(demo.passwords[MODERATOR])
    with proof.expect_event("close"):
        proof.get_by_role("button", name="Tiếp tục").click()
    assert demo.query("SELECT id FROM accounts_invitation WHERE email = ?", EMAIL) == []
    page.get_by_role("button", name="Tiếp tục").click()
    expect(page.get_by_text(EMAIL).first).to_be_visible()
    assert len(demo.query("SELECT id FROM accounts_invitation WHERE email = ?", EMAIL)) == 1
