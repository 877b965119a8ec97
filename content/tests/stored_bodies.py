"""Bodies of pages and bulletins as they are stored, past the field that cleans them."""

import json

from django.db import connection
from wagtail.models import Revision

UPDATE = "UPDATE {} SET body = %s WHERE {} = %s"
SELECT = "SELECT body FROM {} WHERE {} = %s"


def _execute(query, instance, *parameters):
    model = instance._meta.get_field("body").model
    cursor = connection.cursor()
    cursor.execute(
        query.format(model._meta.db_table, model._meta.pk.column), [*parameters, instance.pk]
    )
    return cursor


def store_raw(instance, body):
    """Store a body as another version of the program may have, in the row and its versions."""
    raw = json.dumps(body, ensure_ascii=False)
    _execute(UPDATE, instance, raw)
    for revision in Revision.objects.for_instance(instance):
        content = revision.content | {"body": raw}
        Revision.objects.filter(pk=revision.pk).update(content=content)


def read_row(instance):
    """The body of the row."""
    [[raw]] = _execute(SELECT, instance).fetchall()
    return json.loads(raw) if isinstance(raw, str) else raw


def read_latest_version(instance):
    """The body of the latest version."""
    revision = Revision.objects.for_instance(instance).order_by("-pk").first()
    return json.loads(revision.content["body"])
