"""Looking at pages with axe, and keeping what was found for the statement on every website.

``make accessibility`` sets ACCESSIBILITY_RESULTS to the file that the statement reads.
"""

import json
import os
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from axe_playwright_python.base import AxeResults
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# What websites have and the admin has not.
IS_WEBSITE = "() => Boolean(document.documentElement.dataset.agency)"
DISPLAY = "() => document.documentElement.dataset.display || ''"
IS_DARK = "() => matchMedia('(prefers-color-scheme: dark)').matches"
BROWSER = "() => navigator.userAgent.match(/Chrome\\/(\\d+)/)[1]"
# The rule for WCAG 2.2, 2.5.8 is the one of level AA that axe leaves off by itself.
OPTIONS = {"resultTypes": ["violations"], "rules": {"target-size": {"enabled": True}}}


class Record:
    """What axe was shown of websites during one run, and what it found."""

    def __init__(self) -> None:
        self.program = self.browser = ""
        # The ways each page was looked at: width, colours, display setting.
        self.pages: defaultdict[str, set[tuple[int, str, str]]] = defaultdict(set)
        self.problems: Counter[tuple[str, str]] = Counter()

    def note(self, page: Page, results: AxeResults) -> None:
        engine = results.response["testEngine"]
        self.program = f"{engine['name']} {engine['version']}"
        self.browser = f"Chromium {page.evaluate(BROWSER)}"
        width = (page.viewport_size or {"width": 0})["width"]
        scheme = "dark" if page.evaluate(IS_DARK) else "light"
        path = urlsplit(page.url).path
        self.pages[path].add((width, scheme, page.evaluate(DISPLAY)))
        for violation in results.response["violations"]:
            self.problems[violation["id"], violation["help"]] += 1

    def write(self, file: Path) -> None:
        ways = set().union(*self.pages.values())
        widths, schemes, displays = (sorted(set(part)) for part in zip(*ways, strict=True))
        problems = sorted(self.problems.items())
        data = {
            "checked_on": date.today().isoformat(),
            "program": self.program,
            "browser": self.browser,
            "widths": widths,
            "schemes": schemes,
            "displays": displays,
            "pages": {path: len(seen) for path, seen in sorted(self.pages.items())},
            "problems": [
                {"rule": rule, "demand": demand, "views": views}
                for (rule, demand), views in problems
            ],
        }
        file.write_text(json.dumps(data, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


record = Record()


def run_axe(page: Page) -> AxeResults:
    """Have axe look at the page as it is shown now."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(Axe().axe_script)
    return AxeResults(page.evaluate("options => axe.run(document, options)", OPTIONS))


def run_axe_and_record(page: Page) -> AxeResults:
    """Look, and note what was found for the statement."""
    results = run_axe(page)
    if page.evaluate(IS_WEBSITE):
        record.note(page, results)
    return results


def write_record() -> None:
    """Write what was found, where somebody has asked for it."""
    file = os.environ.get("ACCESSIBILITY_RESULTS")
    if file and record.pages:
        record.write(Path(file))
