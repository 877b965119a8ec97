"""Decisions about what has no version: who reads a page, what a unit is called."""

import pytest
from django.contrib.contenttypes.models import ContentType
from wagtail.models import PageViewRestriction

from accounts.tests.factories import create_user
from content.models import Act, Decision
from home.tests.factories import publish_news
from sites.models import Agency
from tests.edit_forms import open_form

pytestmark = pytest.mark.django_db


def list_deciders(model):
    kind = ContentType.objects.get_for_model(model)
    rows = Decision.objects.filter(content_type=kind, act=Act.WORDS).order_by("pk")
    return [row.person for row in rows]


def set_privacy(client, page, kind, password=""):
    sent = {"restriction_type": kind, "password": password}
    return client.post(f"/admin/pages/{page.pk}/privacy/", sent)


def test_who_opens_a_page_to_everybody_has_decided_so(sign_in, health, health_moderator, visit):
    page = publish_news(health, "Nội bộ")
    client = sign_in(health_moderator)
    set_privacy(client, page, "password", "hồ-ba-bể")
    assert "Nội bộ" not in visit(health, "/tin-tuc/noi-bo/").text
    set_privacy(client, page, "none")
    assert "Nội bộ" in visit(health, "/tin-tuc/noi-bo/").text
    assert list_deciders(PageViewRestriction) == [health_moderator] * 2


@pytest.mark.parametrize("person", ["health_editor", "district_moderator", "two_persons"])
def test_nobody_else_opens_it(request, sign_in, health, health_moderator, visit, person):
    page = publish_news(health, "Nội bộ")
    page.view_restrictions.create(restriction_type="password", password="hồ-ba-bể")
    who = health_moderator
    if person == "two_persons":
        # Nobody publishes alone, so nobody opens a page alone.
        create_user("moderator-2", health.moderators)
        Agency.objects.filter(pk=health.pk).update(two_person_rule=True)
    else:
        who = request.getfixturevalue(person)
    set_privacy(sign_in(who), page, "none")
    assert page.view_restrictions.exists()
    assert list_deciders(PageViewRestriction) == []


def test_an_administrator_decides_about_the_name_of_a_unit(sign_in, ict_admin, health):
    client, path = sign_in(ict_admin), f"/admin/agencies/edit/{health.pk}/"
    form = open_form(client, path) | {"name_vi": "Sở Y tế tỉnh"}
    assert client.post(path, form).status_code == 302
    assert {*list_deciders(Agency)} == {ict_admin}
