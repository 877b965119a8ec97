import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from demo.management.commands.demo import format_directions
from demo.services.agencies import update_ports


def test_the_demo_runs_under_the_development_settings_only(db):
    with pytest.raises(CommandError, match="development settings"):
        call_command("demo")


def test_it_says_where_to_click_and_how_to_sign_in(health, district, tmp_path):
    accounts = tmp_path / "accounts.json"
    accounts.write_text(
        json.dumps([{"name": "quan-tri", "password": "bí-mật", "role": "ICT administrator"}])
    )
    lines = [line.split() for line in format_directions(accounts).splitlines() if line]
    assert ["Directory", "of", "units", "http://quan-tri.backan.localhost:8000/"] in lines
    assert ["Sở", "Y", "tế", "http://soyte.backan.localhost:8000/"] in lines
    assert lines[2][-1] == "http://babe.backan.localhost:8000/"
    assert ["Admin", "http://quan-tri.backan.localhost:8000/admin/"] in lines
    assert ["quan-tri", "bí-mật", "ICT", "administrator"] in lines


def test_it_says_where_mail_is_found(health, tmp_path, settings):
    settings.EMAIL_FILE_PATH = str(Path.cwd() / "var" / "mail")
    assert "\nMail is not sent; each is a file in var/mail/\n" in format_directions(
        tmp_path / "absent"
    )
    settings.EMAIL_FILE_PATH = str(tmp_path)
    assert f"each is a file in {tmp_path}/\n" in format_directions(tmp_path / "absent")


def test_it_says_so_also_where_there_are_no_accounts_yet(health, tmp_path):
    text = format_directions(tmp_path / "absent.json")
    assert text.endswith("Sign in as\n\nStop with Ctrl-C.\n")


def test_on_another_port_everything_leads_to_that_port(health, district, settings, tmp_path):
    settings.SITE_PORT = 8123
    settings.WAGTAILADMIN_BASE_URL = "http://quan-tri.backan.localhost:8123"
    update_ports()
    text = format_directions(tmp_path / "absent.json")
    assert ":8123/" in text and ":8000" not in text
    health.refresh_from_db()
    assert health.root_url == "http://soyte.backan.localhost:8123"
