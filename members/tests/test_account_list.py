"""The list of all accounts, which is for ICT administrators."""

import pytest
from django.urls import reverse

from tests.html import parse_html

pytestmark = pytest.mark.django_db


def test_accounts_are_listed_without_acts_on_many_of_them_and_without_groups(
    sign_in, ict_admin, health_editor
):
    answer = sign_in(ict_admin).get(reverse("wagtailusers_users:index"))
    page = parse_html(answer)
    assert health_editor.username in page.get_text()
    assert page.select("table") and not page.select("table [type=checkbox]")
    assert not page.select('[name="group"]')
