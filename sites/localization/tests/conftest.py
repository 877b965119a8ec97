import pytest

from sites.localization.tests.factories import article, bulletin, english


@pytest.fixture(autouse=True)
def english_is_a_language(db):
    english()


@pytest.fixture
def health_article(health):
    """A public article of the department of health."""
    return article(health)


@pytest.fixture
def notice(db):
    """A public central bulletin."""
    return bulletin()
