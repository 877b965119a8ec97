import ast
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)


def list_header_buttons():
    for app in settings.OWN_APPS:
        for path in sorted((ROOT / app / "admin").rglob("*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.FunctionDef) and node.name == "header_buttons":
                    yield path.relative_to(ROOT), node


def test_buttons_in_the_header_of_a_list_are_header_buttons():
    """Wagtail draws the icon of any other button as wide as the header."""
    found = [*list_header_buttons()]
    assert len(found) > 5
    for path, node in found:
        names = {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        assert "Button" not in names, path
