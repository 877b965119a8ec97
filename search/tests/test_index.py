"""That the search comes to know everything, whatever goes wrong, and that it can be checked."""

from contextlib import suppress
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django_tasks_db.models import DBTaskResult
from wagtail.models import PageViewRestriction

from bulletins.models import BulletinAttachment
from bulletins.tests.factories import publish_bulletin
from conftest import commit
from content.models import CustomDocument, DocumentText
from content.signals import document_text_extracted
from content.tests.factories import restrict_collection
from home.models import DocumentFile, InformationPage, NewsPage, SectionPage
from home.tests.factories import (
    get_about_section,
    publish_document,
    publish_news,
    publish_procedure,
)
from ops.jobs import pieces
from search.engines import get_engine
from search.index import checker, entries, indexer
from search.index.checker import Report
from search.models import SearchEntry, VocabularyWord
from search.tests.client import list_hit_urls
from search.tests.factories import create_read_document

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


def check(*options):
    told = StringIO()
    call_command("check_search_index", *options, stdout=told)
    return told.getvalue()


def test_everything_made_in_the_usual_way_is_known(health, district):
    publish_news(health, "Mưa")
    publish_document(health, "Mưa", number="1/TB")
    publish_procedure(district, "Mưa")
    publish_bulletin("Mưa")
    commit()
    assert "Everything is right." in check("--dry-run")


def test_what_is_missing_wrong_or_left_over_is_told_and_mended(visit, health):
    for slug in ("mot", "hai", "ba", "bon"):
        publish_news(health, f"Mưa {slug}", slug=slug)
    publish_bulletin("Mưa")
    commit()
    entries = SearchEntry.objects.filter(title__startswith="Mưa ").order_by("pk")
    missing, wrong, wordless, hidden = entries
    get_engine().remove([missing.pk, wordless.pk])
    missing.delete()
    SearchEntry.objects.filter(pk=wrong.pk).update(title="Nắng")
    # Without a signal, as when a process is killed before it hears of it.
    NewsPage.objects.filter(pk=hidden.object_id).update(live=False)
    with pytest.raises(CommandError, match="Nothing was put right"):
        check("--dry-run")
    assert list_hit_urls(visit, health, '"mưa mot"') == []
    told = check()
    assert "2 missing, 1 outdated, 1 of what is not public" in told and "Now everything" in told
    assert set(list_hit_urls(visit, health, "mưa")) == {
        "/tin-tuc/mot/", "/tin-tuc/hai/", "/tin-tuc/ba/", "/ban-tin/mua/"
    }  # fmt: skip
    assert "Everything is right." in check("--dry-run")


def test_the_index_is_mended_in_pieces_too(visit, health, monkeypatch, work_off):
    monkeypatch.setattr(pieces, "BUDGET_SECONDS", 0)
    monkeypatch.setattr(indexer, "BATCH", 1)
    for slug in ("mot", "hai", "ba"):
        publish_news(health, f"Mưa {slug}", slug=slug)
    publish_bulletin("Mưa lũ", slug="mua")
    commit()
    first, second, third = SearchEntry.objects.filter(title__startswith="Mưa ").order_by("pk")[:3]
    get_engine().remove([first.pk, second.pk])
    first.delete()
    # Without a signal, as when a process is killed before it hears of it.
    NewsPage.objects.filter(pk=third.object_id).update(live=False)
    DBTaskResult.objects.all().delete()
    checker.check_nightly()
    checker.check_nightly()
    work_off()
    assert set(list_hit_urls(visit, health, "mưa")) == {
        "/tin-tuc/mot/", "/tin-tuc/hai/", "/ban-tin/mua/"
    }  # fmt: skip
    assert not SearchEntry.objects.filter(object_id=third.object_id, title=third.title).exists()
    assert DBTaskResult.objects.filter(task_path=checker.rewrite_index.module_path).count() > 5


def test_what_is_published_while_the_index_is_checked_stays_known(visit, health):
    publish_news(health, "Mưa", slug="mua")
    commit()
    report = Report()
    for number, _looked in enumerate(checker.repair_index(report, mend=True)):
        if not number:
            publish_news(health, "Mưa rào", slug="mua-rao")
            commit()
    assert set(list_hit_urls(visit, health, "mưa")) == {"/tin-tuc/mua/", "/tin-tuc/mua-rao/"}
    assert report.is_complete


def test_rebuilding_takes_nothing_away_meanwhile(visit, health):
    publish_news(health, "Mưa", slug="mua")
    commit()
    before = dict(SearchEntry.objects.values_list("object_id", "pk"))
    get_engine().remove(before.values())
    assert list_hit_urls(visit, health, "mưa") == []
    check("--rebuild")
    assert dict(SearchEntry.objects.values_list("object_id", "pk")) == before
    assert list_hit_urls(visit, health, "mưa") == ["/tin-tuc/mua/"]


def test_indexing_twice_is_indexing_once(health):
    page = publish_news(health, "Mưa")
    commit()
    known = list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))
    indexer.index_pages([page.pk])
    indexer.index_pages([page.pk, page.pk])
    assert list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True)) == known
    assert get_engine().get_keys() == set(known)


