"""A certificate says nothing that was not so."""

from datetime import timedelta

import pytest
from django.utils import timezone

from home.tests.factories import publish_news
from responses.tests.test_page_certificates import check, take

pytestmark = pytest.mark.django_db


def set_privacy(client, page, kind):
    password = "chim-sao-12" if kind == "password" else ""
    fields = {"restriction_type": kind, "password": password, "groups": []}
    assert client.post(f"/admin/pages/{page.pk}/privacy/", fields).status_code == 200


def test_a_page_behind_a_password_was_not_public(sign_in, health_moderator, visit, health, clock):
    begin = timezone.now()
    page = publish_news(health, "Đấu giá đất", slug="dau-gia", lead="Nộp hồ sơ trước ngày 20.")
    clock(begin + timedelta(minutes=1))
    set_privacy(sign_in(health_moderator), page, "password")
    clock(begin + timedelta(days=29))
    assert "Nộp hồ sơ" not in visit(health, "/tin-tuc/dau-gia/").text
    set_privacy(sign_in(health_moderator), page, "none")
    clock(begin + timedelta(days=30))
    assert "Nộp hồ sơ" in visit(health, "/tin-tuc/dau-gia/").text
    _words, certificate = take(sign_in(health_moderator), page)
    told, _status = check(visit, health, certificate.number)
    # For 29 of 30 days no citizen could read it.
    assert len(certificate.periods) > 1 or "mật khẩu" in told.lower()
