"""Wagtail hooks of citizens' messages; imported by ``home.wagtail_hooks``."""

from django.urls import URLResolver, include, path, reverse_lazy
from django.utils.translation import gettext_lazy
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.log_actions import LogActionRegistry

from home.desk.menu import UnitItem
from home.feedback.answering import ACTIONS
from sites.approval.screens import AdministratorsItem


@hooks.register("register_admin_urls")
def register_feedback_urls() -> list[URLResolver]:
    """Return the admin URLs of messages."""
    return [path("", include("home.feedback.urls"))]


@hooks.register("register_admin_menu_item")
def register_feedback_item() -> MenuItem:
    """Return the menu item of messages, for members of an agency."""
    label = gettext_lazy("Citizens’ messages")
    url = reverse_lazy("feedback:units")
    return UnitItem(label, url, name="feedback", icon_name="comment", order=22)


@hooks.register("register_reports_menu_item")
def register_counts_item() -> MenuItem:
    """Return the menu item of the report, for ICT administrators."""
    label = gettext_lazy("Messages from citizens")
    url = reverse_lazy("feedback:counts")
    return AdministratorsItem(label, url, name="feedback-counts", icon_name="comment", order=950)


@hooks.register("register_log_actions")
def register_feedback_actions(actions: LogActionRegistry) -> None:
    """Register the log actions of messages."""
    for name, label in ACTIONS.items():
        actions.register_action(name, label, label)
