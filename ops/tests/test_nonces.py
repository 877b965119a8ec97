import re

import pytest
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from wagtail.admin import widgets
from wagtail.admin.filters import DateRangePickerWidget
from wagtail.admin.widgets.workflows import AdminTaskChooser
from wagtail.documents.widgets import AdminDocumentChooser
from wagtail.images.widgets import AdminImageChooser
from wagtail.models import Page

from ops.http.nonces import add_nonce, offer_nonce
from ops.http.security_headers import SecurityHeadersMiddleware

WIDGETS = {
    "initDateChooser": widgets.AdminDateInput,
    "initTimeChooser": widgets.AdminTimeInput,
    "initDateTimeChooser": widgets.AdminDateTimeInput,
    "new PageChooser": widgets.AdminPageChooser,
    "new ImageChooser": AdminImageChooser,
    "new DocumentChooser": AdminDocumentChooser,
    "createTaskChooser": AdminTaskChooser,
}
TRICKS = [
    "<script>alert(1)</script>",
    '"><script>initTimeChooser("a")</script>',
    "</script><script>alert(1)</script>",
]


@pytest.fixture
def request_with_nonce(rf):
    request = rf.get("/admin/")
    request.csp_nonce = "abc"
    with offer_nonce(request):
        yield request


def render(widget, value=None):
    return widget().render("field", value, {"id": "id_field"})


@pytest.mark.django_db
@pytest.mark.parametrize("initialiser", WIDGETS)
def test_the_script_of_a_widget_has_the_nonce_of_the_request(request_with_nonce, initialiser):
    html = render(WIDGETS[initialiser])
    assert f'<script nonce="abc">{initialiser}("id_field"' in html
    assert html.count("<script") == 1


def test_both_scripts_of_a_period_have_it(request_with_nonce):
    html = render(DateRangePickerWidget)
    assert html.count('<script nonce="abc">initDateChooser("id_field_') == 2
    assert html.count("<script") == 2


@pytest.mark.django_db
@pytest.mark.parametrize("initialiser", WIDGETS)
def test_a_widget_that_is_rendered_for_no_request_has_none(initialiser):
    assert "nonce" not in render(WIDGETS[initialiser])


@pytest.mark.parametrize("value", TRICKS)
def test_a_script_in_the_value_of_a_field_stays_text(request_with_nonce, value):
    html = render(widgets.AdminDateInput, value)
    assert re.findall(r"<script[^>]*>\w+", html) == ['<script nonce="abc">initDateChooser']


@pytest.mark.parametrize(
    "html",
    [
        "<script>a()</script><script>b()</script>",
        '<script src="/x.js"></script>',
        "<SCRIPT>a()</SCRIPT>",
        '<script nonce="mine">a()</script>',
    ],
)
def test_what_is_not_one_plain_script_gets_none(request_with_nonce, html):
    assert add_nonce(SafeString(html)) == html


@pytest.mark.parametrize(
    "script",
    ['initTimeChooser("a")', 'new ImageChooser("a", {});', "alert(1)"],
)
def test_a_script_that_no_widget_has_written_gets_none(rf, settings, script):
    html = f"<script>{script}</script>"
    middleware = SecurityHeadersMiddleware(lambda request: HttpResponse(html))
    request = rf.get("/admin/", headers={"host": settings.ADMIN_HOST})
    response = middleware(request)
    assert response.content.decode() == html
    assert "nonce" not in response["Content-Security-Policy"]


def test_a_request_inside_another_has_a_nonce_of_its_own(rf):
    outer, inner = rf.get("/admin/"), rf.get("/")
    outer.csp_nonce, inner.csp_nonce = "outer", "inner"
    with offer_nonce(outer):
        with offer_nonce(inner):
            assert 'nonce="inner"' in render(widgets.AdminDateInput)
        assert 'nonce="outer"' in render(widgets.AdminDateInput)


def test_the_script_of_an_inline_panel_has_the_nonce(health, sign_in, ict_admin):
    parent = Page.objects.child_of(health.root_page).get(slug="van-ban")
    path = reverse("wagtailadmin_pages:add", args=["home", "documentpage", parent.pk])
    html = sign_in(ict_admin).get(path).content.decode()
    signed = re.findall(r"<script([^>]*)>[^<]*new InlinePanel\(", html)
    assert signed and all(attributes.startswith(' nonce="') for attributes in signed)


def test_the_script_of_a_panel_of_several_choosers_has_the_nonce(request_with_nonce):
    context = {
        "self": {"formset": {"prefix": "files"}},
        "options_json": '{"a": "</script>"}',
        "chooser_widget_definition": {},
    }
    html = render_to_string("wagtailadmin/panels/multiple_chooser_panel.html", context)
    [attributes] = re.findall(r"<script([^>]*)>[^<]*new MultipleChooserPanel\(", html)
    assert attributes == ' nonce="abc"'
