from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from wagtail.test.utils.form_data import nested_form_data, rich_text, streamfield

from bulletins.models import Bulletin, BulletinProposal, ProposalState
from bulletins.roles import CENTRAL_COLLECTION
from bulletins.services.proposals import (
    accept_proposal,
    decline_proposal,
    retract_proposal,
    send_proposal,
)
from bulletins.tests.factories import create_proposal, publish_bulletin
from content.models import CustomDocument, CustomImage
from content.tests.factories import create_document, create_picture
from desk.tests.html import find_section, list_menu, list_rows
from members.models import AuditEntry
from sites.services.archiving import archive_agency
from tests.html import get_text, parse_html

ADD = "/admin/de-nghi/new/"
LIST = "/admin/de-nghi/"


def read_path(proposal):
    return f"{LIST}{proposal.pk}/"


def typed(**fields):
    body = streamfield([("text", rich_text("<p>Mang theo sổ.</p>"))])
    return nested_form_data(
        {
            "title": "Tiêm chủng mở rộng",
            "instruction": "Đưa trẻ đi tiêm.",
            "summary": "Từ thứ hai.",
            "body": body,
            "contact_name": "Trạm y tế",
            "contact_telephone": "0209 387 0000",
            "audience": "Toàn tỉnh",
        }
        | fields
    )


@pytest.fixture
def editor(sign_in, health_editor):
    return sign_in(health_editor)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def test_a_unit_writes_and_sends_without_an_address_or_times(editor, health, health_editor):
    editor.post(ADD, typed(**{"action-send": "1"}))
    proposal = BulletinProposal.objects.get()
    assert (proposal.agency, proposal.author) == (health, health_editor)
    assert (proposal.state, proposal.audience) == (ProposalState.SENT, "Toàn tỉnh")


def test_what_is_only_saved_is_seen_by_the_unit_alone(editor, publisher):
    editor.post(ADD, typed())
    proposal = BulletinProposal.objects.get()
    assert proposal.state == ProposalState.DRAFT
    assert [row[0] for row in list_rows(editor.get(LIST))] == [proposal.title]
    assert list_rows(publisher.get(LIST)) == []
    assert publisher.get(read_path(proposal)).status_code == 404


def test_a_form_with_a_mistake_is_shown_again_and_loses_nothing(editor):
    page = parse_html(editor.post(ADD, typed(title="", summary="Giữ lại")))
    assert "Giữ lại" in page.find(id="id_summary").string
    assert not BulletinProposal.objects.exists()


def test_who_works_for_several_units_says_for_which(sign_in, health_editor, health, district):
    health_editor.groups.add(district.editors)
    sign_in(health_editor).post(ADD, typed(agency=district.pk))
    assert BulletinProposal.objects.get().agency == district


def test_nobody_proposes_in_the_name_of_a_unit_that_is_not_theirs(editor, district):
    editor.post(ADD, typed(agency=district.pk))
    assert not BulletinProposal.objects.filter(agency=district).exists()


def test_what_was_sent_stands_on_the_dashboard_of_those_who_publish(publisher, health):
    proposal = create_proposal(health)
    needs = find_section(publisher, "desk-needs")
    assert needs.find("a")["href"] == read_path(proposal)
    assert "Sở Y tế đề nghị đăng bản tin" in get_text(needs)


@pytest.mark.parametrize("person", ["ict_author", "health_moderator"])
def test_who_does_not_publish_centrally_answers_nothing(request, sign_in, health, person):
    proposal = create_proposal(health)
    client = sign_in(request.getfixturevalue(person))
    for step in ("accept", "decline"):
        client.post(read_path(proposal), {"step": step, "reply": "Không."})
    proposal.refresh_from_db()
    assert (proposal.state, Bulletin.objects.count()) == (ProposalState.SENT, 0)


def test_accepting_makes_a_draft_with_the_units_words_and_opens_its_form(publisher, editor, health):
    editor.post(ADD, typed(**{"action-send": "1"}))
    proposal = BulletinProposal.objects.get()
    response = publisher.post(read_path(proposal), {"step": "accept"})
    bulletin = Bulletin.objects.get()
    assert response.headers["location"].endswith(f"/edit/{bulletin.pk}/")
    assert publisher.get(response.headers["location"]).status_code == 200
    assert (bulletin.title, bulletin.instruction) == (proposal.title, proposal.instruction)
    assert (bulletin.source, bulletin.live) == (health, False)
    assert "Mang theo sổ." in str(bulletin.body)
    assert [str(line) for line in bulletin.audience.all()] == [health.own_code]


