"""Ending and restoring a unit on screen; its former addresses."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.tests.factories import create_user
from sites.models import Agency, HostAlias
from sites.tests.factories import create_host_alias, open_in_english
from tests.html import parse_html

OLD = "yte-cu.backan.localhost"


def url(agency, name):
    return f"/admin/agencies/{name}/{agency.pk}/"


@pytest.fixture
def client(sign_in, ict_admin):
    return sign_in(ict_admin)


@pytest.fixture
def alias(health):
    return create_host_alias(health, OLD)


def choice(*successors, **more):
    keys = [successor.pk for successor in successors]
    return {"ended_on": "2026-07-01", "successors": keys} | more


def test_successors_are_found_without_accents_and_stay_ticked(client, health, district, province):
    sent = choice(province, q="ba be", step="search")
    form = client.get(url(health, "archive"), sent).context["form"]
    assert (list(form.chosen), list(form.matches)) == ([province], [district])


def test_neither_the_unit_itself_nor_an_ended_one_can_be_found(client, health, district):
    client.post(url(district, "archive"), choice())
    for query in ("y te", "ba be"):
        found = client.get(url(health, "archive"), choice(q=query, step="search"))
        assert list(found.context["form"].matches) == []


def test_what_follows_is_said_before_it_is_done(client, health, district):
    page = client.get(url(health, "archive"), choice(district, step="confirm")).content.decode()
    assert "Kết thúc “Sở Y tế”?" in page and district.name in page and "01/07/2026" in page
    assert not Agency.objects.archived().exists()


def test_an_end_reaches_the_pages_of_every_language_and_names_it(client, visit, health, district):
    words = "Mọi trang bằng tiếng Anh của đơn vị cũng vậy."
    address, sent = url(health, "archive"), choice(district, step="confirm")
    assert words not in client.get(address, sent).content.decode()
    open_in_english(health)
    assert words in client.get(address, sent).content.decode()
    client.post(address, choice(district))
    assert "unit-ended" in visit(health, "/en/").content.decode()


def test_the_form_of_a_unit_leads_to_its_end_or_back_and_to_what_is_the_units(
    client, health, district
):
    ways = [*(url(health, name) for name in ("archive", "restore")),
            *(reverse(name, args=[health.pk]) for name in
              ("people:unit", "desk:agency_opening_hours", "desk:agency_pages"))]  # fmt: skip

    def leads():
        page = parse_html(client.get(url(health, "edit")))
        return [bool(page.find("a", href=way)) for way in ways]

    assert leads() == [True, False, True, True, True]
    client.post(url(health, "archive"), choice(district))
    assert leads() == [False, True, True, True, True]


def test_a_confirmed_end_is_done_and_logged_and_taken_back(client, health, district, ict_admin):
    client.post(url(health, "archive"), choice(district))
    ended = Agency.objects.archived().get()
    assert (ended, list(ended.successors.all())) == (health, [district])
    client.post(url(health, "restore"))
    assert not Agency.objects.archived().exists()
    page = client.get(url(health, "history")).content.decode()
    assert "Đã kết thúc đơn vị" in page and "Đã khôi phục đơn vị" in page


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ({"ended_on": "hôm qua"}, "ended_on"),
        ({"ended_on": "2026-07-01", "successors": ["999999"]}, "successors"),
    ],
)
def test_a_bad_choice_is_explained_and_ends_nothing(client, health, sent, field):
    for response in (
        client.get(url(health, "archive"), sent | {"step": "confirm"}),
        client.post(url(health, "archive"), sent),
    ):
        assert field in response.context["form"].errors
    assert not Agency.objects.archived().exists()


def test_a_day_in_the_future_announces_the_end_and_can_be_withdrawn(client, health, district):
    part = {f"share-{district.pk}": "phần lớn", "successors": [district.pk]}
    sent = {"ended_on": "2099-07-01"} | part
    confirm = client.get(url(health, "archive"), sent | {"step": "confirm"}).content.decode()
    assert "Báo trước ngày kết thúc" in confirm
    assert "(phần lớn)" in confirm
    client.post(url(health, "archive"), sent)
    health.refresh_from_db()
    assert (health.is_archived, str(health.ends_on)) == (False, "2099-07-01")
    assert [link.share for link in health.successions.all()] == ["phần lớn"]
    again = client.get(url(health, "archive")).content.decode()
    assert 'value="01/07/2099"' in again
    assert 'value="phần lớn"' in again
    client.post(url(health, "archive"), {"step": "withdraw"})
    health.refresh_from_db()
    assert health.ends_on is None
    assert not health.successions.exists()
    assert "Đã rút thông báo kết thúc đơn vị" in client.get(url(health, "history")).content.decode()


def test_a_former_address_is_taken_away_after_a_warning(client, health, alias, anonymous):
    assert OLD in client.get(url(health, "edit")).content.decode()
    remove = f"{url(health, 'edit')}alias/{alias.pk}/"
    assert "không dẫn đến đâu nữa" in client.get(remove).content.decode()
    client.post(remove)
    assert not HostAlias.objects.exists()


def test_a_former_address_is_taken_from_its_own_unit_only(client, district, alias):
    assert client.post(f"{url(district, 'edit')}alias/{alias.pk}/").status_code == 404
    assert HostAlias.objects.exists()


@pytest.mark.parametrize("person", ["health_moderator", "health_editor", "outsider", "ict_author"])
def test_nobody_but_ict_reaches_these_screens(request, sign_in, health, district, alias, person):
    client = sign_in(request.getfixturevalue(person))
    screens = [url(health, name) for name in ("archive", "restore")]
    for screen in [*screens, f"{url(health, 'edit')}alias/{alias.pk}/"]:
        assert client.get(screen).status_code in {302, 403, 404}
        assert client.post(screen, choice(district)).status_code in {302, 403, 404}
    assert not Agency.objects.archived().exists() and HostAlias.objects.exists()


def test_whoever_may_only_view_agencies_sees_the_list_and_no_way_on(sign_in, health):
    group = Group.objects.create(name="xem")
    names = ("view_agency", "access_admin")
    group.permissions.set(Permission.objects.filter(codename__in=names))
    client = sign_in(create_user("kiểm-tra", group))
    page = client.get("/admin/agencies/").content.decode()
    assert "Sở Y tế" in page and health.root_url in page
    assert "/admin/agencies/edit/" not in page and "/admin/agencies/new/" not in page
    assert "/admin/agencies/upload/" not in page
    for name in ("edit", "archive", "restore"):
        assert client.get(url(health, name)).status_code == 404
