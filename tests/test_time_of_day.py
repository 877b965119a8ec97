import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
DAYS = {"localdate", "today"}
STILL = {"clock", "today"}


def list_tests():
    for path in sorted(ROOT.glob("**/test_*.py")):
        parts = path.relative_to(ROOT).parts
        if "tests" in parts and "browser" not in parts and not parts[0].startswith("."):
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    yield f"{path.relative_to(ROOT)}:{node.lineno}", node


def asks_for_the_day(node):
    return any(
        isinstance(part, ast.Call)
        and not part.args
        and isinstance(part.func, ast.Attribute)
        and part.func.attr in DAYS
        for part in ast.walk(node)
    )


def test_where_a_test_asks_for_the_day_midnight_cannot_pass():
    tests = [*list_tests()]
    assert len(tests) > 1000
    moving = [
        place
        for place, node in tests
        if asks_for_the_day(node) and not STILL & {argument.arg for argument in node.args.args}
    ]
    assert moving == []


def test_a_day_that_is_asked_for_is_seen():
    assert asks_for_the_day(ast.parse("assert page.date == timezone.localdate()"))
    assert asks_for_the_day(ast.parse("assert page.date == date.today()"))
    assert not asks_for_the_day(ast.parse("assert page.date == timezone.localdate(moment)"))
