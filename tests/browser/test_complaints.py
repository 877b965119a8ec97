from tests.browser.server import HEALTH

INLINE_SCRIPT = """() => {
  const script = document.createElement("script");
  script.textContent = "document.title = 'changed'";
  document.body.append(script);
}"""


def test_what_the_security_policy_stops_is_heard(demo, page, complaints):
    complaints.expect("Content Security Policy")
    page.goto(demo.url(HEALTH))
    page.evaluate(INLINE_SCRIPT)
    assert page.title() != "changed"
    assert any("'script-src" in one or "inline script" in one for one in complaints.found)


def test_a_script_that_fails_is_heard(demo, page, complaints):
    complaints.expect("broken")
    page.goto(demo.url(HEALTH))
    with page.expect_event("pageerror"):
        page.evaluate("() => { setTimeout(() => { throw new Error('broken') }) }")
    assert any("broken" in one for one in complaints.found)


def test_a_file_that_is_missing_is_heard(demo, page, complaints):
    complaints.expect("404")
    page.route("**/display.js", lambda route: route.fulfill(status=404))
    page.goto(demo.url(HEALTH))
    assert any("display.js" in one for one in complaints.found)
