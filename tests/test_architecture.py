"""The page about the architecture, against the code."""

import re

from django.conf import settings
from django.utils.module_loading import import_string

from docs.layers import DRAWING, ROOT, draw, read_contracts, split_layer

PAGE = (ROOT / "docs" / "architecture.md").read_text("utf-8")
JOURNEYS = PAGE.partition("## Three journeys")[2].partition("\n## ")[0]
QUOTED = re.compile(r"`([^`]+)`")
A_PATH = re.compile(r"(?:\w+/)+(?:[\w.]+\.(?:py|html))?")
A_NAME = re.compile(r"(?:\w+\.)+\w+")


def test_the_drawing_of_the_layers_is_what_the_contracts_of_today_say():
    assert DRAWING.read_text("utf-8") == draw(), "make it anew: .venv/bin/python -m docs.layers"
    assert "![" in PAGE and "(layers.svg)" in PAGE


def test_the_drawing_shows_every_app():
    apps = {app for layer in read_contracts()[0]["layers"] for app in split_layer(layer)}
    assert apps == {*settings.OWN_APPS, "config"} - {"sites.permissions"}
    assert all(f">{app}</text>" in draw() for app in apps)


def test_three_journeys_name_modules_and_all_of_them_exist():
    paths = {quoted for quoted in QUOTED.findall(JOURNEYS) if A_PATH.fullmatch(quoted)}
    assert {path for path in paths if not (ROOT / path).exists()} == set()
    for journey in JOURNEYS.split("\n### ")[1:]:
        steps = [line for line in journey.splitlines() if re.match(r"\d\. ", line)]
        assert len(steps) >= 7 and all(QUOTED.search(step) for step in steps)
    assert JOURNEYS.count("\n### ") == 3


def test_functions_and_settings_that_the_journeys_name_exist():
    for name in QUOTED.findall(JOURNEYS):
        if A_NAME.fullmatch(name) and name.split(".")[0] in settings.OWN_APPS:
            import_string(name)
        elif name.isupper():
            assert hasattr(settings, name), name


def test_classes_that_the_journeys_name_stand_in_a_module_they_name():
    modules = {quoted for quoted in QUOTED.findall(JOURNEYS) if quoted.endswith(".py")}
    sources = "".join((ROOT / module).read_text("utf-8") for module in modules)
    for name in QUOTED.findall(JOURNEYS):
        if re.fullmatch(r"(?:[A-Z][a-z]+){2,}|[a-z]+(?:_[a-z]+)+(?:\(\))?", name):
            assert re.search(rf"\b{name.removesuffix('()')}\b", sources), name
