"""What the doctor says of settings, taken for themselves, and of the account that it runs as."""

import pytest
from django.conf import UserSettingsHolder
from django.core import checks

from ops.health import configuration
from ops.tests.doctor import ask_doctor


@pytest.fixture
def production(settings, tmp_path, monkeypatch):
    """Settings with which nothing is wrong."""
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    monkeypatch.delenv("SSL_CERT_DIR", raising=False)
    monkeypatch.setattr(checks, "run_checks", lambda **options: [])
    # Settings that a test changes have no module of their own.
    monkeypatch.setattr(UserSettingsHolder, "SETTINGS_MODULE", "config.settings.production")
    settings.DEBUG, settings.SERVE_MEDIA, settings.REQUIRE_SECOND_FACTOR = False, False, True
    settings.ALLAUTH_TRUSTED_PROXY_COUNT, settings.FFMPEG = 1, ""
    settings.BASE_DOMAIN, settings.ADMIN_HOST = "backan.example", "quan-tri.backan.example"
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "new", ["old"]
    settings.STATIC_ROOT, settings.MEDIA_ROOT = str(tmp_path / "static"), str(tmp_path / "media")
    return settings


@pytest.mark.parametrize(
    ("name", "value", "level", "words"),
    [
        ("SETTINGS_MODULE", "config.settings.dev", "FAILED", "are config.settings.dev, which"),
        ("DEBUG", True, "FAILED", "not those of production"),
        ("SERVE_MEDIA", True, "FAILED", "without nginx"),
        ("REQUIRE_SECOND_FACTOR", False, "warning", "Nobody needs a second factor"),
        ("ALLAUTH_TRUSTED_PROXY_COUNT", 0, "FAILED", "No proxy is counted"),
        ("ADMIN_HOST", "backan.example", "warning", "ADMIN_HOST is BASE_DOMAIN itself"),
        ("SECRET_KEY_FALLBACKS", ["old", "new"], "warning", "SECRET_KEY stands in"),
        ("FFMPEG", "no-such-program", "warning", "recordings are not levelled"),
    ],
)
def test_one_setting_that_contradicts_is_told_and_nothing_else(
    production, name, value, level, words
):
    before = ask_doctor("settings")
    assert "The settings go together." in [result.text for result in before]
    setattr(production, name, value)
    results = ask_doctor("settings")
    [told] = [result for result in results if result not in before]
    assert told.level == level and words in told.text
    together = "The settings go together." in [result.text for result in results]
    assert together == (level == "warning")


def test_what_djangos_checks_find_before_a_deployment_is_told(production, monkeypatch):
    def run_checks(*, include_deployment_checks):
        assert include_deployment_checks
        yield checks.Info("Nothing.", id="a.I001")
        yield checks.Warning("Not\n  good.", hint="Mend\n  it.", id="a.W002")
        yield checks.Error("Bad", id="a.E003")
        yield checks.Error("Known", id="a.E004")

    production.SILENCED_SYSTEM_CHECKS = ["a.E004"]
    monkeypatch.setattr(checks, "run_checks", run_checks)
    told = [result for result in ask_doctor("settings") if "(a." in result.text]
    assert told == [
        ("warning", "Not good (a.W002).", "→ Mend it.\n"),
        ("FAILED", "Bad (a.E003).", "→ See the runbook.\n"),
    ]


@pytest.mark.parametrize(
    ("account", "may_write", "mode", "told"),
    [
        (0, True, 0o644, ["The doctor was called by root"]),
        (1000, False, 0o644, []),
        (1000, True, 0o644, ["This account can change its own program"]),
        (1000, False, 0o646, ["Every account can change the program"]),
    ],
)
def test_an_account_that_can_change_the_program_is_told(
    production, monkeypatch, tmp_path, account, may_write, mode, told
):
    program = tmp_path / "manage.py"
    program.touch()
    program.chmod(mode)
    monkeypatch.setattr(configuration, "SOURCE", tmp_path)
    monkeypatch.setattr(configuration.os, "geteuid", lambda: account)
    monkeypatch.setattr(configuration.os, "access", lambda path, way: may_write)
    results = [one for one in ask_doctor("settings") if one.level != "ok"]
    assert [result.text[: len(words)] for result, words in zip(results, told, strict=True)] == told
