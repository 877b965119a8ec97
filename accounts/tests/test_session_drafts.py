import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse

from accounts.models import User
from tests.html import read_html

STATE = "/admin/phien/"
RETURNED = "/admin/phien/tro-lai/"
SIGN_IN_AGAIN = f"?next={RETURNED}"


@pytest.fixture
def strict_client() -> Client:
    """A client of the admin's host whose forms need their token."""
    host = f"{settings.ADMIN_HOST}:{settings.SITE_PORT}"
    return Client(enforce_csrf_checks=True, headers={"host": host})


def test_a_person_gets_a_token_with_which_a_form_is_accepted(strict_client, health_editor):
    strict_client.force_login(health_editor)
    answer = strict_client.get(STATE)
    assert answer.status_code == 200
    assert answer.json().keys() == {"user", "name", "token"}
    assert answer.json()["user"] == str(health_editor.pk)
    token = {"csrfmiddlewaretoken": answer.json()["token"]}
    assert strict_client.post(reverse("wagtailadmin_logout")).status_code == 403
    assert strict_client.post(reverse("wagtailadmin_logout"), token).status_code == 302


def test_nobody_signed_in_gets_no_token(anonymous):
    answer = anonymous(settings.ADMIN_HOST).get(STATE)
    assert (answer.status_code, answer.json()) == (401, {})
    assert answer.cookies == {}


def test_somebody_without_access_to_the_admin_counts_as_signed_out(sign_in, outsider):
    answer = sign_in(outsider).get(STATE)
    assert (answer.status_code, answer.json()) == (401, {})


def test_a_suspended_person_counts_as_signed_out(sign_in, health_editor):
    client = sign_in(health_editor)
    User.objects.filter(pk=health_editor.pk).update(is_active=False)
    assert client.get(STATE).status_code == 401


def test_the_full_name_is_told_where_there_is_one(sign_in, health_editor):
    assert sign_in(health_editor).get(STATE).json()["name"] == "health-editor"
    health_editor.first_name, health_editor.last_name = "Nông", "Thị Hoa"
    health_editor.save()
    assert sign_in(health_editor).get(STATE).json()["name"] == "Nông Thị Hoa"


def test_no_answer_is_kept(sign_in, anonymous, health_editor):
    for client in (sign_in(health_editor), anonymous(settings.ADMIN_HOST)):
        assert "no-store" in client.get(STATE).headers["Cache-Control"]


def test_the_state_is_only_read(sign_in, health_editor):
    assert sign_in(health_editor).post(STATE).status_code == 405


def test_websites_of_agencies_know_nothing_of_sessions(health, visit):
    assert visit(health, STATE).status_code == 404
    assert visit(health, RETURNED).status_code == 404


def test_signing_in_again_leads_to_the_page_that_closes_itself(sign_in, anonymous, health_editor):
    answer = anonymous(settings.ADMIN_HOST).get(RETURNED)
    assert answer.status_code == 302
    assert answer.url.endswith(SIGN_IN_AGAIN)
    page = sign_in(health_editor).get(RETURNED)
    assert "js/admin/session-returned.js" in page.content.decode()


@pytest.mark.parametrize("address", ["/admin/", "/admin/images/add/", "/admin/account/"])
def test_pages_of_the_admin_know_whose_they_are(sign_in, health_editor, address):
    page = sign_in(health_editor).get(address).content.decode()
    assert read_html(page).find(id="session-keeping")["data-user"] == str(health_editor.pk)
    assert SIGN_IN_AGAIN in page
    assert "js/admin/session.js" in page


def test_the_sign_in_page_keeps_no_session(anonymous, db):
    page = anonymous(settings.ADMIN_HOST).get(reverse(settings.LOGIN_URL), follow=True)
    assert "session-keeping" not in page.content.decode()


def test_the_sign_in_page_of_the_settings_is_offered(sign_in, health_editor, settings):
    settings.LOGIN_URL = "/another/sign-in/"
    page = sign_in(health_editor).get("/admin/").content.decode()
    assert f'data-sign-in-url="/another/sign-in/{SIGN_IN_AGAIN}"' in page
