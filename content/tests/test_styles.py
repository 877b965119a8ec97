import re

from content.assets.styles import FOLDER, PARTS, SITE, join_styles


def test_the_one_style_sheet_of_pages_is_that_of_its_parts():
    assert SITE.read_text() == join_styles(), "run content/assets/styles.py"


def test_no_rule_and_no_string_is_lost_when_they_are_joined():
    joined = join_styles()
    for name in PARTS:
        text = re.sub(r"/\*.*?\*/", "", (FOLDER / f"{name}.css").read_text(), flags=re.DOTALL)
        assert re.sub(r"\s", "", text) in re.sub(r"\s", "", joined)
        for string in re.findall(r'"[^"]*"', text):
            assert string in joined