@pytest.mark.parametrize("choice", ["", "1"])
def test_the_origin_stays_visible_and_canonical(
    publisher, health, district, province, visit, choice
):
    proposal = create_proposal(health)
    publisher.post(read_path(proposal), {"step": "accept", "to_everybody": choice})
    bulletin = Bulletin.objects.get()
    bulletin.get_latest_revision().publish()
    shown = [health, district, province] if choice else [health]
    for agency in (health, district, province):
        response = visit(agency, bulletin.path)
        assert response.status_code == (200 if agency in shown else 404)
        if agency in shown:
            page = parse_html(response)
            canonical = page.find("link", rel="canonical")["href"]
            assert canonical == health.root_url + bulletin.path
            assert "Sở Y tế" in get_text(page.find(class_="entry-facts"))


def test_a_title_that_another_bulletin_has_gets_an_address_of_its_own(health, ict_publisher):
    publish_bulletin("Tiêm chủng")
    bulletin = accept_proposal(
        proposal=create_proposal(health), to_everybody=True, by=ict_publisher
    )
    assert bulletin.slug == "tiem-chung-2"


@pytest.mark.parametrize("state", [ProposalState.DRAFT, ProposalState.ACCEPTED, "declined"])
def test_only_what_waits_is_accepted_or_declined(health, ict_publisher, state):
    proposal = create_proposal(health, state=state)
    with pytest.raises(ValidationError):
        accept_proposal(proposal=proposal, to_everybody=True, by=ict_publisher)
    with pytest.raises(ValidationError):
        decline_proposal(proposal=proposal, reply="Không.", by=ict_publisher)
    assert not Bulletin.objects.exists()


def test_what_was_taken_back_in_the_meantime_is_not_accepted(publisher, editor, health):
    proposal = create_proposal(health)
    editor.post(read_path(proposal), {"step": "take_back"})
    publisher.post(read_path(proposal), {"step": "accept"})
    proposal.refresh_from_db()
    assert (proposal.state, Bulletin.objects.count()) == (ProposalState.DRAFT, 0)


def test_a_second_acceptance_is_told_and_makes_nothing(publisher, health):
    proposal = create_proposal(health)
    for _ in range(2):
        response = publisher.post(read_path(proposal), {"step": "accept"}, follow=True)
    assert "không thực hiện được nữa" in get_text(parse_html(response))
    assert Bulletin.objects.count() == 1


