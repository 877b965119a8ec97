"""Wagtail hooks of accounts."""

from wagtail import hooks

from accounts.admin.settings_panels import SecurityPanel

hooks.register("register_account_settings_panel", SecurityPanel)
