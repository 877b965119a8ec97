"""Two web processes that share a database and nothing else; each has its cache in its memory."""

import pytest
from django.conf import settings
from django.db import connection

from tests.processes import Process

pytestmark = pytest.mark.both_databases

if connection.vendor == "sqlite":

    @pytest.fixture
    def processes(db, tmp_path):
        file = tmp_path / "db.sqlite3"
        file.write_bytes(connection.connection.serialize())
        environment = {
            "DJANGO_SETTINGS_MODULE": "config.settings.test",
            "DATABASE_URL": f"sqlite:///{file}",
            "CACHE_URL": "locmemcache://",
        }
        both = [Process(environment, "sites.tests.web_process") for _ in range(2)]
        yield both
        for each in both:
            each.process.communicate()

    def test_what_one_process_publishes_another_shows_at_its_next_request(processes, health):
        writing, reading = processes
        page = ("get", f"{health.site.hostname}:{settings.SITE_PORT}", "/")
        for process in processes:
            process.do(*page)
            assert process.do(*page)["queries"] == 1
        writing.do("publish", "Nước-lũ")
        for process in processes:
            assert "Nước-lũ" in process.do(*page)["page"]
            assert process.do(*page)["queries"] == 1
        reading.do("withdraw", "Nước-lũ")
        for process in processes:
            assert "Nước-lũ" not in process.do(*page)["page"]
