"""URLs of the admin's host, with the directory in place of a website's home page.

The URLs of websites are included only to be reversed, for previews and "view live" links;
``sites.middleware.WebsiteMiddleware`` answers 404 for them on this host.
"""

from django.urls import path

from config.urls import handler400 as handler400
from config.urls import urlpatterns as all_addresses
from home import views
from home.directory.views import admin_directory

urlpatterns = [
    path("", admin_directory, name="admin_directory"),
    path("robots.txt", views.admin_robots),
    *all_addresses,
]
