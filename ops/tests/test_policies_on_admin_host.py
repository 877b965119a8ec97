"""On the admin's host, only what is a screen may load scripts."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from wagtail.models import Collection

from bulletins.tests.factories import publish_bulletin
from content.tests.factories import create_document
from home.models import InformationPage
from ops.http.security_headers import remove_scripts
from tests.html import policy_of
from tests.isolation.routes import list_admin_routes

pytestmark = pytest.mark.django_db

NONE, SELF = ["'none'"], ["'self'"]
# They end the session that looks at them, or stop for something that is not there.
NOT_TO_BE_CRAWLED = {"account_logout", "wagtailadmin_logout"}


def runs_scripts_of_the_admin(policy):
    return "'self'" in policy.get("script-src", policy["default-src"])


def is_sandboxed(policy):
    return policy.get("sandbox") in ([], ["allow-same-origin"])


@pytest.fixture
def client(sign_in, ict_admin):
    client = sign_in(ict_admin)
    client.raise_request_exception = False
    return client


@pytest.fixture
def duties(health):
    return InformationPage.objects.descendant_of(health.root_page).get()


def test_every_address_of_the_admins_host_has_a_policy_and_only_screens_load_scripts(client):
    seen = set()
    for route in list_admin_routes():
        if route.arguments or route.name in NOT_TO_BE_CRAWLED:
            continue
        path = route.url({})
        response = client.get(path)
        policy = policy_of(response)
        is_page = response["Content-Type"].startswith("text/html") and response.status_code == 200
        assert policy["default-src"] == NONE and policy["base-uri"] == NONE, path
        assert response["X-Content-Type-Options"] == "nosniff", path
        if runs_scripts_of_the_admin(policy):
            assert is_page and path.startswith("/admin/"), path
        seen.add((is_page, runs_scripts_of_the_admin(policy)))
    assert {(True, True), (False, False)} <= seen


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/", 200),
        ("/robots.txt", 200),
        ("/healthz", 200),
        ("/khong-co/", 404),
        ("/tin-tuc/", 404),
        ("/-/mau/", 404),
        ("/admin/khong-co/", 404),
        ("/admin/pages/999999/edit/", 404),
        ("/media/images/khong-co.webp", 404),
        ("/documents/999999/x.pdf", 404),
        ("/static/wagtailadmin/js/core.js", 200),
        ("/static/img/favicon.svg", 200),
        ("/admin", 301),
    ],
)
def test_what_is_no_screen_runs_nothing(client, path, status):
    response = client.get(path)
    policy = policy_of(response)
    assert response.status_code == status
    assert policy.get("script-src", policy["default-src"]) == NONE
    assert "html" not in response["Content-Type"] or b"<script" not in response.getvalue()


def test_the_account_loads_its_own_scripts_and_none_of_the_admin(client, anonymous, settings):
    response = anonymous(settings.ADMIN_HOST).get("/tai-khoan/dang-nhap/")
    [source] = policy_of(response)["script-src"]
    assert response.status_code == 200 and source.startswith("'nonce-")
    html = response.content.decode()
    nonce = source.removeprefix("'nonce-").removesuffix("'")
    assert html.count("<script") - html.count('type="application/json"') == html.count(nonce)


@pytest.mark.parametrize("name", ["csv", "txt", "pdf"])
def test_an_uploaded_file_runs_nothing(client, name):
    content = b"%PDF-1.4 x" if name == "pdf" else b"<script>x</script>"
    file = SimpleUploadedFile(f"x.{name}", content)
    shared = Collection.get_first_root_node()
    document = create_document(shared, "x", file=file)
    response = client.get(document.url)
    policy = policy_of(response)
    assert policy["default-src"] == NONE and "script-src" not in policy
    assert ("sandbox" in policy) == (name != "pdf")
    assert response["X-Content-Type-Options"] == "nosniff"


def check_preview(response):
    policy = policy_of(response)
    assert response.status_code == 200
    assert policy["script-src"] == policy["form-action"] == NONE
    assert policy["sandbox"] == ["allow-same-origin"]
    assert policy["frame-ancestors"] == SELF
    assert "<script" not in response.content.decode()


def test_a_draft_and_an_old_version_of_a_page_are_shown_in_a_sandbox(client, duties):
    revision = duties.save_revision()
    check_preview(client.get(f"/admin/pages/{duties.pk}/view_draft/"))
    check_preview(client.get(f"/admin/pages/{duties.pk}/revisions/{revision.pk}/view/"))


@pytest.mark.parametrize("code", ["so-y-te", "huyen-ba-be"])
def test_a_bulletin_is_previewed_in_a_sandbox_on_whichever_website(client, code):
    bulletin = publish_bulletin("Lũ quét")
    revision = bulletin.save_revision()
    base = "/admin/snippets/bulletins/bulletin"
    check_preview(
        client.get(f"{base}/history/{bulletin.pk}/revisions/{revision.pk}/view/?mode={code}")
    )


def test_a_page_that_fails_in_a_preview_is_in_the_sandbox_too(health, monkeypatch):
    page = health.root_page.specific
    monkeypatch.setattr(type(page), "serve_preview", lambda *_: 1 / 0)
    response = page.make_preview_request(preview_mode="")
    assert response.status_code == 500
    assert is_sandboxed(policy_of(response))


def test_a_block_is_previewed_in_a_sandbox(client):
    response = client.get("/admin/block-preview/?id=khong-co")
    assert is_sandboxed(policy_of(response))


def test_no_policy_lets_a_preview_run_scripts_in_the_admins_origin(settings):
    for name in ("PREVIEW_CSP", "FILE_CSP", "PDF_CSP", "SCRIPTLESS_CSP"):
        policy = getattr(settings, name)
        assert policy.get("script-src", policy["default-src"]) == NONE
        assert "allow-scripts" not in policy.get("sandbox", [])


def test_no_script_element_is_left_in_a_preview():
    html = '<p>a</p><script src="/x.js"></script><SCRIPT>x</SCRIPT ><p>b</p>'
    assert remove_scripts(html) == "<p>a</p><p>b</p>"
