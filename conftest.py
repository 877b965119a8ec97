"""The people and places of the tests: two agencies, their province, the ICT department's
people, each agency's people, and an outsider.

The agencies are made once for the whole run; a test changes them inside its own transaction.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from datetime import date, datetime, timedelta

import hypothesis
import pytest
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone, translation

from accounts.models import User
from accounts.tests.clients import record_sign_in
from accounts.tests.factories import create_user
from bulletins.roles import AUTHORS, PUBLISHERS, TRANSLATORS
from members.roles import AUDITORS
from ops.database.outages import database_circuit, drawing_circuit
from ops.errors.recorder import recorder
from ops.jobs.queue import run_next_queued_task
from ops.models import Worker
from sites.models import Agency, Kind
from sites.services.provisioning import provision_agency
from tests.mail_server import PostOffice
from tests.parts import DRILLS, GATE, choose_tests, get_part
from tests.processes import CommittedRows
from tests.template_database import use_test_database

AGENCIES = [
    ("tinh-bac-kan", Kind.PROVINCE, "Cổng Thông tin điện tử tỉnh Bắc Kạn", "www"),
    ("so-y-te", Kind.DEPARTMENT, "Sở Y tế", "soyte"),
    ("huyen-ba-be", Kind.DISTRICT, "Ủy ban nhân dân huyện Ba Bể", "babe"),
]

# Django makes and drops many small objects. To look for circles among them a hundred times less
# often takes a seventh off the time of all tests.
gc.set_threshold(100_000, 50, 100)

# Each run of the gate tries the same examples, the drill others each time; no machine is too slow.
hypothesis.settings.register_profile("gate", derandomize=True, deadline=None)
hypothesis.settings.register_profile("drill", deadline=None, max_examples=2_000)

# A parameter that views read makes a page be made anew; see sites.middleware.cache.
PAST_THE_CACHE = "?trang=1"


def pytest_addoption(parser: pytest.Parser) -> None:
    names = [*GATE, *(f"drill-{name}" for name in DRILLS)]
    parser.addoption("--part", choices=names, help="run the tests of this part (tests/parts.py)")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    chosen = choose_tests(items, config.getoption("part"))
    left_out = {*items} - {*chosen}
    config.hook.pytest_deselected(items=[item for item in items if item in left_out])
    # pytest-django puts those that ask no database last. They are quick, and fail first.
    items[:] = sorted(chosen, key=lambda item: get_part(item) != "plain")


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_blocker):
    """The database of this process, with the agencies; gives the rows that all tests begin with."""
    with ExitStack() as stack:
        with django_db_blocker.unblock():
            stack.enter_context(use_test_database(connection, provision_agencies))
            rows = CommittedRows()
        yield rows
        stack.enter_context(django_db_blocker.unblock())


def provision_agencies():
    for code, kind, name, label in AGENCIES:
        host = f"{label}.{settings.BASE_DOMAIN}"
        provision_agency(code=code, kind=kind, name_vi=name, host=host)


@pytest.fixture(autouse=True)
def no_rows_left(request, django_db_blocker):
    """What the threads of a test commit, that test removes."""
    yield
    if CommittedRows.may_differ:
        with django_db_blocker.unblock():
            request.getfixturevalue("django_db_setup").check()


@pytest.fixture(autouse=True)
def empty_caches():
    for cache in caches.all(initialized_only=True):
        cache.clear()


@pytest.fixture(autouse=True)
def nothing_was_away():
    """What failed a moment ago is not asked again for a while, and no test shall wait for that."""
    database_circuit.close()
    drawing_circuit.close()


@pytest.fixture(autouse=True)
def no_error_was_met():
    """What one test has met, the next one's requests would write down."""
    recorder.forget()


