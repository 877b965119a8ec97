from pathlib import Path

ROOT = Path(__file__).parent.parent
LONGEST_LINE = 120


def test_no_line_of_a_template_is_too_long():
    templates = sorted((ROOT / "templates").rglob("*.html"))
    assert templates
    too_long = [
        f"{path.relative_to(ROOT)}:{number} has {len(line)} characters"
        for path in templates
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        if len(line) > LONGEST_LINE
    ]
    assert not too_long, "\n" + "\n".join(too_long)
