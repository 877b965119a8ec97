"""Kinds of events: which are offered where, and what a new installation begins with."""

import pytest
from django.core.exceptions import ValidationError

from bulletins.models import Bulletin, BulletinTemplate, EventType
from bulletins.services.setup import create_default_event_types, create_default_templates
from bulletins.tests.factories import (
    ADMIN,
    add_event_type,
    create_draft,
    create_template,
    get_edit_path,
    make_bulletin_form,
    press_publish,
    publish_emergency,
    translate,
)
from members.tests.approval import PUBLISH

pytestmark = pytest.mark.django_db


def list_offered(page):
    return {str(label) for _, label in page.context["form"].fields["event_type"].choices}


def test_what_is_not_offered_any_more_stays_where_it_is_and_is_nowhere_new(sign_in, ict_publisher):
    old = add_event_type("Lốc cũ", is_offered=False)
    draft = create_draft("Nháp", event_type=old)
    client = sign_in(ict_publisher)
    assert "Lốc cũ" not in list_offered(client.get(f"{ADMIN}add/"))
    assert "Lốc cũ" in list_offered(client.get(get_edit_path(draft)))
    form = make_bulletin_form(title="Mới", slug="moi", event_type=str(old.pk))
    assert (
        "event_type"
        in press_publish(client, client.post(f"{ADMIN}add/", form | PUBLISH)).context["form"].errors
    )
    client.post(get_edit_path(draft), make_bulletin_form(title="Nháp", event_type=str(old.pk)))
    assert Bulletin.objects.get().get_latest_revision_as_object().event_type == old


def test_the_full_form_and_a_template_carry_the_kind_of_event(sign_in, ict_publisher):
    event_type = add_event_type()
    template = create_template(event_type=event_type)
    client = sign_in(ict_publisher)
    page = client.get(f"{ADMIN}add/?mau={template.pk}")
    assert page.context["form"]["event_type"].value() == event_type.pk
    press_publish(
        client,
        client.post(f"{ADMIN}add/", make_bulletin_form(event_type=str(event_type.pk)) | PUBLISH),
    )
    assert Bulletin.objects.get(live=True).event_type == event_type


def test_translations_have_the_kind_of_event_of_their_source():
    event_type = add_event_type()
    english = translate(publish_emergency(event_type=event_type), "Flood")
    assert english.event_type == event_type


def test_a_new_installation_has_kinds_of_events_and_templates_that_name_them():
    BulletinTemplate.objects.all().delete()
    EventType.objects.all().delete()
    create_default_event_types()
    create_default_templates()
    for event_type in EventType.objects.all():
        event_type.full_clean()
        assert event_type.code.startswith("OET-") and event_type.name_en
    emergencies = BulletinTemplate.objects.filter(urgency="emergency")
    assert emergencies and all(template.event_type for template in emergencies)


def test_what_the_ict_department_made_of_the_list_is_left_alone():
    BulletinTemplate.objects.all().delete()
    EventType.objects.exclude(name_vi="Mưa đá").delete()
    create_default_event_types()
    assert EventType.objects.count() == 1


@pytest.mark.parametrize(
    ("fields", "missing"),
    [({"code_list": "OET:v1.2"}, "code"), ({"code": "OET-079"}, "code_list")],
)
def test_a_code_and_its_list_are_written_both_or_neither(fields, missing):
    EventType(name_vi="Lốc thử", name_en="Squall").full_clean()
    with pytest.raises(ValidationError) as refusal:
        EventType(name_vi="Lốc thử", name_en="Squall", **fields).full_clean()
    assert refusal.value.error_dict.keys() == {missing}


def test_a_kind_of_event_has_names_in_two_languages_and_none_in_others():
    event_type = EventType(name_vi="Lốc", name_en="Squall")
    assert [event_type.get_name_in(code) for code in ("vi", "en", "fr")] == ["Lốc", "Squall", ""]
