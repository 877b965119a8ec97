import ast
import importlib
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import environment

ROOT = Path(environment.BASE_DIR)
PRODUCTION = {
    "SECRET_KEY": "a-key-of-more-than-fifty-characters-made-for-this-test-only",
    "DATABASE_URL": "postgres://bantin:secret@127.0.0.1/bantin",
    "CACHE_URL": "redis://127.0.0.1:6379/0",
    "EMAIL_URL": "smtp://127.0.0.1:25",
    "ADMIN_HOST": "quan-tri.backan.example",
    "BASE_DOMAIN": "backan.example",
}
READER = re.compile(r"(env|environment|os\.environ)(\.\w+)?|_parse")
CONTRACT = {*PRODUCTION, "SITE_PORT", "MEDIA_ROOT"}


def run(*command, **variables):
    inherited = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return subprocess.run(
        [sys.executable, *command],
        cwd=ROOT,
        env=inherited | {"DJANGO_SETTINGS_MODULE": "config.settings.production"} | variables,
        capture_output=True,
        text=True,
    )


@pytest.fixture
def production(monkeypatch):
    def load(**variables):
        monkeypatch.delitem(sys.modules, "config.settings.production", raising=False)
        for name, value in variables.items():
            monkeypatch.setenv(name, value)
        return importlib.import_module("config.settings.production")

    for name in CONTRACT:
        monkeypatch.delenv(name, raising=False)
    yield load
    sys.modules.pop("config.settings.production", None)


def refusal(monkeypatch, variable, value, read, *arguments):
    if value is None:
        monkeypatch.delenv(variable, raising=False)
    else:
        monkeypatch.setenv(variable, value)
    with pytest.raises(ImproperlyConfigured) as caught:
        read(*arguments)
    return str(caught.value)


@pytest.mark.parametrize(
    "value", ["127.0.0.1", "soyte.vn:443", "127.0.0.1:0", "127.0.0.1:65536", "[::1]", ":80", "x"]
)
def test_what_is_no_address_with_a_port_is_refused_in_one_sentence(monkeypatch, value):
    read = environment.get_ip_address_and_port
    assert "VERIFY_ADDRESS" in refusal(monkeypatch, "VERIFY_ADDRESS", value, read, "VERIFY_ADDRESS")


def test_websites_are_verified_at_an_address_or_by_name(monkeypatch):
    for value, place in {
        "10.0.0.5:443": ("10.0.0.5", 443),
        "[::1]:8000": ("::1", 8000),
        "": None,
    }.items():
        monkeypatch.setenv("VERIFY_ADDRESS", value)
        assert environment.get_ip_address_and_port("VERIFY_ADDRESS") == place


@pytest.mark.parametrize(
    "value",
    [
        "",
        "backan",
        "http://backan.vn",
        "backan.vn:8000",
        "backan.vn/",
        "-backan.vn",
        "bac kan.vn",
        "bắckạn.vn",
        "127.0.0.1",
        "backan.vn.",
        None,
    ],
)
def test_what_is_no_host_name_is_refused_in_one_sentence(monkeypatch, value):
    sentence = refusal(monkeypatch, "ADMIN_HOST", value, environment.get_host_name, "ADMIN_HOST")
    assert "ADMIN_HOST" in sentence
    assert "\n" not in sentence


def test_a_host_name_is_read_in_lower_case(monkeypatch):
    monkeypatch.setenv("ADMIN_HOST", "Quan-Tri.BacKan.gov.vn")
    assert environment.get_host_name("ADMIN_HOST") == "quan-tri.backan.gov.vn"


@pytest.mark.parametrize("value", ["0", "65536", "-1", "abc", "", "80.5"])
def test_what_is_no_port_is_refused_in_one_sentence(monkeypatch, value):
    sentence = refusal(
        monkeypatch, "SITE_PORT", value, environment.get_port_number, "SITE_PORT", 80
    )
    assert sentence == "SITE_PORT must be a port number between 1 and 65535."


@pytest.mark.parametrize("value", ["x", "10.0.0.5/8", "10.0.0.0/33", "10.0.0.0/8;::1"])
def test_what_is_no_network_is_refused_in_one_sentence(monkeypatch, value):
    name = "LINK_CHECK_NETWORKS"
    sentence = refusal(monkeypatch, name, value, environment.get_networks, name)
    assert sentence.startswith("LINK_CHECK_NETWORKS must hold networks such as 10.20.0.0/16")
    monkeypatch.setenv(name, "10.20.0.0/16, fd00::/8")
    assert [str(one) for one in environment.get_networks(name)] == ["10.20.0.0/16", "fd00::/8"]


