"""Old addresses and bodies, exactly at what is allowed."""

import pytest
from django.conf import settings

from home.services.redirects import MAX_PATH_LENGTH
from importing.html.limits import MAX_DEPTH, is_readable, remove_comments
from importing.jsonl.old_urls import find_former_path

HOSTS = {"soyte.example"}
VI = settings.LANGUAGE_CODE


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("/tin/1.aspx", (VI, "tin/1.aspx/")),
        ("https://soyte.example/tin/1.aspx?id=7", (VI, "tin/1.aspx/?id=7")),
        ("http://SOYTE.example./tin/", (VI, "tin/")),
        ("//soyte.example/tin", (VI, "tin/")),
        ("/en/tin", ("en", "tin/")),
        ("/english/tin", (VI, "english/tin/")),
        ("/b%C3%A0i", (VI, "bài/")),
        ("https://babe.example/tin", None),
        ("ftp://soyte.example/tin", None),
        ("tin/1.aspx", None),
        ("http://[tin", None),
        ("/tin%00", None),
        (f"/{'a' * (MAX_PATH_LENGTH - 1)}", (VI, f"{'a' * (MAX_PATH_LENGTH - 1)}/")),
        (f"/{'a' * MAX_PATH_LENGTH}", None),
    ],
)
def test_an_old_address_of_the_website_is_a_path_below_its_home_page(url, found):
    assert find_former_path(url, HOSTS) == found


def test_comments_go_as_browsers_read_them():
    assert remove_comments("a<!-- b -->c<!--d--!>e<!-->f<!--->g<!-- h") == "acefg"
    assert remove_comments("a<!b>") == "a<!b>"


def test_a_body_may_be_nested_as_deep_as_allowed():
    assert is_readable("<!--" + "<b>" * MAX_DEPTH + "-->" + "<b>" * 100)
    assert not is_readable("<b>" * (MAX_DEPTH + 1))
