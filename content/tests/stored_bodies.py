"""Bodies and other streams as they are stored, past the field that cleans them."""

import json

from django.db import connection
from wagtail.models import Revision

from content.tests.fixed_versions import as_before

UPDATE = "UPDATE {} SET {} = %s WHERE {} = %s"
SELECT = "SELECT {} FROM {} WHERE {} = %s"


def store_raw(instance, blocks, name="body"):
    """Store a stream as another version of the program may have, in the row and its versions."""
    model = instance._meta.get_field(name).model
    raw = json.dumps(blocks, ensure_ascii=False)
    query = UPDATE.format(model._meta.db_table, name, model._meta.pk.column)
    connection.cursor().execute(query, [raw, instance.pk])
    with as_before():
        for revision in Revision.objects.for_instance(instance):
            content = revision.content | {name: raw}
            Revision.objects.filter(pk=revision.pk).update(content=content)


def read_row(instance, name="body"):
    """The stream of the row."""
    model = instance._meta.get_field(name).model
    cursor = connection.cursor()
    query = SELECT.format(name, model._meta.db_table, model._meta.pk.column)
    cursor.execute(query, [instance.pk])
    [[raw]] = cursor.fetchall()
    return json.loads(raw) if isinstance(raw, str) else raw


def read_latest_version(instance, name="body"):
    """The stream of the latest version."""
    revision = Revision.objects.for_instance(instance).order_by("-pk").first()
    return json.loads(revision.content[name])
