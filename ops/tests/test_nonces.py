import pytest

from ops.http.security_headers import add_nonces

KNOWN = [
    'initDateChooser("id_date", {"format": "Y-m-d"});',
    'initTimeChooser("id_time")',
    'initDateTimeChooser("id_go_live_at", {"dayOfWeekStart": 1, "parentID": "#dialog"});',
    'createTaskChooser("id_task");',
    'new Chooser("id_source", {"modalUrl": "/admin/agency_chooser/"});',
    'new ImageChooser("id_image", {"modalUrl": "/admin/images/chooser/", "x": [1, null, true]});',
    '\n  new DocumentChooser("id_file")\n',
    """(function() {
        var panel = new InlinePanel(JSON.parse("{\\u0022prefix\\u0022: \\u0022id_a\\u0022}"));
    })();""",
    """(function() {
        var panel = new MultipleChooserPanel(JSON.parse("{\\u0022a\\u0022: [1, 2]}"));
    })();""",
]
UNKNOWN = [
    "",
    "alert(1)",
    'initDateChooser("a"); alert(1);',
    'initDateChooser("a", alert(1));',
    "initDateChooser(alert(1))",
    'alert(1); initDateChooser("a");',
    'initDateChooser("a")/alert(1)',
    'initDateChooser("a", `${alert(1)}`);',
    "initDateChooser('a');",
    'initDateChooser("</x>");',
    'initDateChooser(["a"][0].constructor.constructor("alert(1)")());',
    'new ImageChooser("a").constructor.constructor("alert(1)")()',
    'new Function("alert(1)")();',
    'new evil.ImageChooser("a");',
    'new ImageChooser("a"\n);alert(1);//);',
    'eval("1");',
    'InitDateChooser("a");',
    """(function() { var panel = new InlinePanel(JSON.parse("{}")); alert(1); })();""",
    """(function() { var panel = new InlinePanel(JSON.parse("" + alert(1))); })();""",
    """(function() { var panel = new InlinePanel(JSON.parse("\\")); alert(1);//")); })();""",
    """(function() { var panel = new InlinePanel(alert(1)); })();""",
    """(function() { var panel = new Evil(JSON.parse("{}")); })();""",
    """(function() { var panel = new InlinePanel(JSON.parse("{}")); })(); alert(1);""",
]


@pytest.mark.parametrize("script", KNOWN)
def test_a_known_initialiser_gets_the_nonce_and_stays_as_it_is(script):
    assert add_nonces(f"<p><script>{script}</script></p>", "abc") == (
        f'<p><script nonce="abc">{script}</script></p>'
    )


@pytest.mark.parametrize("script", UNKNOWN)
def test_any_other_script_gets_none(script):
    html = f"<script>{script}</script>"
    assert add_nonces(html, "abc") == html


@pytest.mark.parametrize(
    "html",
    [
        '<script src="/x.js"></script>',
        '<script type="application/json">{"a": 1}</script>',
        '<script nonce="mine">initDateChooser("a")</script>',
        '<script data-x>initDateChooser("a")</script>',
        '<SCRIPT>initDateChooser("a")</SCRIPT>',
        "<script>initDateChooser(",
    ],
)
def test_scripts_written_in_any_other_way_are_left_alone(html):
    assert add_nonces(html, "abc") == html


def test_each_script_of_a_page_is_judged_for_itself():
    good, bad = '<script>initTimeChooser("a")</script>', "<script>alert(1)</script>"
    assert add_nonces(bad + good + bad + good, "n") == (
        f'{bad}<script nonce="n">initTimeChooser("a")</script>' * 2
    )


def test_an_initialiser_does_not_lend_its_nonce_to_a_script_around_it():
    html = '<script>alert(1);//<script>initTimeChooser("a")</script>'
    assert add_nonces(html, "abc") == html
