"""Keys and certificates from the text of a setting; what is wrong is a KeyTrouble with words."""

import binascii
import hashlib
import re
from base64 import b64decode
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.serialization import (
    load_der_private_key,
    load_der_public_key,
    load_pem_private_key,
    load_pem_public_key,
)

from weikameng.domain.words import Words

KEY_BITS = 2048
_RSA_SIGNATURES = "1.2.840.113549.1.1."
_BAD = (ValueError, TypeError, UnsupportedAlgorithm)

UNREADABLE = Words("不是可读取的密钥或证书。", "This is no readable key or certificate.")
NOT_RSA = Words("不是 RSA 密钥。", "This is no RSA key.")
TOO_SHORT = Words(f"RSA 密钥不足 {KEY_BITS} 位。", f"The RSA key is shorter than {KEY_BITS} bits.")
EXPIRED = Words("证书已过期。", "The certificate has expired.")
NOT_YET = Words("证书尚未生效。", "The certificate is not valid yet.")


class KeyTrouble(Exception):
    """What is wrong with a key. Holds nothing of the key itself."""

    def __init__(self, code: str, words: Words) -> None:
        super().__init__(code)
        self.code = code
        self.words = words


def private_key(text: str) -> RSAPrivateKey:
    """Return the private key in PEM, or in bare base64 as Alipay's tool prints it."""
    try:
        if "-----BEGIN" in text:
            key = load_pem_private_key(_lines(text).encode(), None)
        else:
            key = load_der_private_key(_bare(text), None)
    except _BAD:
        raise KeyTrouble("unreadable", UNREADABLE) from None
    if not isinstance(key, RSAPrivateKey):
        raise KeyTrouble("not_rsa", NOT_RSA)
    if key.key_size < KEY_BITS:
        raise KeyTrouble("too_short", TOO_SHORT)
    return key


def public_key(text: str) -> RSAPublicKey:
    """Return the public key in PEM or bare base64."""
    try:
        if "-----BEGIN" in text:
            key = load_pem_public_key(_lines(text).encode())
        else:
            key = load_der_public_key(_bare(text))
    except _BAD:
        raise KeyTrouble("unreadable", UNREADABLE) from None
    return _long_enough(key)


def certificates(text: str) -> list[x509.Certificate]:
    """Return the certificates of a bundle, at least one."""
    try:
        return x509.load_pem_x509_certificates(_lines(text).encode())
    except _BAD:
        raise KeyTrouble("unreadable", UNREADABLE) from None


def key_of(certificate: x509.Certificate, at: datetime) -> RSAPublicKey:
    """Return the key of a certificate that is valid now."""
    if at >= certificate.not_valid_after_utc:
        raise KeyTrouble("expired", EXPIRED)
    if at + timedelta(minutes=5) < certificate.not_valid_before_utc:
        raise KeyTrouble("not_yet_valid", NOT_YET)
    try:
        return _long_enough(certificate.public_key())
    except _BAD:
        raise KeyTrouble("unreadable", UNREADABLE) from None


def _long_enough(key: object) -> RSAPublicKey:
    if not isinstance(key, RSAPublicKey):
        raise KeyTrouble("not_rsa", NOT_RSA)
    if key.key_size < KEY_BITS:
        raise KeyTrouble("too_short", TOO_SHORT)
    return key


def _lines(text: str) -> str:
    """A variable often holds ``\\n`` where a file has line ends."""
    return text.replace("\\n", "\n")


def _bare(text: str) -> bytes:
    try:
        return b64decode(re.sub(r"\s", "", _lines(text)), validate=True)
    except binascii.Error:
        raise KeyTrouble("unreadable", UNREADABLE) from None


def cert_sn(certificate: x509.Certificate) -> str:
    """Return the number by which Alipay calls a certificate: MD5 of issuer and serial."""
    named = f"{certificate.issuer.rfc4514_string()}{certificate.serial_number}"
    return hashlib.md5(named.encode(), usedforsecurity=False).hexdigest()


def root_cert_sn(bundle: list[x509.Certificate]) -> str:
    """Return the number of Alipay's root certificates: those signed with RSA, joined by ``_``."""
    used = [
        one
        for one in bundle
        if one.signature_algorithm_oid.dotted_string.startswith(_RSA_SIGNATURES)
    ]
    return "_".join(cert_sn(one) for one in used)


def serial_form(serial: str) -> str:
    """Return a serial as keys are looked up by: certificates' in hex, key names as they are."""
    text = serial.strip()
    if text.startswith("PUB_KEY_ID_"):
        return text
    return text.upper().lstrip("0")
