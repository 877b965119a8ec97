"""What the tests about approval do again and again: writing, sending, deciding."""

from wagtail.models import TaskState
from wagtail.test.utils.form_data import inline_formset, nested_form_data, streamfield

from content.text.slugs import make_slug
from home.models import NewsIndexPage, NewsPage

SUBMIT = {"action-submit": "1"}
PUBLISH = {"action-publish": "1"}
APPROVE = {"action-workflow-action": "1", "workflow-action-name": "approve"}


def get_news_index(agency):
    return NewsIndexPage.objects.child_of(agency.root_page).get()


def edit_url(page):
    return f"/admin/pages/{page.pk}/edit/"


def add_url(agency):
    return f"/admin/pages/add/home/newspage/{get_news_index(agency).pk}/"


def review_url(page):
    return f"/admin/approval/review/{page.pk}/"


def workflow_url(page, task_state, action="approve", view="action"):
    return f"/admin/pages/workflow/{view}/{page.pk}/{action}/{task_state.pk}/"


def form(title, **fields):
    empty = dict.fromkeys(("lead", "image", "author_name", "seo_title", "search_description"), "")
    comments = inline_formset([])
    return nested_form_data(
        empty
        | {
            "title": title,
            "slug": make_slug(title),
            "date": "2026-11-24",
            "category": "hoat-dong",
            "body": streamfield([]),
            "related": streamfield([]),
        }
        | {"comments": comments}
        | fields
    )


def draft(agency, author, title="Lịch tiêm chủng"):
    page = NewsPage(title=title, live=False, owner=author)
    index = get_news_index(agency)
    page.locale = index.locale
    index.add_child(instance=page)
    page.save_revision(user=author)
    return NewsPage.objects.get(pk=page.pk)


def submitted(agency, author, title="Lịch tiêm chủng"):
    page = draft(agency, author, title)
    page.get_workflow().start(page, author)
    return NewsPage.objects.get(pk=page.pk)


def get_task_state(page):
    return TaskState.objects.filter(workflow_state__object_id=str(page.pk)).latest("pk")


def decide(client, page, decision, comment="", **fields):
    version = page.__class__.objects.get(pk=page.pk).latest_revision_id
    body = {"decision": decision, "comment": comment, "version": version}
    return client.post(review_url(page), body | fields)


def status(page):
    return page.__class__.objects.get(pk=page.pk).workflow_states.latest("pk").status


def is_live(page):
    return page.__class__.objects.get(pk=page.pk).live
