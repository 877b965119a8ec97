import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
DAYS = {"localdate", "today"}
STILL = {"clock", "today"}
# Request numbers, receipts, keys and digests are made of these. Of ten thousand characters of them
# one in a hundred holds a given word of five.
OF_NUMBERS = re.compile(r"[0-9a-f]{2,5}")


def list_files():
    for path in sorted(ROOT.glob("**/tests/**/*.py")):
        parts = path.relative_to(ROOT).parts
        if not parts[0].startswith("."):
            yield path.relative_to(ROOT), ast.parse(path.read_text(encoding="utf-8"))


def list_tests():
    for path, tree in list_files():
        if path.name.startswith("test_") and not path.is_relative_to("tests/browser"):
            for node in tree.body:
                if isinstance(node, ast.FunctionDef):
                    yield f"{path}:{node.lineno}", node


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


def list_short_words(tree):
    """The words of digits that asserts of a module say are not there, with their lines."""
    named = {
        target.id: node.value
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name):
            named_here = {part.id for part in ast.walk(node.iter) if isinstance(part, ast.Name)}
            among = [node.iter, *(named[name] for name in named_here & named.keys())]
            searched = [one for part in node.body for one in list_absent(part)]
            if any(isinstance(one, ast.Name) and one.id == node.target.id for one in searched):
                searched += [part for one in among for part in ast.walk(one)]
        elif isinstance(node, ast.Compare):
            searched = list_absent(node)
        else:
            continue
        for one in searched:
            word = one.value if isinstance(one, ast.Constant) else None
            word = word.decode("latin-1") if isinstance(word, bytes) else word
            if isinstance(word, str) and OF_NUMBERS.fullmatch(word):
                yield one.lineno, word


def list_absent(node):
    """What stands to the left of each ``not in``."""
    return [
        part.left
        for part in ast.walk(node)
        if isinstance(part, ast.Compare) and isinstance(part.ops[0], ast.NotIn)
    ]


def test_no_test_looks_for_a_word_that_a_random_number_may_hold():
    files = [*list_files()]
    assert len(files) > 300
    found = {(str(path), *word) for path, tree in files for word in list_short_words(tree)}
    assert found == set()


@pytest.mark.parametrize(
    "code",
    [
        'assert "0912" not in text',
        'assert b"0912" not in answer.content',
        'for word in ("Lan", "0912"):\n    assert word not in text',
        'WORDS = ["Lan", "0912"]\nfor word in (*WORDS, "Ba"):\n    assert word not in text',
    ],
)
def test_a_word_of_digits_is_seen(code):
    assert {word for _line, word in list_short_words(ast.parse(code))} == {"0912"}


def list_folder_searches(tree):
    """The lines that look for a folder's name in the whole path of a file."""
    for node in ast.walk(tree):
        match node:
            case ast.Compare(
                left=ast.Constant(), ops=[ast.In() | ast.NotIn()], comparators=[place]
            ):
                searched = [place]
            case ast.BinOp(op=ast.BitAnd(), left=left, right=right):
                searched = [*ast.walk(left), *ast.walk(right)]
            case _:
                continue
        for one in searched:
            match one:
                case ast.Attribute(attr="parts", value=ast.Name()):
                    yield node.lineno


def test_no_test_depends_on_the_folder_that_the_project_lies_in():
    found = [f"{path}:{line}" for path, tree in list_files() for line in list_folder_searches(tree)]
    assert found == []


@pytest.mark.parametrize(
    "code",
    [
        'assert "tests" not in path.parts',
        '{"test", "tests"} & set(path.parts)',
        '{"test", "tests"} & {*path.parts}',
    ],
)
def test_a_search_in_a_whole_path_is_seen(code):
    assert [*list_folder_searches(ast.parse(code))] == [1]
    assert not [*list_folder_searches(ast.parse(code.replace("path", "path.relative_to(ROOT)")))]
