"""Keys and credentials, made at the first start: the counterparts' own, and a set for the
merchant, so that our gateways can be configured at once. Private parts stay in the folder.
"""

import json
import secrets
import shutil
import string
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import NameOID

KEY_BITS = 2048
CERTIFICATE_DAYS = 5 * 365
# Each is a key pair; those with a certificate are named by its serial.
PAIRS = (
    "alipay",
    "alipay-app",
    "wechatpay-platform",
    "wechatpay-public",
    "wechatpay-merchant",
    "stranger",
)
APIV3_KEY_FILE = "wechatpay-apiv3.txt"
FULU_SECRET_FILE = "fulu-secret.txt"  # noqa: S105 - a name
XINGQUANYI_KEY_FILE = "xingquanyi-key.txt"
ALIYUN_SECRET_FILE = "aliyun-sms-secret.txt"  # noqa: S105 - a name
_CERTIFIED = {"wechatpay-platform", "wechatpay-merchant"}
_PRIVATE, _PUBLIC, _CERTIFICATE = ".private.pem", ".public.pem", ".certificate.pem"
_LETTERS = string.ascii_letters + string.digits
_DIGITS = string.digits


@dataclass(frozen=True, slots=True)
class Credentials:
    """The numbers and shared secrets of the pretended merchant."""

    alipay_app_id: str
    alipay_seller_id: str
    wechatpay_mchid: str
    wechatpay_appid: str
    wechatpay_apiv3_key: str
    wechatpay_public_key_id: str
    aliyun_access_key_id: str
    aliyun_access_key_secret: str
    tencent_secret_id: str
    tencent_secret_key: str
    fulu_app_key: str
    fulu_app_secret: str
    xingquanyi_merchant: str
    xingquanyi_key: str


class KeyRing:
    """The keys of one sandbox folder: signs as the providers, verifies as they would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.credentials = Credentials(**json.loads(self._text("credentials.json")))
        self._private = {name: self._load(name) for name in PAIRS}
        self._public = {name: key.public_key() for name, key in self._private.items()}
        self.serials = {
            name: f"{self.certificate(name).serial_number:040X}" for name in sorted(_CERTIFIED)
        }
        self.serials["wechatpay-public"] = self.credentials.wechatpay_public_key_id

    def sign(self, name: str, message: bytes) -> str:
        """Return SHA256withRSA over these bytes as base64."""
        signed = self._private[name].sign(message, padding.PKCS1v15(), hashes.SHA256())
        return b64encode(signed).decode()

    def verifies(self, name: str, message: bytes, signature: bytes) -> bool:
        """Say whether this signature is of the key pair with that name."""
        try:
            self._public[name].verify(signature, message, padding.PKCS1v15(), hashes.SHA256())
        except InvalidSignature:
            return False
        return True

    def opened(self, name: str, sealed: bytes) -> bytes:
        """Decrypt what was encrypted for us (OAEP). ValueError when it was not."""
        way = padding.OAEP(padding.MGF1(hashes.SHA1()), hashes.SHA1(), None)  # noqa: S303
        return self._private[name].decrypt(sealed, way)

    def certificate(self, name: str) -> x509.Certificate:
        """Return a certificate of ours."""
        return x509.load_pem_x509_certificate(self._text(name + _CERTIFICATE).encode())

    def certificate_text(self, name: str) -> str:
        """Return a certificate of ours as PEM."""
        return self._text(name + _CERTIFICATE)

    def public_text(self, name: str) -> str:
        """Return a public key as PEM."""
        return self._text(name + _PUBLIC)

    def path(self, name: str) -> Path:
        """Return where the private key with that name lies."""
        return self.folder / (name + _PRIVATE)

    def _text(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="ascii")

    def _load(self, name: str) -> rsa.RSAPrivateKey:
        # Made by us and readable by us alone: checking each prime again costs a second a start.
        key = serialization.load_pem_private_key(
            self._text(name + _PRIVATE).encode(), None, unsafe_skip_rsa_key_validation=True
        )
        assert isinstance(key, rsa.RSAPrivateKey)
        return key


def key_ring(folder: Path, wall: Callable[[], float]) -> KeyRing:
    """Return the keys in this folder; they are made when it does not exist yet."""
    if not folder.exists():
        fresh = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
        fresh.mkdir(parents=True, mode=0o700)
        _make(fresh, datetime.fromtimestamp(wall(), UTC))
        try:
            fresh.rename(folder)
        except OSError:  # another start was quicker; its keys are as good
            shutil.rmtree(fresh)
    keys = KeyRing(folder)
    _lay_out(keys)
    return keys


def _lay_out(keys: KeyRing) -> None:
    """Lay shared secrets beside the keys, in files of their own; older folders lack them."""
    who = keys.credentials
    files = {
        FULU_SECRET_FILE: who.fulu_app_secret,
        XINGQUANYI_KEY_FILE: who.xingquanyi_key,
        ALIYUN_SECRET_FILE: who.aliyun_access_key_secret,
    }
    for name, secret in files.items():
        if not (keys.folder / name).exists():
            _keep(keys.folder / name, secret.encode())


def _make(folder: Path, at: datetime) -> None:
    for name in PAIRS:
        key = rsa.generate_private_key(65537, KEY_BITS)
        _keep(
            folder / (name + _PRIVATE),
            key.private_bytes(
                serialization.Encoding.PEM,
                serialization.PrivateFormat.PKCS8,
                serialization.NoEncryption(),
            ),
        )
        public = key.public_key().public_bytes(
            serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
        )
        _keep(folder / (name + _PUBLIC), public)
        if name in _CERTIFIED:
            _keep(folder / (name + _CERTIFICATE), _certified(name, key, at))
    made = _credentials()
    _keep(folder / "credentials.json", json.dumps(made, indent=1).encode())
    _keep(folder / APIV3_KEY_FILE, made["wechatpay_apiv3_key"].encode())


def _certified(name: str, key: rsa.RSAPrivateKey, at: datetime) -> bytes:
    who = x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "weikameng sandbox"),
            x509.NameAttribute(NameOID.COMMON_NAME, name),
        ]
    )
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(4 << 156 | secrets.randbits(156))  # 40 hexadecimal digits
        .not_valid_before(at - timedelta(days=1))
        .not_valid_after(at + timedelta(days=CERTIFICATE_DAYS))
    )
    return made.sign(key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)


def _credentials() -> dict[str, str]:
    return {
        "alipay_app_id": "2021" + _some(12, _DIGITS),
        "alipay_seller_id": "2088" + _some(12, _DIGITS),
        "wechatpay_mchid": "19" + _some(8, _DIGITS),
        "wechatpay_appid": "wx" + secrets.token_hex(8),
        "wechatpay_apiv3_key": _some(32),
        "wechatpay_public_key_id": "PUB_KEY_ID_" + _some(32, _DIGITS),
        "aliyun_access_key_id": "LTAI" + _some(20),
        "aliyun_access_key_secret": _some(30),
        "tencent_secret_id": "AKID" + _some(32),
        "tencent_secret_key": _some(32),
        "fulu_app_key": _some(32),
        "fulu_app_secret": secrets.token_hex(16),
        "xingquanyi_merchant": _some(8, _DIGITS),
        "xingquanyi_key": _some(32),
    }


def _some(length: int, letters: str = _LETTERS) -> str:
    return "".join(secrets.choice(letters) for _ in range(length))


def _keep(path: Path, content: bytes) -> None:
    path.touch(mode=0o600)
    path.write_bytes(content)
