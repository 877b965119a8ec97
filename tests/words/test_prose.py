"""Plain sentences: first lines of modules, docstrings, comments and documents."""

import ast
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.changed import list_changed

ROOT = Path(__file__).resolve().parents[2]
CEILINGS = tomllib.loads((Path(__file__).parent / "prose.toml").read_text(encoding="utf-8"))
PRODUCTION = re.compile(r"^(?!.*(?:^|/)(?:tests|migrations)/).*\.py$")
# Written for readers, with a voice of their own.
OTHER_DOCUMENTS = ("CHANGELOG", "docs/huong-dan/", "README.vi")
CLAUSE = re.compile(r"^(what|who|whoever|whether|how|of|that|where|when)\b", re.I)
SIGNS = (
    # A clause in the place of a noun.
    r"\b(what|who|whoever|whatever) (is|are|was|has|have|may|does|comes|stands|asks|one)\b",
    # Words of another century.
    r"\b(anew|besides|in vain|lately|in hand)\b",
    # Nobody acts.
    r"\b(stands?|is told|are told|is said|says? of)\b",
    # A noun is missing.
    r"\bof (it|them|these|those)\b",
    # The object before the verb.
    r"(?<=[.:] )(Of|To|Kept|Marked|Told|Left|Refused) \w+ (is|are|no|all)\b",
)
SIGN = re.compile("|".join(SIGNS), re.I)


def list_files():
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return [name for name in done.stdout.splitlines() if (ROOT / name).exists()]


def read_sentences():
    """Give the sentences of each kind, with the file of each."""
    found = {kind: [] for kind in CEILINGS}
    for name in list_files():
        if name.endswith(".md") and not name.startswith(OTHER_DOCUMENTS):
            text = (ROOT / name).read_text(encoding="utf-8")
            found["documents"] += [(name, part) for part in re.split(r"(?<=[.:?])\s+", text)]
        if PRODUCTION.match(name):
            text = (ROOT / name).read_text(encoding="utf-8")
            tree = ast.parse(text)
            nodes = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
            inner = [node for node in ast.walk(tree) if isinstance(node, nodes)]
            for kind, several in (("module_heads", [tree]), ("docstrings", inner)):
                lines = ((ast.get_docstring(node) or "").partition("\n")[0] for node in several)
                found[kind] += [(name, line) for line in lines]
            comments = re.findall(r"^\s*# (.+)$", text, re.MULTILINE)
            found["comments"] += [(name, comment) for comment in comments]
    return found


def has_sign(kind, sentence):
    return bool(SIGN.search(sentence) or (kind == "module_heads" and CLAUSE.match(sentence)))


@pytest.fixture(scope="module")
def signs():
    changed = {*list_changed("main")}
    return {
        kind: sorted(
            (f"{name}: {text}" for name, text in sentences if has_sign(kind, text)),
            key=lambda sign: sign.partition(":")[0] not in changed,
        )
        for kind, sentences in read_sentences().items()
    }


@pytest.mark.parametrize("kind", CEILINGS)
def test_sentences_in_dialect_only_become_fewer(signs, kind):
    ceiling, number = CEILINGS[kind], len(signs[kind])
    # Those of changed files come first.
    assert number <= ceiling, "\n".join(signs[kind][:20])
    assert number == ceiling, f"{kind}: lower the ceiling in prose.toml to {number}"


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("module_heads", "Whether anybody does the work."),
        ("module_heads", "How long rows are kept."),
        ("docstrings", "Return what is told of it."),
        ("comments", "Whoever asks in vain is told so."),
        ("documents", "Kept: what Bantin marks. Of these none is drawn."),
    ],
)
def test_a_sign_is_seen(kind, sentence):
    assert has_sign(kind, sentence)


@pytest.mark.parametrize("sentence", ["Status of the job workers.", "Finds broken links."])
def test_a_plain_sentence_has_none(sentence):
    assert not has_sign("module_heads", sentence)
