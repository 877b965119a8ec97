import pytest
from django.template import Context, Template

pytestmark = pytest.mark.django_db

TEXT = Template(
    '{% load fragments %}{% cached_fragment "test" name %}{{ name }} {{ other }}'
    "{% endcached_fragment %}"
)


@pytest.fixture
def render(health, visit):
    request = visit(health).wsgi_request
    return lambda name, other: TEXT.render(
        Context({"request": request, "name": name, "other": other})
    )


def test_a_fragment_is_kept_for_the_values_that_it_names(render):
    assert render("<a>", 1) == "&lt;a&gt; 1"
    assert render("<a>", 2) == "&lt;a&gt; 1"
    assert render("b", 2) == "b 2"


def test_whoever_edits_a_template_sees_it(render, settings):
    settings.DEBUG = True
    assert (render("a", 1), render("a", 2)) == ("a 1", "a 2")
