import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from sites.services.provisioning import provision_agency
from sites.tests.factories import create_host_alias

COMMUNE = {
    "code": "xa-thuong-minh",
    "kind": "commune",
    "name_vi": "Ủy ban nhân dân xã Thượng Minh",
    "host": f"thuongminh.{settings.BASE_DOMAIN}",
}


def refusal(**changed):
    with CaptureQueriesContext(connection) as queries, pytest.raises(ValidationError) as caught:
        provision_agency(**COMMUNE | changed)
    # A union begins with a parenthesis on PostgreSQL.
    written = {query["sql"].lstrip("(").split()[0] for query in queries}
    assert written <= {"SELECT", "SAVEPOINT", "RELEASE", "ROLLBACK"}
    return caught.value.message_dict


@pytest.mark.parametrize(
    ("argument", "value"),
    [
        ("code", ""),
        ("code", "xa thuong minh"),
        ("code", "xã-thượng-minh"),
        ("code", "Xa-Thuong-Minh"),
        ("code", "xa_thuong_minh"),
        ("code", "x" * 81),
        ("kind", ""),
        ("kind", "ministry"),
        ("kind", "Commune"),
        ("name_vi", ""),
        ("name_vi", "x" * 201),
        ("name_en", "x" * 201),
        ("short_name", "x" * 101),
        ("host", ""),
        ("host", "thuongminh"),
        ("host", "http://thuongminh.backan.localhost"),
        ("host", "thuongminh.backan.localhost:8000"),
        ("host", "thuongminh.backan.localhost/"),
        ("host", "thuongminh.backan.localhost."),
        ("host", "thuong_minh.backan.localhost"),
        ("host", "thượng-minh.backan.localhost"),
        ("host", "thuong minh.backan.localhost"),
        ("host", "-thuongminh.backan.localhost"),
        ("host", f"{'x' * 64}.backan.localhost"),
    ],
)
def test_an_argument_that_is_no_good_is_named_and_nothing_is_written(db, argument, value):
    assert set(refusal(**{argument: value})) == {argument}


def test_all_arguments_that_are_no_good_are_named_at_once(db):
    wrong = {"code": "a b", "kind": "ministry", "name_vi": "", "host": "x"}
    assert set(refusal(**wrong)) == set(wrong)


def test_an_existing_agency_stays_as_it_is_where_an_argument_is_no_good(health):
    assert set(refusal(code="so-y-te", name_vi="", host="yte.backan.localhost")) == {"name_vi"}


def test_the_host_of_another_agency_is_refused_and_its_owner_named(health):
    [message] = refusal(host="SOYTE.backan.localhost")["host"]
    assert message.startswith("soyte.backan.localhost ")
    assert "so-y-te" in message


def test_the_former_host_of_another_agency_is_refused(health):
    create_host_alias(health, "yte-cu.backan.localhost")
    assert set(refusal(host="yte-cu.backan.localhost")) == {"host"}


def test_an_existing_agency_cannot_take_the_host_of_another_one(health, district):
    assert set(refusal(code="so-y-te", host=district.site.hostname)) == {"host"}


@pytest.mark.parametrize("host", [settings.ADMIN_HOST, settings.ADMIN_HOST.upper()])
def test_the_address_of_the_admin_is_refused(db, host):
    assert set(refusal(host=host)) == {"host"}


def test_an_address_that_leads_to_the_directory_is_refused(db, settings):
    settings.DIRECTORY_ALIASES = [settings.BASE_DOMAIN]
    assert set(refusal(host=settings.BASE_DOMAIN)) == {"host"}
