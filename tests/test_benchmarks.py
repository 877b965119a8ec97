import json

import pytest

from benchmarks import results
from benchmarks.chart import CHART, draw, get_part_of_aim
from benchmarks.results import FOLDER, Measurement
from benchmarks.sizes import Sizes


@pytest.mark.parametrize(
    ("value", "ratio", "aim", "reached"),
    [
        (500.0, 8.1, "≥ 8", True),
        (500.0, 7.9, "≥ 8", False),
        (80.0, None, "≤ 80", True),
        (81.0, None, "≤ 80", False),
        (0.0, None, "≤ 0", True),
        (81.0, 0.5, "", None),
    ],
)
def test_an_aim_is_for_the_ratio_or_else_for_the_amount(value, ratio, aim, reached):
    assert Measurement("page", "home", value, "ms", ratio, "bare view", aim).is_reached is reached


def test_the_chart_is_that_of_the_results():
    versions = [json.loads(file.read_text()) for file in sorted(FOLDER.glob("*.json"))]
    assert versions and CHART.read_text() == draw(versions), "run python -m benchmarks.chart"


def test_a_bar_reaches_the_aim_where_it_is_reached():
    line = {"aim": "≤ 100", "value": 50.0, "ratio": None}
    assert get_part_of_aim(line) == 2
    assert get_part_of_aim(line | {"value": 200.0}) == 0.5
    assert get_part_of_aim(line | {"value": 0.0}) == 4
    assert get_part_of_aim(line | {"aim": ""}) is None


def test_what_was_measured_replaces_its_part_and_no_other(tmp_path, monkeypatch):
    monkeypatch.setattr(results, "FOLDER", tmp_path)
    for part, name in (("page", "home"), ("nation", "publish, 200"), ("nation", "publish")):
        results.keep_lines(part, [Measurement(part, name, 1.0, "ms")], "3/3/3/3")
    [file] = tmp_path.iterdir()
    lines = json.loads(file.read_text())["lines"]
    assert [(line["part"], line["name"]) for line in lines] == [
        ("page", "home"),
        ("nation", "publish"),
    ]


def test_sizes_of_a_nation_are_four_numbers():
    assert str(Sizes.parse("200/5000/500/300")) == "200/5000/500/300"
    for wrong in ("200/5000/500", "200/5000/500/0", "200/5000/500/many"):
        with pytest.raises(ValueError):
            Sizes.parse(wrong)
