"""The journal names the decision of each publication, and tells no words of drafts."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Revision
from wagtail.test.utils.form_data import rich_text, streamfield

from bulletins.services import lifecycle
from bulletins.tests.factories import ADMIN, make_bulletin_form, publish_bulletin
from content.models import Act, Decision, KeptVersion
from content.versions.decisions import is_intact
from desk.tests.trash import delete_through_admin, restore
from home.models import NewsPage
from home.tests.factories import get_add_path, get_edit_path, make_article_form, publish_news
from members.audit_digests import FIRST_DIGEST, get_entry_digest
from members.models import AuditChain, AuditEntry
from members.selectors.audit_chain import verify_chain
from members.services.audit_chain import chain_entries, delete_old_entries
from members.tasks import chain_journal, separate_former_entries
from members.tests.approval import PUBLISH, SUBMIT, decide

pytestmark = [pytest.mark.django_db, pytest.mark.both_databases]

JOURNAL = "/admin/journal/"
JSON = {"Accept": "application/json"}
SECRET = "Giám đốc bị bắt"
NOT_ALL = "chưa tìm được trong tất cả các mục"


@pytest.fixture(autouse=True)
def empty_journal(db):
    AuditEntry.objects.all().delete()


@pytest.fixture
def moderator(sign_in, health_moderator):
    return sign_in(health_moderator)


@pytest.fixture
def editor(sign_in, health_editor, health_moderator):
    return sign_in(health_editor)


def write_draft(client, agency, title=SECRET):
    """A draft of an article with a secret in each field; it was never public."""
    body = streamfield([("text", rich_text(f"<p>{SECRET} hôm nay.</p>"))])
    for lead in ("", SECRET):
        form = make_article_form(title, lead=lead, body=body)
        page = NewsPage.objects.filter(title=title).first()
        path = get_edit_path(page) if page else get_add_path(agency)
        assert client.post(path, form, follow=True).status_code == 200
    return NewsPage.objects.get(draft_title=title)


def read_everything(client, **query):
    """The words of the journal's screen and of its exports."""
    export = client.get(JOURNAL, query | {"export": "csv"})
    table = b"".join(export.streaming_content).decode("utf-8-sig")
    return client.get(JOURNAL, query).text + table


def list_titles(client, **query):
    export = client.get(JOURNAL, query | {"export": "csv"})
    table = b"".join(export.streaming_content).decode("utf-8-sig")
    return {row[3] for row in [*csv.reader(io.StringIO(table))][1:]}


def get_entry(action="wagtail.publish"):
    return AuditEntry.objects.filter(action=action).latest("pk")


def test_a_publication_is_signed_in_its_transaction(moderator, health):
    page = publish_news(health, "Tiêm chủng")
    form = make_article_form("Tiêm phòng", slug=page.slug, lead="Sáng thứ Hai")
    moderator.post(get_edit_path(page), form | PUBLISH)
    entry, decision = get_entry(), Decision.objects.latest("pk")
    assert entry.number is None and entry.title == "Tiêm phòng"
    assert (entry.decision_id, entry.decision_digest) == (decision.pk, decision.digest)
    assert ["Tiêu đề", "Tiêm chủng", "Tiêm phòng"] in entry.changes
    assert ["Dẫn nhập", "", "Sáng thứ Hai"] in entry.changes
    shown = f"{decision.pk}:{decision.digest[:12]}"
    assert read_everything(moderator).count(shown) == 2


def test_what_an_editor_saves_later_changes_nothing_in_the_entry(editor, moderator, health):
    page = publish_news(health, "Tiêm chủng")
    editor.post(get_edit_path(page), make_article_form("Tiêm phòng", slug=page.slug) | SUBMIT)
    decide(moderator, page, "approve")
    page.refresh_from_db()
    overwriting = {"overwrite_revision_id": page.live_revision_id}
    form = make_article_form("Lời giả", slug=page.slug) | overwriting
    editor.post(get_edit_path(page), form, headers=JSON)
    chain_journal()
    assert ["Tiêu đề", "Tiêm chủng", "Tiêm phòng"] in get_entry().changes
    assert "Lời giả" not in read_everything(moderator, action="wagtail.publish")
    assert is_intact(Decision.objects.get(pk=get_entry().decision_id))


def test_a_publication_that_fails_leaves_neither_entry_nor_decision(moderator, health):
    page = publish_news(health, "Tiêm chủng")
    before = AuditEntry.objects.count(), Decision.objects.count()
    moderator.post(get_edit_path(page), make_article_form("", slug=page.slug) | PUBLISH)
    assert (AuditEntry.objects.count(), Decision.objects.count()) == before


