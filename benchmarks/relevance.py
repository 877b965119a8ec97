"""Test of search relevance: the expected hits in the expected order, also among many pages.

``python -m benchmarks.relevance FILE [PAGES]``, on an empty database that DATABASE_URL names, with
PAGES made-up pages (default 0) beside the documents of the file. Each case is requested through the
website, as a visitor does. Prints the deviations, and exits with 1 if there are any.

FILE is JSON: ``documents`` of two websites, *a* and *b*, and ``cases``. Each case has a ``query``
and expectations of its hits on all websites: which documents they ``include`` and ``exclude``, by
their ids, which pairs are in ``order``, which one is ``first``, their ``count`` and ``facets``,
which words are highlighted (``mark``) and what is not in the markup (``mark_not``). A case may have
``filters`` and ``synonyms``. The ``mode`` *autocomplete* requests suggestions on website *a*.

Among many pages only the hits of the two websites count: others may rightly rank higher.
"""

import json
import re
import sys
import tempfile
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any, NamedTuple

import django
from bs4 import BeautifulSoup, Tag
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils.http import urlencode

django.setup()

from benchmarks.search import prepare
from content.text.folding import clean_text
from search.models import SynonymGroup
from sites.models import Agency, Kind
from sites.services.provisioning import provision_agency

WEBSITES = {"a": "trang-a", "b": "trang-b"}
FILTERS = {"date_from": "from", "date_to": "to", "kind": "type", "locale": "lang"}
FACETS = {"kind": "type", "locale": "lang"}
Case = dict[str, Any]


class Hit(NamedTuple):
    """Search hit: its title, and its element in the results page."""

    title: str
    shown: Tag


def load(documents: list[Case]) -> None:
    """Create the two websites and import their documents."""
    for name, code in WEBSITES.items():
        names = {"name_vi": f"Đơn vị {name}", "name_en": f"Unit {name}"}
        provision_agency(code=code, kind=Kind.BOARD, host=f"{code}.backan.localhost", **names)
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "documents.jsonl"
        file.write_text("\n".join(map(_format_record, documents)), encoding="utf-8")
        call_command("import_content", file)


def _format_record(document: Case) -> str:
    kind = {"type": document["model"].replace("page", "article"), "kind": document["kind"]}
    return json.dumps(document | kind | {"agency": WEBSITES[document["site"]]})


class SearchClient:
    """Client that searches through the website, as a visitor does."""

    def __init__(self) -> None:
        agency = Agency.objects.select_related("site").get(code=WEBSITES["a"])
        # Without a client IP, so that no rate limit applies.
        host = f"{agency.site.hostname}:{settings.SITE_PORT}"
        self.client = Client(REMOTE_ADDR="", headers={"host": host})

    def list_suggestions(self, query: str) -> list[str]:
        """Return the suggested titles."""
        answer = self.client.get(f"/tim-kiem/goi-y/?{urlencode({'q': query})}")
        return [suggestion["title"] for suggestion in answer.json()]

    def iter_hits(self, query: str, **narrowed: str) -> Iterator[Hit]:
        """Yield the hits of all results pages; ``narrowed`` are further query parameters."""
        query_string: str | None = f"?{urlencode({'q': query, 'scope': 'all'} | narrowed)}"
        while query_string:
            page = self._fetch_page(query_string)
            for hit in page.select("ol.results > li"):
                yield Hit(hit.h2.get_text(), hit)
            following = page.select_one("a[rel=next]")
            query_string = str(following["href"]) if following else None

    def count_hits(self, query: str, **narrowed: str) -> int:
        """Return the number of hits that the results page states; 0 if it states none."""
        page = self._fetch_page(f"?{urlencode({'q': query, 'scope': 'all'} | narrowed)}")
        facts = page.select_one(".list-facts")
        found = re.match(r"\d+", facts.get_text().replace(".", "")) if facts else None
        return int(found[0]) if found else 0

    def _fetch_page(self, query_string: str) -> BeautifulSoup:
        answer = self.client.get(f"/tim-kiem/{query_string}")
        if answer.status_code != HTTPStatus.OK:
            raise SystemExit(f"{query_string} answered {answer.status_code}")
        return BeautifulSoup(answer.content, "html.parser")


