"""An emergency becomes public, and is taken away, with a recent proof of who does it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accounts.tests.clients import PASSWORD
from bulletins.models import Bulletin, BulletinAttachment, ProposalState
from bulletins.roles import CENTRAL_COLLECTION
from bulletins.tests.factories import (
    ADMIN,
    add_event_type,
    create_draft,
    create_proposal,
    get_edit_path,
    make_bulletin_form,
    next_week,
    press_publish,
    publish_bulletin,
    submit_bulletin,
    translate,
)
from channels.tests.factories import draft_recording, get_recording_path, make_sound_file
from channels.tests.recording_screen import act as act_on_recording
from content.models import CustomDocument
from content.tests.factories import create_document
from members.tests.approval import (
    PUBLISH,
    decide,
    get_shown_version,
    get_task_state,
    review_url,
)
from sites.models import Agency
from sites.permissions.group_permissions import get_or_create_collection

pytestmark = pytest.mark.django_db

LONG_AGO = timedelta(minutes=16)
CONFIRM = "/tai-khoan/xac-nhan/"
TYPED = {
    "title": "Lũ quét ở Ba Bể",
    "instruction": "Rời nhà ngay.",
    "hours": "6",
    "contact_telephone": "0209 3000 115",
    "audience": "all",
}


def words():
    issuer = Agency.objects.get_only_province()
    return TYPED | {"event_type": str(add_event_type().pk), "source": str(issuer.pk)}


@pytest.fixture
def tired(sign_in, ict_publisher):
    """A publisher's browser in which the last proof is old."""
    return sign_in(ict_publisher, ago=LONG_AGO)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def emergency(**fields):
    urgent = {
        "urgency": "emergency",
        "instruction": "Rời nhà ven suối.",
        "valid_until": timezone.now() + timedelta(days=1),
    }
    return urgent | fields


def urgent_form(**fields):
    urgent = {"urgency": "emergency", "instruction": "Rời nhà.", "valid_until": next_week()}
    return make_bulletin_form(**urgent | fields)


def asks(answer):
    return answer.status_code == 302 and answer["Location"].startswith(CONFIRM)


def is_handed_back(answer):
    return answer.status_code == 403 and 'target="bantin-sign-in"' in answer.content.decode()


def test_the_red_button_asks_for_a_proof_before_anything_is_typed(tired):
    answer = tired.get("/admin/khan-cap/")
    assert asks(answer)
    page = tired.get(answer["Location"]).content.decode()
    assert "Đăng thông báo khẩn" in page and "15 phút" in page


def test_one_proof_is_enough_for_the_whole_way(tired):
    address = f"/admin/khan-cap/{uuid4()}/"
    tired.post(CONFIRM, {"password": PASSWORD, "next": "/admin/khan-cap/"})
    assert tired.get("/admin/khan-cap/").status_code == 200
    tired.post(address, words())
    shown = tired.get(f"{address}phat/").context["form"]["shown"].value()
    tired.post(f"{address}phat/", {"shown": shown})
    assert Bulletin.objects.get().live


def test_with_an_old_proof_no_step_is_done_and_what_was_typed_comes_back(tired):
    answer = tired.post(f"/admin/khan-cap/{uuid4()}/", words())
    assert is_handed_back(answer)
    assert 'name="instruction" value="Rời nhà ngay."' in answer.content.decode()
    assert not Bulletin.objects.exists()


def test_the_last_button_alone_publishes_nothing(tired, sign_in, ict_publisher):
    key = uuid4()
    sign_in(ict_publisher).post(f"/admin/khan-cap/{key}/", words())
    bulletin = Bulletin.objects.get(translation_key=key)
    forged = get_shown_version(bulletin)
    assert is_handed_back(tired.post(f"/admin/khan-cap/{key}/phat/", forged))
    assert not Bulletin.objects.get().live


def test_the_ordinary_form_publishes_no_emergency_with_an_old_proof(tired):
    answer = press_publish(tired, tired.post(f"{ADMIN}add/", urgent_form() | PUBLISH))
    assert asks(answer)
    assert "Đăng thông báo khẩn" in tired.get(answer["Location"]).content.decode()
    draft = Bulletin.objects.get()
    assert (draft.live, draft.title) == (False, "Lũ quét")
    seen = get_shown_version(draft)
    assert is_handed_back(tired.post(f"/admin/dieu-hanh/{draft.pk}/dang/", seen))
    assert not Bulletin.objects.get().live


def test_the_screen_is_there_again_after_the_proof(tired):
    answer = tired.post(f"{ADMIN}add/", urgent_form() | PUBLISH)
    tired.post(CONFIRM, {"password": PASSWORD, "next": answer.url})
    press_publish(tired, answer)
    assert Bulletin.objects.get().live


