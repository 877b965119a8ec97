import ast
import re
from collections import defaultdict
from pathlib import Path

from django.conf import settings

from bulletins.views.list import QUERY_PARAMETERS
from home.filters import QUERY_PARAMETERS as PAGE_PARAMETERS
from sites.middleware.cache import PARAMETERS

ROOT = Path(__file__).resolve().parents[2]
# Where the admin's screens are, and what reads for them.
ADMIN = re.compile(
    r"(accounts|demo|desk|importing|ops|reorganisation)/|[a-z]+/(admin|permissions)/"
    r"|[a-z]+/permissions\.py|sites/middleware/admin|(bulletins|sites)/protected_acts"
)


def names_read(tree):
    """The names read from ``….GET``; "?" where it is not said which."""
    for node in ast.walk(tree):
        for child in ast.iter_child_nodes(node):
            child.parent = node
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and node.attr == "GET":
            above = node.parent
            call = above.parent if isinstance(above, ast.Attribute) else above
            key = (
                call.slice
                if isinstance(call, ast.Subscript)
                else next(iter(getattr(call, "args", ())), None)
            )
            yield key.value if isinstance(key, ast.Constant) else "?"


def test_every_parameter_that_a_website_reads_is_known_to_the_page_cache():
    read = defaultdict(set)
    for folder in settings.OWN_APPS:
        for file in (ROOT / folder).rglob("*.py"):
            name = file.relative_to(ROOT).as_posix()
            if not ADMIN.match(name) and "/tests/" not in name:
                tree = ast.parse(file.read_text(encoding="utf-8"))
                for parameter in names_read(tree):
                    read[parameter].add(name)
    assert read.keys() >= {"trang", "q", "so"}
    others = {key: name for key, name in read.items() if key not in PARAMETERS}
    # Handed on as a whole, to forms that say which names they know.
    assert others == {
        "?": {
            "bulletins/views/list.py",
            "home/models/base.py",
            "home/templatetags/agency_site.py",
            "search/views.py",
        }
    }
    assert PARAMETERS.issuperset({*QUERY_PARAMETERS, *PAGE_PARAMETERS})
