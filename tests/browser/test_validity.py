"""The Nu HTML checker on every kind of page (a drill: Java, npm and some minutes)."""

import json
import shutil
import subprocess
import tarfile

import pytest

from tests.browser.pages import FAILURES, KINDS

CHECKER = "vnu-jar@26.9.27"
SECONDS = 600

pytestmark = pytest.mark.drill("browser")


@pytest.fixture(scope="module")
def jar(tmp_path_factory):
    """The checker, fetched from npm into a place of its own."""
    npm = shutil.which("npm")
    if npm is None or shutil.which("java") is None:
        pytest.skip("The Nu HTML checker needs Java and npm, which are not here.")
    place = tmp_path_factory.mktemp("checker")
    subprocess.run([npm, "pack", CHECKER, "--silent"], cwd=place, check=True, timeout=SECONDS)
    [archive] = place.glob("*.tgz")
    with tarfile.open(archive) as packed:
        packed.extractall(place, filter="data")
    [jar] = place.rglob("vnu.jar")
    return jar


def check(jar, directory):
    """Return what the checker calls an error, by the name of the file."""
    command = ["java", "-jar", str(jar), "--errors-only", "--format", "json", str(directory)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS)
    found = {}
    for message in json.loads(done.stderr)["messages"]:
        name = message.get("url", "").rpartition("/")[2]
        found.setdefault(name, []).append(f"{message['message']} {message.get('extract', '')}")
    return found


def test_the_checker_finds_a_fault(jar, tmp_path):
    page = '<!doctype html><html lang="vi"><title>x</title><time datetime="nay">nay</time>'
    (tmp_path / "wrong.html").write_text(page)
    assert "datetime" in check(jar, tmp_path)["wrong.html"][0]


def test_no_kind_of_page_has_an_error(jar, demo, page, complaints, tmp_path):
    complaints.expect(FAILURES)
    answers = []
    page.on("response", lambda one: one.request.is_navigation_request() and answers.append(one))
    for kind, opening in KINDS.items():
        answers.clear()
        opening(demo, page)
        # As it was sent: what a browser has made of it is always well-formed.
        (tmp_path / f"{kind.replace(' ', '-')}.html").write_bytes(answers[-1].body())
    assert len(list(tmp_path.iterdir())) == len(KINDS)
    assert check(jar, tmp_path) == {}