@pytest.fixture(autouse=True)
def in_vietnamese():
    """A request leaves its language behind, and no test shall speak the one before's."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture
def province(db) -> Agency:
    return Agency.objects.with_site().get(code="tinh-bac-kan")


@pytest.fixture
def health(db) -> Agency:
    """Agency A of most tests: the department of health."""
    return Agency.objects.with_site().get(code="so-y-te")


@pytest.fixture
def district(db) -> Agency:
    """Agency B of most tests: the district of Ba Bể."""
    return Agency.objects.with_site().get(code="huyen-ba-be")


@pytest.fixture
def visit() -> Callable[..., HttpResponse]:
    """Get a page of an agency's website as an anonymous reader: ``visit(health, "/")``.

    Who searches comes after everything is committed: the search hears of it then.
    """

    def get(agency: Agency, path: str = "/", **options: object) -> HttpResponse:
        if "/tim-kiem/" in path:
            commit()
        client = Client(headers={"host": f"{agency.site.hostname}:{settings.SITE_PORT}"})
        return client.get(path, **options)

    return get


def commit() -> None:
    """Do what waits for the end of the transaction, which in a test does not come."""
    while connection.run_on_commit:
        _savepoints, function, _robust = connection.run_on_commit.pop(0)
        function()


@pytest.fixture
def kept(visit) -> Callable[..., bool]:
    """Whether a page is answered from the page cache, which costs the one query for its numbers."""

    def is_kept(agency: Agency, path: str = "/", **options: object) -> bool:
        with CaptureQueriesContext(connection) as queries:
            assert visit(agency, path, **options).status_code == 200
        return len(queries) == 1

    return is_kept


@pytest.fixture
def clock(monkeypatch) -> Callable[[datetime], None]:
    """Set the time of day: ``clock(moment)``."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def today(clock) -> date:
    """The day, on which the time of day stands still until the end of the test."""
    clock(timezone.now())
    return timezone.localdate()


@pytest.fixture
def work_off(db) -> Callable[[], None]:
    """Do once what waits in the queue now, and what that puts there."""

    def run() -> None:
        now = timezone.now()
        lease = {"started_at": now, "expires_at": now + timedelta(minutes=1)}
        runner, _ = Worker.objects.update_or_create(pk="tests", defaults=lease)
        while run_next_queued_task(runner):
            pass

    return run


@pytest.fixture
def queued_mail(settings) -> None:
    """Mail goes by the queue, as in production; what is sent is in the outbox."""
    settings.EMAIL_BACKEND = "ops.mail.backend.QueueBackend"


@pytest.fixture
def post_office(settings, queued_mail) -> Iterator[PostOffice]:
    """A real mail server that the queue hands its mail to."""
    settings.MAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with PostOffice() as office:
        settings.EMAIL_HOST, settings.EMAIL_PORT = office.hostname, office.port
        yield office


@pytest.fixture
def anonymous() -> Callable[[str], Client]:
    """A client without cookies for any host name."""
    return lambda host: Client(headers={"host": host})


@pytest.fixture
def sign_in(db) -> Callable[..., Client]:
    """A client of the admin's host, signed in as somebody, a moment ago or longer:
    ``sign_in(user, ago=timedelta(hours=1))``.
    """

    def client_of(user: User, ago: timedelta = timedelta()) -> Client:
        client = Client(headers={"host": f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"})
        client.force_login(user)
        record_sign_in(client, user, ago)
        return client

    return client_of


@pytest.fixture
def ict_admin(db) -> User:
    return create_user("ict-admin", is_superuser=True)


@pytest.fixture
def ict_author(db) -> User:
    return create_user("ict-author", Group.objects.get(name=AUTHORS))


@pytest.fixture
def ict_publisher(db) -> User:
    return create_user("ict-publisher", Group.objects.get(name=PUBLISHERS))


@pytest.fixture
def translator(db) -> User:
    return create_user("translator", Group.objects.get(name=TRANSLATORS))


@pytest.fixture
def auditor(db) -> User:
    return create_user("auditor", Group.objects.get(name=AUDITORS))


@pytest.fixture
def health_editor(health) -> User:
    return create_user("health-editor", health.editors)


@pytest.fixture
def health_moderator(health) -> User:
    return create_user("health-moderator", health.moderators)


@pytest.fixture
def district_moderator(district) -> User:
    return create_user("district-moderator", district.moderators)


@pytest.fixture
def district_editor(district) -> User:
    return create_user("district-editor", district.editors)


@pytest.fixture
def outsider(db) -> User:
    """Somebody with an account and no role."""
    return create_user("outsider")
