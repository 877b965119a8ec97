"""What an installation holds, to be compared with another: ``python -m tests.stored_rows``.

It prints, as JSON, the number of rows of each table and a digest of them, read by Django's models,
and a digest of each stored file that a row names.
"""

import hashlib
import json
import sys

import django

django.setup()

from django.apps import apps  # noqa: E402
from django.core.files.storage import default_storage  # noqa: E402
from django.db import models  # noqa: E402

# What a backup leaves out because it is made anew, and the numbers that every restore changes.
MADE_ANEW = {
    "agencies.cacheversion",
    "agencies.edgepurge",
    "search.entrywords",
    "search.searchentry",
    "search.titlewords",
    "search.vocabularyword",
    "sessions.session",
    "usersessions.usersession",
    "wagtailsearch.indexentry",
    "wagtailsearch.sqliteftsindexentry",
}


def describe() -> dict[str, dict[str, str]]:
    """Return digests of all tables, and of all files that rows name."""
    tables, files = {}, {}
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label_lower
        if label in MADE_ANEW or not model._meta.managed:
            continue
        digest, count = hashlib.sha256(), 0
        fields = model._meta.local_concrete_fields
        for row in model._base_manager.order_by("pk").iterator(chunk_size=500):
            digest.update(json.dumps([_read(field, row) for field in fields]).encode())
            count += 1
            for field in fields:
                name = isinstance(field, models.FileField) and field.value_from_object(row).name
                if name:
                    files[name] = _read_file(name)
        tables[label] = f"{count} {digest.hexdigest()}"
    return {"tables": tables, "files": files}


def _read(field, row):
    text = field.value_to_string(row)
    if field.get_internal_type() == "JSONField" and text:
        value = json.loads(text) if isinstance(text, str) else text
        return json.dumps(value, sort_keys=True)
    return str(text)


def _read_file(name):
    if not default_storage.exists(name):
        return "missing"
    with default_storage.open(name) as file:
        return hashlib.sha256(file.read()).hexdigest()


if __name__ == "__main__":
    json.dump(describe(), sys.stdout)
