"""Signatures of CAP messages: enveloped XML signatures (CAP 1.2, 3.3.4.1; W3C XML-DSig).

RSA with PKCS #1 v1.5 and SHA-256 gives the same bytes each time, so that a message that has not
changed is answered with 304.
"""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from django.conf import settings
from lxml import etree
from signxml import methods
from signxml.signer import XMLSigner

logger = logging.getLogger(__name__)

# Bits of the key (NIST SP 800-131A).
MIN_KEY_SIZE = 2048
EXCLUSIVE_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"


class CredentialsError(Exception):
    """Raised for a key or certificate that cannot sign; says in a sentence what is wrong."""


@dataclass(frozen=True)
class Credentials:
    """Private key, and its certificate followed by those that it was issued with, if any."""

    key: RSAPrivateKey
    certificates: tuple[x509.Certificate, ...]


def is_configured() -> bool:
    """Return whether the environment names a key or a certificate."""
    return bool(settings.CAP_SIGNING_KEY or settings.CAP_SIGNING_CERTIFICATE)


def read_credentials(key_path: str, certificate_path: str) -> Credentials:
    """Return the key and the certificates of two PEM files.

    Raises CredentialsError if one is missing or cannot be read, the key is no RSA key of at least
    ``MIN_KEY_SIZE`` bits without a passphrase, or the first certificate is not the key's.
    """
    try:
        key = load_pem_private_key(_read("CAP_SIGNING_KEY", key_path), password=None)
    except TypeError:
        raise CredentialsError("The key of CAP_SIGNING_KEY has a passphrase.") from None
    except ValueError:
        raise CredentialsError("CAP_SIGNING_KEY is no private key in PEM form.") from None
    try:
        certificates = x509.load_pem_x509_certificates(
            _read("CAP_SIGNING_CERTIFICATE", certificate_path)
        )
    except ValueError:
        raise CredentialsError("CAP_SIGNING_CERTIFICATE is no certificate in PEM form.") from None
    if not isinstance(key, RSAPrivateKey) or key.key_size < MIN_KEY_SIZE:
        raise CredentialsError(
            f"The key of CAP_SIGNING_KEY is no RSA key of at least {MIN_KEY_SIZE} bits."
        )
    if certificates[0].public_key() != key.public_key():
        raise CredentialsError(
            "The certificate of CAP_SIGNING_CERTIFICATE belongs to another key than that of "
            "CAP_SIGNING_KEY."
        )
    return Credentials(key, tuple(certificates))


def sign_alert(message: bytes) -> bytes:
    """Return a message as XML with a signature as its last element.

    Unchanged if no key is configured, and if it cannot be used: a warning goes out in any case.
    That is logged, and ``channels.checks`` reports it.
    """
    if not is_configured():
        return message
    credentials = _find_credentials(settings.CAP_SIGNING_KEY, settings.CAP_SIGNING_CERTIFICATE)
    if credentials is None:
        return message
    signer = XMLSigner(
        method=methods.enveloped,
        signature_algorithm="rsa-sha256",
        digest_algorithm="sha256",
        c14n_algorithm=EXCLUSIVE_C14N,
    )
    # Our own document, which has no document type; entities of one would not be resolved.
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(message, parser)
    signed = signer.sign(root, key=credentials.key, cert=list(credentials.certificates))
    return bytes(etree.tostring(signed, encoding="utf-8", xml_declaration=True))


def _read(variable: str, path: str) -> bytes:
    if not path:
        raise CredentialsError(f"{variable} is empty; a key and its certificate go together.")
    try:
        return Path(path).read_bytes()
    except OSError as error:
        raise CredentialsError(
            f"The file of {variable} cannot be read: {error.strerror}."
        ) from error


@cache
def _find_credentials(key_path: str, certificate_path: str) -> Credentials | None:
    """Return the credentials, read once in each process; None if they cannot be used."""
    try:
        return read_credentials(key_path, certificate_path)
    except CredentialsError as error:
        logger.error("CAP messages are not signed. %s", error)
        return None