def test_a_bulletin_in_public_is_not_raised_to_an_emergency_with_an_old_proof(tired):
    bulletin = publish_bulletin("Mưa lớn")
    assert is_handed_back(tired.post(get_edit_path(bulletin), urgent_form() | PUBLISH))
    assert Bulletin.objects.get(pk=bulletin.pk).urgency == "routine"
    assert Bulletin.objects.get(pk=bulletin.pk).title == "Mưa lớn"


def test_the_words_of_an_emergency_do_not_change_with_an_old_proof(tired):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    assert asks(tired.get(get_edit_path(bulletin)))
    forged = urgent_form(title="Không có lũ", slug=bulletin.slug)
    assert asks(press_publish(tired, tired.post(get_edit_path(bulletin), forged | PUBLISH)))
    assert Bulletin.objects.get(pk=bulletin.pk).title == "Lũ quét"


def test_an_emergency_in_public_is_not_lowered_with_an_old_proof(tired):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    forged = make_bulletin_form(title="Mưa nhỏ", slug=bulletin.slug, urgency="routine")
    assert asks(press_publish(tired, tired.post(get_edit_path(bulletin), forged | PUBLISH)))
    assert Bulletin.objects.get(pk=bulletin.pk).urgency == "emergency"


def test_a_draft_that_lowers_an_emergency_is_kept_without_a_proof(tired):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    lowered = make_bulletin_form(title="Mưa nhỏ", slug=bulletin.slug, urgency="routine")
    assert tired.post(get_edit_path(bulletin), lowered).status_code == 302
    kept = Bulletin.objects.get(pk=bulletin.pk)
    assert kept.urgency == "emergency" and kept.has_unpublished_changes


def test_an_emergency_is_kept_as_a_draft_without_a_proof(tired):
    assert tired.post(f"{ADMIN}add/", urgent_form()).status_code == 302
    assert not Bulletin.objects.get().live


def test_who_only_writes_is_not_asked(sign_in, ict_author):
    bulletin = create_draft("Lũ quét", **emergency())
    assert sign_in(ict_author, ago=LONG_AGO).get(get_edit_path(bulletin)).status_code == 200


def test_an_emergency_is_approved_with_a_recent_proof_only(tired, publisher, sign_in, ict_author):
    bulletin = submit_bulletin(
        sign_in(ict_author),
        urgency="emergency",
        instruction="Rời nhà.",
        valid_until=next_week(),
    )
    assert asks(tired.get(review_url(bulletin)))
    assert is_handed_back(press_publish(tired, decide(tired, bulletin, "approve")))
    path = f"{ADMIN}workflow/action/{bulletin.pk}/approve/{get_task_state(bulletin).pk}/"
    assert is_handed_back(tired.post(path))
    assert not Bulletin.objects.get(pk=bulletin.pk).live
    press_publish(publisher, decide(publisher, bulletin, "approve"))
    assert Bulletin.objects.get(pk=bulletin.pk).live


@pytest.mark.parametrize(
    ("act", "sent"),
    [
        ("cap-nhat", {"text": "Nước rút."}),
        ("dinh-chinh", {"text": "Không phải."}),
        ("ket-thuc", {"closing_text": ""}),
        ("go-bo", {"reason": "Sai."}),
    ],
)
def test_what_people_see_of_an_emergency_changes_with_a_recent_proof_only(tired, act, sent):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    path = f"/admin/dieu-hanh/{bulletin.pk}/{act}/"
    assert asks(tired.get(path))
    assert is_handed_back(tired.post(path, sent))
    bulletin.refresh_from_db()
    assert bulletin.live and not bulletin.ended_at and not bulletin.notes.exists()


@pytest.mark.parametrize("spelling", ["{}", "0{}"])
@pytest.mark.parametrize("act", ["unpublish", "delete"])
def test_taking_an_emergency_off_or_deleting_it_asks_too(sign_in, ict_admin, act, spelling):
    # For administrators no wall turns odd spellings away.
    client = sign_in(ict_admin, ago=LONG_AGO)
    bulletin = publish_bulletin("Lũ quét", **emergency())
    assert is_handed_back(client.post(f"{ADMIN}{act}/{spelling.format(bulletin.pk)}/"))
    assert Bulletin.objects.get(pk=bulletin.pk).live


