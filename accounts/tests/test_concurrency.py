"""The same sent several times at the same moment."""

import pytest
from django.db import connection

from accounts.tests.scene_runner import run_scene

pytestmark = pytest.mark.both_databases


@pytest.fixture
def played(db, tmp_path):
    return lambda scene: run_scene(scene, connection, tmp_path)


def test_one_invitation_accepted_eight_times_at_once_gives_one_account_and_no_error(played):
    done = played("one_invitation")
    assert done["accounts"] == 1
    assert done["answers"] == [302, *[410] * 7]


def test_two_invitations_of_one_address_accepted_at_once_give_one_account(played):
    done = played("two_invitations")
    assert done["accounts"] == 1
    # The other page says to sign in with the account.
    assert done["answers"] == [200, 302]


def test_a_code_sent_four_times_at_once_opens_one_session_whatever_the_cache_says(played):
    assert played("one_code")["answers"] == [200, 200, 200, 302]
