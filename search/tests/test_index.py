"""That the search comes to know everything, whatever goes wrong, and that it can be checked."""

from contextlib import suppress
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from wagtail.models import CollectionViewRestriction, PageViewRestriction

from bulletins.models import BulletinAttachment
from conftest import commit
from content.models import AgencyDocument, DocumentText
from content.signals import document_read
from home.models import DocumentFile, InformationPage, NewsPage, SectionPage
from search.engines import engine
from search.index import checker, indexer
from search.index.checker import Report
from search.models import KnownWord, SearchEntry
from search.tests.asking import addresses
from tests.content import document, news, procedure, publish

pytestmark = pytest.mark.django_db


def check(*options):
    told = StringIO()
    call_command("check_search_index", *options, stdout=told)
    return told.getvalue()


def test_everything_made_in_the_usual_way_is_known(health, district):
    news(health, "Mưa")
    document(health, "Mưa", number="1/TB")
    procedure(district, "Mưa")
    publish("Mưa")
    commit()
    assert "Everything is right." in check("--dry-run")


def test_what_is_missing_wrong_or_left_over_is_told_and_mended(visit, health):
    for slug in ("mot", "hai", "ba", "bon"):
        news(health, f"Mưa {slug}", slug=slug)
    publish("Mưa")
    commit()
    entries = SearchEntry.objects.filter(title__startswith="Mưa ").order_by("pk")
    missing, wrong, wordless, hidden = entries
    engine().remove([missing.pk, wordless.pk])
    missing.delete()
    SearchEntry.objects.filter(pk=wrong.pk).update(title="Nắng")
    # Without a signal, as when a process is killed before it hears of it.
    NewsPage.objects.filter(pk=hidden.object_id).update(live=False)
    with pytest.raises(CommandError, match="Nothing was put right"):
        check("--dry-run")
    assert addresses(visit, health, '"mưa mot"') == []
    told = check()
    assert "2 missing, 1 outdated, 1 of what is not public" in told and "Now everything" in told
    assert set(addresses(visit, health, "mưa")) == {
        "/tin-tuc/mot/", "/tin-tuc/hai/", "/tin-tuc/ba/", "/ban-tin/mua/"
    }  # fmt: skip
    assert "Everything is right." in check("--dry-run")


def test_what_is_published_while_the_index_is_checked_stays_known(visit, health):
    news(health, "Mưa", slug="mua")
    commit()
    report = Report()
    for number, _looked in enumerate(checker.check(report, mend=True)):
        if not number:
            news(health, "Mưa rào", slug="mua-rao")
            commit()
    assert set(addresses(visit, health, "mưa")) == {"/tin-tuc/mua/", "/tin-tuc/mua-rao/"}
    assert report.is_right


def test_rebuilding_takes_nothing_away_meanwhile(visit, health):
    news(health, "Mưa", slug="mua")
    commit()
    before = dict(SearchEntry.objects.values_list("object_id", "pk"))
    engine().remove(before.values())
    assert addresses(visit, health, "mưa") == []
    check("--rebuild")
    assert dict(SearchEntry.objects.values_list("object_id", "pk")) == before
    assert addresses(visit, health, "mưa") == ["/tin-tuc/mua/"]


def test_indexing_twice_is_indexing_once(health):
    page = news(health, "Mưa")
    commit()
    known = list(SearchEntry.objects.values_list("pk", flat=True))
    indexer.index_pages([page.pk])
    indexer.index_pages([page.pk, page.pk])
    assert list(SearchEntry.objects.values_list("pk", flat=True)) == known
    assert engine().keys() == set(known)


def test_a_large_section_is_found_in_part_at_once_and_wholly_soon(
    visit, health, district, work_off, monkeypatch
):
    monkeypatch.setattr(indexer, "AT_ONCE", 2)
    about = SectionPage.objects.child_of(health.root_page).get()
    section = SectionPage(title="Mưa", slug="mua", locale=about.locale)
    about.add_child(instance=section)
    for number in range(4):
        page = InformationPage(title=f"Mưa {number}", slug=f"m{number}", locale=about.locale)
        section.add_child(instance=page)
        page.save_revision().publish()
    section.save_revision().publish()
    assert len(addresses(visit, health, "mưa")) == 5
    section.move(SectionPage.objects.child_of(district.root_page).get(), pos="last-child")
    assert addresses(visit, health, "mưa") == []
    assert len(addresses(visit, district, "mưa")) == 2
    work_off()
    assert len(addresses(visit, district, "mưa")) == 5
    restriction = PageViewRestriction(page=section, restriction_type=PageViewRestriction.LOGIN)
    restriction.save()
    assert addresses(visit, district, "mưa") == []


def test_what_fails_while_indexing_does_not_keep_a_page_from_being_published(health, monkeypatch):
    monkeypatch.setattr(indexer, "describe_pages", lambda keys: 1 / 0)
    page = news(health, "Mưa")
    for _savepoints, function, is_robust in connection.run_on_commit:
        assert is_robust, function
    connection.run_on_commit.clear()
    page.refresh_from_db()
    assert page.live


def test_what_cannot_be_read_is_told_and_keeps_nothing_else_from_being_mended(
    visit, health, monkeypatch
):
    pages = [news(health, f"Mưa {slug}", slug=slug) for slug in ("mot", "hai", "ba")]
    commit()
    known = SearchEntry.objects.filter(title__startswith="Mưa ")
    known.exclude(object_id=pages[1].pk).delete()
    read = indexer.entry_of_page
    monkeypatch.setattr(
        indexer, "entry_of_page", lambda page: 1 / 0 if page.pk == pages[1].pk else read(page)
    )
    with pytest.raises(CommandError, match="cannot be read"):
        check()
    assert len(addresses(visit, health, "mưa")) == 3
    monkeypatch.setattr(indexer, "entry_of_page", read)
    assert "Everything is right." in check()


