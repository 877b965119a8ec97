"""Every address. The admin's own host uses config.admin_urls instead.

The admin is listed here too so that its addresses can be made from anywhere;
sites.middleware.WebsiteMiddleware keeps it off the agencies' hosts.
"""

from pathlib import Path

from django.conf import settings
from django.conf.urls.i18n import i18n_patterns
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from accounts.account_settings import account_settings
from accounts.views import to_sign_in
from home import views
from home.desk.dashboard import dashboard
from home.display import views as display
from home.feeds import PageFeed
from home.sitemaps import website_sitemap

handler429 = "accounts.throttling.too_many_requests"

admin_patterns = [
    path("tai-khoan/loi-moi/", include("accounts.invitation_urls")),
    path("tai-khoan/thong-bao/", include("sites.notifications.urls")),
    path("tai-khoan/", include("accounts.urls")),
    # Before Wagtail's own, which is never reached.
    path("admin/login/", to_sign_in, name="wagtailadmin_login"),
    path("admin/", include("sites.isolation.urls")),
    path("admin/", dashboard, name="wagtailadmin_home"),
    path("admin/account/", account_settings, name="wagtailadmin_account"),
    path("admin/phien/", include("accounts.session_urls")),
    path("admin/", include(wagtailadmin_urls)),
]

file_patterns: list[URLPattern | URLResolver] = [path("documents/", include(wagtaildocs_urls))]
if settings.SERVE_MEDIA:
    # What the web server hands out in production, and nothing else of what people upload.
    file_patterns += [
        re_path(
            rf"^media/{folder}/(?P<path>.*)$",
            serve,
            {"document_root": Path(settings.MEDIA_ROOT) / folder},
        )
        for folder in ("images", "ban-ghi")
    ]

urlpatterns = [
    *admin_patterns,
    *file_patterns,
    path("robots.txt", views.robots),
    path("sitemap.xml", website_sitemap),
    path(".well-known/security.txt", views.security_txt),
    path("hien-thi/dat/", display.choose, name="display_choose"),
    path("hien-thi/chon.css", display.chosen_css, name="display_css"),
    *i18n_patterns(
        path("ban-tin/", include("bulletins.urls")),
        path("tim-kiem/", include("search.urls")),
        path("_util/login/", views.no_sign_in),
        path("co-quan/", views.directory, name="directory"),
        path("hien-thi/", display.settings_page, name="display"),
        re_path(r"^(?P<path>(?:[\w\-]+/)+)rss\.xml$", PageFeed(), name="page_rss"),
        path("", include(wagtail_urls)),
        prefix_default_language=False,
    ),
]
