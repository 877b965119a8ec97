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
from desk.services.trash import bin_page
from home.models import FeedbackMessage, FeedbackState
from members.models import RoleChange, RoleChangeKind
from members.roles import Role
from members.services.audit import record
from members.services.invitations import invite, invite_centrally, revoke
from sites.models import FormerName, Kind
from sites.services.archiving import archive_agency
from sites.services.bulk_provisioning import try_out
from sites.services.provisioning import provision_agency
from tests.content import news
from tests.isolation.belongings import file, picture
from tests.isolation.world import Owner, every_agency_has, the_centre_has
from tests.isolation.writings import published


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


@every_agency_has
def offers(owner: Owner) -> None:
    by = owner.people["moderator"]
    for meaning in ("invited", "no longer invited"):
        email = address(owner, meaning)
        offer = invite(agency=owner.agency, role=Role.EDITOR, email=email, by=by)
    revoke(invitation=offer, by=by)


@every_agency_has
def changes_of_roles(owner: Owner) -> None:
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


@every_agency_has
def ways_in(owner: Owner) -> None:
    session(owner, "editor")
    session(owner, "moderator")
    # Nobody walks as this person: a browser could not answer to a passkey made up.
    passkey = {"name": owner.word("name of a passkey"), "credential": {}}
    Authenticator.objects.create(
        user=owner.people["second moderator"], type=Authenticator.Type.WEBAUTHN, data=passkey
    )


@every_agency_has
def what_citizens_wrote(owner: Owner) -> None:
    for state in FeedbackState:
        message = FeedbackMessage.objects.create(
            agency=owner.agency,
            receipt=owner.word(f"receipt, {state}").upper(),
            name=owner.word(f"name of a citizen, {state}"),
            email=f"{owner.word(f'e-mail of a citizen, {state}')}@backan.example",
            subject=owner.title(f"subject of a message, {state}"),
            message=owner.word(f"a message, {state}"),
            note=owner.word(f"note on a message, {state}"),
            state=state,
        )
        log(message, "home.feedback_answer", user=owner.people["editor"])


@every_agency_has
def a_former_name(owner: Owner) -> None:
    # Every directory tells it.
    FormerName.objects.create(agency=owner.agency, name="Ủy ban hành chính huyện")


@every_agency_has
def an_act_in_the_journal(owner: Owner) -> None:
    record(
        "wagtail.edit",
        agencies=[owner.agency.pk],
        person=owner.people["moderator"],
        target=owner.things["live article"],
        detail=owner.word("detail in the journal"),
    )


@every_agency_has
def what_is_in_the_bin(owner: Owner) -> None:
    page = published(owner, "binned article")
    bin_page(page=page, user=owner.people["moderator"])
    collection = owner.agency.collection
    for make in (file, picture):
        make(owner, collection, f"binned {make.__name__}").delete()


@every_agency_has
def what_has_moved(owner: Owner) -> None:
    """What is in the bin has been a page elsewhere, with a former address."""
    replaced = file(owner, owner.agency.collection, "replaced file")
    replaced.file = ContentFile(b"new", name=f"{owner.word('later name of a file')}.txt")
    replaced.save()


@the_centre_has
def offers_of_the_department(owner: Owner) -> None:
    author = owner.people["author"]
    group = author.groups.get(name=AUTHORS)
    by = owner.people["administrator"]
    invite_centrally(group=group, email=address(owner, "invited centrally"), by=by)
    session(owner, "author")


@the_centre_has
def an_agency_that_has_ended(owner: Owner) -> None:
    code = owner.word("code of an agency that has ended")
    host = f"{code}.{settings.BASE_DOMAIN}"
    ended = provision_agency(code=code, kind=Kind.DISTRICT, name_vi=f"Huyện {code}", host=host)
    news(ended, owner.title("title on the website of an agency that has ended"))
    by = owner.people["administrator"]
    archive_agency(agency=ended, successors=[], ended_on=date(2026, 11, 1), by=by)


@the_centre_has
def a_table_of_agencies(owner: Owner) -> None:
    code = owner.word("code of an agency to be")
    row = {"code": code, "kind": "district", "name_vi": owner.word("name of an agency to be")}
    row |= {"host": f"{code}.{settings.BASE_DOMAIN}"}
    administrator, name = owner.people["administrator"], owner.word("name of a table")
    owner.things["table"] = try_out(rows=[row], file_name=f"{name}.csv", by=administrator)
