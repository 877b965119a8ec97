from concurrent.futures import ThreadPoolExecutor
from threading import Event, current_thread

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from wagtail.models import Page

from content.models import CustomDocument
from search.index import indexer
from search.models import SearchEntry
from tests.processes import call_in_thread

pytestmark = pytest.mark.both_databases

if connection.vendor == "postgresql":
    # Threads have connections of their own: what they do is really committed.

    def title_of(key):
        return SearchEntry.objects.get(object_id=key, carrier=0).title

    def change(key, title):
        Page.objects.filter(pk=key).update(title=title, draft_title=title)
        indexer.index_pages([key])

    @pytest.mark.drill("processes")
    def test_the_last_change_is_known_whoever_writes_last(health, monkeypatch):
        page, describe = health.root_page, indexer.describe_pages
        described, changed = Event(), Event()

        def describe_slowly(keys):
            found = describe(keys)
            if current_thread().name.endswith("_0"):
                described.set()
                # The other one either is done meanwhile, or waits for this one.
                changed.wait(timeout=1)
            return found

        with ThreadPoolExecutor(1) as before:
            before.submit(call_in_thread, indexer.index_pages, [page.pk]).result()
        monkeypatch.setattr(indexer, "describe_pages", describe_slowly)
        with ThreadPoolExecutor(2) as threads:
            slow = threads.submit(call_in_thread, indexer.index_pages, [page.pk])
            described.wait()
            quick = threads.submit(call_in_thread, change, page.pk, "Mới")
            quick.add_done_callback(lambda _done: changed.set())
            slow.result(), quick.result()
            known = threads.submit(call_in_thread, title_of, page.pk).result()
        monkeypatch.undo()
        with ThreadPoolExecutor(1) as after:
            after.submit(call_in_thread, change, page.pk, page.title).result()
        assert known == "Mới"

    @pytest.mark.drill("processes")
    def test_who_waited_for_another_takes_away_the_files_that_it_has_stored(health, monkeypatch):
        page, build = health.root_page, indexer.build_file_entries
        stored, waits = Event(), Event()

        def attach_a_file(described):
            found = build(described)
            if current_thread().name.endswith("_0"):
                entry = described[0].entry
                found.append(
                    SearchEntry(
                        content_type=ContentType.objects.get_for_model(CustomDocument),
                        object_id=1,
                        carrier=entry.pk,
                        type="file",
                        language="vi",
                        date=entry.date,
                        title="Tệp",
                    )
                )
                stored.set()
                # The other one has asked for the lock by then, or waits for it.
                waits.wait(timeout=1)
            return found

        def count_files():
            return SearchEntry.objects.filter(title="Tệp").count()

        with ThreadPoolExecutor(1) as before:
            before.submit(call_in_thread, indexer.index_pages, [page.pk]).result()
        monkeypatch.setattr(indexer, "build_file_entries", attach_a_file)
        with ThreadPoolExecutor(2) as threads:
            slow = threads.submit(call_in_thread, indexer.index_pages, [page.pk])
            stored.wait()
            quick = threads.submit(call_in_thread, indexer.index_pages, [page.pk])
            quick.add_done_callback(lambda _done: waits.set())
            slow.result(), quick.result()
            number = threads.submit(call_in_thread, count_files).result()
        monkeypatch.undo()
        with ThreadPoolExecutor(1) as after:
            after.submit(call_in_thread, indexer.index_pages, [page.pk]).result()
        assert number == 0
