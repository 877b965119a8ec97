"""What ICT administrators do about everybody, and what auditors see."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from accounts.models import Invitation, User
from accounts.tests.factories import create_user
from bulletins.roles import AUTHORS, PUBLISHERS, TRANSLATORS
from members.roles import AUDITORS, sync_auditors
from members.services.invitations import invite_centrally
from tests.html import read_html

pytestmark = pytest.mark.django_db

EVERYBODY = "/admin/people/"


@pytest.fixture
def ict(sign_in, ict_admin):
    return sign_in(ict_admin)


def person_url(person, path=""):
    return f"/admin/people/person/{person.pk}/{path}"


def test_everybody_is_listed_with_their_places(
    ict, health_editor, district_moderator, ict_author, outsider
):
    page = ict.get(EVERYBODY).content.decode()
    for words in ("Sở Y tế (Biên tập viên)", "Ba Bể (Người duyệt)", "Người soạn bản tin"):
        assert words in page
    for user in (health_editor, district_moderator, ict_author, outsider):
        assert person_url(user) in page


def test_the_list_says_who_is_suspended_and_who_has_a_second_factor(ict, ict_author, outsider):
    User.objects.filter(pk=outsider.pk).update(is_active=False)
    rows = read_html(ict.get(EVERYBODY).content).select("tbody tr")
    states = {row.a["href"]: row.text for row in rows if row.a}
    assert "đang tạm ngưng" in states[person_url(outsider)]
    assert "chưa bật xác thực hai bước" in states[person_url(ict_author)]
    assert "tạm ngưng" not in states[person_url(ict_author)]


def test_people_are_found_by_name_and_address(ict, health_editor, district_editor):
    for words in ("health-ed", "health-editor@backan"):
        page = ict.get(EVERYBODY, {"q": words}).content.decode()
        assert person_url(health_editor) in page
        assert person_url(district_editor) not in page


def test_the_list_costs_the_same_for_many(ict, health, django_assert_max_num_queries):
    for number in range(60):
        create_user(f"editor-{number}", health.editors)
    with django_assert_max_num_queries(30):
        page = ict.get(EVERYBODY)
    assert len(page.context["object_list"]) == 50


def test_ict_moves_somebody_to_another_unit(ict, health, district, health_editor):
    words = {"source": health.pk, "agency": district.pk, "role": "moderators"}
    assert ict.get(person_url(health_editor, "place/")).context["form"].initial["source"] == health
    response = ict.post(person_url(health_editor, "place/"), words)
    assert response["Location"] == person_url(health_editor)
    assert set(health_editor.groups.all()) == {district.moderators}


def test_ict_gives_somebody_a_second_place(ict, health, district, health_editor):
    ict.post(person_url(health_editor, "place/"), {"agency": district.pk, "role": "editors"})
    assert set(health_editor.groups.all()) == {health.editors, district.editors}


@pytest.mark.parametrize("change", [{"role": "superuser"}, {"agency": "0"}, {"source": "x"}])
def test_a_bad_place_is_explained(ict, district, health_editor, change):
    before = set(health_editor.groups.all())
    words = {"agency": district.pk, "role": "editors"} | change
    response = ict.post(person_url(health_editor, "place/"), words)
    assert list(response.context["form"].errors) == list(change)
    assert set(health_editor.groups.all()) == before


def test_ict_gives_and_takes_central_roles_and_leaves_places_alone(ict, health, health_editor):
    url = person_url(health_editor, "central/")
    ict.post(url, {"roles": [AUTHORS, TRANSLATORS]})
    ticked = read_html(ict.get(url).content).select("[name=roles][checked]")
    assert {box["value"] for box in ticked} == {AUTHORS, TRANSLATORS}
    names = {"so-y-te editors", AUTHORS, TRANSLATORS}
    assert {group.name for group in health_editor.groups.all()} == names
    ict.post(url, {"roles": [PUBLISHERS]})
    assert {group.name for group in health_editor.groups.all()} == {"so-y-te editors", PUBLISHERS}


def test_the_groups_of_units_are_no_central_roles(ict, district, health_editor):
    response = ict.post(person_url(health_editor, "central/"), {"roles": [district.editors.name]})
    assert list(response.context["form"].errors) == ["roles"]


def test_ict_invites_into_a_central_role(ict):
    words = {"email": "an@backan.example", "role": PUBLISHERS}
    ict.post(f"{EVERYBODY}invite/", words)
    assert Invitation.objects.get().group.name == PUBLISHERS
    assert mail.outbox[0].subject == "Lời mời: Người phát hành bản tin"
    assert "an@backan.example" in ict.get(EVERYBODY).content.decode()
    assert ict.post(f"{EVERYBODY}invite/", words).status_code == 200


def test_ict_sends_an_invitation_into_a_central_role_again_and_revokes_it(ict, ict_admin):
    group = Group.objects.get(name=AUTHORS)
    invitation = invite_centrally(group=group, email="an@backan.example", by=ict_admin)
    mail.outbox.clear()
    url = f"{EVERYBODY}invitations/{invitation.pk}/"
    assert "an@backan.example" in ict.get(f"{url}resend/").text
    assert ict.post(f"{url}resend/")["Location"] == EVERYBODY
    assert [message.to for message in mail.outbox] == [["an@backan.example"]]
    assert Invitation.objects.get().digest != invitation.digest
    assert ict.post(f"{url}revoke/")["Location"] == EVERYBODY
    assert Invitation.objects.get().revoked_at
    assert "Đã thu hồi lời mời gửi tới an@backan.example." in ict.get(EVERYBODY).text
    for action in ("resend", "revoke"):
        assert ict.post(f"{url}{action}/").status_code == 404


def test_ict_suspends_and_restores_anybody_but_themselves(ict, ict_admin, ict_author):
    # Sent twice by a hand that was too quick, it is done once.
    for _time in range(2):
        ict.post(person_url(ict_author, "suspend/"))
        assert not User.objects.get(pk=ict_author.pk).is_active
    for _time in range(2):
        ict.post(person_url(ict_author, "restore/"))
        assert User.objects.get(pk=ict_author.pk).is_active
    assert ict.post(person_url(ict_admin, "suspend/")).status_code == 200
    assert User.objects.get(pk=ict_admin.pk).is_active


def test_ict_may_take_the_last_moderator(ict, health, health_moderator):
    ict.post(f"/admin/people/units/{health.pk}/members/{health_moderator.pk}/remove/")
    assert not health.moderators.user_set.exists()


def test_auditors_hold_no_permission_to_change_anything(auditor):
    sync_auditors()
    assert User.objects.get(pk=auditor.pk).get_all_permissions() == {
        "wagtailadmin.access_admin",
        "agencies.view_agency",
        "members.view_auditentry",
    }
    assert Group.objects.filter(name=AUDITORS).count() == 1


def test_auditors_see_the_list_of_agencies_and_change_nothing(sign_in, auditor, health):
    client = sign_in(auditor)
    page = client.get("/admin/agencies/")
    assert page.status_code == 200 and "Sở Y tế" in page.content.decode()
    for path in ("new/", f"edit/{health.pk}/"):
        assert client.get(f"/admin/agencies/{path}").status_code in {302, 403, 404}
        assert client.post(f"/admin/agencies/{path}", {"name_vi": "x"}).status_code in {
            302,
            403,
            404,
        }
    health.refresh_from_db()
    assert health.name_vi == "Sở Y tế"


@pytest.mark.parametrize("action", ["assign_role", "delete", "set_active_state"])
def test_nothing_is_done_to_several_people_at_once(sign_in, ict_admin, health_editor, action):
    url = f"/admin/bulk/accounts/user/{action}/?id={health_editor.pk}"
    client = sign_in(ict_admin)
    assert client.get(url).status_code == client.post(url).status_code == 404


@pytest.mark.parametrize("kind", ["customimage", "customdocument"])
def test_nobody_tags_files(sign_in, ict_admin, kind):
    assert sign_in(ict_admin).get(f"/admin/bulk/content/{kind}/add_tags/").status_code == 404
