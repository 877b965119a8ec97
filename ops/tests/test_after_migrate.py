from django.apps import apps
from django.db.models.signals import post_migrate

from ops import after_migrate
from ops.after_migrate import run_after_migrate


def test_what_runs_after_a_migration_runs_once_and_after_all_our_apps(monkeypatch):
    monkeypatch.setattr(post_migrate, "receivers", [])
    monkeypatch.setattr(after_migrate, "_steps", [])
    order = []
    run_after_migrate("members.AuditEntry", lambda: order.append("made"))
    run_after_migrate("members.GoneSince", lambda: order.append("made of what is gone"))
    for config in apps.get_app_configs():
        order.append(config.label)
        post_migrate.send(sender=config, apps=apps)
    assert order.count("made") == 1 and "made of what is gone" not in order
    before = set(order[: order.index("made")])
    assert {"agencies", "bulletins", "channels", "members", "search"} <= before
