"""Websites in the states that the desk tells of."""

from desk.services.trash import trash_page
from home.models import ContactPage, NewsPage
from home.tests.factories import make_person_block, publish_news, publish_organisation
from members.tests.factories import create_workflow
from sites.models import AgencySettings


def create_trashed_article(agency, title="Tin cũ", user=None):
    """A published article that was then put into the bin."""
    article = publish_news(agency, title)
    trash_page(page=article, user=user)
    article.refresh_from_db()
    return article


def complete_website(agency):
    """Close every gap of a unit's website."""
    AgencySettings.objects.filter(site=agency.site).update(
        telephone="0209 3870 123", address="Số 1"
    )
    ContactPage.objects.child_of(agency.root_page).update(lead="Mời vào.")
    publish_organisation(
        agency, leaders=[make_person_block("Nông Văn Dũng", telephone="0209 3870 124")]
    )
    return publish_news(agency, "Tin mới", lead="Hôm nay.")


def publish_in_all_states(health, user):
    """One article in each state, named for it."""
    pages = {
        name: publish_news(health, name) for name in ("hiện", "sửa", "gỡ", "nháp", "chờ", "trả")
    }
    pages["sửa"].save_revision()
    for name in ("gỡ", "nháp", "chờ", "trả"):
        pages[name].refresh_from_db()
        pages[name].unpublish()
    NewsPage.objects.filter(title__in=["nháp", "chờ", "trả"]).update(first_published_at=None)
    workflow = create_workflow()
    workflow.start(pages["chờ"], user)
    returned = workflow.start(pages["trả"], user)
    returned.current_task_state.specific.reject(user=user)
