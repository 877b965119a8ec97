"""Reorganisation of 2025 in the demo: people before it, the plan, people after it.

The facts stand in ``demo/data/reorganisation``, with their sources.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.models import User
from demo.markup import build_blocks
from demo.services.documents import add_page, get_first_child
from demo.texts import FOLDER, get_reorganisation_texts
from home.models import NewsIndexPage, NewsPage
from home.topics import NewsCategory
from reorganisation.models import ReorganisationStep
from reorganisation.plans.table import UnitsTable
from reorganisation.services.plans import iter_done_steps, prepare_plan
from sites.models import Agency, AgencySettings, Kind
from sites.services.agency_table import read_agencies
from sites.services.provisioning import provision_agency

TABLES = FOLDER / "reorganisation"
# Code of the province that the demo's becomes part of.
NEIGHBOUR = "tinh-thai-nguyen"
_COMMITTEE = "Ủy ban nhân dân "


def get_neighbour_domain() -> str:
    """Return the domain of the second province, beside that of the demo."""
    return f"thainguyen.{settings.BASE_DOMAIN.partition('.')[2]}"


@transaction.atomic
def provision_units_before() -> int:
    """Make the 108 communes of 2021 and the second province's units, with pages of their own.

    Returns how many were made: 0 if they exist.
    """
    if Agency.objects.filter(code=NEIGHBOUR).exists():
        return 0
    communes = _read("communes-2021.csv", settings.BASE_DOMAIN)
    for number, row in enumerate(communes):
        _fill(provision_agency(**row), "former", f"0209 3001 {100 + number}")
    units = _read("thai-nguyen.csv", get_neighbour_domain())
    for number, row in enumerate(units):
        _fill(provision_agency(**row), "former", f"0208 3000 {100 + number}")
    return len(communes) + len(units)


def iter_played_steps(*, until: date, by: User) -> Iterator[ReorganisationStep]:
    """Carry out the plan of 2025 up to a day, and yield each step that is done.

    What was done before is not done again. ``by``: an ICT administrator.
    """
    plan = prepare_plan(
        data=(TABLES / "plan.csv").read_bytes(),
        units=[
            UnitsTable(_read_bytes("bac-kan-2025-03.csv"), settings.BASE_DOMAIN),
            UnitsTable(_read_bytes("thai-nguyen.csv"), get_neighbour_domain()),
            UnitsTable(_read_bytes("communes-2025.csv"), settings.BASE_DOMAIN),
        ],
        name="2025",
        domain=settings.BASE_DOMAIN,
    )
    yield from iter_done_steps(plan, until=until, by=by)


def fill_new_units() -> int:
    """Give those units that the plan has made telephone, address and a first article.

    Returns how many had none.
    """
    bare = Agency.objects.active().with_site().filter(kind=Kind.COMMUNE)
    bare = bare.filter(parent__code=NEIGHBOUR, site__agencysettings__telephone="")
    agencies = list(bare.order_by("pk"))
    for agency in agencies:
        with transaction.atomic():
            _fill(agency, "new", f"0208 3001 {100 + agency.pk % 900}")
    return len(agencies)


def _read(name: str, domain: str) -> list[dict[str, Any]]:
    return read_agencies(_read_bytes(name), domain=domain)


def _read_bytes(name: str) -> bytes:
    return (TABLES / name).read_bytes()


def _fill(agency: Agency, name: str, telephone: str) -> None:
    """Write an agency's details and its article; ``name``: of the texts."""
    place = agency.name_vi.removeprefix(_COMMITTEE)
    place = place[:1].upper() + place[1:]
    _write_details(agency, place, telephone)
    texts = {
        key: text.format(place=place, telephone=telephone)
        for key, text in get_reorganisation_texts()[name].items()
    }
    article = NewsPage(
        title=texts["title"],
        lead=texts["lead"],
        body=build_blocks(texts["body"]),
        category=NewsCategory.ACTIVITIES,
        date=date(2025, 7, 1) if name == "new" else date(2021, 9, 1),
    )
    add_page(get_first_child(agency.root_page, NewsIndexPage), article)


def _write_details(agency: Agency, place: str, telephone: str) -> None:
    details = AgencySettings.for_site(agency.site)
    details.telephone = telephone
    details.email = f"{agency.site.hostname.partition('.')[0]}@backan.example"
    province = agency.parent.province_name if agency.parent else agency.province_name
    details.address = f"Trụ sở {place}, {province}"
    details.is_demo = True
    details.full_clean()
    details.save()
