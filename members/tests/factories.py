"""Articles on their way to approval, workflows, rows of the journal, and screens of members."""

from wagtail.models import GroupApprovalTask, Workflow, WorkflowTask

from home.models import NewsPage
from home.tests.factories import get_news_index
from members.models import AuditEntry


def create_article(agency, author, title="Lịch tiêm chủng"):
    """An article nobody has published."""
    index = get_news_index(agency)
    page = NewsPage(title=title, live=False, owner=author, locale=index.locale)
    index.add_child(instance=page)
    page.save_revision(user=author)
    return NewsPage.objects.get(pk=page.pk)


def submit_article(agency, author, title="Lịch tiêm chủng"):
    """An article that waits for approval."""
    page = create_article(agency, author, title)
    page.get_workflow().start(page, author)
    return NewsPage.objects.get(pk=page.pk)


def create_workflow(*groups, name="Duyệt"):
    """A workflow of one task, as an administrator makes it with Wagtail: these groups approve."""
    workflow = Workflow.objects.create(name=name)
    task = GroupApprovalTask.objects.create(name=name)
    task.groups.set(groups)
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    return workflow


def create_audit_entry(agency, person_name, action="wagtail.edit", **fields):
    """A row of an agency's journal."""
    return AuditEntry.objects.create(
        agency=agency, person_name=person_name, action=action, **fields
    )


def unit_url(agency, path=""):
    return f"/admin/people/units/{agency.pk}/{path}"


def member_url(agency, member, action):
    return unit_url(agency, f"members/{member.pk}/{action}/")
