"""Writing to a unit as a citizen does, for the tests."""

from datetime import timedelta

from django.conf import settings
from django.test import Client
from django.utils import timezone

from tests.html import read_html

WORDS = {"subject": "Đèn đường hỏng", "message": "Đèn ở thôn 3 hỏng đã một tuần."}
REACHABLE = {"name": "Nông Thị Lan", "telephone": "0912 345 678", "agreed": "on"}


def make_citizen(agency, **headers):
    host = f"{agency.site.hostname}:{settings.SITE_PORT}"
    return Client(headers={"host": host} | headers)


def read_form(response):
    """What the form on a page sends if nobody fills in anything."""
    form = read_html(response.content).find("form", class_="feedback")
    return {
        field["name"]: field.get("value") or field.string or ""
        for field in form.select("input, textarea")
        if field.get("type") != "checkbox"
    }


def submit_feedback(agency, clock=None, seconds=20, client=None, **words):
    """Open the form, think for some seconds, and send it."""
    client = client or make_citizen(agency)
    form = read_form(client.get("/gop-y/"))
    if clock:
        clock(timezone.now() + timedelta(seconds=seconds))
    return client.post("/gop-y/", form | WORDS | words)
