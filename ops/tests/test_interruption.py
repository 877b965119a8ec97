"""A command that is told to stop: it tidies up, says what is left, and says so with its code."""

import os
import signal

import pytest

from ops.backup.interruption import ending_cleanly

SIGNALS = [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]


@pytest.mark.parametrize("number", SIGNALS)
def test_the_first_signal_ends_the_work_and_none_the_tidying_up(number):
    said, former = [], [signal.getsignal(one) for one in SIGNALS]
    with (
        pytest.raises(SystemExit) as ended,
        ending_cleanly(lambda text: said.append(text), "Nothing is left."),
    ):
        try:
            os.kill(os.getpid(), number)
            signal.pause()
        finally:
            for another in SIGNALS:
                os.kill(os.getpid(), another)
            said.append("tidied up")
    assert ended.value.code == 128 + number
    assert said == ["tidied up", "Interrupted. Nothing is left."]
    assert [signal.getsignal(one) for one in SIGNALS] == former


def test_a_terminal_that_is_gone_changes_nothing():
    def tell(text):
        raise OSError(5, "Input/output error")

    with pytest.raises(SystemExit) as ended, ending_cleanly(tell, "Nothing is left."):
        os.kill(os.getpid(), signal.SIGHUP)
        signal.pause()
    assert ended.value.code == 129
