"""SHA256withRSA (PKCS#1 v1.5), base64: what Alipay calls RSA2 and WeChat Pay SHA256-RSA2048."""

import binascii
from base64 import b64decode, b64encode

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey
from cryptography.hazmat.primitives.hashes import SHA256


def signed(key: RSAPrivateKey, message: bytes) -> str:
    """Return the signature of these bytes."""
    return b64encode(key.sign(message, PKCS1v15(), SHA256())).decode()


def holds(key: RSAPublicKey, message: bytes, signature: str) -> bool:
    """Say whether this is the signature of exactly these bytes; the hash is ours to choose."""
    try:
        key.verify(b64decode(signature, validate=True), message, PKCS1v15(), SHA256())
    except (InvalidSignature, binascii.Error, ValueError):
        return False
    return True
