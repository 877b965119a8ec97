"""A nation on one installation: agencies with their pages, bulletins, and people.

``python -m benchmarks.nation AGENCIES/PAGES/BULLETINS/PEOPLE``, under the settings and on the empty
database of an installation. A few agencies and bulletins are written by services, as people would,
and copied (``benchmarks.copies``). Prints JSON: seconds by step.
"""

import json
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import django
from django.db import connection
from tqdm import tqdm

django.setup()

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.core.management import call_command
from django.utils import timezone
from wagtail.models import Collection, Page

from accounts.models import User
from benchmarks import copies
from benchmarks.sizes import Sizes
from benchmarks.vietnamese import Writer
from bulletins.models import Bulletin, BulletinAudience, Urgency
from content.text.collation import get_sort_key
from content.text.folding import fold_text
from home.models import (
    ContactPage,
    DocumentIndexPage,
    DocumentPage,
    InformationPage,
    NewsIndexPage,
    NewsPage,
    SectionPage,
)
from sites.models import Agency, AgencySettings, Kind
from sites.services.provisioning import provision_agency

# Agencies that are written by services, and bulletins likewise.
PATTERNS, BULLETIN_PATTERNS = 4, 10
# Begins the words that are replaced in copies; nobody writes it.
WORD, LETTERS = "Khuônmẫu", "abcdz"
# About as many communes as a province has.
PER_PROVINCE = 100
# Copies in one transaction.
BATCH = 100
# Days over which bulletins are spread.
DAYS = 3650
# The last one is a single agency.
AUDIENCES = (["all"], ["kind:commune"], ["all"], ["below:tinh-1"], ["kind:province"], [])


