"""What the tests about approval do again and again: sending a bulletin, deciding about it."""

from wagtail.models import TaskState

from bulletins.models import Bulletin
from bulletins.tests.test_admin import ADMIN, form_data

SUBMIT = {"action-submit": "1"}


def edit_url(bulletin):
    return f"{ADMIN}edit/{bulletin.pk}/"


def review_url(bulletin):
    return f"/admin/dieu-hanh/{bulletin.pk}/duyet/"


def submit_bulletin(client, **fields):
    """A bulletin written and sent by the person of ``client``, through the form."""
    client.post(f"{ADMIN}add/", form_data(**fields) | SUBMIT)
    return Bulletin.objects.latest("pk")


def decide(client, bulletin, decision, comment="", **fields):
    version = Bulletin.objects.get(pk=bulletin.pk).latest_revision_id
    body = {"decision": decision, "comment": comment, "version": version}
    return client.post(review_url(bulletin), body | fields)


def status(bulletin):
    return bulletin.workflow_states.latest("pk").status


def get_task_state(bulletin):
    return TaskState.objects.filter(workflow_state__object_id=str(bulletin.pk)).latest("pk")


def is_live(bulletin):
    return Bulletin.objects.get(pk=bulletin.pk).live
