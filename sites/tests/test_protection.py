import pytest
from django.db.models import ProtectedError
from wagtail.models import Collection, Page

PROTECTED = ["site", "root_page", "collection", "editors", "moderators"]
ADDRESSES = {
    "site": "/admin/sites/delete/{}/",
    "root_page": "/admin/pages/{}/delete/",
    "collection": "/admin/collections/{}/delete/",
    "editors": "/admin/groups/delete/{}/",
    "moderators": "/admin/groups/delete/{}/",
}


@pytest.mark.parametrize("name", PROTECTED)
def test_what_an_agency_hangs_on_cannot_be_deleted_from_under_it(health, visit, name):
    with pytest.raises(ProtectedError):
        getattr(health, name).delete()
    assert visit(health).status_code == 200


def test_a_home_page_cannot_be_deleted_as_its_own_kind_of_page(health, visit):
    with pytest.raises(ProtectedError):
        health.root_page.specific.delete()
    assert visit(health).status_code == 200


@pytest.mark.parametrize("name", PROTECTED)
def test_the_admin_refuses_to_delete_it_without_breaking_down(health, sign_in, ict_admin, name):
    client = sign_in(ict_admin)
    client.raise_request_exception = False
    address = ADDRESSES[name].format(getattr(health, f"{name}_id"))
    response = client.post(address)
    assert response.status_code < 500
    health.refresh_from_db()
    assert Page.find_problems() == Collection.find_problems() == ([], [], [], [], [])
