import base64
import hashlib
import re
from html.parser import HTMLParser

import pytest
from wagtail.models import Page

from bulletins.tests.factories import publish_emergency
from tests.html import policy_of

SELF = ["'self'"]
PAGES = ["/", "/tin-tuc/", "/ban-tin/", "/ban-tin/nuoc-lu/", "/tim-kiem/?q=lu", "/co-quan/"]
ADMIN_PAGES = [
    "/admin/",
    "/admin/pages/{home}/",
    "/admin/pages/{news}/edit/",
    "/admin/pages/add/home/informationpage/{home}/",
    "/admin/images/",
    "/admin/images/add/",
    "/admin/documents/",
    "/admin/snippets/bulletins/bulletin/",
    "/admin/snippets/bulletins/bulletin/add/",
    "/admin/settings/agencies/agencysettings/{site}/",
    "/admin/users/",
    "/admin/groups/",
    "/admin/account/",
    "/admin/reports/site-history/",
    "/admin/collections/",
    "/admin/sites/",
]


class Inspection(HTMLParser):
    def __init__(self, response):
        super().__init__()
        self.inline_scripts, self.style_elements, self.attributes = [], [], []
        self._open = None
        self.feed(response.content.decode())

    def handle_starttag(self, tag, attrs):
        values = dict(attrs)
        self.attributes += [(name, value or "") for name, value in attrs]
        executable = values.get("type", "module") in {"", "module", "text/javascript"}
        if tag == "script" and "src" not in values and executable:
            self._open = values.get("nonce"), []
        if tag == "style":
            self.style_elements.append(tag)

    def handle_data(self, data):
        if self._open:
            self._open[1].append(data)

    def handle_endtag(self, tag):
        if tag == "script" and self._open:
            nonce, words = self._open
            self.inline_scripts.append((nonce, "".join(words)))
            self._open = None


@pytest.fixture
def bulletin(health):
    return publish_emergency("Nước lũ", contact_telephone="0209 3870 943", source=health)


def public_policy(script_hash):
    return {
        "default-src": ["'none'"],
        "script-src": ["'self'", script_hash],
        "style-src": SELF,
        "img-src": ["'self'", "data:"],
        "font-src": SELF,
        "connect-src": SELF,
        "media-src": SELF,
        "manifest-src": SELF,
        "base-uri": ["'none'"],
        "form-action": SELF,
        "frame-ancestors": ["'none'"],
    }


def hash_of(script):
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


@pytest.mark.parametrize("path", [*PAGES, "/khong-co/"])
def test_a_public_page_has_one_inline_script_and_the_policy_knows_its_hash(
    health, bulletin, visit, path
):
    response = visit(health, path)
    [(nonce, script)] = Inspection(response).inline_scripts
    assert nonce is None
    assert policy_of(response) == public_policy(hash_of(script))


@pytest.mark.parametrize("path", [*PAGES, "/hien-thi/", "/lien-he/", "/khong-co/"])
def test_a_public_page_has_no_inline_style_and_no_handler_in_an_attribute(
    health, bulletin, visit, path
):
    found = Inspection(visit(health, path))
    assert found.style_elements == []
    assert [name for name, _ in found.attributes if name == "style" or name.startswith("on")] == []
    assert [value for _, value in found.attributes if value.startswith("javascript:")] == []


@pytest.mark.parametrize("path", PAGES)
def test_a_public_page_loads_nothing_from_anywhere_else(health, bulletin, visit, path):
    found = Inspection(visit(health, path))
    sources = [value for name, value in found.attributes if name in {"src", "srcset", "action"}]
    assert [one for one in sources if not re.match(r"/(?!/)|data:image/svg\+xml;", one)] == []


def test_the_companions_of_the_policy_are_there(health, visit):
    headers = visit(health).headers
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "strict-origin-when-cross-origin"
    assert headers["Permissions-Policy"] == "camera=(), geolocation=(), microphone=(), payment=()"


@pytest.mark.parametrize(
    ("host", "path", "status"),
    [
        ("nobody.example", "/", 421),
        ("localhost", "/", 302),
        ("quan-tri.backan.localhost", "/", 200),
        ("quan-tri.backan.localhost", "/tin-tuc/", 404),
        ("soyte.backan.localhost", "/en/", 302),
        ("soyte.backan.localhost", "/robots.txt", 200),
        ("soyte.backan.localhost", "/ban-tin/rss.xml", 200),
        ("soyte.backan.localhost", "/admin/", 404),
    ],
)
def test_the_policy_is_in_force_on_every_answer_outside_the_admin(
    health, anonymous, host, path, status
):
    response = anonymous(host).get(path)
    assert response.status_code == status
    policy = policy_of(response)
    assert policy["default-src"] == ["'none'"]
    assert policy["frame-ancestors"] == ["'none'"]
    assert policy["style-src"] == SELF
    assert response["X-Content-Type-Options"] == "nosniff"


