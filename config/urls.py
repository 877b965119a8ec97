"""URLs of the websites; the admin's host uses ``config.admin_urls`` instead.

The URLs of the admin are included too, so that they can be reversed everywhere;
``sites.middleware.hosts.WebsiteMiddleware`` keeps the admin off the agencies' hosts. See
docs/decisions/0004-one-url-table-and-an-admin-host.md.
"""

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.views import serve as serve_page

from accounts.admin.settings_panels import account_settings
from accounts.urls import invitation_urlpatterns, session_urlpatterns
from accounts.views.account import redirect_to_sign_in, sign_out
from channels.views import serve_recording
from desk.admin.dashboard import dashboard
from home.views import display, icons, patterns, robots
from home.views.accessibility import statement
from home.views.business_card import agency_vcard
from home.views.changes import changes
from home.views.directory import directory
from home.views.service_state import service_state
from home.views.site_map import site_map
from home.views.sitemaps import sitemap_index, sitemap_part
from sites.page_passwords import check_document_password, check_page_password
from sites.views.documents import serve_document, serve_image

handler400 = "home.views.errors.bad_request"
handler500 = "home.views.errors.server_error"
handler429 = "accounts.views.account.rate_limited"

admin_patterns = [
    path("tai-khoan/loi-moi/", include(invitation_urlpatterns)),
    path("tai-khoan/thong-bao/", include("members.urls")),
    path("tai-khoan/", include("accounts.urls")),
    # Before Wagtail's own sign-in and sign-out, which are never reached.
    path("admin/login/", redirect_to_sign_in, name="wagtailadmin_login"),
    path("admin/logout/", sign_out, name="wagtailadmin_logout"),
    path("admin/", include("sites.admin.urls")),
    path("admin/", dashboard, name="wagtailadmin_home"),
    path("admin/account/", account_settings, name="wagtailadmin_account"),
    path("admin/phien/", include(session_urlpatterns)),
    path("admin/", include(wagtailadmin_urls)),
]

file_patterns: list[URLPattern | URLResolver] = [
    # Before Wagtail's own view, which is never reached.
    path(
        "documents/authenticate_with_password/<int:restriction>/",
        check_document_password,
        name="wagtaildocs_authenticate_with_password",
    ),
    re_path(r"^documents/([0-9]{1,18})/(.*)$", serve_document, name="wagtaildocs_serve"),
    path("documents/", include(wagtaildocs_urls)),
    # No other uploaded files have a URL.
    path("media/images/<path:path>", serve_image),
    path("media/ban-ghi/<path:path>", serve_recording),
]

pattern_page: list[URLPattern] = []
if settings.SHOW_PATTERNS:
    pattern_page = [path("-/mau/", patterns.page, name="patterns")]

urlpatterns = [
    *admin_patterns,
    *file_patterns,
    *pattern_page,
    path("-/xem-nhap/", include("desk.urls")),
    path("robots.txt", robots.robots),
    path("sitemap.xml", sitemap_index),
    re_path(
        r"^sitemap-(?P<part>trang|ban-tin|muc)-(?P<code>[a-z0-9-]+)-(?P<number>[1-9]\d{0,3})\.xml$",
        sitemap_part,
        name="sitemap_part",
    ),
    path("favicon.svg", icons.icon_svg),
    path("favicon.ico", icons.icon_png, {"size": 32}),
    path("apple-touch-icon.png", icons.icon_png, {"size": 180}),
    path("icon-<int:size>.png", icons.icon_png),
    path("site.webmanifest", icons.manifest),
    path(".well-known/security.txt", robots.security_txt),
    path("lien-he.vcf", agency_vcard, name="unit_card"),
    path("hien-thi/dat/", display.choose_preferences, name="display_choose"),
    path("hien-thi/nhan/", display.receive_preferences, name="display_receive"),
    path("hien-thi/chon.css", display.chosen_css, name="display_css"),
    *i18n_patterns(
        # First: its fixed paths would else be slugs of bulletins.
        path("ban-tin/", include("channels.urls")),
        path("ban-tin/", include("bulletins.urls")),
        path("tim-kiem/", include("search.urls")),
        path("_util/login/", robots.raise_not_found),
        # Before Wagtail's own view, which is never reached.
        path(
            "_util/authenticate_with_password/<int:restriction>/<int:page>/",
            check_page_password,
            name="wagtailcore_authenticate_with_password",
        ),
        path("so-do/", site_map, name="site_map"),
        path("co-quan/", directory, name="directory"),
        path("co-quan/thay-doi/", changes, name="changes"),
        path("gop-y/", include("home.urls")),
        path("tiep-can/", statement, name="accessibility"),
        path("tinh-trang/", service_state, name="service_state"),
        path("hien-thi/", display.settings_page, name="display"),
        path("-/xac-minh/", include("responses.urls")),
        # Files that pages serve: a feed, a business card. Wagtail's own URLs have no dots.
        re_path(r"^((?:[\w-]+/)+[\w-]+\.(?:xml|vcf))$", serve_page, name="page_file"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
