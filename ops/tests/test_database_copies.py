"""What a command in a copy of the database has of its own."""

from ops.backup.copies import DatabaseCopy

SETTINGS = "EDGE_URLS", "ERRORS_FOLDER", "SENTRY_DSN", "SERVES"
PRINT = f"from django.conf import settings as s; print([getattr(s, x) for x in {SETTINGS}])"


def test_a_copy_serves_every_host_and_takes_no_errors_that_people_met(tmp_path, monkeypatch):
    for name, value in (("ERRORS_FOLDER", str(tmp_path)), ("SERVES", "admin")):
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("SENTRY_DSN", "https://key@sentry.example/1")
    copy = DatabaseCopy(f"sqlite:///{tmp_path / 'db.sqlite3'}", tmp_path)
    said = copy.run("shell", "--no-imports", "--verbosity", "0", "--command", PRINT)
    assert said.strip() == str([[], "", "", "all"])