@pytest.mark.parametrize("value", ["", "one", "-1", "1.5"])
def test_what_is_no_number_of_proxies_is_refused_in_one_sentence(monkeypatch, value):
    name = "TRUSTED_PROXY_COUNT"
    sentence = refusal(monkeypatch, name, value, environment.get_proxy_count, name, 1)
    assert sentence == "TRUSTED_PROXY_COUNT must be a whole number, 0 or more."


@pytest.mark.parametrize("value", ["", "two", "-1", "nan", "inf"])
def test_what_is_no_amount_is_refused_in_one_sentence(monkeypatch, value):
    name = "DATABASE_WEBSITE_SECONDS"
    sentence = refusal(monkeypatch, name, value, environment.get_amount, name, 2)
    assert sentence == "DATABASE_WEBSITE_SECONDS must be a number, 0 or more."


@pytest.mark.parametrize(("value", "amount"), [(None, 2), ("0", 0), ("1.5", 1.5)])
def test_an_amount_may_have_a_fraction(monkeypatch, value, amount):
    monkeypatch.delenv("STALE_PAGE_HOURS", raising=False)
    if value:
        monkeypatch.setenv("STALE_PAGE_HOURS", value)
    assert environment.get_amount("STALE_PAGE_HOURS", 2) == amount


@pytest.mark.parametrize(
    "value",
    ["clamd", "127.0.0.1", ":3310", "127.0.0.1:0", "127.0.0.1:x", "127.0.0.1:²", "unix:clamd.ctl",
     "tcp://127.0.0.1:3310", "a b:1"],
)  # fmt: skip
def test_what_is_no_place_of_a_scanner_is_refused_in_one_sentence(monkeypatch, value):
    read = environment.get_scanner_address
    sentence = refusal(monkeypatch, "CLAMD_ADDRESS", value, read, "CLAMD_ADDRESS")
    assert sentence.startswith("CLAMD_ADDRESS is ") and "unix:/run/clamav/clamd.ctl" in sentence


def test_a_scanner_is_at_a_socket_or_a_host_and_port_or_there_is_none(monkeypatch):
    for value, place in {
        "unix:/run/clamav/clamd.ctl": "/run/clamav/clamd.ctl",
        "127.0.0.1:3310": ("127.0.0.1", 3310),
        "[::1]:3310": ("::1", 3310),
        "clamav:3310": ("clamav", 3310),
        "": None,
    }.items():
        monkeypatch.setenv("CLAMD_ADDRESS", value)
        assert environment.get_scanner_address("CLAMD_ADDRESS") == place


@pytest.mark.parametrize("name", ["CLAMD_UNREACHABLE", "MACRO_DOCUMENTS"])
def test_a_word_that_is_no_choice_is_refused_in_one_sentence_and_none_is_the_safe_one(
    monkeypatch, name
):
    choices = ("refuse", "other")
    sentence = refusal(monkeypatch, name, "off", environment.get_choice, name, choices)
    assert sentence == f"{name} is 'off'; it must be refuse or other."
    monkeypatch.setenv(name, "")
    assert environment.get_choice(name, choices) == "refuse"


def test_production_asks_for_second_factors_and_trusts_one_proxy(production):
    settings = production(**PRODUCTION)
    assert settings.REQUIRE_SECOND_FACTOR is True
    assert settings.ALLAUTH_TRUSTED_PROXY_COUNT == 1
    assert not hasattr(settings, "MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN")


def test_a_port_is_a_number_and_has_a_default(monkeypatch):
    monkeypatch.setenv("SITE_PORT", "65535")
    assert environment.get_port_number("SITE_PORT", 80) == 65535
    monkeypatch.delenv("SITE_PORT")
    assert environment.get_port_number("SITE_PORT", 80) == 80


@pytest.mark.parametrize(
    "value",
    [
        None,
        "",
        "backan",
        "mysql://bantin:secret@127.0.0.1/bantin",
        "oracle://bantin:secret@127.0.0.1/bantin",
        "nosuch://bantin:secret@127.0.0.1/bantin",
        "postgres://bantin:secret@127.0.0.1:port/bantin",
    ],
)
def test_what_is_no_supported_database_is_refused_in_one_sentence_without_its_password(
    monkeypatch, value
):
    sentence = refusal(monkeypatch, "DATABASE_URL", value, environment.get_database)
    assert sentence.startswith("DATABASE_URL ")
    assert "\n" not in sentence
    assert "secret" not in sentence


