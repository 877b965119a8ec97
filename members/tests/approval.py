"""What people do about approval, of pages and of bulletins: sending and deciding."""

from wagtail.models import Page, TaskState

from content.versions.digest import compute_digest
from tests.html import get_text, parse_html

SUBMIT = {"action-submit": "1"}
PUBLISH = {"action-publish": "1"}
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


def review_url(obj):
    if isinstance(obj, Page):
        return f"/admin/approval/review/{obj.pk}/"
    return f"/admin/dieu-hanh/{obj.pk}/duyet/"


def workflow_url(page, task_state, action="approve", view="action"):
    return f"/admin/pages/workflow/{view}/{page.pk}/{action}/{task_state.pk}/"


def get_task_state(obj):
    return TaskState.objects.filter(workflow_state__object_id=str(obj.pk)).latest("pk")


def decide(client, obj, decision, comment="", **fields):
    body = {"decision": decision, "comment": comment, **get_shown_version(obj)}
    return client.post(review_url(obj), body | fields)


def get_shown_version(obj):
    """What the form of the review says about the version that it shows."""
    return {"shown": compute_digest(_stored(obj).latest_revision).value}


def publish_in_bulk(client, *pages, **fields):
    """Publish pages by the list's button, as the screen shows them."""
    keys = "&".join(f"id={page.pk}" for page in pages)
    url = f"/admin/bulk/wagtailcore/page/publish/?{keys}"
    shown = parse_html(client.get(url)).select("[name^=shown-]")
    return client.post(url, {field["name"]: field["value"] for field in shown} | fields)


def status(obj):
    return _stored(obj).workflow_states.latest("pk").status


def is_live(obj):
    return _stored(obj).live


def _stored(obj):
    return type(obj).objects.get(pk=obj.pk)


def list_buttons(response):
    """The words of the buttons below a form, in their order, those behind the arrow too."""
    nav = parse_html(response).select_one("form footer nav")
    return [
        get_text(button)
        for button in nav.find_all(["button", "a"])
        if "w-dropdown__toggle" not in button["class"]
    ]
