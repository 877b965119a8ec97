"""Everything an agency can own besides pages: people, files, settings, traces of work.

A new kind of thing is a new function here (or below, in its own module): decorated with
``every_agency_has``, making one of it with words of the owner.
"""

from datetime import timedelta
from urllib.parse import urlencode

from django.contrib.contenttypes.models import ContentType
from django.core.files.base import ContentFile
from django.utils import timezone
from django_tasks_db.models import DBTaskResult
from wagtail.admin.models import EditingSession, FormState
from wagtail.images.tests.utils import get_test_image_file
from wagtail.log_actions import log
from wagtail.models import (
    APIToken,
    Collection,
    CollectionViewRestriction,
    Locale,
    Page,
    Task,
    UploadedFile,
    Workflow,
    WorkflowTask,
)
from wagtail.users.models import UserProfile

from accounts.services.bounced_addresses import mark_bounced
from bulletins.models import (
    Bulletin,
    BulletinProposal,
    BulletinTemplate,
    ProposalState,
)
from bulletins.roles import CENTRAL_COLLECTION
from bulletins.services.placements import place
from channels.models import Spoken
from channels.services.recordings import add_recording
from channels.tests.sounds import sound
from content.models import AgencyDocument, AgencyImage
from members.models import NotificationKind, Pace
from members.selectors.recipients import choose
from members.services.notifications import tell
from responses.models import Acknowledgement, ConfirmationReminder
from search.models import SynonymGroup
from sites.models import Agency, AgencyGroup, AgencySettings, HostAlias
from tests.content import draft, publish, translate
from tests.isolation.articles import article_form
from tests.isolation.world import Owner, every_agency_has, the_centre_has


@every_agency_has
def people(owner: Owner) -> None:
    agency = owner.agency
    owner.person("editor", agency.editors)
    owner.person("moderator", agency.moderators)
    owner.person("second moderator", agency.moderators)
    owner.person("suspended", agency.editors, is_active=False)
    for person in owner.people.values():
        UserProfile.get_for_user(person)
    token = APIToken(user=owner.people["moderator"], name=owner.word("name of a token"))
    token.key_hash = APIToken.generate_token()
    token.prefix = token.key_hash[:12]
    token.save()


def file(owner: Owner, collection: Collection, meaning: str) -> AgencyDocument:
    name = f"{owner.word(f'file name, {meaning}')}.txt"
    document = AgencyDocument.objects.create(
        title=owner.title(f"title, {meaning}"),
        file=ContentFile(owner.word(f"content, {meaning}").encode(), name=name),
        collection=collection,
        uploaded_by_user=owner.people.get("editor"),
    )
    document.tags.add(owner.word(f"tag, {meaning}"))
    return document


def picture(owner: Owner, collection: Collection, meaning: str) -> AgencyImage:
    name = f"{owner.word(f'file name, {meaning}')}.png"
    image = AgencyImage.objects.create(
        title=owner.title(f"title, {meaning}"),
        description=owner.word(f"description, {meaning}"),
        file=get_test_image_file(filename=name),
        collection=collection,
        uploaded_by_user=owner.people.get("editor"),
    )
    image.tags.add(owner.word(f"tag, {meaning}"))
    image.get_rendition("fill-20x20")
    return image


@every_agency_has
def mail(owner: Owner) -> None:
    """What people are told, how they wish to be, and whose address is dead."""
    editor = owner.people["editor"]
    tell(
        [editor],
        kind=NotificationKind.CONFIRMATION,
        event=owner.word("event"),
        title=owner.title("title of a notification"),
        url=f"https://backan.example/{owner.word('address of a notification')}/",
    )
    choose(person=editor, paces={NotificationKind.DISPLAY.value: Pace.AT_ONCE})
    mark_bounced(email=editor.email, reason=owner.word("words of a mail server"))


@every_agency_has
def files(owner: Owner) -> None:
    collection = owner.agency.collection
    owner.things["document"] = file(owner, collection, "document")
    owner.things["image"] = picture(owner, collection, "image")
    drawer = collection.add_child(name=owner.title("name of a collection"))
    CollectionViewRestriction.objects.create(
        collection=drawer, restriction_type="password", password=owner.word("collection password")
    )
    owner.things["drawer"] = drawer
    owner.things["private document"] = file(owner, drawer, "private document")
    owner.things["private image"] = picture(owner, drawer, "private image")
    for thing in ("image", "document"):
        log(owner.things[thing], "wagtail.edit", user=owner.people["moderator"])


@every_agency_has
def uploads_that_wait(owner: Owner) -> None:
    for model, ending in ((AgencyImage, "png"), (AgencyDocument, "txt")):
        name = f"{owner.word('file name of an upload')}.{ending}"
        UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=get_test_image_file(filename=name),
            uploaded_by_user=owner.people["editor"],
        )


@every_agency_has
def details_of_the_website(owner: Owner) -> None:
    details = AgencySettings.objects.get(site=owner.agency.site)
    details.address = owner.title("address")
    details.email = f"{owner.word('e-mail of the agency')}@backan.example"
    details.hours = owner.word("opening hours")
    details.responsible = owner.word("who is responsible")
    details.emblem = owner.things["image"]
    details.save()
    log(details, "wagtail.edit", user=owner.people["moderator"])
    HostAlias.objects.create(
        agency=owner.agency, hostname=f"{owner.word('former host')}.backan.localhost"
    )


