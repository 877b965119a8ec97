"""Ask Lighthouse about the demo: ``python -m tests.browser.lighthouse``, or make lighthouse."""

import json
import os
import shutil
import subprocess
import sys

from tests.browser.server import DISTRICT, HEALTH, Demo, serve_demo
from tests.chromium import LAUNCH_ARGS, find_or_install

# The last one for Node 18 and newer, by its package; 13 wants 22.
LIGHTHOUSE = "lighthouse@12.8.2"
WANTED = {"performance": 98, "accessibility": 100, "best-practices": 100, "seo": 100}
SECONDS = 300
SEARCH = "/tim-kiem/?q=lu+quet"


def main() -> int:
    """Print the scores of each page as a telephone sees it; return 1 where one is too low."""
    npx = shutil.which("npx")
    if npx is None:
        sys.stderr.write("Lighthouse needs Node 18 or newer; there is no npx here.\n")
        return 1
    low = False
    with serve_demo() as demo:
        for label, path in _pages(demo):
            scores = _ask(npx, demo.url(label, path))
            # Lists of results are closed to search engines on purpose.
            wanted = WANTED if path != SEARCH else WANTED | {"seo": 0}
            low |= any(scores[name] < least for name, least in wanted.items())
            words = ", ".join(f"{name} {score}" for name, score in scores.items())
            sys.stdout.write(f"{label}{path}: {words}\n")
            sys.stdout.flush()
    return int(low)


def _pages(demo: Demo) -> list[tuple[str, str]]:
    return [
        (DISTRICT, "/"),
        (HEALTH, "/ban-tin/day-manh-viec-cai-dat-bluezone/"),
        (HEALTH, demo.first_path(HEALTH, "/tin-tuc/")),
        (HEALTH, "/van-ban/"),
        (HEALTH, SEARCH),
    ]


def _ask(npx: str, url: str) -> dict[str, int]:
    flags = " ".join(["--headless=new", *LAUNCH_ARGS])
    report = subprocess.run(
        [npx, "--yes", LIGHTHOUSE, url, "--quiet", "--output=json", f"--chrome-flags={flags}",
         f"--only-categories={','.join(WANTED)}"],
        env=os.environ | {"CHROME_PATH": find_or_install()},
        capture_output=True,
        check=True,
        timeout=SECONDS,
    )  # fmt: skip
    categories = json.loads(report.stdout)["categories"]
    return {name: round((categories[name]["score"] or 0) * 100) for name in WANTED}


if __name__ == "__main__":
    sys.exit(main())
