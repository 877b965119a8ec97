"""What people have written: bulletins, translations and pages for the tests."""

from wagtail.models import Locale

from bulletins.models import Bulletin, BulletinAudience
from content.text.slugs import make_slug
from home.models import (
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    DocumentReplacement,
    NewsIndexPage,
    NewsPage,
    OrganisationPage,
    ProcedureForm,
    ProcedureIndexPage,
    ProcedurePage,
)


def create_draft(title="Thông báo", *, audience=("all",), **fields):
    """A bulletin nobody has published. A line that begins with a minus excludes."""
    fields = {"slug": make_slug(title), "summary": f"Tóm tắt: {title}."} | fields
    bulletin = Bulletin(title=title, live=False, **fields)
    bulletin.audience = [
        BulletinAudience(code=line.removeprefix("-"), excluded=line.startswith("-"))
        for line in audience
    ]
    bulletin.save()
    bulletin.save_revision()
    return bulletin


def publish_bulletin(title="Thông báo", **fields):
    bulletin = create_draft(title, **fields)
    bulletin.get_latest_revision().publish()
    bulletin.refresh_from_db()
    return bulletin


def open_in_english(agency):
    """Give an agency's website an English front."""
    english, _ = Locale.objects.get_or_create(language_code="en")
    front = agency.root_page.specific.copy_for_translation(english)
    front.save_revision().publish()
    return front


def translate(bulletin, title, *, live=True, **words):
    english, _ = Locale.objects.get_or_create(language_code="en")
    translation = bulletin.copy_for_translation(english)
    translation.title, translation.live = title, False
    for name, value in words.items():
        setattr(translation, name, value)
    translation.save()
    revision = translation.save_revision()
    if live:
        revision.publish()
    translation.refresh_from_db()
    return translation


def publish_news(agency, title, **fields):
    """A published article on an agency's website."""
    return _add(NewsIndexPage, NewsPage(title=title, **fields), agency)


def publish_document(agency, title, *, file=None, replaces=(), **fields):
    """A published document on an agency's website."""
    page = DocumentPage(title=title, **{"number": "1"} | fields)
    page.files = [DocumentFile(file=file)] if file else []
    page.replacements = [DocumentReplacement(replaced=one) for one in replaces]
    return _add(DocumentIndexPage, page, agency)


def publish_procedure(agency, title, *, forms=(), **fields):
    """A published procedure on an agency's website."""
    page = ProcedurePage(title=title, **fields)
    page.forms = [ProcedureForm(file=file) for file in forms]
    return _add(ProcedureIndexPage, page, agency)


def make_person_block(name, position="Chuyên viên", **fields):
    """Somebody on an organisation page."""
    nothing = {"photo": None, "telephone": "", "email": "", "duties": "", "biography": ""}
    return {"name": name, "position": position} | nothing | fields


def make_office_block(name, *people, **fields):
    """An office on an organisation page, with its people."""
    nothing = {"duties": "", "telephone": "", "email": "", "address": ""}
    return {"name": name, "people": [*people]} | nothing | fields


def publish_organisation(agency, *, leaders=(), departments=()):
    """The published organisation page of an agency's website."""
    page = OrganisationPage.objects.descendant_of(agency.root_page).get()
    page.leaders = [("person", one) for one in leaders]
    page.departments = [("department", {"offices": []} | one) for one in departments]
    page.save_revision().publish()
    return page


def _add(index_model, page, agency):
    index = index_model.objects.child_of(agency.root_page).get()
    page.locale = index.locale
    index.add_child(instance=page)
    page.save_revision().publish()
    return page