def test_sqlite_writers_wait_for_each_other(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:////srv/bantin.sqlite3")
    config = environment.get_database()
    assert (config["ENGINE"], config["NAME"]) == (
        "django.db.backends.sqlite3",
        "/srv/bantin.sqlite3",
    )
    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert config["OPTIONS"]["timeout"] == 20
    assert "journal_mode=WAL" in config["OPTIONS"]["init_command"]


def test_postgresql_connections_are_kept_and_checked(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", PRODUCTION["DATABASE_URL"])
    config = environment.get_database()
    assert config["ENGINE"].rpartition(".")[2] == "postgresql"
    assert (config["USER"], config["HOST"], config["NAME"]) == ("bantin", "127.0.0.1", "bantin")
    assert (config["CONN_MAX_AGE"], config["CONN_HEALTH_CHECKS"]) == (60, True)


def test_cursors_stay_off_the_server_where_pgbouncer_stands_between(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", PRODUCTION["DATABASE_URL"])
    assert environment.get_database()["DISABLE_SERVER_SIDE_CURSORS"] is False
    monkeypatch.setenv("DISABLE_SERVER_SIDE_CURSORS", "on")
    assert environment.get_database()["DISABLE_SERVER_SIDE_CURSORS"] is True
    name = "DISABLE_SERVER_SIDE_CURSORS"
    assert name in refusal(monkeypatch, name, "yes", environment.get_database)


def test_production_has_no_demo_and_collects_static_files_where_it_is_told():
    code = (
        "import django; django.setup(); from django.conf import settings;"
        "print('demo' in settings.INSTALLED_APPS, settings.STATIC_ROOT)"
    )
    done = run("-c", code, **PRODUCTION, STATIC_ROOT="/srv/bantin/static")
    assert done.stdout == "False /srv/bantin/static\n", done.stderr
    refused = run("manage.py", "load_demo", **PRODUCTION)
    assert refused.returncode and "Unknown command" in refused.stderr


@pytest.mark.parametrize("value", ["nosuch://secret@x", "", "x"])
def test_what_is_no_cache_is_refused_in_one_sentence(monkeypatch, value):
    sentence = refusal(monkeypatch, "CACHE_URL", value, environment.get_caches, "locmemcache://")
    assert sentence.startswith("CACHE_URL ") and "\n" not in sentence
    assert "secret" not in sentence


def test_caches_are_local_unless_a_server_is_named(monkeypatch):
    monkeypatch.delenv("CACHE_URL", raising=False)
    local = environment.get_caches("locmemcache://")
    held = [local.pop(name) for name in ("hosts", "near", "counts")]
    assert [config["TIMEOUT"] for config in held] == [60 * 60, 60 * 60, 60]
    assert all(config["BACKEND"].endswith("LocMemCache") for config in local.values())
    monkeypatch.setenv("CACHE_URL", "redis://127.0.0.1:6379/0")
    shared = environment.get_caches("locmemcache://")
    # What host names mean stays in the process; the database is asked whether it holds.
    held += [shared.pop(name) for name in ("hosts", "near", "counts")]
    assert {config["BACKEND"] for config in held} == {"ops.memory_cache.MemoryCache"}
    for config in shared.values():
        assert config["BACKEND"] == "ops.redis_cache.FailSafeRedisCache"


@pytest.mark.parametrize(("options", "room"), [("", 20_000), ("?max_entries=500", 500)])
def test_an_hour_of_searches_throttles_nobody_out_of_a_local_cache(monkeypatch, options, room):
    monkeypatch.setenv("CACHE_URL", f"locmemcache://{options}")
    assert environment.get_caches()["default"]["OPTIONS"]["MAX_ENTRIES"] == room


@pytest.mark.parametrize("url", ["locmemcache://", "redis://127.0.0.1:6379/0", "dbcache://table"])
def test_pages_push_nothing_out_of_the_other_cache(monkeypatch, url):
    monkeypatch.setenv("CACHE_URL", url)
    keys = ("BACKEND", "LOCATION", "KEY_PREFIX")
    configs = environment.get_caches()
    places = {tuple(config.get(key) for key in keys) for config in configs.values()}
    assert len(places) == len(configs) == 5


@pytest.mark.parametrize("value", [None, "", "x", "nosuch://u:secret@x", "smtp://127.0.0.1:port"])
def test_what_is_no_mail_server_is_refused_in_one_sentence(monkeypatch, value):
    sentence = refusal(monkeypatch, "EMAIL_URL", value, environment.email)
    assert sentence.startswith("EMAIL_URL ") and "\n" not in sentence
    assert "secret" not in sentence


@pytest.mark.parametrize("value", ["", "x", "-1", "89", "1.5"])
def test_what_is_no_number_of_days_is_refused_in_one_sentence(monkeypatch, value):
    name = "VISIT_DAYS"
    sentence = refusal(monkeypatch, name, value, environment.get_days, name, 90, 90)
    assert sentence == "VISIT_DAYS must be a whole number of days, 90 or more."


@pytest.mark.parametrize("value", ["short", "a token with spaces", "bí-mật-của-chúng-tôi"])
def test_what_is_no_secret_is_refused_in_one_sentence_without_it(monkeypatch, value):
    name = "METRICS_TOKEN"
    sentence = refusal(monkeypatch, name, value, environment.get_secret, name)
    assert name in sentence and value not in sentence


def test_mail_goes_to_the_queue_and_from_there_to_the_server_that_is_named(monkeypatch):
    monkeypatch.setenv("EMAIL_URL", "smtp+tls://u:p@mx.backan.example:587")
    config = environment.email()
    assert config["EMAIL_BACKEND"] == "ops.mail.backend.QueueBackend"
    assert config["MAIL_BACKEND"] == "django.core.mail.backends.smtp.EmailBackend"
    assert (config["EMAIL_HOST"], config["EMAIL_TIMEOUT"]) == ("mx.backan.example", 30)


def test_production_is_complete_with_these_variables(production):
    settings = production(**PRODUCTION)
    assert settings.DEBUG is False
    assert settings.WAGTAILADMIN_BASE_URL == "https://quan-tri.backan.example"
    assert settings.DATABASES["default"]["HOST"] == "127.0.0.1"
    assert settings.EMAIL_HOST == "127.0.0.1"
    assert settings.DIRECTORY_ALIASES == []
    assert settings.SHOW_SITES_TO_UNKNOWN_HOSTS is False
    assert settings.SHOW_PATTERNS is False


def test_productions_cookies_are_secure_and_belong_to_one_host(production):
    settings = production(**PRODUCTION)
    assert settings.SESSION_COOKIE_NAME.startswith("__Host-")
    assert settings.CSRF_COOKIE_NAME.startswith("__Host-")
    assert settings.SESSION_COOKIE_SECURE is settings.CSRF_COOKIE_SECURE is True
    assert not hasattr(settings, "SESSION_COOKIE_DOMAIN")
    assert not hasattr(settings, "CSRF_COOKIE_DOMAIN")


def test_production_has_the_port_of_https_and_no_other(production):
    with pytest.raises(ImproperlyConfigured, match="SITE_PORT must be 443"):
        production(**PRODUCTION, SITE_PORT="8443")


@pytest.mark.parametrize("missing", sorted(PRODUCTION))
def test_production_does_not_start_without(production, missing):
    with pytest.raises(ImproperlyConfigured, match=missing):
        production(**{name: value for name, value in PRODUCTION.items() if name != missing})


def test_a_command_with_a_wrong_environment_ends_with_one_sentence():
    done = run("manage.py", "check", **PRODUCTION | {"BASE_DOMAIN": "https://backan.example"})
    assert done.returncode != 0
    [line] = done.stderr.splitlines()
    assert line.startswith("Configuration: BASE_DOMAIN is 'https://backan.example'; ")
    assert done.stdout == ""


def test_a_web_process_with_a_missing_variable_ends_with_one_sentence():
    incomplete = {name: value for name, value in PRODUCTION.items() if name != "DATABASE_URL"}
    done = run("-c", "import config.wsgi", **incomplete)
    assert done.returncode == 3
    [line] = done.stderr.splitlines()
    assert line.startswith("Configuration: DATABASE_URL ")


def test_production_settings_pass_djangos_checks():
    done = run("manage.py", "check", "--deploy", "--fail-level", "WARNING", **PRODUCTION)
    assert done.returncode == 0, done.stderr


def variables_read():
    found = set()
    for file in (ROOT / "config").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and READER.fullmatch(ast.unparse(node.func)):
                first = node.args[0] if node.args else None
                if isinstance(first, ast.Constant) and first.value.isupper():
                    found.add(first.value)
    return found


def our_commands():
    files = ROOT.glob("*/management/commands/*.py")
    return {file.stem for file in files if not file.stem.startswith("_")}


def test_every_environment_variable_is_explained_in_the_runbook():
    runbook = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
    assert variables_read() > CONTRACT
    assert {name for name in variables_read() if f"`{name}`" not in runbook} == set()


def test_every_command_is_named_in_the_documentation():
    pages = [*ROOT.glob("README*.md"), *ROOT.glob("docs/**/*.md")]
    text = "\n".join(page.read_text(encoding="utf-8") for page in pages)
    assert our_commands() > {"provision_agencies", "load_demo", "demo"}
    assert {name for name in our_commands() if name not in text} == set()
