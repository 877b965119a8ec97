"""Checks of the background work: whether somebody does it, and what waits or was given up."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.timesince import timesince
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ops.health.registry import (
    EVERYBODY,
    PEOPLE,
    CheckResult,
    Inquiry,
    Level,
    fail,
    health_check,
    passed,
)
from ops.jobs.queue import list_queued_tasks
from ops.models import Worker
from ops.system.mail_queue import find_oldest_queued_email, list_mail_tasks
from ops.system.queue import (
    MAX_AGE_SECONDS,
    QueueCounts,
    count_hanging,
    count_tasks,
    get_age,
    list_failing_periodic_tasks,
)
from ops.system.workers import find_last_lease

JOBS = gettext_lazy("Background work")


@health_check("mail", gettext_lazy("E-mail"), order=510, askers=EVERYBODY)
def check_mail(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether mail goes out."""
    counts, oldest = count_tasks(list_mail_tasks()), find_oldest_queued_email()
    text = _("Mails that wait: %(waiting)d; given up: %(dead)d.") % _get_numbers(counts)
    age = (timezone.now() - oldest).total_seconds() if oldest else 0.0
    if oldest and age > MAX_AGE_SECONDS:
        advice = _("Does the mail server answer? Its errors stand in the list.")
        yield _make_late(text, age, advice, f"waiting since {_format_time(oldest)}")
    else:
        advice = _("Look why, then have them sent again.") if counts.dead else ""
        yield _make_result(text, advice)


@health_check("jobs", JOBS, order=520, askers=EVERYBODY)
def check_workers(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield whether anybody does the background work."""
    if alive := Worker.objects.alive().count():
        text = ngettext("%(number)s process works.", "%(number)s processes work.", alive)
        yield passed(text % {"number": alive}, url=reverse("jobs"), link=JOBS)
        return
    last = find_last_lease()
    yield fail(
        _("Nobody does it: no mail goes out, and nothing is published at its time."),
        _("Have run_jobs started on the server."),
        short=f"no runner since {_format_time(last)}" if last else "no runner yet",
        url=reverse("jobs"),
        link=JOBS,
    )


@health_check("queue", gettext_lazy("Queue"), order=530, askers=PEOPLE)
def check_queue(inquiry: Inquiry) -> Iterator[CheckResult]:
    """Yield tasks that wait, and tasks that were given up or keep failing."""
    counts, age = count_tasks(list_queued_tasks()), get_age()
    failing, hanging = list_failing_periodic_tasks().count(), count_hanging()
    text = _("Tasks that wait: %(waiting)d; given up: %(dead)d.") % _get_numbers(counts)
    if failing:
        text += " " + ngettext(
            "%(number)s task that comes again keeps failing.",
            "%(number)s tasks that come again keep failing.",
            failing,
        ) % {"number": failing}
    if hanging:
        text += " " + ngettext(
            "%(number)s task took much too long and was ended.",
            "%(number)s tasks took much too long and were ended.",
            hanging,
        ) % {"number": hanging}
    if age > MAX_AGE_SECONDS:
        advice = _("Is there a process that works, and is it busy with something long?")
        yield _make_late(text, age, advice)
    elif counts.dead:
        yield _make_result(text, _("Look at what was given up: do it again, or discard it."))
    else:
        yield _make_result(text, _("Look at what failed and why.") if failing or hanging else "")


def _make_result(text: str, advice: str) -> CheckResult:
    level = Level.WARNING if advice else Level.OK
    return CheckResult(level, text, advice, url=reverse("jobs"), link=JOBS)


def _make_late(text: str, age: float, advice: str, short: str = "") -> CheckResult:
    now = timezone.now()
    time = timesince(now - timedelta(seconds=age), now)
    text += " " + _("The oldest has waited for %(time)s.") % {"time": time}
    return fail(text, advice, short=short, url=reverse("jobs"), link=JOBS)


def _get_numbers(counts: QueueCounts) -> dict[str, int]:
    return {"waiting": counts.waiting, "dead": counts.dead}


def _format_time(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%Y-%m-%d %H:%M}"
