import socket
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from content.tests.fixed_versions import as_before
from ops.tests.doctor import ask_doctor
from sites.models import Failure, HostCheck
from tests.html import parse_html
from tests.servers import make_certificate, make_static_app, serve

pytestmark = pytest.mark.django_db


def list_failures():
    return [line.text for line in ask_doctor("names") if line.level == "FAILED"]


def test_what_is_wrong_with_all_names_is_one_sentence(settings, health, district):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        settings.VERIFY_ADDRESS = taken.getsockname()
        [told] = list_failures()
    assert "No web server answers" in told
    assert "more: " in told and told.count(".backan.localhost") <= 3


def test_a_name_under_which_something_else_answers_fails(settings, health):
    settings.VERIFY_ADDRESS = None
    with serve(make_static_app("200 OK", body=b"<html>Another program</html>")) as address:
        settings.VERIFY_ADDRESS = address
        told = " ".join(list_failures())
    assert "Something else than this website answers under the name." in told
    assert settings.ADMIN_HOST not in told


def test_names_that_dns_does_not_know_fail_unless_dns_is_not_asked(settings, health):
    settings.VERIFY_ADDRESS = None
    settings.ADMIN_HOST = "khong-co.invalid"
    assert any("does not know" in text and "khong-co.invalid" in text for text in list_failures())


def test_a_private_certificate_authority_is_trusted_where_it_is_named(
    settings, health, monkeypatch, tmp_path
):
    settings.SITE_PORT = 443
    domain = settings.BASE_DOMAIN
    file, tls = make_certificate(tmp_path, domain, f"*.{domain}", days=90)
    with serve(make_static_app("200 OK"), tls) as settings.VERIFY_ADDRESS:
        assert any("No browser trusts the issuer" in text for text in list_failures())
        monkeypatch.setenv("SSL_CERT_FILE", str(file))
        told = " ".join(line.text for line in ask_doctor("names"))
    assert "issuer" not in told and "The first one ends on" in told


@pytest.mark.parametrize(
    ("days", "level"), [(200, "ok"), (20, "warning"), (-1, "problem"), (None, "unknown")]
)
def test_the_screen_tells_of_the_certificate_that_ends_first(
    settings, sign_in, ict_admin, health, district, days, level
):
    client, settings.SITE_PORT = sign_in(ict_admin), 443
    now = timezone.now()
    for name, left in (("a.example", days), ("b.example", days and days + 300)):
        HostCheck.objects.create(
            hostname=name, agency=health, checked_at=now, failure=Failure.NONE,
            certificate_until=now + timedelta(days=left) if left else None,
        )  # fmt: skip
    page = parse_html(client.get(reverse("system_state")))
    [part] = [one for one in page.select(".system-part") if "Chứng thư" in one.h3.text]
    assert part["class"][-1] == f"system-part--{level}"
    assert ("a.example" in part.text) == (days is not None)
    assert "b.example" not in part.text


def test_where_websites_have_no_certificates_none_is_missed(sign_in, ict_admin):
    page = sign_in(ict_admin).get(reverse("system_state"))
    assert "Chứng thư của các trang web" not in parse_html(page).text


def test_a_database_that_would_let_a_public_version_be_changed_fails():
    def ask():
        return [line.level for line in ask_doctor("fixed versions")]

    assert ask() == ["ok"]
    with as_before():
        assert ask() == ["FAILED"]
