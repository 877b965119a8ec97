import pytest

from accounts.tests.factories import create_user
from sites.localization.tests.translation_editor import article, bulletin
from sites.tests.factories import add_english


@pytest.fixture(autouse=True)
def english_is_a_language(db):
    add_english()


@pytest.fixture
def health_article(health):
    """A public article of the department of health."""
    return article(health)


@pytest.fixture
def notice(db):
    """A public central bulletin."""
    return bulletin()


@pytest.fixture
def other_moderator(health):
    """A second moderator of the department of health."""
    return create_user("other-moderator", health.moderators)