def test_indexing_reads_no_comments_of_editors(health):
    page = publish_news(health, "Tiêm chủng")
    with CaptureQueriesContext(connection) as asked:
        indexer.index_pages([page.pk])
    assert asked.captured_queries
    assert not [one for one in asked.captured_queries if "wagtailcore_comment" in one["sql"]]


@pytest.mark.skipif(connection.vendor != "postgresql", reason="how PostgreSQL keeps an index")
def test_words_are_found_while_they_wait_for_their_places_and_behind_it(visit, health):
    def bring_words_to_their_places():
        with connection.cursor() as cursor:
            cursor.execute("SELECT gin_clean_pending_list('search_words_whole')")
            return cursor.fetchone()[0]

    # Those of earlier tests wait as well, though their rows are gone.
    bring_words_to_their_places()
    publish_news(health, "Mưa đá", slug="mua-da")
    assert list_hit_urls(visit, health, "mưa đá") == ["/tin-tuc/mua-da/"]
    assert bring_words_to_their_places() > 0
    assert list_hit_urls(visit, health, "mưa đá") == ["/tin-tuc/mua-da/"]


def test_a_large_section_is_found_in_part_at_once_and_wholly_soon(
    visit, health, district, work_off, monkeypatch
):
    monkeypatch.setattr(indexer, "AT_ONCE", 2)
    about = get_about_section(health)
    section = SectionPage(title="Mưa", slug="mua", locale=about.locale)
    about.add_child(instance=section)
    for number in range(4):
        page = InformationPage(title=f"Mưa {number}", slug=f"m{number}", locale=about.locale)
        section.add_child(instance=page)
        page.save_revision().publish()
    section.save_revision().publish()
    assert len(list_hit_urls(visit, health, "mưa")) == 5
    section.move(get_about_section(district), pos="last-child")
    assert list_hit_urls(visit, health, "mưa") == []
    assert len(list_hit_urls(visit, district, "mưa")) == 2
    work_off()
    assert len(list_hit_urls(visit, district, "mưa")) == 5
    restriction = PageViewRestriction(page=section, restriction_type=PageViewRestriction.LOGIN)
    restriction.save()
    assert list_hit_urls(visit, district, "mưa") == []


def test_an_index_of_a_former_version_is_rewritten_after_an_upgrade(visit, health, work_off):
    publish_news(health, "Mưa")
    commit()
    # As version 1.0.0 left it.
    SearchEntry.objects.update(folds="", exacts="")
    VocabularyWord.objects.all().delete()
    call_command("migrate", verbosity=0)
    work_off()
    assert not SearchEntry.objects.filter(folds="").exists()
    assert VocabularyWord.objects.filter(written="mưa").exists()
    assert "Everything is right." in check("--dry-run")


def test_what_fails_while_indexing_does_not_keep_a_page_from_being_published(
    visit, health, monkeypatch, django_capture_on_commit_callbacks, caplog
):
    monkeypatch.setattr(indexer, "describe_pages", lambda keys: 1 / 0)
    with django_capture_on_commit_callbacks(execute=True):
        page = publish_news(health, "Mưa")
    assert "division by zero" in caplog.text
    assert "Mưa" in visit(health, page.get_url()).text


def test_what_cannot_be_read_is_told_and_keeps_nothing_else_from_being_mended(
    visit, health, monkeypatch
):
    pages = [publish_news(health, f"Mưa {slug}", slug=slug) for slug in ("mot", "hai", "ba")]
    commit()
    known = SearchEntry.objects.filter(title__startswith="Mưa ")
    known.exclude(object_id=pages[1].pk).delete()
    read = indexer.build_page_entry
    monkeypatch.setattr(
        indexer, "build_page_entry", lambda page: 1 / 0 if page.pk == pages[1].pk else read(page)
    )
    with pytest.raises(CommandError, match="cannot be read"):
        check()
    assert len(list_hit_urls(visit, health, "mưa")) == 3
    monkeypatch.setattr(indexer, "build_page_entry", read)
    assert "Everything is right." in check()


def test_words_that_stand_nowhere_any_more_are_forgotten_and_lost_ones_known_again(search, health):
    page = publish_news(health, "Kết luận thnah tra")
    publish_news(health, "Thanh tra đất đai")
    commit()
    page.title = "Kết luận thanh tra"
    page.save_revision().publish()
    commit()
    VocabularyWord.objects.filter(fold="thanh").delete()
    assert not search(health, "thnah tra").select(".search-meant")
    check()
    assert search(health, "thnah tra").select_one(".search-meant a").text == "thanh tra"
    assert not VocabularyWord.objects.filter(fold="thnah").exists()


@pytest.fixture
def decree(health):
    text = "Điều 1. Bè tre được neo ở bến."
    return create_read_document(health.collection, "Quyết định về bè tre", text)


