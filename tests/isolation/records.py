"""What the work of an agency leaves behind besides its content: offers, devices, deleted things,
an agency that has ended, a table that waits to be carried out."""

from datetime import date, timedelta

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.log_actions import log

from bulletins.roles import AUTHORS
from desk.services.trash import trash_page
from home.models import FeedbackState
from home.services.page_reviews import set_review_date
from home.tests.factories import (
    create_answer_template,
    create_feedback,
    create_rating_of_page,
    publish_news,
)
from members.models import RoleChange, RoleChangeKind
from members.roles import Role
from members.services.audit import create_audit_entries
from members.services.invitations import invite, invite_centrally, revoke
from reorganisation.services.plan_drafts import create_draft
from sites.models import Succession
from sites.services.archiving import archive_agency
from sites.services.bulk_provisioning import preview_import
from sites.tests.factories import create_agency, create_former_name
from tests.isolation.owned_objects import create_owned_file, create_owned_picture
from tests.isolation.pages import published
from tests.isolation.world import Owner, agency_maker, central_maker


def address(owner: Owner, meaning: str) -> str:
    return f"{owner.word(f'e-mail, {meaning}')}@backan.example"


def session(owner: Owner, person: str) -> None:
    """A session on another device."""
    UserSession.objects.create(
        user=owner.people[person],
        ip="192.0.2.1",
        user_agent=owner.word(f"device, {person}"),
        session_key=owner.word(f"session key, {person}"),
    )


@agency_maker
def create_invitations(owner: Owner) -> None:
    by = owner.people["moderator"]
    for meaning in ("invited", "no longer invited"):
        email = address(owner, meaning)
        offer = invite(agency=owner.agency, role=Role.EDITOR, email=email, by=by)
    revoke(invitation=offer, by=by)


@agency_maker
def create_role_changes(owner: Owner) -> None:
    people = owner.people
    for user, kind, by in (
        ("second moderator", RoleChangeKind.LOWER, "moderator"),
        ("editor", RoleChangeKind.RAISE, "second moderator"),
    ):
        RoleChange.objects.create(
            agency=owner.agency,
            user=people[user],
            kind=kind,
            requested_by=people[by],
            effective_at=timezone.now() + timedelta(days=1),
        )


@agency_maker
def create_sign_in_records(owner: Owner) -> None:
    session(owner, "editor")
    session(owner, "moderator")
    # Nobody walks as this person: a browser could not answer to a passkey made up.
    passkey = {"name": owner.word("name of a passkey"), "credential": {}}
    Authenticator.objects.create(
        user=owner.people["second moderator"], type=Authenticator.Type.WEBAUTHN, data=passkey
    )


@agency_maker
def create_feedback_messages(owner: Owner) -> None:
    for state in FeedbackState:
        message = create_feedback(
            owner.agency,
            owner.title(f"subject of a message, {state}"),
            receipt=owner.word(f"receipt, {state}").upper(),
            name=owner.word(f"name of a citizen, {state}"),
            email=f"{owner.word(f'e-mail of a citizen, {state}')}@backan.example",
            message=owner.word(f"a message, {state}"),
            note=owner.word(f"note on a message, {state}"),
            answer=owner.word(f"answer to a message, {state}"),
            state=state,
        )
        log(message, "home.feedback_answer", user=owner.people["editor"])
    create_answer_template(
        owner.agency, owner.title("title of an answer template"), text=owner.word("its text")
    )
    create_rating_of_page(
        owner.things["live article"], owner.agency, comment=owner.word("a reader's line")
    )
    set_review_date(page=owner.things["live article"], review_by=timezone.localdate())


@agency_maker
def create_former_names(owner: Owner) -> None:
    # Every directory tells it.
    create_former_name(owner.agency, "Ủy ban hành chính huyện")


@agency_maker
def create_succession(owner: Owner) -> None:
    # What citizens are told of a unit that ends is public.
    Succession.objects.create(
        from_agency=owner.agency, to_agency=owner.agency.parent, share="phần lớn"
    )


@agency_maker
def create_audit_entry(owner: Owner) -> None:
    create_audit_entries(
        "wagtail.edit",
        agencies=[owner.agency.pk],
        person=owner.people["moderator"],
        target=owner.things["live article"],
        detail=owner.word("detail in the journal"),
    )


@agency_maker
def create_trash(owner: Owner) -> None:
    page = published(owner, "binned article")
    trash_page(page=page, user=owner.people["moderator"])
    owner.things["binned page"] = page
    collection = owner.agency.collection
    for name, make in (("document", create_owned_file), ("image", create_owned_picture)):
        file = make(owner, collection, f"binned {make.__name__}")
        file.delete()
        owner.things[f"binned {name}"] = file


@agency_maker
def create_redirects(owner: Owner) -> None:
    """What is in the bin has been a page elsewhere, with a former address."""
    replaced = create_owned_file(owner, owner.agency.collection, "replaced file")
    replaced.file = ContentFile(b"new", name=f"{owner.word('later name of a file')}.txt")
    replaced.save()


@central_maker
def create_central_invitations(owner: Owner) -> None:
    author = owner.people["author"]
    group = author.groups.get(name=AUTHORS)
    by = owner.people["administrator"]
    invite_centrally(group=group, email=address(owner, "invited centrally"), by=by)
    session(owner, "author")


@central_maker
def create_archived_agency(owner: Owner) -> None:
    code = owner.word("code of an agency that has ended")
    ended = create_agency(code)
    publish_news(ended, owner.title("title on the website of an agency that has ended"))
    by = owner.people["administrator"]
    archive_agency(agency=ended, successors=[], ended_on=date(2026, 11, 1), by=by)


@central_maker
def create_table_upload(owner: Owner) -> None:
    code = owner.word("code of an agency to be")
    row = {"code": code, "kind": "district", "name_vi": owner.word("name of an agency to be")}
    row |= {"host": f"{code}.{settings.BASE_DOMAIN}"}
    administrator, name = owner.people["administrator"], owner.word("name of a table")
    owner.things["table"] = preview_import(rows=[row], file_name=f"{name}.csv", by=administrator)


@central_maker
def create_plan_draft(owner: Owner) -> None:
    name, by = owner.word("name of a plan that reorganises units"), owner.people["administrator"]
    create_draft(name=name, data=b"", domain=settings.BASE_DOMAIN, by=by)