def test_words_that_stand_nowhere_any_more_are_forgotten_and_lost_ones_known_again(search, health):
    page = news(health, "Kết luận thnah tra")
    news(health, "Thanh tra đất đai")
    commit()
    page.title = "Kết luận thanh tra"
    page.save_revision().publish()
    commit()
    KnownWord.objects.filter(fold="thanh").delete()
    assert not search(health, "thnah tra").select(".search-meant")
    check()
    assert search(health, "thnah tra").select_one(".search-meant a").text == "thanh tra"
    assert not KnownWord.objects.filter(fold="thnah").exists()


@pytest.fixture
def decree(health):
    """A file whose text is known, as after it was read."""
    collection = health.collection
    file = AgencyDocument.objects.create(
        title="Quyết định về bè tre", file=ContentFile(b"x", "a.pdf"), collection=collection
    )
    DocumentText.objects.create(document=file, text="Điều 1. Bè tre được neo ở bến.", digest="x")
    return file


def test_a_file_is_found_by_title_and_text_where_it_hangs(visit, search, health, district, decree):
    assert addresses(visit, health, '"bè tre"') == []
    page = document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    [hit] = search(health, "be tre neo").select("ol.results > li")
    assert hit.a["href"] == decree.url and "PDF" in hit.select_one(".entry-facts").text
    assert [link["href"] for link in hit("a")] == [decree.url, "/van-ban/neo/"]
    assert [mark.text for mark in hit.select(".entry-lead mark")] == ["Bè", "tre", "neo"]
    assert addresses(visit, district, '"tre duoc neo"') == []
    DocumentText.objects.filter(document=decree).update(text="Thuyền nan.")
    document_read.send(AgencyDocument, instance=decree)
    assert addresses(visit, health, "thuyền nan") == [decree.url]
    page.unpublish()
    assert addresses(visit, health, "thuyền nan") == []


def test_a_file_in_a_draft_or_taken_off_a_page_is_not_found(visit, health, decree):
    page = document(health, "Về neo đậu", number="1/QĐ", slug="neo")
    page.files = [DocumentFile(file=decree)]
    revision = page.save_revision()
    assert addresses(visit, health, '"bè tre"') == []
    revision.publish()
    assert addresses(visit, health, '"bè tre"') == [decree.url]
    page.files = []
    page.save_revision().publish()
    assert addresses(visit, health, '"bè tre"') == []
    assert "Everything is right." in check("--dry-run")


def test_a_file_of_a_bulletin_is_found_wherever_the_bulletin_is(visit, health, district, decree):
    bulletin = publish("Mưa", source=health, audience=["kind:department"])
    bulletin.attachments = [BulletinAttachment(document=decree)]
    bulletin.save_revision().publish()
    assert addresses(visit, health, '"bè tre"') == [decree.url]
    assert addresses(visit, district, '"bè tre"') == []
    assert addresses(visit, district, '"bè tre"', scope="all") == [health.root_url + decree.url]


def test_files_of_a_closed_collection_are_found_again_once_it_is_open(visit, health, decree):
    document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    bulletin = publish("Mưa")
    bulletin.attachments = [BulletinAttachment(document=decree)]
    bulletin.save_revision().publish()
    assert addresses(visit, health, '"bè tre"') == [decree.url] * 2
    closed = CollectionViewRestriction.objects.create(
        collection=health.collection, restriction_type=CollectionViewRestriction.LOGIN
    )
    assert addresses(visit, health, '"bè tre"') == []
    closed.delete()
    assert addresses(visit, health, '"bè tre"') == [decree.url] * 2
    assert "Everything is right." in check("--dry-run")


def test_a_file_taken_out_of_a_closed_collection_is_found(visit, health, decree):
    closed = health.collection.add_child(name="Kín")
    CollectionViewRestriction.objects.create(
        collection=closed, restriction_type=CollectionViewRestriction.LOGIN
    )
    document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    for collection, expected in ((closed, []), (health.collection, [decree.url])):
        decree.collection = collection
        decree.save()
        assert addresses(visit, health, '"bè tre"') == expected


def test_a_file_full_of_the_longest_words_does_not_stop_the_index(visit, health, decree):
    signs = (chr(0x4E00 + one % 20_000) + chr(0x4E00 + one // 20_000) for one in range(33_000))
    long_words = " ".join(f"{two}東京東京東京" for two in signs)
    DocumentText.objects.filter(document=decree).update(text=f"Bè tre. {long_words}")
    document(health, "Về neo đậu", number="1/QĐ", slug="neo", file=decree)
    assert addresses(visit, health, '"bè tre"') == [decree.url]
    assert "Everything is right." in check("--dry-run")


def test_what_fails_of_a_page_does_not_keep_a_bulletin_from_being_found(visit, health, monkeypatch):
    news(health, "Tuyết")
    publish("Mưa")
    describe = indexer.describe_pages
    monkeypatch.setattr(indexer, "describe_pages", lambda keys: 1 / 0)
    for _savepoints, function, _robust in connection.run_on_commit:
        with suppress(ZeroDivisionError):
            function()
    connection.run_on_commit.clear()
    monkeypatch.setattr(indexer, "describe_pages", describe)
    assert addresses(visit, health, "mưa") == ["/ban-tin/mua/"]
