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


def test_the_changelog_begins_with_the_version_and_its_day():
    changelog = (settings.BASE_DIR / "CHANGELOG.md").read_text()
    first = re.search(r"^## (?!Unreleased)(\S+)(?: – (\d{4}-\d\d-\d\d))?$", changelog, re.MULTILINE)
    assert first and first.groups()[0] == settings.BANTIN_VERSION and first.groups()[1]