@pytest.mark.parametrize("spelling", ["{}", "0{}", "%2B{}", "%20{}", "{}%20", "_2B{}", "x{}"])
def test_deleting_several_at_once_asks_where_an_emergency_is_among_them(
    sign_in, ict_admin, spelling
):
    client = sign_in(ict_admin, ago=LONG_AGO)
    calm, urgent = publish_bulletin("Lịch tiêm"), publish_bulletin("Lũ quét", **emergency())
    path = "/admin/bulk/bulletins/bulletin/delete/"
    both = f"{path}?id={calm.pk}&id={spelling.format(urgent.pk)}"
    assert asks(client.get(both))
    assert is_handed_back(client.post(both))
    assert client.get(f"{path}?id={calm.pk}").status_code == 200
    assert Bulletin.objects.count() == 2


def test_what_people_hear_of_an_emergency_changes_with_a_recent_proof_only(tired, publisher):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    screen = get_recording_path(bulletin)
    assert tired.get(screen).status_code == 200
    # What was said into the phone is never lost to the question: nobody hears a draft.
    assert tired.post(screen, {"file": make_sound_file()}).status_code == 302
    for act in ("dang/", "xoa/", "con-dung/"):
        assert is_handed_back(tired.post(get_recording_path(bulletin, act=act)))
    assert bulletin.recordings.get().published_at is None
    act_on_recording(publisher, bulletin, "dang")
    assert bulletin.recordings.get().published_at
    assert is_handed_back(tired.post(screen, {"transcript": "Khác"}))
    assert bulletin.recordings.get().transcript == ""


def test_a_unit_s_recording_of_an_emergency_is_published_with_a_recent_proof_only(
    sign_in, district, district_moderator
):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    draft_recording(bulletin, "tyz", agency=district)
    publishing = get_recording_path(bulletin, act="dang/")
    assert is_handed_back(sign_in(district_moderator, ago=LONG_AGO).post(publishing))
    assert bulletin.recordings.get().published_at is None
    act_on_recording(sign_in(district_moderator), bulletin, "dang", agency=district)
    assert bulletin.recordings.get().published_at


def test_a_proposal_is_accepted_with_a_recent_proof_only(tired, publisher, health):
    proposal = create_proposal(health)
    path = f"/admin/de-nghi/{proposal.pk}/"
    assert tired.get(path).status_code == 200
    assert is_handed_back(tired.post(path, {"step": "accept"}))
    proposal.refresh_from_db()
    assert proposal.state == ProposalState.SENT
    assert publisher.post(path, {"step": "accept"}).status_code != 403


def test_an_ordinary_bulletin_is_steered_and_published_without_being_asked(tired):
    bulletin = publish_bulletin("Lịch tiêm chủng")
    path = f"/admin/dieu-hanh/{bulletin.pk}/cap-nhat/"
    assert tired.get(path).status_code == 200
    assert tired.post(path, {"text": "Thêm buổi."}).status_code == 302
    assert tired.get(get_edit_path(bulletin)).status_code == 200


def test_a_unit_that_confirms_an_emergency_is_not_asked(sign_in, health, health_moderator):
    soon = timezone.now() + timedelta(hours=3)
    bulletin = publish_bulletin("Lũ quét", **emergency(confirm_by=soon))
    client = sign_in(health_moderator, ago=LONG_AGO)
    assert client.get(f"/admin/xac-nhan/{health.pk}/{bulletin.pk}/").status_code == 200


def test_the_translation_of_an_emergency_is_published_with_a_recent_proof_only(tired):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    translation = translate(bulletin, "Flash flood", live=False)
    draft_of_it = translation.get_latest_revision_as_object()
    assert draft_of_it.urgency == "emergency"
    forged = urgent_form(title="No flood", slug=translation.slug) | PUBLISH
    answer = tired.post(get_edit_path(translation), forged)
    assert not Bulletin.objects.get(pk=translation.pk).live
    assert is_handed_back(answer)


def attach(bulletin, **fields):
    document = CustomDocument.objects.create(
        title="Bản đồ sơ tán", file=ContentFile(b"len doi", name="ban-do.txt"), **fields
    )
    bulletin.attachments.add(BulletinAttachment(document=document))
    bulletin.save_revision().publish()
    return document


def exchange(client, document, **fields):
    sent = {
        "title": document.title,
        "collection": document.collection_id,
        "file": SimpleUploadedFile("khac.txt", "ở lại".encode()),
    }
    return client.post(f"/admin/documents/edit/{document.pk}/", sent | fields)


