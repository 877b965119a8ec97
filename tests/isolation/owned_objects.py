"""Everything an agency can own besides pages: people, files, settings, traces of work.

A new kind of thing is a new function here (or below, in its own module): decorated with
``agency_maker``, making one of it with words of the owner.
"""

from datetime import time, timedelta
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
    Locale,
    Page,
    Task,
    UploadedFile,
    Workflow,
    WorkflowTask,
)
from wagtail.users.models import UserProfile

from accounts.services.bounced_addresses import mark_bounced
from bulletins.models import Bulletin, ProposalState
from bulletins.roles import CENTRAL_COLLECTION
from bulletins.services.placements import update_placement
from bulletins.tests.factories import (
    add_event_type,
    create_draft,
    create_proposal,
    create_template,
    publish_bulletin,
    translate,
)
from channels.tests.factories import create_recording, draft_recording
from content.models import CustomDocument, CustomImage
from content.tests.factories import create_document, create_picture, restrict_collection
from desk.tests.translations import create_memory_entry, create_term
from home.models import OpeningException, OpeningSession
from home.services.opening_hours import save_opening_hours
from home.tests.factories import make_article_form
from members.models import DeliveryMode, NotificationKind
from members.roles import Role
from members.selectors.recipients import save_delivery_modes
from members.services.bulk_invitations import preview_invitations
from members.services.notifications import notify
from ops.errors.batch import Batch, KindCount, Occurrence
from ops.errors.rows import save_batch
from ops.errors.trace import ErrorTrace
from ops.models import Incident
from responses.models import Acknowledgement, AcknowledgementReminder
from responses.tests.factories import create_check
from search.tests.factories import create_query_count, create_synonyms
from sites.models import Agency, AgencySettings, TranslatorLanguage
from sites.tests.factories import create_agency_group, create_host_alias
from tests.isolation.world import Owner, agency_maker, central_maker


@agency_maker
def create_people(owner: Owner) -> None:
    agency = owner.agency
    owner.person("editor", agency.editors)
    owner.person("moderator", agency.moderators)
    owner.person("second moderator", agency.moderators)
    owner.person("suspended", agency.editors, is_active=False)
    for person in owner.people.values():
        UserProfile.get_for_user(person)
    TranslatorLanguage.objects.create(
        person=owner.people["suspended"], agency=agency, language="en"
    )
    token = APIToken(user=owner.people["moderator"], name=owner.word("name of a token"))
    token.key_hash = APIToken.generate_token()
    token.prefix = token.key_hash[:12]
    token.save()


def create_owned_file(owner: Owner, collection: Collection, meaning: str) -> CustomDocument:
    name = f"{owner.word(f'file name, {meaning}')}.txt"
    document = create_document(
        collection,
        owner.title(f"title, {meaning}"),
        file=ContentFile(owner.word(f"content, {meaning}").encode(), name=name),
        uploaded_by_user=owner.people.get("editor"),
    )
    document.tags.add(owner.word(f"tag, {meaning}"))
    return document


def create_owned_picture(owner: Owner, collection: Collection, meaning: str) -> CustomImage:
    name = f"{owner.word(f'file name, {meaning}')}.png"
    image = create_picture(
        collection,
        owner.title(f"title, {meaning}"),
        description=owner.word(f"description, {meaning}"),
        file=get_test_image_file(filename=name),
        uploaded_by_user=owner.people.get("editor"),
    )
    image.tags.add(owner.word(f"tag, {meaning}"))
    image.get_rendition("fill-20x20")
    return image


@agency_maker
def mail(owner: Owner) -> None:
    """What people are told, how they wish to be, and whose address is dead."""
    editor = owner.people["editor"]
    notify(
        [editor],
        kind=NotificationKind.CONFIRMATION,
        event=owner.word("event"),
        title=owner.title("title of a notification"),
        url=f"https://backan.example/{owner.word('address of a notification')}/",
    )
    save_delivery_modes(person=editor, paces={NotificationKind.DISPLAY.value: DeliveryMode.AT_ONCE})
    mark_bounced(email=editor.email, reason=owner.word("words of a mail server"))


