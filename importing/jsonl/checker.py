"""Checks of all lines of a file, before anything is stored, and content that is dropped.

Lines are checked against each other and against earlier imports. Content of valid lines that is
dropped is reported, so that nobody loses it unnoticed.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language_info

from home.models import HomePage
from importing.jsonl.mapping import get_form
from importing.jsonl.old_urls import find_former_path, get_hosts
from importing.jsonl.reader import ALLOWED, ImportRecord, LineProblem
from importing.models import ImportedContent, ImportedForm
from sites.models import Agency


@dataclass(frozen=True)
class ExistingRecords:
    """What an earlier import made of a line; ``page`` or ``bulletin`` is its key."""

    form: str
    agency: str
    language: str
    digest: str
    page: int | None
    bulletin: int | None


class ImportContext:
    """The active agencies, and what was imported before; read from the database once."""

    def __init__(self) -> None:
        agencies = Agency.objects.active().select_related("site", "root_page__locale")
        self.agencies = {agency.code: agency for agency in agencies.prefetch_related("aliases")}
        self.hosts = {code: get_hosts(agency) for code, agency in self.agencies.items()}
        rows = ImportedContent.objects.values_list(
            "key", "form", "agency__code", "language", "digest", "page", "bulletin"
        )
        self.known: dict[str, ExistingRecords] = {
            row[0]: ExistingRecords(*row[1:]) for row in rows.iterator()
        }
        home_pages = HomePage.objects.exclude(locale__language_code=settings.LANGUAGE_CODE)
        self.translated = set(home_pages.values_list("translation_key", "locale__language_code"))

    def has_home_page(self, agency: Agency, language: str) -> bool:
        """Return whether a website has a home page in a language, or can be given one.

        A missing one can be created if the agency has a name in the language.
        """
        home = agency.root_page
        known = home.locale.language_code == language
        translated = (home.translation_key, language) in self.translated
        return known or translated or bool(agency.get_name_in(language))


class RecordChecker:
    """The check of all lines, one after the other; collects what must be unique in the file."""

    def __init__(self, world: ImportContext, problems: list[LineProblem]) -> None:
        self.world = world
        self.problems = problems
        self.seen: dict[str, dict[Any, int]] = {"id": {}, "old_url": {}}

    def iter_checked(self, lines: Iterable[ImportRecord]) -> Iterator[ImportRecord]:
        """Yield all lines, and add what is wrong with them to ``problems``."""
        for line in lines:
            for column, what in self._iter_problems(line):
                self.problems.append(LineProblem(line.number, column, what, ALLOWED[column]))
            yield line

    def _iter_problems(self, line: ImportRecord) -> Iterator[tuple[str, str]]:
        yield from self._iter_duplicates("id", line.id, line)
        known = self.world.known.get(line.id)
        if known:
            yield from _iter_contradictions(line, known)
        agency = self.world.agencies.get(line.agency)
        if agency is None:
            yield "agency", f"{line.agency!r} is unknown"
            return
        if not self.world.has_home_page(agency, line.locale):
            language = get_language_info(line.locale)["name"]
            lacking = f"has no {language} home page, and no {language} name for one"
            yield "locale", f"{line.agency} {lacking}"
        if line.old_url:
            path = find_former_path(line.old_url, self.world.hosts[line.agency])
            if path is None:
                yield "old_url", f"{line.old_url!r} is not on a host of {line.agency}"
            else:
                yield from self._iter_duplicates("old_url", (line.agency, *path), line)

    def _iter_duplicates(
        self, column: str, value: Any, line: ImportRecord
    ) -> Iterator[tuple[str, str]]:
        first = self.seen[column].setdefault(value, line.number)
        if first != line.number:
            yield column, f"stands in line {first} already"


def _iter_contradictions(line: ImportRecord, known: ExistingRecords) -> Iterator[tuple[str, str]]:
    """Yield what the line would change of an earlier import: form, agency and language stay."""
    if get_form(line) != known.form:
        column = "type" if ImportedForm.BULLETIN in (get_form(line), known.form) else "kind"
        yield column, f"{line.id!r} was imported as {known.form}"
    if line.agency != known.agency:
        yield "agency", f"{line.id!r} was imported for {known.agency}"
    if line.locale != known.language:
        yield "locale", f"{line.id!r} was imported in {known.language}"


@dataclass(frozen=True)
class DroppedContent:
    """One thing that is dropped from a line; ``column`` is the key in its JSON object."""

    line: int
    column: str
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.column}: {self.what}"