def test_the_file_of_an_emergency_is_exchanged_with_a_recent_proof_only(tired, publisher, visit):
    bulletin = publish_bulletin("Lũ quét", **emergency())
    document = attach(bulletin, collection=get_or_create_collection(CENTRAL_COLLECTION))
    path = f"/admin/documents/edit/{document.pk}/"
    assert asks(tired.get(path))
    answer = exchange(tired, document)
    assert answer.status_code == 403 and CONFIRM in answer.content.decode()
    assert CustomDocument.objects.get(pk=document.pk).file.read() == b"len doi"
    several = {f"doc-{document.pk}-title": "Ở lại", f"doc-{document.pk}-collection": "1"}
    ajax = {"x-requested-with": "XMLHttpRequest"}
    answer = tired.post(f"/admin/documents/multiple/{document.pk}/", several, headers=ajax)
    assert CustomDocument.objects.get(pk=document.pk).title == "Bản đồ sơ tán"
    exchange(publisher, document)
    assert CustomDocument.objects.get(pk=document.pk).file.read() == "ở lại".encode()


@pytest.fixture
def shown(province):
    """A document of the centre that a published emergency shows."""
    bulletin = publish_bulletin("Lũ quét", **emergency())
    return attach(bulletin, collection=get_or_create_collection(CENTRAL_COLLECTION))


@pytest.mark.parametrize("path", ["/admin/bin/document/{}/restore/", "/admin/bin/restore/"])
def test_the_former_file_of_an_emergency_comes_back_with_a_recent_proof_only(
    tired, publisher, shown, path
):
    exchange(publisher, shown)
    former = CustomDocument.trashed.get(version_of=shown)
    for client, content in ((tired, "ở lại"), (publisher, "len doi")):
        client.post(path.format(former.pk), {"document": [former.pk]})
        assert CustomDocument.objects.get(pk=shown.pk).file.read() == content.encode()


def test_the_file_of_an_emergency_leaves_its_collection_with_a_recent_proof_only(
    sign_in, ict_admin, health, shown
):
    ajax = {"x-requested-with": "XMLHttpRequest"}
    prefix, there = f"doc-{shown.pk}-", health.collection_id
    alone = {f"{prefix}title": shown.title, f"{prefix}collection": there}
    several = f"/admin/bulk/content/customdocument/add_to_collection/?id={shown.pk}"
    tired = sign_in(ict_admin, ago=LONG_AGO)
    tired.post(f"/admin/documents/multiple/{shown.pk}/", alone, headers=ajax)
    for one in (several, several.replace("?id=", "?id=all&id=")):
        assert tired.post(one, {"collection": there}).status_code == 403
    assert CustomDocument.objects.get().collection_id != there
    sign_in(ict_admin).post(several, {"collection": there})
    assert CustomDocument.objects.get().collection_id == there


def test_files_of_an_emergency_get_a_password_with_a_recent_proof_only(
    sign_in, ict_admin, district, shown, visit
):
    path = f"/admin/collections/{shown.collection_id}/privacy/"

    def asks_for_password():
        return "html" in visit(district, shown.url)["Content-Type"]

    words = {"restriction_type": "password", "password": "chim sáo sang sông"}
    sign_in(ict_admin, ago=LONG_AGO).post(path, words)
    assert not asks_for_password()
    sign_in(ict_admin).post(path, words)
    assert asks_for_password()
    sign_in(ict_admin, ago=LONG_AGO).post(path, {"restriction_type": "none"})
    assert asks_for_password()


def test_collections_and_files_of_no_emergency_change_without_being_asked(
    sign_in, ict_admin, health, shown
):
    tired = sign_in(ict_admin, ago=LONG_AGO)
    calm = create_document(get_or_create_collection(CENTRAL_COLLECTION))
    several = f"/admin/bulk/content/customdocument/add_to_collection/?id={calm.pk}"
    tired.post(several, {"collection": health.collection_id})
    calm.refresh_from_db()
    assert calm.collection == health.collection
    words = {"restriction_type": "password", "password": "chim sáo sang sông"}
    tired.post(f"/admin/collections/{health.collection_id}/privacy/", words)
    assert health.collection.get_view_restrictions().exists()


def test_the_file_of_an_ordinary_bulletin_or_of_a_draft_is_exchanged_without_being_asked(tired):
    for bulletin in (publish_bulletin("Lịch tiêm"), create_draft("Lũ quét", **emergency())):
        collection = get_or_create_collection(CENTRAL_COLLECTION)
        document = CustomDocument.objects.create(
            title="Lịch", file=ContentFile(b"thu hai", name="lich.txt"), collection=collection
        )
        bulletin.attachments.add(BulletinAttachment(document=document))
        bulletin.save_revision()
        if bulletin.live:
            bulletin.latest_revision.publish()
        exchange(tired, document)
        assert CustomDocument.objects.get(pk=document.pk).file.read() == "ở lại".encode()
