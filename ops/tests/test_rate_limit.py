"""Limits of acts by name and subject."""

from datetime import timedelta

from django.core.cache import cache

from ops.http.rate_limit import is_limit_exceeded

HOUR = timedelta(hours=1)


def test_only_what_comes_after_the_last_allowed_is_too_much():
    counted = [is_limit_exceeded("mai@xa.example", "mail", most=2, period=HOUR) for _act in "1234"]
    assert counted == [False, False, True, True]


def test_other_acts_and_other_subjects_are_counted_by_themselves():
    limits = {"most": 1, "period": HOUR}
    acts = [("mai", "mail"), ("lan", "mail"), ("mai", "form"), ("mai", "mail"), ("lan", "form")]
    counted = [is_limit_exceeded(*act, **limits) for act in acts]
    assert counted == [False, False, False, True, False]


def test_a_limit_is_forgotten_with_the_cache():
    limits = {"most": 1, "period": HOUR}
    assert not is_limit_exceeded("mai", "mail", **limits)
    assert is_limit_exceeded("mai", "mail", **limits)
    cache.clear()
    assert not is_limit_exceeded("mai", "mail", **limits)


def test_where_nothing_can_be_counted_nothing_is_too_much(settings):
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}
    assert [is_limit_exceeded("mai", "mail", most=0, period=HOUR) for _act in "12"] == [False] * 2
