"""Wagtail hooks of accounts."""

from wagtail import hooks

from accounts.security_panel import SecurityPanel

hooks.register("register_account_settings_panel", SecurityPanel)