@pytest.mark.parametrize(
    "tampered",
    [{"decision_id": 1}, {"decision_id": None}, {"decision_digest": "a" * 64}],
)
def test_the_chain_covers_decision_and_digest(moderator, health, tampered):
    publish_news(health, "Tiêm chủng")
    publish_news(health, "Tiêm phòng")
    chain_journal()
    assert verify_chain().faults == []
    AuditEntry.objects.filter(pk=get_entry().pk).update(**tampered)
    assert [fault.kind for fault in verify_chain().faults] == ["changed"]


def test_what_returns_is_signed_too(moderator, sign_in, ict_publisher, health):
    page = publish_news(health, "Tiêm chủng")
    delete_through_admin(moderator, page)
    restore(moderator, page)
    bulletin = publish_bulletin("Lũ", source=health)
    lifecycle.withdraw_bulletin(bulletin=bulletin, reason="Nhầm.", by=ict_publisher)
    lifecycle.restore_bulletin(bulletin=bulletin, by=ict_publisher)
    for action in ("home.bin.restore", "bulletins.bring_back"):
        decision = Decision.objects.get(pk=get_entry(action).decision_id)
        assert decision.act == Act.AGAIN and decision.digest == get_entry(action).decision_digest


def test_an_update_of_a_bulletin_is_signed_with_its_words(ict_publisher, health):
    bulletin = publish_bulletin("Lũ", source=health)
    lifecycle.add_note(bulletin=bulletin, kind="update", text="Nước rút.", by=ict_publisher)
    entry = get_entry("bulletins.update")
    assert entry.decision_digest == Decision.objects.latest("pk").digest
    assert any("Nước rút." in new for _label, _old, new in entry.changes)


def test_nobody_reads_words_of_a_draft_in_the_journal(
    editor, moderator, sign_in, health, auditor, ict_admin
):
    page = write_draft(editor, health, title="Nháp")
    editor.post(get_edit_path(page), make_article_form("Nháp", lead=SECRET) | SUBMIT)
    for is_chained in (False, True):
        if is_chained:
            list(chain_entries())
        for client in (moderator, sign_in(auditor), sign_in(ict_admin)):
            words = read_everything(client)
            assert SECRET not in words and "hôm nay" not in words
            assert not list_titles(client, q="bị bắt")
    told = read_everything(moderator)
    assert "Dẫn nhập: đã thay đổi" in told and "Nội dung: đã thay đổi" in told
    assert not AuditEntry.objects.filter(changes__icontains="bắt").exists()


def test_an_auditor_reads_kind_and_key_in_place_of_an_unpublished_title(
    editor, moderator, sign_in, health, district_moderator, outsider, auditor, ict_admin
):
    page = write_draft(editor, health)
    moderator.post(f"/admin/pages/{page.pk}/delete/")
    for is_chained in (False, True):
        if is_chained:
            list(chain_entries())
        assert f"Tin tức, chưa công bố ({page.pk})" in list_titles(sign_in(auditor))
        assert SECRET not in read_everything(sign_in(auditor))
        assert not list_titles(sign_in(auditor), q="Giám đốc")
        # The acts and the people are found.
        assert list_titles(sign_in(auditor), q="health-editor", action="wagtail.edit")
        for client in (moderator, sign_in(ict_admin)):
            assert list_titles(client, q="Giám đốc") == {SECRET}
    assert SECRET not in read_everything(sign_in(district_moderator))
    assert sign_in(outsider).get(JOURNAL).status_code in {302, 403}
    NewsPage.objects.get(pk=page.pk).delete()
    assert SECRET not in read_everything(sign_in(auditor)) and SECRET in read_everything(moderator)


def test_an_auditor_who_works_for_a_unit_reads_its_titles_alone(
    editor, sign_in, health, district, district_editor, auditor
):
    write_draft(editor, health)
    write_draft(sign_in(district_editor), district, title="Họp kín")
    auditor.groups.add(district.editors)
    list(chain_entries())
    client = sign_in(auditor)
    assert list_titles(client, q="Họp kín") == {"Họp kín"}
    assert not list_titles(client, q="Giám đốc")


def test_an_auditor_reads_the_public_title_of_a_page_with_another_draft(
    editor, sign_in, health, auditor
):
    page = publish_news(health, "Tiêm chủng")
    editor.post(get_edit_path(page), make_article_form(SECRET, slug=page.slug))
    chain_journal()
    client = sign_in(auditor)
    assert list_titles(client, action="wagtail.edit") == {"Tiêm chủng"}
    assert SECRET not in read_everything(client)
    assert "Tiêm chủng" in list_titles(client, q="Tiêm chủng")


