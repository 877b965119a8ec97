"""A page and its translations change together, whatever stops the process in between."""

from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone
from wagtail.signals import page_published, page_unpublished, published

from bulletins.models import Bulletin
from bulletins.tests.factories import publish_bulletin, translate
from home.models import NewsPage
from home.tests.factories import publish_news
from sites.localization.currency import get_translation_status
from sites.localization.tests.versions import publish_english, reload
from sites.localization.version_records import record_missing_states
from sites.models import TranslationState
from sites.tests.factories import add_english
from tests.processes import run_in_threads

pytestmark = [pytest.mark.both_databases, pytest.mark.django_db]


class Died(Exception):
    """The process was killed."""


def die(**kwargs):
    raise Died


@pytest.fixture
def source(health):
    return publish_news(health, "Tiêm chủng", lead="Sáng thứ Hai.")


@pytest.fixture
def english(source):
    return publish_english(source, "Vaccination", lead="Monday morning.")


def run_schedule(signal):
    """Run the command, which dies while ``signal`` is sent."""
    signal.connect(die, sender=NewsPage)
    try:
        with pytest.raises(Died):
            call_command("publish_scheduled", verbosity=0)
    finally:
        signal.disconnect(die, sender=NewsPage)


def schedule(page, lead):
    """Have a version published tomorrow."""
    page = reload(page)
    page.lead, page.go_live_at = lead, timezone.now() + timedelta(days=1)
    page.save_revision().publish()


def test_a_scheduled_correction_and_the_state_of_its_translation_are_one_step(
    source, english, clock
):
    schedule(source, "Sáng thứ Ba.")
    clock(timezone.now() + timedelta(days=2))
    run_schedule(page_published)
    assert reload(source).lead == "Sáng thứ Hai."
    assert get_translation_status(english).is_current
    call_command("publish_scheduled", verbosity=0)
    assert reload(source).lead == "Sáng thứ Ba."
    assert get_translation_status(english).outdated == {"lead"}


def test_a_scheduled_end_and_that_of_the_translation_are_one_step(source, english):
    source.expire_at = timezone.now() - timedelta(minutes=1)
    source.save()
    run_schedule(page_unpublished)
    assert reload(source).live and reload(english).live
    call_command("publish_scheduled", verbosity=0)
    assert not reload(source).live and not reload(english).live


def test_what_a_schedule_publishes_is_what_a_translation_of_that_time_renders(
    source, english, clock
):
    schedule(source, "Sáng thứ Ba.")
    clock(timezone.now() + timedelta(days=2))
    call_command("publish_scheduled", verbosity=0)
    english.lead = "Tuesday morning."
    english.save_revision().publish()
    # An upgrade finds only the log.
    TranslationState.objects.all().delete()
    record_missing_states()
    assert get_translation_status(english).is_current


if connection.vendor == "postgresql":
    TITLE = "Hai lần đăng"

    def make_both():
        source = publish_bulletin(TITLE)
        return source.pk, translate(source, "Both").pk

    def is_locked(pk):
        try:
            with transaction.atomic():
                list(Bulletin.objects.select_for_update(nowait=True).filter(pk=pk))
        except OperationalError:
            return True
        return False

    def publish_and_look(source, english):
        """Publish the translation; whether the source could be published meanwhile."""
        found = []

        def look(**kwargs):
            found.extend(run_in_threads(lambda: is_locked(source)))

        published.connect(look, sender=Bulletin)
        try:
            Bulletin.objects.get(pk=english).save_revision().publish()
        finally:
            published.disconnect(look, sender=Bulletin)
        return found

    @pytest.fixture
    def both(db):
        [keys] = run_in_threads(make_both)
        yield keys
        run_in_threads(Bulletin.objects.filter(pk__in=keys).delete)

    def test_a_source_is_not_corrected_while_its_translation_is_compared_with_it(both):
        add_english()
        assert run_in_threads(lambda: publish_and_look(*both)) == [[True]]
