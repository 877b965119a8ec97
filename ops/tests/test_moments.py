"""Incidents, addresses and attempts at the limits of what is allowed."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from ops.jobs.schedule import retry_backoff
from ops.mail.messages import MAX_ADDRESS_LENGTH, get_bare_address
from ops.models import Incident

NOW = datetime(2026, 11, 24, 7, 52, tzinfo=UTC)


def test_an_incident_ends_after_its_beginning():
    Incident(since=NOW, until=None).clean()
    Incident(since=None, until=NOW).clean()
    Incident(since=NOW, until=NOW + timedelta(microseconds=1)).clean()
    for until in (NOW, NOW - timedelta(seconds=1)):
        with pytest.raises(ValidationError) as refused:
            Incident(since=NOW, until=until).clean()
        assert list(refused.value.message_dict) == ["until"]


def test_an_address_is_read_with_and_without_a_name_up_to_its_length():
    assert get_bare_address("Sở Y tế <So@Xa.Example>") == "so@xa.example"
    assert get_bare_address("So@Xa.Example") == "so@xa.example"
    assert get_bare_address("") == ""
    longest = "a" * (MAX_ADDRESS_LENGTH - len("@xa.example")) + "@xa.example"
    assert get_bare_address(longest) == longest
    assert get_bare_address(f"a{longest}") == ""


def test_attempts_come_five_times_as_late_each_time():
    minutes = [retry_backoff(number).total_seconds() / 60 for number in (1, 2, 3)]
    assert minutes == [1, 5, 25]
