"""Pages in every state a page of an agency can be in, with what hangs on them."""

from datetime import timedelta

from django.utils import timezone
from wagtail.models import (
    CommentReply,
    GroupApprovalTask,
    Locale,
    Page,
    Workflow,
    WorkflowPage,
    WorkflowTask,
)
from wagtail_localize.models import (
    OverridableSegment,
    SegmentOverride,
    StringSegment,
    StringTranslation,
    Translation,
    TranslationSource,
)

from desk.models import CheckedLink, LinkProblem
from desk.services.draft_links import create_draft_link
from home.models import (
    ContactPage,
    DocumentFile,
    DocumentIndexPage,
    DocumentPage,
    InformationPage,
    NewsPage,
    OrganisationPage,
    ProcedureForm,
    ProcedureGround,
    ProcedureIndexPage,
    ProcedurePage,
    ProcedureVisits,
    SectionPage,
)
from home.tests.factories import (
    create_comment,
    get_news_index,
    restrict_page,
    subscribe_to_comments,
)
from members.services.approval import add_note
from sites.tests.factories import add_english
from tests.isolation.owned_objects import create_editing_traces
from tests.isolation.world import Owner, agency_maker


def article(owner: Owner, meaning: str, **fields: object) -> NewsPage:
    """Write an article, not published, with two revisions by two people."""
    index = get_news_index(owner.agency)
    page = NewsPage(
        title=owner.title(f"title, {meaning}"),
        slug=owner.word(f"slug, {meaning}"),
        lead=owner.word(f"lead, {meaning}"),
        author_name=owner.word(f"author, {meaning}"),
        topics=owner.word(f"topic, {meaning}"),
        image=owner.things["image"],
        body=[
            ("heading", owner.word(f"heading, {meaning}")),
            ("file", {"document": owner.things["document"], "caption": ""}),
        ],
        live=False,
        locale=index.locale,
        owner=owner.people["editor"],
        **fields,
    )
    index.add_child(instance=page)
    page.save_revision(user=owner.people["editor"], log_action=True)
    page.draft_title = owner.title(f"draft title, {meaning}")
    page.save_revision(user=owner.people["moderator"], log_action=True)
    owner.things[meaning] = page
    return page


def published(owner: Owner, meaning: str, **fields: object) -> NewsPage:
    page = article(owner, meaning, **fields)
    page.latest_revision.publish(user=owner.people["moderator"])
    page.refresh_from_db()
    return page


@agency_maker
def front(owner: Owner) -> None:
    home = owner.agency.root_page.specific
    home.tagline = owner.word("tagline")
    home.save_revision(user=owner.people["moderator"], log_action=True).publish()
    owner.things["home page"] = home


@agency_maker
def articles(owner: Owner) -> None:
    live = published(owner, "live article")
    live.title = owner.title("title of a draft over a live article")
    live.save_revision(user=owner.people["editor"], changed=True)
    create_editing_traces(owner, live)
    article(owner, "draft article")
    locked = article(owner, "locked article", locked=True, locked_by=owner.people["moderator"])
    locked.locked_at = timezone.now()
    locked.save()
    private = published(owner, "private article")
    restrict_page(private, owner.word("password of a page"))
    later = article(owner, "scheduled article")
    later.go_live_at = timezone.now() + timedelta(days=1)
    later.save_revision(user=owner.people["moderator"]).publish()
    copy = live.create_alias(parent=live.get_parent(), update_slug=owner.word("slug of an alias"))
    owner.things["alias"] = copy


