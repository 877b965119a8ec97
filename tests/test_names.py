import ast
import re
from pathlib import Path

from django.conf import settings

FORMER_CSS_CLASSES = {
    "air-fault", "button-words", "contact-ways", "desk-gaps", "desk-parts", "desk-words",
    "feedback-words", "home-part", "home-parts", "office-part", "person-ways", "procedure-parts",
    "procedure-ways", "search-words", "standing", "standing-con", "state-words", "ways-on",
}  # fmt: skip
# Nouns that end like gerunds.
NOUNS = {
    "archiving", "bulk_provisioning", "caching", "folding", "highlighting", "importing", "mapping",
    "paging", "pending", "provisioning", "publishing", "ranking", "reading", "saving", "sharing",
    "spelling",
}  # fmt: skip
ROOT = Path(settings.BASE_DIR)
GLOSSARY = ROOT / "docs" / "glossary.md"
SECTION = "## One noun for one thing in the code"
CODE = re.compile("`([^`]+)`")
# A word in a name: ``agencies`` of ``list_agencies``, ``Check`` of ``DisplayCheck``.
PART = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
APPS = (*settings.OWN_APPS, "config", "benchmarks")


def list_modules():
    for app in APPS:
        for path in (ROOT / app).rglob("*.py"):
            if not {"migrations", "tests"} & set(path.relative_to(ROOT / app).parts):
                yield path.relative_to(ROOT)


def read_nouns():
    """Return the words that go, and each name that keeps one, with the places where it may."""
    section = GLOSSARY.read_text(encoding="utf-8").partition(SECTION)[2].partition("\n## ")[0]
    rows = [line.strip("|").split("|") for line in section.splitlines() if line.startswith("| ")]
    words = [word.strip() for row in rows if len(row) == 2 for word in row[0].split(",")]
    kept = {
        (name, place)
        for names, places, *_why in (row for row in rows if len(row) == 3)
        for name in CODE.findall(names)
        for place in CODE.findall(places)
    }
    return set(words) - {"Goes"}, kept


def list_names(path):
    """Give the names that a module defines or assigns, and its own with its folders."""
    yield from path.with_suffix("").parts
    for node in ast.walk(ast.parse((ROOT / path).read_text(encoding="utf-8"))):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Name(ctx=ast.Store()):
                yield node.id
            case ast.Attribute(ctx=ast.Store()):
                yield node.attr
            case ast.arg():
                yield node.arg
            case ast.alias(asname=str()):
                yield node.asname


def find_words(name, words):
    """Return the words in a name such as ``DisplayCheck`` or ``MAX_UNITS``."""
    parts = [part.lower() for part in PART.findall(name)]
    forms = [f" {' '.join(forms)} " for forms in (parts, [p.removesuffix("s") for p in parts])]
    return {word for word in words for form in forms if f" {word} " in form}


def test_names_have_the_nouns_of_the_glossary():
    words, kept = read_nouns()
    assert {"unit", "display check"} <= words
    found = {
        (str(path), name)
        for path in list_modules()
        for name in list_names(path)
        if find_words(name, words)
    }
    matches = {
        ((name, place), (path, own))
        for name, place in kept
        for path, own in found
        if own == name and path.startswith(place)
    }
    assert found == {one for _kept, one in matches}
    assert kept == {one for one, _found in matches}


def test_no_css_class_has_a_former_name():
    found = {
        (path.name, name)
        for path in (ROOT / "static/css").rglob("*.css")
        for name in re.findall(r"\.([a-z][a-z0-9-]*)", path.read_text(encoding="utf-8"))
    } | {
        (path.name, name)
        for path in (ROOT / "templates").rglob("*.html")
        for names in re.findall(r'class="([^"]*)"', path.read_text(encoding="utf-8"))
        for name in names.split()
    }
    assert {(file, name) for file, name in found if name in FORMER_CSS_CLASSES} == set()


def test_modules_are_named_after_what_they_hold_and_not_after_an_activity():
    names = {part.removesuffix(".py") for path in list_modules() for part in path.parts}
    assert {name for name in names if name.endswith("ing")} <= NOUNS


def test_every_app_has_the_inner_shape_of_the_others():
    for app in settings.OWN_APPS:
        folder = ROOT / app
        assert (folder / "apps.py").exists(), app
        assert (folder / "tests" / "factories.py").exists(), app
        assert not {"utils.py", "helpers.py", "handlers.py"} & {
            p.name for p in folder.rglob("*.py")
        }
