"""Wagtail hooks of the search."""

from wagtail import hooks

from search.admin.viewsets import SynonymViewSet

hooks.register("register_admin_viewset", SynonymViewSet)
