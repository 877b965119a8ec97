"""A text is no longer than its field says, whoever saves it."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from bulletins.models import BulletinProposal
from bulletins.services.placements import update_placement
from bulletins.services.proposals import decline_proposal
from bulletins.tests.factories import publish_bulletin
from home.models import FeedbackMessage, FeedbackState
from home.services.feedback import answer_feedback, create_feedback
from responses.services.acknowledgements import acknowledge

pytestmark = pytest.mark.django_db


def feedback(agency, **words):
    message = FeedbackMessage(**{"subject": "Rác", "message": "Chưa đổ rác."} | words)
    return create_feedback(message, agency=agency, doubt="")


def decline(agency, person, length):
    proposal = BulletinProposal.objects.create(
        title="Rác", summary="Rác.", body="[]", agency=agency, state="sent"
    )
    decline_proposal(proposal=proposal, reply="a" * length, by=person)


def place_note(agency, person, length):
    bulletin = publish_bulletin(slug=f"tin-{length}")
    update_placement(bulletin=bulletin, agency=agency, local_note="a" * length, by=person)


def confirm(agency, person, length):
    deadline = timezone.now() + timedelta(days=1)
    bulletin = publish_bulletin(slug=f"tin-{length}", confirm_by=deadline)
    acknowledge(bulletin=bulletin, agency=agency, answer="a" * length, by=person)


def answer(agency, person, length):
    state = FeedbackState.ANSWERED
    answer_feedback(message=feedback(agency), state=state, note="a" * length, by=person)


def write(agency, person, length):
    feedback(agency, message="a" * length)


@pytest.mark.parametrize(
    ("service", "limit", "field"),
    [
        (decline, 600, "reply"),
        (place_note, 600, "local_note"),
        (confirm, 500, "answer"),
        (answer, 2000, "note"),
        (write, 4000, "message"),
    ],
)
def test_services_take_a_text_of_the_length_of_the_form_and_no_longer(
    service, limit, field, health, health_editor
):
    service(health, health_editor, limit)
    with pytest.raises(ValidationError) as refusal:
        service(health, health_editor, limit + 1)
    assert list(refusal.value.message_dict) == [field]


def test_a_message_without_words_or_with_a_false_address_is_refused_by_the_service(health):
    for field, words in (("message", "  "), ("email", "không"), ("subject", "a" * 151)):
        with pytest.raises(ValidationError) as refusal:
            feedback(health, **{field: words})
        assert list(refusal.value.message_dict) == [field]
    assert not FeedbackMessage.objects.exists()
