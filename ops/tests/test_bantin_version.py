import platform
import re
from io import StringIO

import django
import wagtail
from django.conf import settings
from django.core.management import call_command


def test_the_command_says_the_version_first_and_then_what_it_stands_on():
    told = StringIO()
    call_command("bantin_version", stdout=told)
    version, below = told.getvalue().splitlines()
    assert version == settings.BANTIN_VERSION
    for part in (wagtail.__version__, django.__version__, platform.python_version()):
        assert part in below


def test_the_changelog_begins_with_the_version_and_its_day_or_with_what_is_being_developed():
    changelog = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    released = re.findall(r"^## ([0-9.]+) – \d{4}-\d\d-\d\d$", changelog, re.MULTILINE)
    version, is_development, _number = settings.BANTIN_VERSION.partition(".dev")
    assert ("\n## Unreleased\n" in changelog) == bool(is_development)
    assert version not in released if is_development else version == released[0]
