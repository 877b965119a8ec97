"""Search parameters, read from the query string of a URL."""

from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.http import QueryDict
from django.utils.dateparse import parse_date
from django.utils.http import urlencode

from search.models import EntryType
from search.selectors.visibility import ALL, SITE
from sites.models import Agency, Kind

QUERY_PARAMETERS = ("q", "scope", "type", "agency", "from", "to", "lang", "order", "page")
RELEVANCE, DATE = "", "date"
MAX_CODE_LENGTH = 80


@dataclass(frozen=True)
class SearchParams:
    """The parameters of a search; docs/features/search.md lists them.

    Unknown and malformed values in a URL are ignored, as if they were not given. ``since`` and
    ``until`` are inclusive.
    """

    text: str
    scope: str = SITE
    # What the website searches unless the visitor chooses.
    default_scope: str = SITE
    type: str = ""
    agency: Agency | None = None
    since: date | None = None
    until: date | None = None
    language: str = ""
    order: str = RELEVANCE
    page: str = "1"

    @classmethod
    def from_request(cls, parameters: QueryDict, website: Agency) -> "SearchParams":
        """Return the search that a query string asks for on a website; see ``QUERY_PARAMETERS``.

        ``agency`` is read only if the scope is all websites, as it is by default on the website of
        a province.
        """
        default_scope = get_default_scope(website)
        scope = _get_choice([SITE, ALL], parameters.get("scope", "")) or default_scope
        return cls(
            text=parameters.get("q", "").strip(),
            scope=scope,
            default_scope=default_scope,
            type=_get_choice(EntryType.values, parameters.get("type", "")),
            agency=_find_agency(parameters.get("agency", "")) if scope == ALL else None,
            since=_parse_day(parameters.get("from", "")),
            until=_parse_day(parameters.get("to", "")),
            language=_get_choice(
                [code for code, _ in settings.LANGUAGES], parameters.get("lang", "")
            ),
            order=_get_choice([DATE], parameters.get("order", "")),
            page=parameters.get("page", "1"),
        )

    @property
    def is_first(self) -> bool:
        """Whether this is the first page of a search as it was typed, without filters."""
        return self.page == "1" and not self.is_filtered

    @property
    def is_filtered(self) -> bool:
        """Whether a filter is set (type, agency, dates, language) that could be removed."""
        return any((self.type, self.agency, self.since, self.until, self.language))

    def get_url(self, **changed: str) -> str:
        """Return the query string of the same search with some parameters replaced.

        ``changed``: values by parameter name. Parameters with their default value are left out,
        and so is ``page``: the link leads to the first page of results.
        """
        parameters = {
            "q": self.text,
            "scope": self.scope,
            "type": self.type,
            "agency": self.agency.code if self.agency else "",
            "from": self.since.isoformat() if self.since else "",
            "to": self.until.isoformat() if self.until else "",
            "lang": self.language,
            "order": self.order,
        } | changed
        usual = {"scope": self.default_scope}
        return urlencode(
            {name: value for name, value in parameters.items() if value != usual.get(name, "")}
        )


def get_default_scope(website: Agency) -> str:
    """Return what a website searches unless the visitor chooses: a province's portal all."""
    return ALL if website.kind == Kind.PROVINCE else SITE


def _get_choice(values: list[str], value: str) -> str:
    return value if value in values else ""


def _find_agency(code: str) -> Agency | None:
    code = code.replace("\0", "")[:MAX_CODE_LENGTH]
    return Agency.objects.filter(code=code).first() if code else None


def _parse_day(value: str) -> date | None:
    try:
        return parse_date(value[:10])
    except ValueError:
        return None
