"""What a process of version 1.1.0 noted about a plan between ``migrate`` and its restart."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from wagtail.models import ModelLogEntry

from members.models import AuditEntry
from tests.html import get_text, parse_html

pytestmark = pytest.mark.django_db
INDEX = "/admin/sap-xep-don-vi/"


def test_the_journal_says_of_plans_what_they_are_after_the_next_migrate(sign_in, ict_admin):
    client = sign_in(ict_admin)
    client.post(INDEX, {"name": "Sáp nhập", "domain": "backan.localhost"})
    former = ContentType.objects.create(app_label="importing", model="plandraft")
    for entries in (AuditEntry.objects, ModelLogEntry.objects):
        assert entries.filter(content_type__model="plandraft").update(content_type=former)
    assert "Plandraft" in list_cells(client)
    call_command("migrate", verbosity=0)
    assert "Kế hoạch sắp xếp" in list_cells(client)
    assert "Plandraft" not in list_cells(client)
    assert not ModelLogEntry.objects.filter(content_type=former).exists()


def list_cells(client):
    page = parse_html(client.get("/admin/journal/"))
    return [get_text(cell) for cell in page.select("table.journal td")]
