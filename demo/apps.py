"""Configuration of the app ``demo``."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo content of a province; production leaves it out of ``INSTALLED_APPS``."""

    name = "demo"