@agency_maker
def files(owner: Owner) -> None:
    collection = owner.agency.collection
    owner.things["document"] = create_owned_file(owner, collection, "document")
    owner.things["image"] = create_owned_picture(owner, collection, "image")
    drawer = collection.add_child(name=owner.title("name of a collection"))
    restrict_collection(drawer, owner.word("collection password"))
    owner.things["drawer"] = drawer
    owner.things["private document"] = create_owned_file(owner, drawer, "private document")
    owner.things["private image"] = create_owned_picture(owner, drawer, "private image")
    for thing in ("image", "document"):
        log(owner.things[thing], "wagtail.edit", user=owner.people["moderator"])


@agency_maker
def create_pending_uploads(owner: Owner) -> None:
    picture = get_test_image_file(filename=f"{owner.word('file name of an upload')}.png")
    document = ContentFile(b"moi", name=f"{owner.word('file name of an upload')}.txt")
    for model, file in ((CustomImage, picture), (CustomDocument, document)):
        UploadedFile.objects.create(
            for_content_type=ContentType.objects.get_for_model(model),
            file=file,
            uploaded_by_user=owner.people["editor"],
        )


@agency_maker
def create_site_settings(owner: Owner) -> None:
    details = AgencySettings.objects.get(site=owner.agency.site)
    details.address = owner.title("address")
    details.email = f"{owner.word('e-mail of the agency')}@backan.example"
    details.hours = owner.word("opening hours")
    details.responsible = owner.word("who is responsible")
    details.licence = owner.word("licence")
    details.emblem = owner.things["image"]
    details.save()
    log(details, "wagtail.edit", user=owner.people["moderator"])
    create_host_alias(owner.agency, f"{owner.word('former host')}.backan.localhost")


@agency_maker
def create_invitation_table(owner: Owner) -> None:
    row = {
        "name": owner.word("name in a table of people"),
        "email": f"{owner.word('address in a table of people')}@backan.example",
        "agency": owner.agency.code,
        "role": Role.EDITOR.value,
    }
    by, name = owner.people["moderator"], owner.word("name of a table of people")
    preview_invitations(rows=[row], file_name=f"{name}.csv", by=by)


@agency_maker
def create_opening_hours(owner: Owner) -> None:
    day = timezone.localdate() + timedelta(days=3)
    reason = owner.word("why it is closed")
    # What the editor adds waits for a moderator.
    for by, remark in (("moderator", ""), ("editor", owner.word("remark that waits"))):
        save_opening_hours(
            agency=owner.agency,
            sessions=[OpeningSession(weekday=0, opens=time(7, 30), closes=time(11, 30))],
            exceptions=[OpeningException(first_day=day, last_day=day, reason=reason)],
            remark=remark,
            by=owner.people[by],
        )


@agency_maker
def create_query_counts(owner: Owner) -> None:
    create_query_count(owner.agency, owner.word("what people search for in vain"))


def create_editing_traces(owner: Owner, page: Page) -> None:
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
        data=urlencode(make_article_form(title=owner.word("title being typed"))),
        last_updated_at=timezone.now(),
    )


@central_maker
def languages(owner: Owner) -> None:
    Locale.objects.get_or_create(language_code="en")
    owner.things["locales"] = list(Locale.objects.values_list("pk", flat=True))


