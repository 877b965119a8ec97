from bulletins.models import Bulletin


def test_only_words_are_offered_for_translation():
    fields = {field.field_name for field in Bulletin.override_translatable_fields}
    assert fields >= {"slug", "urgency", "valid_from", "valid_until", "source", "issued_on"}
    assert not fields & {"title", "summary", "instruction", "body", "contact_name"}
    assert not any(field.overridable for field in Bulletin.override_translatable_fields)