@agency_maker
def other_pages(owner: Owner) -> None:
    home, person = owner.agency.root_page, owner.people["moderator"]
    section = SectionPage.objects.child_of(home).get()
    below = SectionPage(title=owner.title("title of a section"), slug=owner.word("its slug"))
    section.add_child(instance=below)
    note = InformationPage(title=owner.title("title of an information page"), live=False)
    below.add_child(instance=note)
    paper = DocumentPage(
        title=owner.title("title of a document page"),
        number=owner.word("number of a document page"),
        signer=owner.word("signer of a document page"),
        files=[DocumentFile(file=owner.things["document"])],
    )
    DocumentIndexPage.objects.child_of(home).get().add_child(instance=paper)
    errand = ProcedurePage(
        title=owner.title("title of a procedure"),
        for_whom=owner.word("who a procedure is for"),
        forms=[ProcedureForm(file=owner.things["document"])],
        grounds=[ProcedureGround(document=paper)],
    )
    ProcedureIndexPage.objects.child_of(home).get().add_child(instance=errand)
    ProcedureVisits.objects.create(page=errand, day=timezone.localdate(), count=3)
    made_up = OrganisationPage.objects.descendant_of(home).get()
    made_up.leaders = [("person", {"name": owner.word("name of a leader"), "position": "A"})]
    contact = ContactPage.objects.child_of(home).get()
    contact.lead = owner.word("lead of the contact page")
    for page in (below, note, paper, errand, made_up, contact):
        page.save_revision(user=person, log_action=True)
    paper.latest_revision.publish(user=person)
    owner.things["section"], owner.things["document page"] = below, paper


@agency_maker
def comments(owner: Owner) -> None:
    page, editor = owner.things["draft article"], owner.people["editor"]
    comment = create_comment(page, editor, owner.word("text of a comment"))
    CommentReply.objects.create(
        comment=comment, user=owner.people["moderator"], text=owner.word("text of a reply")
    )
    for name in ("editor", "moderator"):
        subscribe_to_comments(page, owner.people[name])


@agency_maker
def create_draft_links(owner: Owner) -> None:
    """A link to a draft, and a link of a page that leads nowhere."""
    subject = owner.things["draft article"]
    create_draft_link(
        subject=subject.specific, days=7, recipient=owner.word("for whom a draft is"),
        by=owner.people["editor"],
    )  # fmt: skip
    CheckedLink.objects.create(
        page=owner.things["live article"],
        key="0" * 64,
        address=f"/{owner.word('broken address')}/",
        text=owner.word("words of a broken link"),
        is_external=False,
        problem=LinkProblem.NO_PAGE,
        is_reported=True,
        checked_at=timezone.now(),
    )


@agency_maker
def approval(owner: Owner) -> None:
    page, home = article(owner, "submitted article"), owner.agency.root_page
    workflow = page.get_workflow()
    if workflow is None:
        workflow = Workflow.objects.create(name=owner.title("name of a workflow"))
        task = GroupApprovalTask.objects.create(name=owner.title("name of a task"))
        task.groups.add(owner.agency.moderators)
        WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
        WorkflowPage.objects.create(page=home, workflow=workflow)
    submitted = workflow.start(page, owner.people["editor"])
    add_note(task_state=submitted.current_task_state, text=owner.word("note to the reviewer"))
    turned_down = article(owner, "article sent back")
    state = workflow.start(turned_down, owner.people["editor"])
    task = state.current_task_state.task.specific
    task.on_action(
        state.current_task_state,
        owner.people["moderator"],
        "reject",
        comment=owner.word("reason of a reviewer"),
    )


@agency_maker
def another_language(owner: Owner) -> None:
    english = add_english()
    home = owner.agency.root_page.specific.copy_for_translation(english)
    home.title = owner.title("title of the English home page")
    home.save_revision(user=owner.people["moderator"]).publish()
    news = get_news_index(owner.agency)
    index = news.copy_for_translation(english)
    index.title = owner.title("title of the English news")
    index.save_revision().publish()
    owner.things["English home page"] = home
    _translate(owner, owner.things["private article"], english)


def _translate(owner: Owner, page: Page, locale: Locale) -> None:
    source, _ = TranslationSource.update_or_create_from_instance(page)
    translation = Translation.objects.create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source)[:3]:
        StringTranslation.objects.create(
            translation_of=segment.string,
            context=segment.context,
            locale=locale,
            data=owner.word("translation of a string"),
            translation_type=StringTranslation.TRANSLATION_TYPE_MANUAL,
            last_translated_by=owner.people["moderator"],
        )
    for segment in OverridableSegment.objects.filter(source=source)[:1]:
        SegmentOverride.objects.create(
            context=segment.context,
            locale=locale,
            last_translated_by=owner.people["moderator"],
            data_json=segment.data_json,
        )
    translation.save_target(user=owner.people["moderator"], publish=False)
    owner.things["translation"] = translation
