"""A plain Wagtail page, to compare with: the page that Wagtail itself makes, in a small template.

Run with ``gunicorn benchmarks.plain_wagtail``; DATABASE_URL names an empty database. The middleware
is that of Wagtail's own project template. As a program it makes the tables.
"""

import os
import sys

import environ
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

PAGE = """<!DOCTYPE html>{% load wagtailcore_tags wagtailuserbar %}
<html lang="vi"><head><title>{{ page.seo_title|default:page.title }}</title></head>
<body>{% wagtailuserbar %}
<nav>{% for child in page.get_site.root_page.get_children.live.in_menu %}
<a href="{% pageurl child %}">{{ child.title }}</a>{% endfor %}</nav>
<h1>{{ page.title }}</h1>
<ul>{% for child in page.get_children.live %}
<li><a href="{% pageurl child %}">{{ child.title }}</a></li>{% endfor %}</ul>
</body></html>"""
LOADER = ("django.template.loaders.locmem.Loader", {"wagtailcore/page.html": PAGE})
SETTINGS = {
    "SECRET_KEY": "of-the-benchmark-only",
    "ALLOWED_HOSTS": ["*"],
    "ROOT_URLCONF": __name__,
    "DATABASES": {"default": environ.Env.db_url_config(os.environ["DATABASE_URL"])},
    "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
    "USE_TZ": True,
    "STATIC_URL": "/static/",
    "WAGTAIL_SITE_NAME": "plain",
    "WAGTAILADMIN_BASE_URL": "http://127.0.0.1",
    "INSTALLED_APPS": [
        "wagtail.users",
        "wagtail.images",
        "wagtail.documents",
        "wagtail.search",
        "wagtail.snippets",
        "wagtail.admin",
        "wagtail.sites",
        "wagtail",
        "modelcluster",
        "taggit",
        "modelsearch",
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "django.contrib.sessions",
        "django.contrib.messages",
        "django.contrib.staticfiles",
    ],
    "MIDDLEWARE": [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.middleware.common.CommonMiddleware",
        "django.middleware.csrf.CsrfViewMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
        "django.contrib.messages.middleware.MessageMiddleware",
        "django.middleware.clickjacking.XFrameOptionsMiddleware",
        "django.middleware.security.SecurityMiddleware",
    ],
    "TEMPLATES": [
        {
            "BACKEND": "django.template.backends.django.DjangoTemplates",
            "DIRS": [],
            "OPTIONS": {
                "loaders": [
                    ("django.template.loaders.cached.Loader", [
                        LOADER, "django.template.loaders.app_directories.Loader",
                    ]),
                ],
                "context_processors": [
                    "django.template.context_processors.request",
                    "django.contrib.auth.context_processors.auth",
                    "django.contrib.messages.context_processors.messages",
                ],
            },
        }
    ],
}  # fmt: skip
settings.configure(**SETTINGS)
application = get_wsgi_application()
# Models can be imported only now.
urlpatterns = [path("", include("wagtail.urls"))]

if __name__ == "__main__":
    call_command("migrate", verbosity=0)
    sys.stdout.write("ready\n")
