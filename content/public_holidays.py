"""Public holidays of Vietnam, with the days of the lunar calendar and the days moved by decree.

Labour Code 45/2019, article 112, and the yearly notices on which days are exchanged. They come
from the package ``holidays``, which is maintained for them; a year that it does not know yet has
the days of the law, without exchanges.
"""

from datetime import date
from functools import cache

from holidays import HolidayBase, country_holidays

from content.languages import get_interface_language

# The package's names of languages by ours; readers of any other read Vietnamese.
_LANGUAGES = {"en": "en_US"}


def find_public_holiday(day: date) -> str:
    """Return the name of the public holiday on ``day`` in the interface language, else ''."""
    names = _get_holidays(_LANGUAGES.get(get_interface_language(), "vi"))
    return str(names.get(day, ""))


def list_public_holidays(year: int) -> list[tuple[date, str]]:
    """Return the public holidays of a year as pairs of day and name, the earliest first.

    Names are in the interface language. A year whose exchanges of days are not known yet has the
    days of the law alone.
    """
    language = _LANGUAGES.get(get_interface_language(), "vi")
    return sorted(country_holidays("VN", language=language, years=year).items())


@cache
def _get_holidays(language: str) -> HolidayBase:
    # It adds a year when it is first asked for a day of it.
    return country_holidays("VN", language=language)
