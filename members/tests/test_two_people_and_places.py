"""Who publishes alone nothing, opens no page by moving it, and puts no words elsewhere."""

import pytest
from django.urls import reverse

from accounts.tests.factories import create_user
from home.tests.factories import publish_information, publish_section, restrict_page
from sites.models import AgencySettings

pytestmark = pytest.mark.django_db


@pytest.fixture
def alone(sign_in, health, health_moderator):
    """One moderator of a unit with the rule."""
    create_user("health-second", health.moderators)
    health.two_person_rule = True
    health.save()
    return sign_in(health_moderator)


def test_nobody_opens_a_private_page_alone_by_moving_it(alone, health, visit):
    private = publish_section(health, "Nội bộ", slug="noi-bo")
    page = publish_information(private, "Danh bạ nội bộ", slug="danh-ba")
    restrict_page(private)
    assert "Danh bạ" not in visit(health, "/noi-bo/danh-ba/").text
    public = publish_section(health, "Giới thiệu chung", slug="chung")
    # The privacy itself is refused.
    fields = {"restriction_type": "none", "password": "", "groups": []}
    alone.post(f"/admin/pages/{private.pk}/privacy/", fields)
    assert "Danh bạ" not in visit(health, "/noi-bo/danh-ba/").text
    alone.post(f"/admin/pages/{page.pk}/move/{public.pk}/confirm/")
    shown = visit(health, "/chung/danh-ba/")
    assert shown.status_code != 200 or "Danh bạ" not in shown.text


def test_words_decided_for_one_place_are_not_put_elsewhere_alone(alone, health, visit):
    AgencySettings.objects.update_or_create(
        site=health.site,
        defaults={"address": "Số 5, tổ 1", "responsible": "Ông Nguyễn Văn A", "licence": ""},
    )
    path = reverse("wagtailsettings:edit", args=["agencies", "agencysettings", health.site_id])
    fields = {"telephone": "", "email": "", "accent": "lam", "emblem": ""}
    alone.post(path, fields | {"address": "Ông Nguyễn Văn A", "responsible": "Số 5, tổ 1"})
    details = AgencySettings.objects.get(site=health.site)
    assert (details.address, details.responsible) == ("Số 5, tổ 1", "Ông Nguyễn Văn A")
