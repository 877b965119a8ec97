import pytest
from django.conf import settings

from sites.models import HostAlias
from sites.services.provisioning import ProvisioningResult, provision_agency

OLD = f"soyte.{settings.BASE_DOMAIN}"
NEW = f"yte.{settings.BASE_DOMAIN}"
NEWEST = f"suckhoe.{settings.BASE_DOMAIN}"


@pytest.fixture
def rename(health, django_capture_on_commit_callbacks):
    def to(host):
        changes = ProvisioningResult()
        with django_capture_on_commit_callbacks(execute=True):
            provision_agency(
                code=health.code,
                kind=health.kind,
                name_vi=health.name_vi,
                host=host,
                changes=changes,
            )
        return changes

    return to


def aliases():
    return {(alias.hostname, alias.agency.code) for alias in HostAlias.objects.all()}


def test_the_former_host_is_kept_as_an_alias_and_the_move_is_said(rename):
    changes = rename(NEW)
    assert aliases() == {(OLD, "so-y-te")}
    assert (changes.verb, changes.lines) == ("changed", [f"host: {OLD} → {NEW}"])
    assert rename(NEW).verb == "left"


def test_the_former_host_leads_permanently_to_the_same_path_and_query(rename, anonymous):
    client = anonymous(OLD)
    assert client.get("/tin-tuc/").status_code == 200
    rename(NEW)
    response = client.get("/tin-tuc/?trang=2&q=l%C5%A9")
    assert response.status_code == 301
    assert response["Location"] == f"http://{NEW}:8000/tin-tuc/?trang=2&q=l%C5%A9"


def test_the_new_host_serves_the_website_at_once(rename, anonymous):
    client = anonymous(NEW)
    assert client.get("/").status_code == 421
    rename(NEW)
    response = client.get("/")
    assert response.status_code == 200
    assert f'rel="canonical" href="http://{NEW}:8000/"' in response.content.decode()


def test_hosts_of_several_moves_all_lead_to_the_newest_in_one_step(rename, anonymous):
    rename(NEW)
    anonymous(OLD).get("/")
    rename(NEWEST)
    assert aliases() == {(OLD, "so-y-te"), (NEW, "so-y-te")}
    assert {anonymous(host).get("/x/")["Location"] for host in (OLD, NEW)} == {
        f"http://{NEWEST}:8000/x/"
    }


def test_moving_back_turns_the_redirect_around(rename, anonymous):
    rename(NEW)
    anonymous(OLD).get("/")
    rename(OLD)
    assert aliases() == {(NEW, "so-y-te")}
    assert anonymous(OLD).get("/").status_code == 200
    assert anonymous(NEW).get("/")["Location"] == f"http://{OLD}:8000/"


def test_another_agency_keeps_its_host(rename, district, anonymous):
    rename(NEW)
    response = anonymous(district.site.hostname).get("/")
    assert response.status_code == 200
    assert district.name_vi in response.content.decode()