def test_declining_needs_a_reason_which_the_unit_reads_and_may_answer(publisher, editor, health):
    proposal = create_proposal(health)
    page = parse_html(publisher.post(read_path(proposal), {"step": "decline", "reply": " "}))
    assert "Hãy nêu lý do" in get_text(page)
    publisher.post(read_path(proposal), {"step": "decline", "reply": "Đã có bản tin này."})
    assert "Đã có bản tin này." in get_text(find_section(editor, "desk-proposals"))
    assert "Đã có bản tin này." in get_text(parse_html(editor.get(LIST)))
    editor.post(read_path(proposal), {"step": "send"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.reply) == (ProposalState.SENT, "")


def test_the_unit_finds_its_bulletin_once_it_is_live(editor, health, ict_publisher):
    proposal = create_proposal(health)
    bulletin = accept_proposal(proposal=proposal, to_everybody=True, by=ict_publisher)
    address = health.root_url + bulletin.path
    assert not parse_html(editor.get(read_path(proposal))).find("a", href=address)
    bulletin.get_latest_revision().publish()
    assert parse_html(editor.get(read_path(proposal))).find("a", href=address)


def test_what_was_sent_is_not_changed_or_deleted_any_more(editor, health):
    proposal = create_proposal(health)
    for path in (f"{LIST}edit/{proposal.pk}/", f"{LIST}delete/{proposal.pk}/"):
        assert editor.post(path, typed(title="Khác")).status_code == 404
    proposal.refresh_from_db()
    assert proposal.title == "Tiêm chủng"


def test_a_draft_is_changed_and_deleted_by_its_unit(editor, health):
    proposal = create_proposal(health, state=ProposalState.DRAFT)
    editor.post(f"{LIST}edit/{proposal.pk}/", typed(title="Khác"))
    proposal.refresh_from_db()
    assert proposal.title == "Khác"
    editor.post(f"{LIST}delete/{proposal.pk}/")
    assert not BulletinProposal.objects.exists()


@pytest.mark.parametrize("person", ["district_editor", "district_moderator", "outsider"])
def test_nobody_else_reads_or_touches_what_a_unit_proposes(request, sign_in, health, person):
    proposal = create_proposal(health, state=ProposalState.DRAFT)
    stranger = sign_in(request.getfixturevalue(person))
    for path in (
        read_path(proposal), f"{LIST}edit/{proposal.pk}/", f"{LIST}delete/{proposal.pk}/"
    ):  # fmt: skip
        assert stranger.get(path).status_code in {302, 404}
        assert stranger.post(path, typed()).status_code in {302, 404}
    assert "Tiêm chủng" not in stranger.get(LIST).content.decode()
    proposal.refresh_from_db()
    assert (proposal.state, proposal.title) == (ProposalState.DRAFT, "Tiêm chủng")


def test_a_unit_that_has_ended_proposes_nothing(health, editor, today):
    proposal = create_proposal(health, state=ProposalState.DRAFT)
    archive_agency(agency=health, successors=[], ended_on=today, by=None)
    with pytest.raises(ValidationError):
        send_proposal(proposal=proposal, by=None)
    editor.post(ADD, typed())
    editor.post(f"{LIST}edit/{proposal.pk}/", typed(title="Khác"))
    assert [one.title for one in BulletinProposal.objects.all()] == ["Tiêm chủng"]


@pytest.mark.parametrize("kind", ["picture", "file", "text"])
def test_anothers_pictures_and_documents_are_refused(editor, district, kind):
    value = {
        "picture": lambda: {
            "image": create_picture(district.collection).pk,
            "decorative": "",
            "alt_text": "A",
        },
        "file": lambda: {"document": create_document(district.collection).pk, "caption": ""},
        "text": lambda: rich_text(
            f'<p><a linktype="document" id="{create_document(district.collection).pk}">Tệp</a></p>'
        ),
    }[kind]()
    response = editor.post(ADD, typed(body=streamfield([(kind, value)])))
    assert response.headers["location"] == "/admin/"
    assert not BulletinProposal.objects.exists()


def test_files_of_the_unit_are_shown_and_downloaded_on_every_website(
    health, district, visit, ict_publisher, work_off
):
    picture = create_picture(health.collection)
    document = create_document(health.collection, content=b"noi dung")
    link = f'<p><a linktype="document" id="{document.pk}">Tệp</a></p>'
    body = [
        {"type": "picture", "value": {"image": picture.pk, "decorative": False, "alt_text": "A"}},
        {"type": "file", "value": {"document": document.pk, "caption": ""}},
        {"type": "measures", "value": [{"type": "item", "id": "a", "value": link}]},
    ]
    bulletin = accept_proposal(
        proposal=create_proposal(health, body=body), to_everybody=True, by=ict_publisher
    )
    bulletin.get_latest_revision().publish()
    work_off()
    page = parse_html(visit(district, bulletin.path))
    copy = CustomDocument.objects.get(collection__name=CENTRAL_COLLECTION)
    links = {a["href"] for a in page.main("a") if "/documents/" in a["href"]}
    assert links == {copy.url}
    assert visit(district, copy.url).status_code == 200
    assert BytesIO(b"".join(visit(district, copy.url))).read() == b"noi dung"
    assert page.main.find("img")["alt"] == "A"
    assert CustomImage.objects.filter(collection__name=CENTRAL_COLLECTION).count() == 1
    assert (picture.collection, document.collection) == (health.collection, health.collection)


def test_a_bulletin_does_not_depend_on_what_the_unit_throws_away(health, ict_publisher, visit):
    document = create_document(health.collection)
    body = [{"type": "file", "value": {"document": document.pk, "caption": "Mẫu đơn"}}]
    bulletin = accept_proposal(
        proposal=create_proposal(health, body=body), to_everybody=True, by=ict_publisher
    )
    bulletin.get_latest_revision().publish()
    BulletinProposal.objects.all().delete()
    document.delete()
    assert "Mẫu đơn" in get_text(parse_html(visit(health, bulletin.path)).main)


def test_the_journal_of_the_unit_has_every_step(health, health_editor, ict_publisher):
    proposal = create_proposal(health, state=ProposalState.DRAFT)
    send_proposal(proposal=proposal, by=health_editor)
    retract_proposal(proposal=proposal, by=health_editor)
    send_proposal(proposal=proposal, by=health_editor)
    decline_proposal(proposal=proposal, reply="Chưa rõ.", by=ict_publisher)
    send_proposal(proposal=proposal, by=health_editor)
    accept_proposal(proposal=proposal, to_everybody=False, by=ict_publisher)
    actions = AuditEntry.objects.filter(agency=health, action__startswith="bulletins.")
    assert [entry.action.partition(".")[2] for entry in actions.order_by("pk")] == [
        "propose", "take_back", "propose", "decline", "propose", "accept",
    ]  # fmt: skip


def test_the_menu_has_proposals_for_units_and_for_those_who_decide(editor, publisher):
    assert "Bản tin đề nghị" in list_menu(editor)
    assert "Bản tin đề nghị" in list_menu(publisher)
