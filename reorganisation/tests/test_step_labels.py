from reorganisation.models import StepAction
from reorganisation.plans.report import STEP_LABELS


def test_every_step_has_a_name_on_the_screen():
    assert {*STEP_LABELS} == {*StepAction}
