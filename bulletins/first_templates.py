"""The bulletin templates of a new installation, read from ``first_templates.toml``."""

import tomllib
from pathlib import Path

from bulletins.models import BulletinTemplate

TEMPLATES = Path(__file__).with_suffix(".toml")


def put_first_templates() -> None:
    """Create the initial templates if there is no template at all; existing ones never change."""
    if BulletinTemplate.objects.exists():
        return
    for texts in tomllib.loads(TEMPLATES.read_text(encoding="utf-8"))["template"]:
        template = BulletinTemplate(**texts)
        template.full_clean()
        template.save()
