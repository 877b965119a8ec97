"""URLs of the admin's host, with the directory in place of a website's home page.

The URLs of websites are included only to be reversed, for previews and "view live" links;
``sites.middleware.hosts.WebsiteMiddleware`` answers 404 for them on this host.
"""

from django.urls import path

from config.urls import handler400 as handler400
from config.urls import handler500 as handler500
from config.urls import urlpatterns as all_addresses
from home.views import robots
from home.views.directory import admin_directory

urlpatterns = [
    path("", admin_directory, name="admin_directory"),
    path("robots.txt", robots.admin_robots),
    *all_addresses,
]
