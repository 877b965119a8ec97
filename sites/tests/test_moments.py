"""Certificates, uploads and kept pages just before, at and just after their moment."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

from sites.caching.cached_page import CachedPage
from sites.models import HostCheck, TableUpload

NOW = datetime(2026, 11, 24, 7, 52, tzinfo=UTC)
MOMENT = timedelta(microseconds=1)


def test_a_certificate_is_ending_three_weeks_before_it_does(clock):
    clock(NOW)
    end = NOW + timedelta(days=21)
    assert HostCheck(certificate_until=end).is_ending()
    assert not HostCheck(certificate_until=end + MOMENT).is_ending()
    assert HostCheck(certificate_until=end + MOMENT).is_ending(NOW + MOMENT)
    assert HostCheck(certificate_until=None).is_ending() is False


def test_an_upload_is_kept_for_an_hour(clock):
    upload = TableUpload(uploaded_at=NOW)
    hour = NOW + timedelta(hours=1)
    assert not upload.is_expired(hour) and upload.is_expired(hour + MOMENT)
    clock(hour + MOMENT)
    assert upload.is_expired()


def test_a_page_is_current_until_its_moment_and_while_what_it_depends_on_is_unchanged():
    now = NOW.timestamp()
    page = CachedPage(now, now + 1, now + 2, {}, b"", {"a": 1})
    same = SimpleNamespace(versions={"a": 1, "b": 2})
    later = [NOW + timedelta(seconds=number) for number in (0.5, 1, 1.5, 2)]
    assert [page.is_current(same, at) for at in later] == [True, False, False, False]
    assert [page.is_servable_in_outage(same, at) for at in later] == [True, True, True, False]
    for versions in ({"a": 2}, {"b": 1}, {}):
        other = SimpleNamespace(versions=versions)
        assert not page.is_current(other, NOW) and not page.is_servable_in_outage(other, NOW)
