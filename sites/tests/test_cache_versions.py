"""The numbers under which websites are cached: what changes which of them, and when."""

import pytest
from django.core.cache import caches
from django.db import transaction

from sites.caching.versions import (
    BULLETINS,
    DIRECTORY,
    URGENT,
    batch_version_bumps,
    bump_all_versions,
    bump_cache_versions,
    get_cache_versions,
    get_copies,
    get_copy_seconds,
    get_recent_versions,
    get_versions_by_code,
    save_copies,
)
from sites.models import Agency, CacheVersion

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def none_yet(db):
    CacheVersion.objects.all().delete()


def test_what_nobody_has_changed_has_the_number_nought():
    assert list(get_versions_by_code(["b", "a"]).items()) == [("b", 0), ("a", 0)]


def test_a_change_gives_new_numbers_to_its_codes_alone():
    bump_cache_versions(["a", "b", "a"])
    first = get_versions_by_code(["a", "b", "c"])
    assert first["a"] and first["b"] and first["a"] != first["b"] and first["c"] == 0
    bump_cache_versions(["a"])
    second = get_versions_by_code(["a", "b", "c"])
    assert second["a"] not in {0, first["a"]} and second | {"a": 0} == first | {"a": 0}
    assert all(0 <= number < 2**63 for number in second.values())
    assert get_recent_versions(["a", "b", "c"]) == second


def test_a_website_depends_on_its_codes_and_on_what_all_show(health):
    versions = get_cache_versions(health)
    assert [*versions] == [DIRECTORY, URGENT, BULLETINS, *health.codes]
    assert {"all", "kind:department", f"agency:{health.pk}"} <= versions.keys()


def test_changes_of_a_batch_are_one_change_at_its_end():
    with transaction.atomic(), batch_version_bumps():
        bump_cache_versions(["a"])
        bump_cache_versions(["b"])
        assert get_versions_by_code(["a", "b"]) == {"a": 0, "b": 0}
    numbers = get_versions_by_code(["a", "b"])
    assert all(numbers.values())
    bump_cache_versions(["a"])
    assert get_versions_by_code(["a"])["a"] != numbers["a"]


def test_a_batch_that_fails_or_is_empty_changes_nothing(django_assert_num_queries):
    with pytest.raises(ValueError, match="x"), batch_version_bumps():
        bump_cache_versions(["a"])
        raise ValueError("x")
    with django_assert_num_queries(0), batch_version_bumps():
        pass
    bump_cache_versions(["b"])
    assert {*CacheVersion.objects.values_list("code", flat=True)} == {"b"}


def test_copies_for_an_outage_follow_the_commit(django_capture_on_commit_callbacks):
    assert get_copies(["a"]) == {}
    with django_capture_on_commit_callbacks(execute=True):
        bump_cache_versions(["a"])
        assert get_copies(["a"]) == {}
    assert get_copies(["a", "b"]) == get_versions_by_code(["a"])


def test_copies_are_kept_an_hour_longer_than_pages(settings):
    settings.STALE_PAGE_HOURS = 24
    assert get_copy_seconds() == 25 * 60 * 60
    settings.STALE_PAGE_HOURS = -1
    save_copies({"a": 7})
    assert get_copies(["a"]) == {}
    settings.STALE_PAGE_HOURS = 0
    save_copies({"a": 7, "b": 8})
    assert get_copies(["b", "c", "a"]) == {"b": 8, "a": 7}


def test_after_another_database_was_put_in_place_everything_is_new():
    bump_cache_versions(["former"])
    before = get_versions_by_code(["former"])
    for cache in caches.all():
        cache.set("x", 1)
    bump_all_versions()
    codes = {DIRECTORY, URGENT, BULLETINS, "former"}.union(
        *(agency.codes for agency in Agency.objects.select_related("parent"))
    )
    after = get_versions_by_code(codes)
    assert all(after.values()) and after["former"] != before["former"]
    assert {*CacheVersion.objects.values_list("code", flat=True)} == codes
    assert [cache.get("x") for cache in caches.all()] == [None for _cache in caches.all()]
