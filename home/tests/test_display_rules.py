from home.display import DEFAULTS, PREFERENCES, SIZES
from home.inline_script import BOOT_SCRIPT, COOKIE_NAME
from home.tests.display import SWITCH
from home.views.display import RULES_FILE
from translations.catalogs import ROOT


def test_sizes_reach_twice_the_normal_one_and_every_token_has_its_rule():
    assert [size.percent for size in SIZES] == [90, 100, 125, 150, 200]
    css = RULES_FILE.read_text("utf-8")
    for size in SIZES:
        has_rule = f'[data-display~="{size.token}"] {{ font-size: {size.percent}%; }}' in css
        assert has_rule is (size.percent != 100)
    tokens = {option.token for choice in PREFERENCES for option in choice.options}
    assert set(SWITCH.findall(css)) == tokens - set(DEFAULTS)


def test_every_rule_of_a_choice_is_one_that_can_be_resolved():
    # One selector begins each line; what stands otherwise would hold for everybody.
    for line in RULES_FILE.read_text("utf-8").splitlines():
        assert line.count("data-display") == len(SWITCH.findall(line)) <= 1
        assert line.strip().startswith(":root[") is ("data-display" in line)


def test_the_script_is_small():
    assert (ROOT / "static" / "js" / "display.js").stat().st_size <= 4096


def test_the_script_writes_no_styles():
    # bennyluk/Sienna-Accessibility-Widget#42 and #45: inline styles break a strict policy.
    assert "style" not in (ROOT / "static" / "js" / "display.js").read_text("utf-8")


def test_the_first_script_reads_the_cookie_that_is_written():
    assert f"{COOKIE_NAME}=" in BOOT_SCRIPT