def build(sizes: Sizes) -> dict[str, float]:
    """Fill the empty database; return the seconds of each step."""
    took: dict[str, float] = {}
    with _timed(took, "tables"):
        call_command("migrate", verbosity=0)
    with _timed(took, "provinces"):
        provinces = _add_provinces(max(1, sizes.agencies // PER_PROVINCE))
    with _timed(took, "agencies"), _without_word_indexes():
        _add_agencies(sizes, provinces)
    with _timed(took, "bulletins"):
        _add_bulletins(sizes.bulletins, provinces)
    with _timed(took, "people"):
        _add_people(sizes.people)
    with _timed(took, "statistics"), connection.cursor() as cursor:
        # As autovacuum does within a minute or two.
        cursor.execute("VACUUM ANALYZE")
    return took


@contextmanager
def _timed(took: dict[str, float], name: str) -> Iterator[None]:
    sys.stderr.write(f"{name}\n")
    begin = time.monotonic()
    yield
    took[name] = round(time.monotonic() - begin, 1)


@contextmanager
def _without_word_indexes() -> Iterator[None]:
    """Make the full-text indexes once, when all is there, as ``restore`` does."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'search_words' AND indexdef LIKE '%USING gin%'"
        )
        found = cursor.fetchall()
        for name, _definition in found:
            cursor.execute(f"DROP INDEX {name}")
        yield
        for _name, definition in found:
            cursor.execute(definition)


def _add_provinces(number: int) -> list[Agency]:
    """Provision the provinces; the first one is at ``www``."""
    return [
        provision_agency(
            code=f"tinh-{place}",
            kind=Kind.PROVINCE,
            name_vi=f"Cổng thông tin tỉnh Thử Nghiệm {place}",
            host=f"{'www' if place == 1 else f'tinh{place}'}.{settings.BASE_DOMAIN}",
        )
        for place in tqdm(range(1, number + 1), unit="province", disable=not sys.stderr.isatty())
    ]


def _add_agencies(sizes: Sizes, provinces: list[Agency]) -> None:
    wanted = sizes.agencies - len(provinces)
    patterns = min(PATTERNS, wanted)
    bar = tqdm(total=wanted, unit="agency", disable=not sys.stderr.isatty())
    for pattern in range(patterns):
        with copies.record(f"{WORD}{LETTERS[pattern]}") as original:
            code = f"xa-{original.folded}"
            agency = provision_agency(
                code=code,
                kind=Kind.COMMUNE,
                name_vi=f"Ủy ban nhân dân xã {original.word}",
                host=f"{code}.{settings.BASE_DOMAIN}",
                parent=provinces[pattern % len(provinces)].code,
            )
            _fill_website(agency, max(0, sizes.pages // sizes.agencies), seed=pattern)
        number = wanted // patterns + (pattern < wanted % patterns) - 1
        _list_copies(pattern, number)
        changes = _get_changes(agency)
        for start in range(1, number + 1, BATCH):
            numbers = range(start, min(start + BATCH, number + 1))
            copies.copy(original, numbers, changes)
            bar.update(len(numbers))
        copies.set_sequences()
    _count_children()
    _spread(provinces)


def _fill_website(agency: Agency, pages: int, seed: int) -> None:
    """Write details and further pages, as the agency would; ``pages`` there are to be in all."""
    writer = Writer(seed)
    details = AgencySettings.for_site(agency.site)
    details.address, details.telephone = "Tổ 1, xã Thử Nghiệm", "0209 3000 100"
    details.email, details.responsible = "xa@bantin.example", "Chủ tịch Ủy ban nhân dân"
    details.save()
    below = Page.objects.descendant_of(agency.root_page, inclusive=True)
    kinds = [(NewsPage, NewsIndexPage)] * 7 + [(DocumentPage, DocumentIndexPage)] * 2
    kinds += [(InformationPage, SectionPage)]
    for place in range(max(0, pages - below.count())):
        model, parent_model = kinds[place % len(kinds)]
        parent = parent_model.objects.descendant_of(agency.root_page).get()
        day = date.today() - timedelta(days=place)
        text = writer.write_text(60)
        page = model(title=writer.write_text(12)[:200], locale=parent.locale)
        if model is NewsPage:
            page.date, page.lead = day, writer.write_text(25)[:400]
        elif model is DocumentPage:
            page.number, page.issued_on = f"{place}/QĐ-UBND", day
            page.signed_by = "Nguyễn Văn A"
        if hasattr(page, "body"):
            page.body = [("text", f"<p>{text}</p>")]
        parent.add_child(instance=page)
        page.save_revision().publish()
    contact = ContactPage.objects.descendant_of(agency.root_page).get()
    contact.save_revision().publish()


def _list_copies(pattern: int, number: int) -> None:
    """Say of each copy its word and its places in the trees of pages and collections."""
    page_root, collection_root = Page.objects.get(depth=1), Collection.get_first_root_node()
    pages = _get_last_step(Page, page_root)
    collections = _get_last_step(Collection, collection_root)
    rows = []
    for place in range(1, number + 1):
        word = f"Thử{pattern}{place:04d}"
        page = Page._get_path(page_root.path, 2, pages + place)
        collection = Collection._get_path(collection_root.path, 2, collections + place)
        rows.append((place, word, fold_text(word), page, collection))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copies")
        cursor.execute(
            "CREATE TEMPORARY TABLE copies"
            " (number int PRIMARY KEY, word text, folded text, page text, collection text)"
        )
        cursor.executemany("INSERT INTO copies VALUES (%s, %s, %s, %s, %s)", rows)


def _get_last_step(model: type, root: object) -> int:
    last = model.objects.filter(depth=2).order_by("path").last()
    return model._str2int(last.path[len(root.path) :])


def _get_changes(agency: Agency) -> dict[str, str]:
    """Return what is different in the copies of an agency, besides keys and the word."""
    page, collection = agency.root_page.path, agency.collection.path
    paths = {
        "wagtailcore_page": ("page", page),
        "wagtailcore_collection": ("collection", collection),
    }
    return {
        f"{table}.path": f"c.{column} || substr(o.path, {len(path) + 1})"
        for table, (column, path) in paths.items()
    }


def _count_children() -> None:
    for model in (Page, Collection):
        root = model.objects.get(depth=1)
        model.objects.filter(pk=root.pk).update(numchild=model.objects.filter(depth=2).count())


def _spread(provinces: list[Agency]) -> None:
    """Let agencies belong to all provinces, and keep the keys by which they are sorted."""
    agencies = list(
        Agency.objects.exclude(kind=Kind.PROVINCE).select_related("site").order_by("pk")
    )
    for place, agency in enumerate(agencies):
        agency.parent = provinces[place % len(provinces)]
        agency.sort_key = get_sort_key(agency.name_vi)
        agency.set_keys()
    fields = ["parent", "sort_key", "search_key", "directory_key"]
    Agency.objects.bulk_update(agencies, fields, batch_size=500)


def _add_bulletins(number: int, provinces: list[Agency]) -> None:
    """Publish some, copy them, and spread the copies over ten years; few are in force."""
    patterns, writer = min(BULLETIN_PATTERNS, number), Writer(99)
    agency = Agency.objects.exclude(kind=Kind.PROVINCE).first() or provinces[0]
    with copies.record(f"{WORD}{LETTERS[-1]}") as original:
        for place in range(patterns):
            source = provinces[place % len(provinces)]
            _publish_bulletin(place, original.word, writer, source, agency)
    further = number // patterns - 1
    rows = [(place, f"Tin{place}", f"tin{place}") for place in range(1, further + 1)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS copies")
        cursor.execute(
            "CREATE TEMPORARY TABLE copies (number int PRIMARY KEY, word text, folded text)"
        )
        cursor.executemany("INSERT INTO copies VALUES (%s, %s, %s)", rows)
    changes = _get_bulletin_changes(further)
    bar = tqdm(total=further, unit="bulletin", unit_scale=patterns, disable=not sys.stderr.isatty())
    for start in range(1, further + 1, BATCH):
        numbers = range(start, min(start + BATCH, further + 1))
        copies.copy(original, numbers, changes)
        bar.update(len(numbers))
    copies.set_sequences()


def _publish_bulletin(
    place: int, word: str, writer: Writer, province: Agency, agency: Agency
) -> None:
    codes = AUDIENCES[place % len(AUDIENCES)] or [f"agency:{agency.pk}"]
    important = place % 5 == 1
    bulletin = Bulletin(
        title=f"{writer.write_text(10)} {word} {place}"[:200],
        slug=f"{fold_text(word)}-{place}",
        summary=writer.write_text(30)[:400],
        body=[("text", f"<p>{writer.write_text(80)}</p>")],
        source=province,
        urgency=Urgency.IMPORTANT if important else Urgency.ROUTINE,
        valid_until=timezone.now() + timedelta(days=20),
        live=False,
    )
    bulletin.audience = [BulletinAudience(code=code) for code in codes]
    bulletin.save()
    bulletin.save_revision().publish()


def _get_bulletin_changes(number: int) -> dict[str, str]:
    """Let copy number n be older by its part of ten years, and be for another single agency."""
    age = f"(c.number * {DAYS}::float / {max(1, number)}) * interval '1 day'"
    changes = {
        f"{table.name}.{column}": f'o."{column}" - {age}'
        for table in copies.list_tables()
        for column, kind in table.columns.items()
        if kind.startswith("timestamp")
        and table.name in ("bulletins_bulletin", "responses_displayrun", "wagtailcore_revision")
    }
    return changes | {
        "bulletins_bulletin.issued_on": f"(o.issued_on - {age})::date",
        "search_searchentry.date": f"(o.date - {age})::date",
        "bulletins_bulletinaudience.code": (
            "CASE WHEN o.code LIKE 'agency:%%' THEN 'agency:'"
            " || (SELECT min(id) + c.number %% count(*) FROM agencies_agency) ELSE o.code END"
        ),
    }


def _add_people(number: int) -> None:
    """Make members of agencies, editors and moderators in turn, and one ICT administrator."""
    password = make_password(None)
    people = User.objects.bulk_create(
        [
            User(
                username=f"nguoi{place}",
                email=f"nguoi{place}@bantin.example",
                last_name=f"Người {place}",
                password=password,
            )
            for place in range(number)
        ],
        batch_size=1000,
    )
    groups = list(Agency.objects.order_by("pk").values_list("editors", "moderators"))
    access = User.groups.through
    access.objects.bulk_create(
        [
            access(user=person, group_id=groups[place // 2 % len(groups)][place % 2])
            for place, person in enumerate(people)
        ],
        batch_size=1000,
    )
    User.objects.create(
        username="ict", email="ict@bantin.example", is_superuser=True, is_staff=True
    )


if __name__ == "__main__":
    json.dump(build(Sizes.parse(sys.argv[1])), sys.stdout)
