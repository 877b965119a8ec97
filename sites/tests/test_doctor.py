import socket

import pytest

from ops.doctor.registry import Level, Options
from sites.doctor import examine_hosts
from tests.servers import make_certificate, make_static_app, serve

pytestmark = pytest.mark.django_db


def list_failures():
    return [one.text for one in examine_hosts(Options()) if one.level == Level.FAILED]


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
        told = " ".join(one.text for one in examine_hosts(Options()))
    assert "issuer" not in told and "The first certificate to end is that of" in told
