"""The templates that a new installation begins with."""

import tomllib
from pathlib import Path

from bulletins.models import BulletinTemplate

TEMPLATES = Path(__file__).with_suffix(".toml")


def put_first_templates() -> None:
    """Make the first templates where there is none at all; those of an office are never touched."""
    if BulletinTemplate.objects.exists():
        return
    for texts in tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))["template"]:
        template = BulletinTemplate(**texts)
        template.full_clean()
        template.save()
