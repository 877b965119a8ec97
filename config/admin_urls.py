"""The addresses of the admin's host: the directory of units, and the admin."""

from django.urls import path

from config.urls import admin_patterns, file_patterns
from home import views

urlpatterns = [
    path("", views.admin_directory, name="admin_directory"),
    path("robots.txt", views.admin_robots),
    *admin_patterns,
    *file_patterns,
]
