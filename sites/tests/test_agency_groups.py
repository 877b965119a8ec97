from datetime import date

import pytest
from django.contrib.auth.models import Permission

from accounts.tests.factories import create_user
from members.models import AuditEntry
from sites.caching.versions import get_cache_versions
from sites.models import AgencyGroup
from sites.services.archiving import archive_agency
from sites.tests.factories import create_agency, create_agency_group

pytestmark = pytest.mark.django_db

LIST = "/admin/agency_groups/"


@pytest.fixture
def upland(district):
    return create_agency_group("Vùng cao", district)


@pytest.fixture
def publisher(sign_in, ict_publisher):
    return sign_in(ict_publisher)


def members(group):
    return set(group.agencies.values_list("code", flat=True))


def journal():
    entries = AuditEntry.objects.filter(title="Vùng cao").order_by("pk")
    return list(entries.values_list("action", "person_name"))


def test_a_publisher_makes_a_group_and_is_led_to_those_who_may_join(publisher, health):
    answer = publisher.post(f"{LIST}new/", {"name": "Ven sông"}, follow=True)
    group = AgencyGroup.objects.get()
    assert answer.redirect_chain[-1][0] == f"{LIST}{group.pk}/join/"
    assert health in answer.context["object_list"]


def test_two_groups_have_two_names(publisher, upland):
    answer = publisher.post(f"{LIST}new/", {"name": "Vùng cao"})
    assert set(answer.context["form"].errors) == {"name"}


def test_a_group_is_renamed(publisher, upland):
    publisher.post(f"{LIST}edit/{upland.pk}/", {"name": "Vùng núi cao"})
    assert str(AgencyGroup.objects.get()) == "Vùng núi cao"


def test_ticked_units_join_and_the_journal_says_so(publisher, upland, health, province):
    publisher.post(f"{LIST}{upland.pk}/join/", {"units": [health.pk]})
    assert members(upland) == {"huyen-ba-be", "so-y-te"}
    assert journal()[-1] == ("agencies.group_add", "ict-publisher")


def test_ticked_units_leave_and_the_journal_says_so(publisher, upland, district):
    publisher.post(f"{LIST}{upland.pk}/members/", {"units": [district.pk]})
    assert members(upland) == set()
    assert journal()[-1] == ("agencies.group_remove", "ict-publisher")


@pytest.mark.parametrize("ticked", [[], ["x"], ["9" * 40], ["999999"]])
def test_nobody_joins_where_nobody_is_ticked(publisher, upland, ticked):
    answer = publisher.post(f"{LIST}{upland.pk}/join/", {"units": ticked}, follow=True)
    assert answer.status_code == 200
    assert members(upland) == {"huyen-ba-be"}
    assert journal() == []


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ({"q": "y te"}, {"so-y-te"}),
        ({"kind": "province"}, {"tinh-bac-kan"}),
        ({"q": "y te", "kind": "province"}, set()),
        ({}, {"so-y-te", "tinh-bac-kan"}),
        ({"kind": "planet"}, {"so-y-te", "tinh-bac-kan"}),
    ],
)
def test_units_are_found_by_name_and_kind_and_all_of_them_join(publisher, upland, search, found):
    page = publisher.get(f"{LIST}{upland.pk}/join/", search)
    assert {unit.code for unit in page.context["object_list"]} == found
    publisher.post(f"{LIST}{upland.pk}/join/?{page.request['QUERY_STRING']}", {"all": "1"})
    assert members(upland) == {"huyen-ba-be"} | found


def test_an_ended_unit_stays_in_its_group_and_is_not_counted(publisher, upland, district, health):
    archive_agency(agency=district, successors=[health], ended_on=date(2026, 1, 1), by=None)
    [group] = publisher.get(LIST).context["object_list"]
    assert (group.units, members(upland)) == (0, {"huyen-ba-be"})
    page = publisher.get(f"{LIST}{upland.pk}/members/")
    assert district in page.context["object_list"]
    assert district not in publisher.get(f"{LIST}{upland.pk}/join/").context["object_list"]


def test_only_those_who_join_or_leave_are_drawn_anew(publisher, upland, health, district, province):
    before = {agency: get_cache_versions(agency)[agency.own_code] for agency in (health, district)}
    publisher.post(f"{LIST}{upland.pk}/join/", {"units": [health.pk]})
    assert get_cache_versions(health)[health.own_code] != before[health]
    assert get_cache_versions(district)[district.own_code] == before[district]


def test_a_group_that_nothing_names_is_deleted(publisher, upland):
    publisher.post(f"{LIST}delete/{upland.pk}/")
    assert not AgencyGroup.objects.exists()


@pytest.mark.parametrize("who", ["health_moderator", "ict_author", "outsider", "auditor"])
@pytest.mark.parametrize(
    "path", ["", "new/", "edit/{pk}/", "delete/{pk}/", "{pk}/members/", "{pk}/join/"]
)
def test_groups_are_not_for(who, path, request, sign_in, upland, health):
    client = sign_in(request.getfixturevalue(who))
    url = LIST + path.format(pk=upland.pk)
    sent = {"name": "Khác", "units": [health.pk]}
    assert client.get(url).status_code in {302, 403, 404}
    assert client.post(url, sent).status_code in {302, 403, 404, 405}
    assert (members(upland), AgencyGroup.objects.get().name) == ({"huyen-ba-be"}, "Vùng cao")


def test_who_may_only_read_groups_changes_none(sign_in, upland, health):
    reader = create_user("reader")
    names = ["access_admin", "view_agencygroup"]
    reader.user_permissions.set(Permission.objects.filter(codename__in=names))
    url = f"{LIST}{upland.pk}/join/"
    assert sign_in(reader).post(url, {"units": [health.pk]}).status_code == 404
    assert members(upland) == {"huyen-ba-be"}


def test_a_unit_founded_later_may_join(publisher, upland):
    create_agency("huyen-moi")
    publisher.post(f"{LIST}{upland.pk}/join/?kind=district", {"all": "1"})
    assert members(upland) == {"huyen-ba-be", "huyen-moi"}
