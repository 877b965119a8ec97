"""Signed alerts, as a verifier of another library (xmlsec) sees them."""

from datetime import UTC, datetime, timedelta

import pytest
import xmlsec
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import NameOID
from django.core.management import call_command
from django.core.management.base import SystemCheckError
from lxml import etree

from bulletins.tests.factories import add_event_type, publish_emergency
from channels.tests.cap import read_alert

pytestmark = pytest.mark.django_db

PATH = "/ban-tin/lu-quet/cap.xml"
NAMES = ("CAP_SIGNING_KEY", "CAP_SIGNING_CERTIFICATE")
PLAIN = NoEncryption()


@pytest.fixture(scope="session")
def key():
    return rsa.generate_private_key(65537, 2048)


def certify(key, *, until=timedelta(days=30)):
    """A certificate of a key, by itself, in PEM form."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ban-tin.test")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(7)
        .not_valid_before(now - timedelta(days=60))
        .not_valid_after(now + until)
        .sign(key, hashes.SHA256())
    )
    return certificate.public_bytes(Encoding.PEM)


@pytest.fixture
def configure(settings, tmp_path):
    """Sign with a key and a certificate: either as bytes, or None for no file."""

    def write(key, certificate):
        if not isinstance(key, bytes | None):
            key = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, PLAIN)
        for name, content in zip(NAMES, (key, certificate), strict=True):
            path = tmp_path / f"{name}.pem"
            if content is not None:
                path.write_bytes(content)
            setattr(settings, name, str(path))

    return write


def is_genuine(content, certificate):
    root = etree.fromstring(content)
    signature = xmlsec.tree.find_node(root, xmlsec.constants.NodeSignature)
    context = xmlsec.SignatureContext()
    context.key = xmlsec.Key.from_memory(certificate, xmlsec.constants.KeyDataFormatCertPem)
    try:
        context.verify(signature)
    except xmlsec.Error:
        return False
    return True


def test_a_signed_alert_is_valid_and_genuine(visit, configure, key, health, district):
    certificate = certify(key)
    configure(key, certificate)
    publish_emergency(event_type=add_event_type(), source=health)
    for agency in (health, district):
        response = visit(agency, PATH)
        assert read_alert(response)("headline") == ["Lũ quét"]
        assert is_genuine(response.content, certificate)
        assert b"<!DOCTYPE" not in response.content


def test_one_changed_letter_is_noticed_and_so_is_another_key(visit, configure, key, health):
    configure(key, certify(key))
    publish_emergency(event_type=add_event_type())
    content = visit(health, PATH).content
    assert not is_genuine(content.replace("Rời nhà".encode(), "Ở nhà".encode()), certify(key))
    assert not is_genuine(content, certify(rsa.generate_private_key(65537, 2048)))


def test_a_signed_alert_has_the_same_bytes_each_time(visit, configure, key, health, district):
    configure(key, certify(key))
    publish_emergency(source=health)
    first = visit(health, PATH)
    assert visit(district, PATH).content == first.content
    again = visit(health, PATH, headers={"if-none-match": first["ETag"]})
    assert again.status_code == 304


def test_without_a_key_alerts_are_not_signed(visit, health):
    publish_emergency()
    assert b"Signature" not in visit(health, PATH).content


def encrypt(key):
    return key.private_bytes(
        Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"chim-sao")
    )


@pytest.mark.parametrize(
    ("break_key", "break_certificate", "sentence"),
    [
        (lambda _: None, certify, "CAP_SIGNING_KEY cannot be read"),
        (lambda _: b"nothing", certify, "no private key in PEM form"),
        (encrypt, certify, "has a passphrase"),
        (lambda key: key, lambda _: b"nothing", "no certificate in PEM form"),
        (
            lambda key: key,
            lambda _: certify(rsa.generate_private_key(65537, 2048)),
            "belongs to another key",
        ),
        (lambda _: ec.generate_private_key(ec.SECP256R1()), certify, "no RSA key"),
    ],
    ids=["missing", "no key", "passphrase", "no certificate", "another's", "not RSA"],
)
def test_what_is_wrong_with_the_key_is_said_and_the_alert_goes_out_unsigned(
    visit, configure, key, health, break_key, break_certificate, sentence
):
    configure(break_key(key), break_certificate(key))
    with pytest.raises(SystemCheckError, match=sentence):
        call_command("check")
    publish_emergency()
    assert b"Signature" not in visit(health, PATH).content


def test_a_key_alone_is_not_enough(configure, settings, key):
    configure(key, certify(key))
    settings.CAP_SIGNING_CERTIFICATE = ""
    with pytest.raises(SystemCheckError, match="CAP_SIGNING_CERTIFICATE is empty"):
        call_command("check")


def test_a_certificate_that_is_over_is_said(configure, key, capsys):
    configure(key, certify(key, until=timedelta(days=-1)))
    call_command("check")
    assert "bantin.W015" in capsys.readouterr().err
