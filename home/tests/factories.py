"""Pages of an agency's website, messages of citizens, and the forms that write them."""

from datetime import time, timedelta
from unittest.mock import patch

from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Comment, PageSubscription, PageViewRestriction
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield

from content.models import CustomImage
from content.tests.factories import make_file_block, make_picture_block
from content.text.slugs import make_slug
from home.models import (
    AnswerTemplate,
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    DocumentReplacement,
    FeedbackMessage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    OpeningSession,
    OrganisationPage,
    PageRating,
    ProcedureForm,
    ProcedureIndexPage,
    ProcedurePage,
    RatingComment,
    SectionPage,
)
from home.services.opening_hours import save_opening_hours


def publish_page(page, parent):
    """Publish a page that has been put together below another one."""
    page.locale = parent.locale
    parent.add_child(instance=page)
    page.save_revision().publish()
    return page


def get_news_index(agency):
    return NewsIndexPage.objects.child_of(agency.root_page).get()


def get_about_section(agency):
    """The section that every website begins with."""
    return SectionPage.objects.child_of(agency.root_page).get()


def publish_news(agency, title="Tiêm chủng", **fields):
    """A published article on an agency's website."""
    return publish_page(NewsPage(title=title, **fields), get_news_index(agency))


def publish_article(agency, *files, **fields):
    """A published article with these files in its text."""
    blocks = [
        make_picture_block(file) if isinstance(file, CustomImage) else make_file_block(file)
        for file in files
    ]
    return publish_news(agency, "Tin về lũ", body=blocks, **fields)


def publish_document(agency, title, *, file=None, replaces=(), **fields):
    """A published document on an agency's website."""
    page = DocumentPage(title=title, **{"number": "1"} | fields)
    page.files = [DocumentFile(file=file)] if file else []
    page.replacements = [DocumentReplacement(replaced=one) for one in replaces]
    return publish_page(page, DocumentIndexPage.objects.child_of(agency.root_page).get())


def publish_procedure(agency, title, *, forms=(), **fields):
    """A published procedure on an agency's website."""
    page = ProcedurePage(title=title, **fields)
    page.forms = [ProcedureForm(file=file) for file in forms]
    return publish_page(page, ProcedureIndexPage.objects.child_of(agency.root_page).get())


def publish_section(agency, title="Mục", **fields):
    """A published section below an agency's front."""
    return publish_page(SectionPage(title=title, **fields), agency.root_page.specific)


def publish_information(parent, title="Trang", **fields):
    """A published page of information below a section."""
    return publish_page(InformationPage(title=title, **fields), parent)


def publish_organisation(agency, *, leaders=(), departments=()):
    """The published organisation page of an agency's website."""
    page = OrganisationPage.objects.descendant_of(agency.root_page).get()
    page.leaders = [("person", one) for one in leaders]
    page.departments = [("department", {"offices": []} | one) for one in departments]
    page.save_revision().publish()
    return page


def make_person_block(name, position="Chuyên viên", **fields):
    """Somebody on an organisation page."""
    nothing = {"photo": None, "telephone": "", "email": "", "duties": "", "biography": ""}
    return {"name": name, "position": position} | nothing | fields


def make_office_block(name, *people, **fields):
    """An office on an organisation page, with its people."""
    nothing = {"duties": "", "telephone": "", "email": "", "address": ""}
    return {"name": name, "people": [*people]} | nothing | fields


def restrict_page(page, password="chim-sáo", *, kind="password"):  # noqa: S107
    """Let a page be read with a password only, or (``login``) by who has signed in."""
    password = password if kind == PageViewRestriction.PASSWORD else ""
    return PageViewRestriction.objects.create(page=page, restriction_type=kind, password=password)


def create_comment(page, user, text="?", **fields):
    """A remark of a colleague at the title of a page."""
    return Comment.objects.create(page=page, user=user, text=text, contentpath="title", **fields)


def subscribe_to_comments(page, user):
    """Have somebody hear of remarks at a page."""
    return PageSubscription.objects.create(page=page, user=user, comment_notifications=True)


def create_feedback(agency, subject="Đèn đường hỏng", **fields):
    """A citizen's message to an agency."""
    number = FeedbackMessage.objects.count()
    fields = {"receipt": f"DV-2026-0000-{number:04}", "message": "Đã một tuần."} | fields
    return FeedbackMessage.objects.create(agency=agency, subject=subject, **fields)


def create_answer_template(agency, title="Đã tiếp nhận", **fields):
    """A template for an agency's answers to citizens."""
    return AnswerTemplate.objects.create(agency=agency, title=title, **{"text": "Chào."} | fields)


def create_rating_of_page(page, agency, useful=0, useless=1, comment="", day=None):
    """Votes on a page of an agency's website on one day, and a reader's line."""
    day = day or timezone.localdate()
    rating = PageRating.objects.create(
        agency=agency, page_id=page.pk, day=day, useful=useful, useless=useless
    )
    if comment:
        RatingComment.objects.create(rating=rating, is_useful=False, text=comment)
    return rating


def make_article_form(title="Bài mới", **fields):
    """What the form of an article sends; ``fields`` are nested as the fields are."""
    empty = ("lead", "author_name", "image", "seo_title", "search_description")
    words = dict.fromkeys((*empty, "go_live_at", "expire_at"), "")
    words |= {"title": title, "slug": make_slug(title), "date": "24/11/2026"}
    words |= {"category": "hoat-dong", "comments": inline_formset([])}
    # Home pages have shortcuts where articles have a text.
    blocks = dict.fromkeys(("body", "tasks", "related"), streamfield([]))
    return nested_form_data(words | blocks | fields)


def say_tomorrow():
    """This time tomorrow, as a form sends it."""
    return f"{timezone.localtime() + timedelta(days=1):%d/%m/%Y %H:%M}"


def come_to_schedules():
    """Let two days pass, and the command do what was scheduled."""
    later = timezone.now() + timedelta(days=2)
    with patch.object(timezone, "now", lambda: later):
        call_command("publish_scheduled", verbosity=0)


def make_person_form(**fields):
    """The part of a form that is a person, whose name and position have to be said."""
    words = dict.fromkeys(("photo", "telephone", "email", "duties"), "")
    named = {"name": "Nguyễn Văn An", "position": "Giám đốc", "biography": rich_text("<p></p>")}
    return words | named | fields


def get_add_path(agency):
    """Where an agency's articles begin."""
    return f"/admin/pages/add/home/newspage/{get_news_index(agency).pk}/"


def get_edit_path(page):
    return f"/admin/pages/{page.pk}/edit/"


def create_opening_hours(agency, *, exceptions=(), closed_on_holidays=True):
    """Monday to Friday in two sessions: 7:30 to 11:30, 13:30 to 17:00."""
    sessions = [
        OpeningSession(weekday=weekday, opens=opens, closes=closes)
        for weekday in range(5)
        for opens, closes in ((time(7, 30), time(11, 30)), (time(13, 30), time(17)))
    ]
    return save_opening_hours(
        agency=agency,
        sessions=sessions,
        exceptions=exceptions,
        closed_on_holidays=closed_on_holidays,
    )