def test_a_page_that_has_not_changed_keeps_its_policy(health, visit):
    first = visit(health)
    again = visit(health, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304
    assert policy_of(again) == policy_of(first)


def test_the_admin_has_a_policy_with_a_nonce_of_its_own_for_each_answer(sign_in, ict_admin):
    client = sign_in(ict_admin)
    policies = [policy_of(client.get("/admin/reports/site-history/")) for _ in range(2)]
    nonces = [policy["script-src"].pop() for policy in policies]
    assert len(set(nonces)) == 2
    assert all(re.fullmatch(r"'nonce-[A-Za-z0-9+/]{22}=='", nonce) for nonce in nonces)
    for policy in policies:
        assert policy == {
            "default-src": ["'none'"],
            "script-src": SELF,
            "style-src": ["'self'", "'unsafe-inline'"],
            "img-src": ["'self'", "data:", "blob:"],
            "font-src": SELF,
            "connect-src": SELF,
            "media-src": ["'self'", "blob:"],
            "frame-src": SELF,
            "base-uri": ["'none'"],
            "form-action": SELF,
            "frame-ancestors": SELF,
        }


@pytest.mark.parametrize("address", ADMIN_PAGES)
def test_every_inline_script_of_an_admin_page_has_the_nonce(health, sign_in, ict_admin, address):
    news = health.root_page.get_children().get(slug="tin-tuc")
    path = address.format(home=health.root_page_id, news=news.pk, site=health.site_id)
    response = sign_in(ict_admin).get(path)
    assert response.status_code == 200
    nonce = policy_of(response)["script-src"][-1].removeprefix("'nonce-").removesuffix("'")
    assert [script for given, script in Inspection(response).inline_scripts if given != nonce] == []


def test_an_edit_page_has_an_initialiser_that_needs_the_nonce(health, sign_in, ict_admin):
    news = health.root_page.get_children().get(slug="tin-tuc")
    response = sign_in(ict_admin).get(f"/admin/pages/add/home/newspage/{news.pk}/")
    scripts = [script for _, script in Inspection(response).inline_scripts]
    assert "initDateChooser" in [script.split("(")[0] for script in scripts]


def test_a_page_with_nonces_is_sent_to_its_end(health, sign_in, ict_admin):
    news = Page.objects.child_of(health.root_page).get(slug="tin-tuc")
    response = sign_in(ict_admin).get(f"/admin/pages/add/home/newspage/{news.pk}/")
    assert b'<script nonce="' in response.content
    assert int(response.headers["Content-Length"]) == len(response.content)


def test_a_script_in_a_title_stays_text_in_the_admin(health, sign_in, ict_admin):
    Page.objects.filter(pk=health.root_page_id).update(
        title='<script>initTimeChooser("x")</script>'
    )
    response = sign_in(ict_admin).get(f"/admin/pages/{health.root_page_id}/")
    assert "initTimeChooser" not in "".join(
        script for _, script in Inspection(response).inline_scripts
    )


def test_a_preview_may_be_framed_by_the_admin_and_runs_nothing(health):
    page = health.root_page.specific
    response = page.make_preview_request(preview_mode=page.default_preview_mode)
    policy = policy_of(response)
    assert Inspection(response).inline_scripts == []
    assert (policy["frame-ancestors"], policy["sandbox"]) == (SELF, ["allow-same-origin"])
    assert policy["script-src"] == policy["form-action"] == ["'none'"]


def test_an_editor_sees_the_preview_of_a_page_in_the_admin(health, sign_in, health_editor):
    about = health.root_page.get_descendants().get(slug="chuc-nang-nhiem-vu")
    address = f"/admin/pages/{about.pk}/edit/preview/"
    client = sign_in(health_editor)
    words = {"title": "Chức năng mới", "slug": about.slug, "lead": "", "body-count": "0"}
    counts = {"comments-TOTAL_FORMS": "0", "comments-INITIAL_FORMS": "0"}
    assert client.post(address, words | counts).json()["is_valid"]
    response = client.get(address)
    assert "Chức năng mới" in response.content.decode()
    assert policy_of(response)["frame-ancestors"] == SELF


def test_an_author_sees_the_preview_of_a_bulletin_in_the_admin(bulletin, sign_in, ict_publisher):
    client = sign_in(ict_publisher)
    address = f"/admin/snippets/bulletins/bulletin/preview/{bulletin.pk}/"
    words = {"title": "Nước rút", "summary": "Về nhà được.", "slug": "nuoc-lu", "body-count": "0"}
    choices = {"urgency": "routine", "category": "thien-tai", "issued_on": "2021-02-09"}
    counts = {
        f"{name}-{count}_FORMS": "0"
        for name in ("attachments", "notes")
        for count in ("TOTAL", "INITIAL")
    }
    assert client.post(address, words | choices | counts).json()["is_valid"]
    response = client.get(f"{address}?mode=so-y-te")
    assert "Nước rút" in response.content.decode()
    assert policy_of(response)["frame-ancestors"] == SELF