def traces_on(owner: Owner, page: Page) -> None:
    """What editing leaves behind while it goes on."""
    EditingSession.objects.create(
        user=owner.people["editor"],
        content_type=ContentType.objects.get_for_model(page),
        object_id=page.pk,
        last_seen_at=timezone.now(),
        is_editing=True,
    )
    FormState.objects.create(
        user=owner.people["editor"],
        content_type=ContentType.objects.get_for_model(page),
        object_id=page.pk,
        data=urlencode(article_form(title=owner.word("title being typed"))),
        last_updated_at=timezone.now(),
    )


@the_centre_has
def languages(owner: Owner) -> None:
    Locale.objects.get_or_create(language_code="en")
    owner.things["locales"] = list(Locale.objects.values_list("pk", flat=True))


@the_centre_has
def notices(owner: Owner) -> None:
    asked = {"confirm_by": timezone.now() + timedelta(days=3), "confirm_with": "answer"}
    told = publish("Bản tin chung", **asked)
    secret = draft(owner.title("title of a bulletin's draft"), summary=owner.word("its summary"))
    owner.things["draft bulletin"] = secret
    author = owner.people["author"]
    log(secret, "wagtail.edit", user=author)
    for bulletin in (told, secret):
        add_recording(bulletin=bulletin, language=Spoken.VIETNAMESE, file=sound(), by=author)
    translate(publish("Bản tin dịch"), owner.title("draft translation"), live=False)
    later = draft(owner.title("title of a bulletin for later"))
    later.valid_from = timezone.now() + timedelta(days=1)
    later.save()
    BulletinTemplate.objects.create(name=owner.title("name of a template"), title="Mẫu")
    SynonymGroup.objects.create(terms=owner.title("synonyms"))
    submitted = draft(owner.title("title of a submitted bulletin"))
    workflow = Workflow.objects.create(name=owner.title("name of a workflow"))
    task = Task.objects.create(name=owner.title("name of a task"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    workflow.start(submitted, author)


@the_centre_has
def groups_of_units(owner: Owner) -> None:
    group = AgencyGroup.objects.create(name=owner.title("name of a group of units"))
    group.agencies.set(Agency.objects.all())
    log(group, "wagtail.edit", user=owner.people["administrator"])


@the_centre_has
def work_given_up(owner: Owner) -> None:
    DBTaskResult.objects.create(
        backend_name="queue",
        status="FAILED",
        task_path=owner.word("name of some work"),
        args_kwargs={"args": [owner.word("what a task is about")], "kwargs": {}},
        run_after=timezone.now(),
        finished_at=timezone.now(),
        traceback=owner.word("why a task was given up"),
    )


@the_centre_has
def shared_files(owner: Owner) -> None:
    collection = Collection.objects.get(name=CENTRAL_COLLECTION)
    owner.things["shared document"] = AgencyDocument.objects.create(
        title="Tệp chung", file=ContentFile(b"chung", name="chung.txt"), collection=collection
    )
    owner.things["shared image"] = AgencyImage.objects.create(
        title="Ảnh chung",
        description="Ảnh chung",
        file=get_test_image_file(filename="chung.png"),
        collection=collection,
    )


@every_agency_has
def doings_with_bulletins(owner: Owner) -> None:
    """What a unit does with a bulletin on its website, and what it proposes itself."""
    editor = owner.people["editor"]
    place(
        bulletin=Bulletin.objects.filter(live=True, title="Bản tin chung").get(),
        agency=owner.agency,
        # Everybody reads these on the unit's website.
        local_note="Đến tầng 2.",
        contact_name="Bộ phận một cửa",
        by=editor,
    )
    for state in ProposalState:
        proposal = BulletinProposal.objects.create(
            agency=owner.agency,
            author=editor,
            title=owner.title(f"title of a proposal, {state}"),
            summary=owner.word(f"summary of a proposal, {state}"),
            reply=owner.word(f"reply to a proposal, {state}"),
            state=state,
        )
        log(proposal, "bulletins.propose", user=editor)


@every_agency_has
def answers_to_bulletins(owner: Owner) -> None:
    """What a unit answers to the ICT department, with its report; and that it was reminded."""
    bulletin = Bulletin.objects.filter(live=True, title="Bản tin chung").get()
    editor = owner.people["editor"]
    made = Acknowledgement(
        bulletin=bulletin,
        agency=owner.agency,
        person=editor,
        person_name=editor.get_full_name(),
        at=timezone.now(),
        answer=owner.word("answer to a bulletin"),
    )
    report = ContentFile(owner.word("content of a report").encode(), name="bao-cao.txt")
    made.file.save("bao-cao.txt", report, save=False)
    made.save()
    log(made, "bulletins.acknowledge", user=editor)
    ConfirmationReminder.objects.create(
        bulletin=bulletin,
        agency=owner.agency,
        event=owner.word("event of a reminder"),
        at=timezone.now(),
        by=owner.people["moderator"],
    )
