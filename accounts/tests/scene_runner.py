"""Playing a scene of ``accounts.tests.concurrent_scenes``: several write to the database at once.

In SQLite's memory nobody writes beside the test. There a process of its own plays the scene, with
the database in a file: ``python -m accounts.tests.scene_runner SCENE`` writes what came of it.
"""

import json
import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import django

ROOT = Path(__file__).resolve().parents[2]
SCENES = "accounts.tests.concurrent_scenes"


def run_scene(scene: str, connection, folder: Path) -> dict:
    """Play a scene beside the test that has ``connection``; ``folder`` is for a database file."""
    if connection.vendor == "postgresql":
        scenes = import_module(SCENES)
        try:
            return scenes.run_in_threads(getattr(scenes, scene))[0]
        finally:
            scenes.run_in_threads(scenes.clean_up)
    file = folder / "db.sqlite3"
    file.write_bytes(connection.connection.serialize())
    environment = {
        "DJANGO_SETTINGS_MODULE": "config.settings.test",
        "DATABASE_URL": f"sqlite:///{file}",
        "CACHE_URL": "locmemcache://",
    }
    command = [sys.executable, "-m", "accounts.tests.scene_runner", scene]
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=True
    )
    return json.loads(done.stdout)


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(getattr(import_module(SCENES), sys.argv[1])()))
