"""What is not public yet, and names the unit that ends, goes to its successors too."""

from datetime import timedelta

import pytest
from django.utils import timezone
from wagtail.models import Page, Revision

from bulletins.models import Bulletin, BulletinAudience
from bulletins.tests.factories import (
    create_draft,
    publish_bulletin,
    translate,
)
from home.models import DocumentPage, HomePage
from home.tests.factories import publish_document
from reorganisation.models import ReorganisationStep
from reorganisation.tests.factories import reorganise, write_cells
from sites.models import Agency
from sites.tests.factories import open_in_english

pytestmark = pytest.mark.django_db

MERGE = {"date": "2025-03-01", "action": "merge", "old_code": "so-y-te"}
INTO_NEW = MERGE | {
    "new_code": "so-y-te-moi",
    "new_name": "Sở Y tế mới",
    "kind": "department",
    "host": "soytemoi",
}


@pytest.fixture
def run(tmp_path, ict_admin):
    """Carry the merger out, or what the options say."""
    return lambda **options: reorganise(write_cells(tmp_path, INTO_NEW), **options)


@pytest.fixture
def publish(sign_in, ict_publisher):
    """Publish the latest version of a bulletin by the button of the screen; the bulletin."""

    def press(bulletin):
        client = sign_in(ict_publisher)
        path = f"/admin/dieu-hanh/{bulletin.pk}/dang/"
        seen = {field.name: field.value() or "" for field in client.get(path).context["form"]}
        answer = client.post(path, seen)
        assert answer.status_code == 302, answer.content.decode()
        published = Bulletin.objects.get(pk=bulletin.pk)
        assert published.live and published.live_revision_id == published.latest_revision_id
        return published

    return press


def get_successor():
    return Agency.objects.with_site().get(code="so-y-te-moi")


def save_draft(bulletin, *, audience=None, **fields):
    """A version that nobody has published."""
    for name, value in fields.items():
        setattr(bulletin, name, value)
    if audience is not None:
        bulletin.audience = [BulletinAudience(code=code) for code in audience]
    return bulletin.save_revision()


def list_codes(bulletin):
    return set(BulletinAudience.objects.filter(bulletin=bulletin).values_list("code", flat=True))


def list_drafted_codes(revision):
    content = Revision.objects.get(pk=revision.pk).content
    return {line["code"] for line in content["audience"]}


def test_a_draft_that_alone_names_the_ended_unit_as_issuer_is_published_by_its_successor(
    run, publish, health, district
):
    bulletin = publish_bulletin("Bão", source=district)
    save_draft(bulletin, source=health)
    run()
    bulletin = Bulletin.objects.get(pk=bulletin.pk)
    # What is public stays as it is.
    assert bulletin.source == district
    assert publish(bulletin).source == get_successor()


def test_a_draft_that_alone_is_for_the_ended_unit_reaches_its_successor(
    run, publish, visit, health, district
):
    bulletin = publish_bulletin("Bão", source=district, audience=[district.own_code])
    save_draft(bulletin, audience=[health.own_code])
    run()
    successor = get_successor()
    assert list_codes(bulletin) == {district.own_code}
    assert visit(successor, bulletin.path).status_code == 404
    publish(bulletin)
    assert list_codes(bulletin) == {health.own_code, successor.own_code}
    assert visit(successor, bulletin.path).status_code == 200


def test_what_was_never_public_follows_by_its_latest_version(run, publish, health, district):
    bulletin = create_draft("Bão", source=district, audience=[district.own_code])
    save_draft(bulletin, source=health, audience=[health.own_code])
    run()
    assert publish(bulletin).source == get_successor()
    assert list_codes(bulletin) == {health.own_code, get_successor().own_code}


def test_a_draft_that_names_the_ended_unit_no_more_stays_as_it_is(run, publish, health, district):
    bulletin = publish_bulletin("Bão", source=health, audience=[health.own_code])
    draft = save_draft(bulletin, source=district, audience=[district.own_code])
    run()
    assert Bulletin.objects.get(pk=bulletin.pk).source == get_successor()
    assert list_drafted_codes(draft) == {district.own_code}
    assert publish(bulletin).source == district
    assert list_codes(bulletin) == {district.own_code}


def test_of_what_is_over_only_the_draft_follows(run, publish, health):
    over = publish_bulletin("Bão", source=health, audience=[health.own_code])
    Bulletin.objects.filter(pk=over.pk).update(valid_until=timezone.now() - timedelta(days=1))
    over.refresh_from_db()
    save_draft(over, valid_until=timezone.now() + timedelta(days=1))
    left = publish_bulletin("Xong rồi", source=health)
    Bulletin.objects.filter(pk=left.pk).update(valid_until=timezone.now() - timedelta(days=1))
    run()
    assert {Bulletin.objects.get(pk=one.pk).source for one in (over, left)} == {health}
    assert list_codes(over) == {health.own_code}
    assert left.latest_revision.as_object().source == health
    assert publish(over).source == get_successor()
    assert list_codes(over) == {health.own_code, get_successor().own_code}


