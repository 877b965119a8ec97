"""The server says whether a form of the admin arrived: it takes back the cookie that came along."""

from datetime import timedelta

import pytest
from django.db.models.signals import post_save
from django.urls import reverse

from ops.models import Incident

PATH = "/admin/su-co/new/"
FIELDS = {"title": "Mất điện", "text": "…", "service": "websites", "since": "2026-12-01 08:00"}


@pytest.fixture
def client(sign_in, ict_admin):
    client = sign_in(ict_admin)
    client.raise_request_exception = False
    client.cookies["bantin-sent-abc"] = PATH
    client.cookies["bantin-sent-def"] = "/admin/su-co/edit/1/"
    return client


def list_taken_back(response):
    return {name for name, cookie in response.cookies.items() if cookie["max-age"] == 0}


def test_the_cookie_of_a_form_that_was_done_is_taken_back_and_no_other(client):
    response = client.post(PATH, FIELDS)
    assert response.status_code == 302 and Incident.objects.exists()
    assert list_taken_back(response) == {"bantin-sent-abc"}
    assert response.cookies["bantin-sent-abc"]["path"] == "/admin/"


def test_reading_takes_nothing_back(client):
    assert list_taken_back(client.get(PATH)) == set()


def test_the_cookie_of_a_form_that_broke_stays(client):
    def fail(**kwargs):
        raise ValueError

    post_save.connect(fail, sender=Incident)
    try:
        response = client.post(PATH, FIELDS)
    finally:
        post_save.disconnect(fail, sender=Incident)
    assert response.status_code == 500
    assert "bantin-sent-abc" not in response.cookies


def test_the_cookie_of_a_form_that_is_refused_stays(sign_in, health_editor, district):
    client = sign_in(health_editor)
    path = reverse("wagtailadmin_pages:edit", args=[district.root_page.pk])
    client.cookies["bantin-sent-abc"] = path
    response = client.post(path, {"title": "A"})
    assert response.status_code in {302, 404}
    assert "bantin-sent-abc" not in response.cookies


def test_the_cookie_of_a_form_that_was_led_to_the_sign_in_page_stays(client):
    client.logout()
    client.cookies["bantin-sent-abc"] = PATH
    response = client.post(PATH, FIELDS)
    assert response.status_code == 302 and not Incident.objects.exists()
    assert "bantin-sent-abc" not in response.cookies


def test_the_cookie_of_a_form_that_waits_for_a_proof_stays(sign_in, ict_admin):
    client = sign_in(ict_admin, ago=timedelta(hours=1))
    path = reverse("people:invite_centrally")
    client.cookies["bantin-sent-abc"] = path
    response = client.post(path, {"email": "a@example.vn"})
    assert response.status_code == 403
    assert "bantin-sent-abc" not in response.cookies