@central_maker
def create_bulletins(owner: Owner) -> None:
    asked = {"confirm_by": timezone.now() + timedelta(days=3), "confirm_with": "answer"}
    told = publish_bulletin("Bản tin chung", **asked)
    secret = create_draft(
        owner.title("title of a bulletin's draft"), summary=owner.word("its summary")
    )
    owner.things["draft bulletin"] = secret
    author = owner.people["author"]
    log(secret, "wagtail.edit", user=author)
    for bulletin in (told, secret):
        create_recording(bulletin, "vi", by=author)
    translation = translate(
        publish_bulletin("Bản tin dịch"), owner.title("draft translation"), live=False
    )
    create_memory_entry(translation, "Bản tin dịch", owner.word("remembered draft"))
    later = create_draft(owner.title("title of a bulletin for later"))
    later.valid_from = timezone.now() + timedelta(days=1)
    later.save()
    create_template(owner.title("name of a template"), "Mẫu")
    add_event_type(owner.title("kind of event"))
    create_synonyms(owner.title("synonyms"))
    create_term(owner.title("term"), owner.word("its translation"))
    submitted = create_draft(owner.title("title of a submitted bulletin"))
    workflow = Workflow.objects.create(name=owner.title("name of a workflow"))
    task = Task.objects.create(name=owner.title("name of a task"))
    WorkflowTask.objects.create(workflow=workflow, task=task, sort_order=1)
    workflow.start(submitted, author)


@central_maker
def create_agency_groups(owner: Owner) -> None:
    group = create_agency_group(owner.title("name of a group of units"), *Agency.objects.all())
    log(group, "wagtail.edit", user=owner.people["administrator"])


@central_maker
def create_abandoned_work(owner: Owner) -> None:
    DBTaskResult.objects.create(
        backend_name="queue",
        status="FAILED",
        task_path=owner.word("name of some work"),
        args_kwargs={"args": [owner.word("what a task is about")], "kwargs": {}},
        run_after=timezone.now(),
        finished_at=timezone.now(),
        traceback=owner.word("why a task was given up"),
    )


@central_maker
def create_error(owner: Owner) -> None:
    trace = ErrorTrace("0000000A", "ValueError", (f"home/{owner.word('place of an error')}.py:1",))
    now, number = timezone.now(), owner.word("number of a request that failed")
    occurrence = Occurrence(
        at=now, request=number, route="home", pattern="", page_type="", method="GET", status=500,
        role="", agency="", node=owner.word("name of a server"), version="1.1.0",
    )  # fmt: skip
    kind = KindCount(trace.code, trace.exception, [*trace.places], "1.1.0", now, now)
    kind.add(occurrence)
    save_batch(Batch([kind]))


@central_maker
def create_incident(owner: Owner) -> None:
    incident = Incident.objects.create(
        title=owner.title("title of an incident"), text=owner.word("text of an incident")
    )
    log(incident, "wagtail.edit", user=owner.people["administrator"])


@central_maker
def shared_files(owner: Owner) -> None:
    collection = Collection.objects.get(name=CENTRAL_COLLECTION)
    owner.things["shared document"] = create_document(
        collection, "Tệp chung", file=ContentFile(b"chung", name="chung.txt")
    )
    owner.things["shared image"] = create_picture(
        collection,
        "Ảnh chung",
        description="Ảnh chung",
        file=get_test_image_file(filename="chung.png"),
    )


@agency_maker
def create_placements(owner: Owner) -> None:
    """What a unit does with a bulletin on its website, and what it proposes itself."""
    editor = owner.people["editor"]
    update_placement(
        bulletin=Bulletin.objects.filter(live=True, title="Bản tin chung").get(),
        agency=owner.agency,
        # Everybody reads these on the unit's website.
        local_note="Đến tầng 2.",
        contact_name="Bộ phận một cửa",
        by=owner.people["moderator"],
    )
    draft_recording(
        Bulletin.objects.filter(live=True, title="Bản tin chung").get(),
        "vi",
        agency=owner.agency,
        by=editor,
        transcript=owner.word("transcript of a draft"),
    )
    for state in ProposalState:
        proposal = create_proposal(
            owner.agency,
            owner.title(f"title of a proposal, {state}"),
            author=editor,
            summary=owner.word(f"summary of a proposal, {state}"),
            reply=owner.word(f"reply to a proposal, {state}"),
            state=state,
        )
        log(proposal, "bulletins.propose", user=editor)


@agency_maker
def create_acknowledgements(owner: Owner) -> None:
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
    create_check(bulletin, owner.agency)
    AcknowledgementReminder.objects.create(
        bulletin=bulletin,
        agency=owner.agency,
        event=owner.word("event of a reminder"),
        at=timezone.now(),
        by=owner.people["moderator"],
    )