def test_a_file_is_found_by_title_and_text_where_it_hangs(visit, search, health, district, decree):
    assert list_hit_urls(visit, health, '"bè tre"') == []
    page = publish_document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    [hit] = search(health, "be tre neo").select("ol.results > li")
    assert hit.a["href"] == decree.url and "PDF" in hit.select_one(".entry-facts").text
    assert [link["href"] for link in hit("a")] == [decree.url, "/van-ban/neo/"]
    assert [mark.text for mark in hit.select(".entry-lead mark")] == ["Bè", "tre", "neo"]
    assert list_hit_urls(visit, district, '"tre duoc neo"') == []
    DocumentText.objects.filter(document=decree).update(text="Thuyền nan.")
    document_text_extracted.send(CustomDocument, instance=decree)
    assert list_hit_urls(visit, health, "thuyền nan") == [decree.url]
    page.unpublish()
    assert list_hit_urls(visit, health, "thuyền nan") == []


def test_a_file_in_a_draft_or_taken_off_a_page_is_not_found(visit, health, decree):
    page = publish_document(health, "Về neo đậu", number="1/QĐ", slug="neo")
    page.files = [DocumentFile(file=decree)]
    revision = page.save_revision()
    assert list_hit_urls(visit, health, '"bè tre"') == []
    revision.publish()
    assert list_hit_urls(visit, health, '"bè tre"') == [decree.url]
    page.files = []
    page.save_revision().publish()
    assert list_hit_urls(visit, health, '"bè tre"') == []
    assert "Everything is right." in check("--dry-run")


def test_a_file_of_a_bulletin_is_found_wherever_the_bulletin_is(visit, health, district, decree):
    bulletin = publish_bulletin("Mưa", source=health, audience=["kind:department"])
    bulletin.attachments = [BulletinAttachment(document=decree)]
    bulletin.save_revision().publish()
    assert list_hit_urls(visit, health, '"bè tre"') == [decree.url]
    assert list_hit_urls(visit, district, '"bè tre"') == []
    assert list_hit_urls(visit, district, '"bè tre"', scope="all") == [health.root_url + decree.url]


def test_files_of_a_closed_collection_are_found_again_once_it_is_open(visit, health, decree):
    publish_document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    bulletin = publish_bulletin("Mưa")
    bulletin.attachments = [BulletinAttachment(document=decree)]
    bulletin.save_revision().publish()
    assert list_hit_urls(visit, health, '"bè tre"') == [decree.url] * 2
    closed = restrict_collection(health.collection, kind="login")
    assert list_hit_urls(visit, health, '"bè tre"') == []
    closed.delete()
    assert list_hit_urls(visit, health, '"bè tre"') == [decree.url] * 2
    assert "Everything is right." in check("--dry-run")


def test_a_file_taken_out_of_a_closed_collection_is_found(visit, health, decree):
    closed = health.collection.add_child(name="Kín")
    restrict_collection(closed, kind="login")
    publish_document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    for collection, expected in ((closed, []), (health.collection, [decree.url])):
        decree.collection = collection
        decree.save()
        assert list_hit_urls(visit, health, '"bè tre"') == expected


def test_a_file_full_of_the_longest_words_does_not_stop_the_index(visit, health, decree):
    signs = (chr(0x4E00 + one % 20_000) + chr(0x4E00 + one // 20_000) for one in range(33_000))
    long_words = " ".join(f"{two}東京東京東京" for two in signs)
    DocumentText.objects.filter(document=decree).update(text=f"Bè tre. {long_words}")
    publish_document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    assert list_hit_urls(visit, health, '"bè tre"') == [decree.url]
    assert "Everything is right." in check("--dry-run")


def test_what_fails_of_a_page_does_not_keep_a_bulletin_from_being_found(visit, health, monkeypatch):
    publish_news(health, "Tuyết")
    publish_bulletin("Mưa")
    describe = indexer.describe_pages
    monkeypatch.setattr(indexer, "describe_pages", lambda keys: 1 / 0)
    for _savepoints, function, _robust in connection.run_on_commit:
        with suppress(ZeroDivisionError):
            function()
    connection.run_on_commit.clear()
    monkeypatch.setattr(indexer, "describe_pages", describe)
    assert list_hit_urls(visit, health, "mưa") == ["/ban-tin/mua/"]


def test_the_check_has_more_time_than_a_visitor(health, settings):
    publish_news(health, "Mưa")
    commit()
    settings.SEARCH_SECONDS = 0 if connection.vendor == "sqlite" else 0.001
    assert "Everything is right." in check("--dry-run")


@pytest.mark.parametrize(
    ("body", "number"),
    [("một hai ba", 3), ("mười hai lăm", 3), ("mười hai lăm.", None), ("1 2 3 4", None), ("", 0)],
)
def test_the_words_of_a_text_are_those_of_the_index_only_if_it_has_them_all(
    monkeypatch, body, number
):
    monkeypatch.setattr(entries, "MAX_RANKED_WORDS", 4)
    monkeypatch.setattr(entries, "MAX_RANKED_CHARACTERS", 12)
    entry = SearchEntry(title="Kế hoạch", number="15", summary="Mưa to", body=body)
    entries.set_ranked_words(entry)
    words = entries.get_whole_words(entry.folds, entry.exacts, body)
    assert [part and part.number for part in words] == [3, 2, number]
    assert entries.get_whole_words("", "", body) == (None, None, None)