def test_an_auditor_does_not_read_the_title_of_a_bulletins_draft(
    sign_in, ict_author, auditor, ict_admin
):
    sign_in(ict_author).post(f"{ADMIN}add/", make_bulletin_form(title=SECRET))
    chain_journal()
    assert SECRET not in read_everything(sign_in(auditor))
    assert SECRET in read_everything(sign_in(ict_admin))


def test_words_that_a_former_release_wrote_are_told_to_nobody_and_the_chain_holds(
    editor, moderator, sign_in, health, auditor, ict_admin
):
    page = write_draft(editor, health, title="Nháp")
    # As 1.1.0 wrote and chained it.
    entry = get_entry("wagtail.edit")
    AuditEntry.objects.filter(pk=entry.pk).update(changes=[["Dẫn nhập", "", SECRET]])
    AuditEntry.objects.exclude(pk=entry.pk).delete()
    chain_as_before(AuditEntry.objects.get(pk=entry.pk))
    is_searched = {"q": "bị bắt"}
    for client in (moderator, sign_in(auditor), sign_in(ict_admin)):
        words = read_everything(client)
        assert SECRET not in words and not list_titles(client, **is_searched)
        assert NOT_ALL in client.get(JOURNAL, is_searched).content.decode()
    assert f"Tin tức, chưa công bố ({page.pk})" in list_titles(sign_in(auditor))
    separate_former_entries()
    assert NOT_ALL not in moderator.get(JOURNAL, is_searched).content.decode()
    assert verify_chain().faults == []
    assert AuditEntry.objects.get(number=1).changes == [["Dẫn nhập", "", SECRET]]
    for client in (moderator, sign_in(auditor)):
        assert "Dẫn nhập: đã thay đổi" in read_everything(client)
        assert SECRET not in read_everything(client)
        assert not list_titles(client, q="bị bắt")
    told = list_titles(sign_in(auditor), action="wagtail.edit")
    assert told == {f"Tin tức, chưa công bố ({page.pk})"}


def chain_as_before(entry):
    entry.number, entry.unit_code, entry.model_label = 1, entry.agency.code, "home.newspage"
    entry.digest = get_entry_digest(entry, FIRST_DIGEST)
    entry.search_key, entry.unpublished_key = "-nhap-bi-bat-", ""
    entry.is_separated = False
    entry.save()
    AuditChain.objects.update_or_create(pk=1, defaults={"number": 1, "digest": entry.digest})


def test_wagtails_command_deletes_no_decided_version(moderator, health):
    page = publish_news(health, "Một")
    for title in ("Hai", "Ba"):
        moderator.post(get_edit_path(page), make_article_form(title, slug=page.slug) | PUBLISH)
    moderator.post(get_edit_path(page), make_article_form("Nháp", slug=page.slug))
    draft = NewsPage.objects.get(pk=page.pk).latest_revision
    moderator.post(get_edit_path(page), make_article_form("Nháp khác", slug=page.slug))
    call_command("purge_revisions")
    decided = Decision.objects.filter(object_id=str(page.pk))
    assert decided.count() == 3 and all(map(is_intact, decided))
    assert not Revision.objects.filter(pk=draft.pk).exists()


def test_a_decided_version_outlives_its_page_as_long_as_the_journal(
    moderator, health, settings, clock
):
    page = publish_news(health, "Một")
    moderator.post(get_edit_path(page), make_article_form("Hai", slug=page.slug) | PUBLISH)
    bulletin = publish_bulletin("Lũ", source=health)
    page.refresh_from_db()
    page_key = page.pk
    versions = [*page.revisions.values_list("pk", flat=True), bulletin.live_revision_id]
    page.delete()
    bulletin.delete()
    decisions = Decision.objects.filter(kept__isnull=False)
    assert decisions.count() == KeptVersion.objects.count() >= 3
    assert all(map(is_intact, decisions))
    assert not Revision.objects.filter(pk__in=versions).exists()
    KeptVersion.objects.filter(object_str="Hai").update(content={})
    assert not is_intact(decisions.get(kept__object_str="Hai"))
    chain_journal()
    settings.JOURNAL_DAYS = 30
    list(delete_old_entries())
    assert KeptVersion.objects.exists()
    clock(timezone.now() + timedelta(days=31))
    list(delete_old_entries())
    assert not KeptVersion.objects.exists()
    mine = Decision.objects.filter(object_id=str(page_key), act=Act.PUBLISH)
    assert {is_intact(decision) for decision in mine} == {None}


def test_publishing_takes_no_query_more_with_a_long_history(health, moderator):
    page = publish_news(health, "Một")

    def count(title):
        form = make_article_form(title, slug=page.slug) | PUBLISH
        with CaptureQueriesContext(
            connection,
        ) as queries:
            moderator.post(get_edit_path(page), form)
        return len(queries)

    counts = [count(f"Lần {number}") for number in range(4)]
    assert counts[1] == counts[3]
