"""Who is told, and how each person wishes it."""

from itertools import count

import pytest
from django.utils import timezone

from members.models import (
    MANDATORY,
    DeliveryMode,
    Notification,
    NotificationPreference,
)
from members.selectors.recipients import (
    CHOOSABLE,
    delete_pending_notifications,
    get_delivery_modes,
    get_user_delivery_modes,
    list_active_members,
    list_active_moderators,
    list_offered_modes,
    save_delivery_modes,
)

pytestmark = pytest.mark.django_db
FREE = next(kind for kind in CHOOSABLE if kind not in MANDATORY)
MUST = next(kind for kind in CHOOSABLE if kind in MANDATORY)


def deactivate(person):
    person.is_active = False
    person.save()


def test_members_of_the_named_units_are_told_each_once(
    health, district, health_editor, health_moderator, district_moderator, outsider
):
    health_moderator.groups.add(health.editors, district.editors)
    assert [*list_active_members([health]).order_by("username")] == [
        health_editor,
        health_moderator,
    ]
    assert {*list_active_members([health, district])} == {
        health_editor,
        health_moderator,
        district_moderator,
    }
    assert list_active_members([health, district]).count() == 3
    assert [*list_active_moderators([health])] == [health_moderator]
    assert list_active_members([]).count() == list_active_moderators([]).count() == 0
    deactivate(health_moderator)
    assert [*list_active_members([health])] == [health_editor]
    assert not list_active_moderators([health]).exists()


def test_who_must_know_something_cannot_choose_never():
    assert DeliveryMode.NEVER in list_offered_modes(FREE)
    assert {*list_offered_modes(MUST)} == {*DeliveryMode} - {DeliveryMode.NEVER}


def test_a_wish_is_kept_for_the_kind_and_the_person_until_it_is_usual_again(
    health_editor, district_editor
):
    digest = DeliveryMode.DIGEST
    save_delivery_modes(person=health_editor, paces={FREE.value: digest})
    assert get_user_delivery_modes(health_editor)[FREE.value] == digest
    assert get_delivery_modes(FREE, [health_editor, district_editor]) == {health_editor.pk: digest}
    assert get_delivery_modes(MUST, [health_editor]) == {}
    assert {*get_user_delivery_modes(district_editor).values()} == {DeliveryMode.USUAL}
    save_delivery_modes(person=health_editor, paces={FREE.value: DeliveryMode.USUAL})
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    "paces", [{MUST.value: DeliveryMode.NEVER}, {"no": DeliveryMode.USUAL}, {FREE.value: "no"}]
)
def test_what_is_not_offered_is_refused(health_editor, paces):
    with pytest.raises(ValueError):
        save_delivery_modes(person=health_editor, paces=paces)
    assert not NotificationPreference.objects.exists()


def test_what_waits_is_dropped_for_the_person_the_kind_and_the_unit(
    health, district, health_editor, district_editor
):
    events = count()

    def create(person, kind, agency, **fields):
        return Notification.objects.create(
            person=person, kind=kind, agency=agency, event=str(next(events)), **fields
        )

    create(health_editor, FREE, health)
    elsewhere = create(health_editor, FREE, district)
    must = create(health_editor, MUST, health)
    others = create(district_editor, FREE, health)
    delete_pending_notifications(person=health_editor, kinds=[FREE], agency=health)
    assert {*Notification.objects.all()} == {elsewhere, must, others}
    sent = create(health_editor, FREE, health, sent_at=timezone.now())
    save_delivery_modes(person=health_editor, paces={FREE.value: DeliveryMode.NEVER})
    assert {*Notification.objects.all()} == {sent, must, others}
    delete_pending_notifications(person=health_editor)
    assert {*Notification.objects.all()} == {sent, others}


def test_the_usual_way_of_one_kind_leaves_that_of_others_and_of_other_people(
    health_editor, health_moderator
):
    for person in (health_editor, health_moderator):
        save_delivery_modes(
            person=person, paces={FREE: DeliveryMode.NEVER, MUST: DeliveryMode.DIGEST}
        )
    save_delivery_modes(person=health_editor, paces={FREE: DeliveryMode.USUAL})
    kept = NotificationPreference.objects.values_list("person", "kind", "pace")
    assert set(kept) == {
        (health_editor.pk, MUST, DeliveryMode.DIGEST),
        (health_moderator.pk, FREE, DeliveryMode.NEVER),
        (health_moderator.pk, MUST, DeliveryMode.DIGEST),
    }