def test_a_version_that_is_scheduled_follows_beside_the_latest(run, health, district):
    bulletin = publish_bulletin("Bão", source=district)
    tomorrow = timezone.now() + timedelta(days=1)
    scheduled = save_draft(bulletin, source=health, audience=[health.own_code])
    Revision.objects.filter(pk=scheduled.pk).update(approved_go_live_at=tomorrow)
    save_draft(bulletin, source=district)
    run()
    # A new version has the hour of the fixed one.
    scheduled.refresh_from_db()
    assert scheduled.content["source"] == health.pk and not scheduled.approved_go_live_at
    scheduled = Revision.objects.get(approved_go_live_at=tomorrow)
    assert scheduled.content["source"] == get_successor().pk
    assert list_drafted_codes(scheduled) == {health.own_code, get_successor().own_code}


def test_translations_name_the_issuer_that_their_source_names(run, health):
    bulletin = publish_bulletin("Bão", source=health)
    english = translate(bulletin, "Storm")
    draft = translate(publish_bulletin("Lũ", source=health), "Flood", live=False)
    run()
    successor = get_successor()
    for one in (english, draft):
        one.refresh_from_db()
        assert one.source == successor
        assert one.get_latest_revision_as_object().source == successor
    run(undo=1)
    for one in (english, draft):
        one.refresh_from_db()
        assert one.source == health
        assert one.get_latest_revision_as_object().source == health
    assert not Agency.objects.filter(code="so-y-te-moi").exists()


def test_drafts_that_name_the_unit_are_counted_before(run, health, district):
    assert "drafts of bulletins" not in run(check=True)
    save_draft(publish_bulletin("Bão", source=district), source=health)
    save_draft(publish_bulletin("Lũ", source=district), audience=[health.own_code])
    publish_bulletin("Rét", source=health, audience=[health.own_code])
    save_draft(publish_bulletin("Hạn", source=district), audience=[district.own_code])
    create_draft("Sét", source=health)
    assert (
        "so-y-te: drafts of bulletins that name it: 3. They name its successors then, as issuer "
        "and among those addressed. Otherwise: Publish, change or delete them before."
    ) in run(check=True)


def test_an_arrangement_of_the_home_page_that_is_not_public_yet_is_remarked(run, health):
    assert "its home page is arranged" not in run(check=True)
    english = open_in_english(health)
    home = HomePage.objects.get(pk=english.pk)
    home.parts = [("news", {"heading": ""})]
    home.save_revision()
    assert "its home page is arranged" in run(check=True)


def test_drafts_come_back_also_those_that_were_written_since(run, health, district):
    bulletin = publish_bulletin("Bão", source=district, audience=[district.own_code])
    draft = save_draft(bulletin, source=health, audience=[health.own_code])
    other = publish_bulletin("Lũ", source=health, audience=[health.own_code])
    run()
    later = [
        save_draft(Bulletin.objects.get(pk=one.pk).get_latest_revision_as_object(), title="Mới")
        for one in (bulletin, other)
    ]
    assert {one.content["source"] for one in later} == {get_successor().pk}
    run(undo=1)
    for one in (draft, *later):
        assert Revision.objects.get(pk=one.pk).content["source"] == health.pk
        assert list_drafted_codes(one) == {health.own_code}
    assert Bulletin.objects.get(pk=other.pk).source == health
    assert not Agency.objects.filter(code="so-y-te-moi").exists()


@pytest.mark.parametrize("names", ["source", "audience"])
def test_a_unit_that_only_a_draft_names_is_not_removed(run, health, district, names):
    run()
    successor = get_successor()
    named = {"source": successor} if names == "source" else {"audience": [successor.own_code]}
    save_draft(publish_bulletin("Bão", source=district), **named)
    assert "stays, because it has been used: bulletins." in run(undo=1)
    assert get_successor()


def test_a_document_whose_draft_alone_has_no_issuer_gets_the_name_of_the_unit(run, health):
    page = publish_document(health, "Kế hoạch", issuer="Bộ Y tế")
    own = publish_document(health, "Báo cáo")
    page.issuer = ""
    draft = page.save_revision()
    tomorrow = timezone.now() + timedelta(days=1)
    own.save_revision(approved_go_live_at=tomorrow)
    own.title = "Báo cáo mới"
    own.save_revision()

    def list_issuers():
        pages = [DocumentPage.objects.get(pk=one.pk) for one in (page, own)]
        scheduled = Revision.objects.get(approved_go_live_at=tomorrow)
        versions = [scheduled, *(one.latest_revision for one in pages)]
        return [one.issuer for one in pages] + [one.content["issuer"] for one in versions]

    before = list_issuers()
    run()
    assert list_issuers() == ["Bộ Y tế", *["Sở Y tế"] * 4]
    draft.refresh_from_db()
    draft.publish()
    assert DocumentPage.objects.get(pk=page.pk).issuer == "Sở Y tế"
    Page.objects.filter(pk=page.pk).update(title="Kế hoạch")
    DocumentPage.objects.filter(pk=page.pk).update(issuer="Bộ Y tế")
    run(undo=1)
    assert list_issuers() == before


def test_the_plan_ends_where_nothing_names_the_unit_any_more(run, health, district):
    for number in range(3):
        save_draft(publish_bulletin(f"Bão {number}", source=district), source=health)
    run()
    step = ReorganisationStep.objects.get(action="move_bulletins")
    assert step.done_at and step.count == 3
