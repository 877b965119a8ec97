"""Checks of lines against each other and against earlier imports, before anything is stored."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from home.importing.kinds import form_of
from home.importing.lines import ALLOWED, Line
from home.importing.old_addresses import former_path, hosts_of
from home.importing.problems import LineProblem
from home.models import HomePage, ImportedContent, ImportedForm
from sites.models import Agency


@dataclass(frozen=True)
class Known:
    """What an earlier import made of a line; ``page`` or ``bulletin`` is its key."""

    form: str
    agency: str
    language: str
    digest: str
    page: int | None
    bulletin: int | None


class World:
    """The active agencies, and what was imported before; read from the database once."""

    def __init__(self) -> None:
        agencies = Agency.objects.active().select_related("site", "root_page__locale")
        self.agencies = {agency.code: agency for agency in agencies.prefetch_related("aliases")}
        self.hosts = {code: hosts_of(agency) for code, agency in self.agencies.items()}
        rows = ImportedContent.objects.values_list(
            "key", "form", "agency__code", "language", "digest", "page", "bulletin"
        )
        self.known: dict[str, Known] = {row[0]: Known(*row[1:]) for row in rows.iterator()}
        fronts = HomePage.objects.exclude(locale__language_code=settings.LANGUAGE_CODE)
        self.translated = set(fronts.values_list("translation_key", "locale__language_code"))

    def has_front(self, agency: Agency, language: str) -> bool:
        """Return whether a website has a home page in a language, or can be given one.

        A missing one can be created if the agency has an English name.
        """
        home = agency.root_page
        known = home.locale.language_code == language
        return known or (home.translation_key, language) in self.translated or bool(agency.name_en)


class Checking:
    """The check of all lines, one after the other; collects what must be unique in the file."""

    def __init__(self, world: World, problems: list[LineProblem]) -> None:
        self.world = world
        self.problems = problems
        self.seen: dict[str, dict[Any, int]] = {"id": {}, "old_url": {}}

    def passing(self, lines: Iterable[Line]) -> Iterator[Line]:
        """Yield all lines, and add what is wrong with them to ``problems``."""
        for line in lines:
            for column, what in self._faults(line):
                self.problems.append(LineProblem(line.number, column, what, ALLOWED[column]))
            yield line

    def _faults(self, line: Line) -> Iterator[tuple[str, str]]:
        yield from self._once("id", line.id, line)
        known = self.world.known.get(line.id)
        if known:
            yield from _contradictions(line, known)
        agency = self.world.agencies.get(line.agency)
        if agency is None:
            yield "agency", f"{line.agency!r} is unknown"
            return
        if not self.world.has_front(agency, line.locale):
            yield "locale", f"{line.agency} has no English home page, and no English name for one"
        if line.old_url:
            path = former_path(line.old_url, self.world.hosts[line.agency])
            if path is None:
                yield "old_url", f"{line.old_url!r} is not on a host of {line.agency}"
            else:
                yield from self._once("old_url", (line.agency, *path), line)

    def _once(self, column: str, value: Any, line: Line) -> Iterator[tuple[str, str]]:
        first = self.seen[column].setdefault(value, line.number)
        if first != line.number:
            yield column, f"stands in line {first} already"


def _contradictions(line: Line, known: Known) -> Iterator[tuple[str, str]]:
    """Yield what the line would change of an earlier import: form, agency and language stay."""
    if form_of(line) != known.form:
        column = "type" if ImportedForm.BULLETIN in (form_of(line), known.form) else "kind"
        yield column, f"{line.id!r} was imported as {known.form}"
    if line.agency != known.agency:
        yield "agency", f"{line.id!r} was imported for {known.agency}"
    if line.locale != known.language:
        yield "locale", f"{line.id!r} was imported in {known.language}"