class Judge:
    """Comparison of the results of a case with its expectations."""

    def __init__(self, client: SearchClient, documents: list[Case]) -> None:
        self.client = client
        self.titles = {
            document["id"]: " ".join(clean_text(document["title"]).split())
            for document in documents
        }

    def iter_problems(self, case: Case) -> Iterator[str]:
        """Yield a sentence for each expectation that is not met; nothing if all are."""
        if case["mode"] == "autocomplete":
            yield from self._iter_list_problems(case, self.client.list_suggestions(case["query"]))
            return
        filters = {FILTERS[name]: value for name, value in case.get("filters", {}).items()}
        hits = self._list_hits(case["query"], filters)
        yield from self._iter_list_problems(case, [hit.title for hit in hits])
        yield from self._iter_mark_problems(case, {hit.title: hit.shown for hit in hits})
        yield from self._iter_number_problems(case, filters)

    def _list_hits(self, query: str, filters: dict[str, str]) -> list[Hit]:
        """Return the hits of the two websites, those beyond the last results page at the end."""
        known = set(self.titles.values())
        hits = [hit for hit in self.client.iter_hits(query, **filters) if hit.title in known]
        seen = {hit.title for hit in hits}
        for code in WEBSITES.values():
            narrowed = self.client.iter_hits(query, agency=code, **filters)
            hits += [hit for hit in narrowed if hit.title not in seen]
        return hits

    def _iter_list_problems(self, case: Case, titles: list[str]) -> Iterator[str]:
        place = {title: number for number, title in reversed([*enumerate(titles)])}
        for document in case.get("include", ()):
            if self.titles[document] not in place:
                yield f"{document} is missing"
        for document in case.get("exclude", ()):
            if self.titles[document] in place:
                yield f"{document} is there"
        for before, after in case.get("order", ()):
            last = len(titles)
            if place.get(self.titles[before], last) >= place.get(self.titles[after], last + 1):
                yield f"{before} is not before {after}"
        first = case.get("first")
        if first and titles[:1] != [self.titles[first]]:
            yield f"{first} is not first"
        if not case.get("include") and "count" not in case and titles:
            yield "there are hits"

    def _iter_mark_problems(self, case: Case, shown: dict[str, Tag]) -> Iterator[str]:
        for document, spellings in case.get("mark", {}).items():
            hit = shown.get(self.titles[document])
            marks = [mark.get_text() for mark in hit.select("mark")] if hit else []
            if not any(spelling in mark for spelling in spellings for mark in marks):
                yield f"{document} marks {marks}"
        for document, unwanted in case.get("mark_not", {}).items():
            for part in unwanted:
                if part in str(shown.get(self.titles[document])):
                    yield f"{document} has {part}"

    def _iter_number_problems(self, case: Case, filters: dict[str, str]) -> Iterator[str]:
        if "count" in case and self._count_hits(case, **filters) != case["count"]:
            yield f"there are {self._count_hits(case, **filters)} instead of {case['count']}"
        for facet, numbers in case.get("facets", {}).items():
            for value, number in numbers.items():
                chosen = {FACETS[facet]: value} if facet in FACETS else {"agency": WEBSITES[value]}
                if self._count_hits(case, **filters | chosen) != number:
                    yield f"{self._count_hits(case, **filters | chosen)} of {facet} {value}"

    def _count_hits(self, case: Case, **narrowed: str) -> int:
        codes = [narrowed.pop("agency")] if "agency" in narrowed else WEBSITES.values()
        query = case["query"]
        return sum(self.client.count_hits(query, agency=code, **narrowed) for code in codes)


def main(file: str, pages: int) -> int:
    """Run all cases of a file; return how many fail.

    ``pages``: the number of made-up pages.
    """
    content = json.loads(Path(file).read_text(encoding="utf-8"))
    prepare(pages)
    load(content["documents"])
    judge = Judge(SearchClient(), content["documents"])
    failed = 0
    for case in content["cases"]:
        groups = [SynonymGroup(terms=", ".join(terms)) for terms in case.get("synonyms", ())]
        for group in groups:
            group.save()
        faults = list(judge.iter_problems(case))
        failed += bool(faults)
        for what in faults:
            sys.stdout.write(f"{case['id']} {case['query']!r}: {what}\n")
        for group in groups:
            group.delete()
    right = len(content["cases"]) - failed
    sys.stdout.write(f"{right} of {len(content['cases'])} cases are right.\n")
    return failed


if __name__ == "__main__":
    _program, cases, *number = sys.argv
    sys.exit(bool(main(cases, int(number[0]) if number else 0)))
