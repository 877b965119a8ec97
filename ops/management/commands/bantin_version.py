"""Management command that prints which version of Bantin this is."""

import platform
from typing import Any

import django
import wagtail
from django.conf import settings
from django.core.management.base import BaseCommand


class Command(BaseCommand):
    """Command that prints the version of Bantin, then those of what it stands on."""

    help = "Print the version of Bantin, and of Wagtail, Django and Python."
    # A report of a broken installation begins with its version.
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(settings.BANTIN_VERSION)
        self.stdout.write(
            f"Wagtail {wagtail.__version__}, Django {django.__version__}, "
            f"Python {platform.python_version()}"
        )
