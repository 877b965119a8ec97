import json
import stat

import pytest

from accounts.models import User
from bulletins.roles import AUTHORS, PUBLISHERS, TRANSLATORS
from demo.services.members import ROLES, make_accounts, read_accounts

pytestmark = pytest.mark.django_db


@pytest.fixture
def file(tmp_path):
    return tmp_path / "var" / "accounts.json"


def mode(file):
    return stat.S_IMODE(file.stat().st_mode)


def test_each_role_gets_an_account_with_its_groups_and_nothing_more(file, health, district):
    make_accounts(file)
    groups = {
        user.username: ({group.name for group in user.groups.all()}, user.is_superuser)
        for user in User.objects.all()
    }
    assert groups == {
        "quan-tri": (set(), True),
        "tac-gia": ({PUBLISHERS}, False),
        "soan-tin": ({AUTHORS}, False),
        "nguoi-dich": ({TRANSLATORS}, False),
        "duyet-so-y-te": ({health.moderators.name}, False),
        "bien-tap-so-y-te": ({health.editors.name}, False),
        "bien-tap-ba-be": ({district.editors.name}, False),
    }


def test_the_passwords_are_for_their_owners_eyes_only(file):
    make_accounts(file)
    assert mode(file) == 0o600


def test_a_file_others_could_read_is_closed_to_them(file):
    file.parent.mkdir()
    file.write_text("[]")
    file.chmod(0o644)
    make_accounts(file)
    assert mode(file) == 0o600


def test_the_file_has_the_passwords_that_work(file):
    make_accounts(file)
    rows = read_accounts(file)
    assert [row["name"] for row in rows] == [name for name, *_ in ROLES]
    assert all(set(row) == {"name", "role", "password"} for row in rows)
    assert len({row["password"] for row in rows}) == len(rows)
    for row in rows:
        assert len(row["password"]) >= 12
        assert User.objects.get(username=row["name"]).check_password(row["password"])


def test_another_installation_has_other_passwords(file, tmp_path):
    make_accounts(file)
    other = tmp_path / "other.json"
    make_accounts(other)
    first, second = ({row["password"] for row in read_accounts(f)} for f in (file, other))
    assert not first & second


def test_known_passwords_are_kept(file):
    make_accounts(file)
    before = file.read_bytes()
    User.objects.all().delete()
    make_accounts(file)
    assert file.read_bytes() == before
    for row in json.loads(before):
        assert User.objects.get(username=row["name"]).check_password(row["password"])


def test_every_account_can_sign_in_to_the_admin(file, sign_in):
    make_accounts(file)
    for user in User.objects.all():
        assert sign_in(user).get("/admin/").status_code == 200, user


def test_without_a_file_there_are_no_accounts(file):
    assert read_accounts(file) == []
