from django.apps import apps
from django.core.validators import MaxLengthValidator
from django.db.models import TextField

from content.models import DocumentText


def test_every_long_text_with_a_limit_checks_it_outside_of_forms():
    apps_of_ours = ("accounts", "agencies", "bulletins", "content", "home", "members", "responses")
    texts = [
        field
        for model in apps.get_models()
        if model._meta.app_label in apps_of_ours
        for field in model._meta.local_fields
        if isinstance(field, TextField) and field.max_length
        # Read from a file by a program, which cuts it.
        if model != DocumentText
    ]
    assert len(texts) > 10
    assert not [
        str(field)
        for field in texts
        if not any(isinstance(one, MaxLengthValidator) for one in field.validators)
    ]
