"""Credentials of Alipay and WeChat Pay, read from settings and checked; a faulty set is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, RSAPublicKey

from weikameng.domain.words import Words
from weikameng.gateways.payments import key_reading as keys
from weikameng.gateways.payments.key_reading import KeyTrouble
from weikameng.gateways.payments.setting_reading import Fault, Reading

ALIPAY, WECHATPAY = "alipay", "wechatpay"
ALIPAY_GATEWAY = "https://openapi.alipay.com/gateway.do"
WECHATPAY_BASE = "https://api.mch.weixin.qq.com"
WECHATPAY_STANDBY = "https://api2.mch.weixin.qq.com"
REFUND_DAYS = 365
APIV3_KEY_BYTES = 32
PUBLIC_KEY_ID = "PUB_KEY_ID_"

APP_ID = "WEIKAMENG_ALIPAY_APP_ID"
APP_KEY = "WEIKAMENG_ALIPAY_PRIVATE_KEY"
ALIPAY_KEY = "WEIKAMENG_ALIPAY_PUBLIC_KEY"
APP_CERT = "WEIKAMENG_ALIPAY_APP_CERT"
ALIPAY_CERT = "WEIKAMENG_ALIPAY_CERT"
ROOT_CERT = "WEIKAMENG_ALIPAY_ROOT_CERT"
SELLER_ID = "WEIKAMENG_ALIPAY_SELLER_ID"
GATEWAY = "WEIKAMENG_ALIPAY_GATEWAY"
ALIPAY_DAYS = "WEIKAMENG_ALIPAY_REFUND_DAYS"

MCHID = "WEIKAMENG_WECHATPAY_MCHID"
MERCHANT_SERIAL = "WEIKAMENG_WECHATPAY_SERIAL"
MERCHANT_KEY = "WEIKAMENG_WECHATPAY_PRIVATE_KEY"
MERCHANT_CERT = "WEIKAMENG_WECHATPAY_CERT"
APIV3_KEY = "WEIKAMENG_WECHATPAY_APIV3_KEY"
WECHATPAY_KEY = "WEIKAMENG_WECHATPAY_PUBLIC_KEY"
WECHATPAY_KEY_ID = "WEIKAMENG_WECHATPAY_PUBLIC_KEY_ID"
PLATFORM_CERTS = "WEIKAMENG_WECHATPAY_PLATFORM_CERTS"
NOTIFY_URL = "WEIKAMENG_WECHATPAY_NOTIFY_URL"
BASE = "WEIKAMENG_WECHATPAY_BASE"
STANDBY = "WEIKAMENG_WECHATPAY_STANDBY"

# A channel is configured as soon as one of these is set; the addresses alone mean nothing.
_MARKS = {ALIPAY: (APP_ID, APP_KEY), WECHATPAY: (MCHID, MERCHANT_KEY)}

OWN_KEY = Words(
    "这是本应用自己的公钥，应填支付机构的公钥。",
    "This is our own public key; the provider's belongs here.",
)
OTHER_KEY = Words("证书与私钥不是一对。", "The certificate does not belong to the private key.")
OTHER_SERIAL = Words("序列号与证书不一致。", "The serial number is not the certificate's.")
NO_APIV3_KEY = Words(
    f"APIv3 密钥必须是 {APIV3_KEY_BYTES} 字节。", f"The APIv3 key must be {APIV3_KEY_BYTES} bytes."
)
NO_KEY_ID = Words(
    f"公钥 ID 必须以 {PUBLIC_KEY_ID} 开头。", f"The key's ID must begin with {PUBLIC_KEY_ID}."
)
NO_SERIAL = Words("不是十六进制序列号。", "This is no hexadecimal serial number.")
NO_RSA_ROOT = Words(
    "根证书中没有 RSA 签名的证书。", "There is no RSA-signed certificate among the roots."
)
NO_VERIFIER = Words(
    f"缺少微信支付公钥（{WECHATPAY_KEY}）或平台证书。",
    f"Neither a WeChat Pay public key ({WECHATPAY_KEY}) nor platform certificates are set.",
)

Kind = TypeVar("Kind")


@dataclass(frozen=True, slots=True)
class AlipayCredentials:
    """One Alipay application. The three certificate numbers are empty in public-key mode."""

    app_id: str
    private_key: RSAPrivateKey = field(repr=False)
    alipay_key: RSAPublicKey = field(repr=False)
    gateway: str = ALIPAY_GATEWAY
    seller_id: str = ""
    refund_window: timedelta = timedelta(days=REFUND_DAYS)
    app_cert_sn: str = ""
    alipay_cert_sn: str = ""
    root_cert_sn: str = ""


@dataclass(frozen=True, slots=True)
class WechatPayCredentials:
    """One WeChat Pay merchant; ``verifiers`` holds every key that may sign answers, by serial."""

    mchid: str
    serial: str
    private_key: RSAPrivateKey = field(repr=False)
    apiv3_key: bytes = field(repr=False)
    verifiers: Mapping[str, RSAPublicKey] = field(repr=False)
    # Named in requests: answers come signed with this one, and secrets are encrypted for it.
    preferred: str = ""
    notify_url: str = ""
    base: str = WECHATPAY_BASE
    standby: str = WECHATPAY_STANDBY


@dataclass(frozen=True, slots=True)
class Checked(Generic[Kind]):
    """Credentials, or what is wrong with them. Both are empty for a channel that is not set up."""

    credentials: Kind | None
    faults: tuple[Fault, ...] = ()


def configured(channel: str, settings: Mapping[str, str]) -> bool:
    """Say whether anybody has begun to set this channel up."""
    return Reading(channel, settings).given(*_MARKS[channel])


def check(settings: Mapping[str, str], at: datetime) -> list[Fault]:
    """Return what is wrong with the channels that are set up; such a channel stays switched off."""
    return [*alipay_credentials(settings, at).faults, *wechatpay_credentials(settings, at).faults]


def alipay_credentials(settings: Mapping[str, str], at: datetime) -> Checked[AlipayCredentials]:
    """Return Alipay's credentials at a moment (certificates expire)."""
    reading = Reading(ALIPAY, settings)
    if not configured(ALIPAY, settings):
        return Checked(None)
    app_id = reading.text(APP_ID)
    private = reading.made(APP_KEY, keys.private_key)
    if reading.given(APP_CERT, ALIPAY_CERT, ROOT_CERT):
        key, numbers = _alipay_certificates(reading, private, at)
    else:
        key, numbers = reading.made(ALIPAY_KEY, lambda text: _foreign_key(text, private)), ()
    gateway = reading.address(GATEWAY, ALIPAY_GATEWAY)
    seller, window = reading.text(SELLER_ID, ""), reading.days(ALIPAY_DAYS, REFUND_DAYS)
    if reading.faults or private is None or key is None:
        return Checked(None, tuple(reading.faults))
    return Checked(AlipayCredentials(app_id, private, key, gateway, seller, window, *numbers))


def _alipay_certificates(
    reading: Reading, private: RSAPrivateKey | None, at: datetime
) -> tuple[RSAPublicKey | None, tuple[str, ...]]:
    """Return Alipay's key and the numbers of the application's, Alipay's and root certificates."""
    application = reading.made(APP_CERT, lambda text: _own_certificate(text, private, at))
    alipay = reading.made(ALIPAY_CERT, lambda text: _valid_certificate(text, at))
    root = reading.made(ROOT_CERT, _root_number)
    if application is None or alipay is None or root is None:
        return None, ()
    numbers = (keys.cert_sn(application), keys.cert_sn(alipay), root)
    return keys.key_of(alipay, at), numbers


def _valid_certificate(text: str, at: datetime) -> x509.Certificate:
    certificate = keys.certificates(text)[0]
    keys.key_of(certificate, at)
    return certificate


def _root_number(text: str) -> str:
    number = keys.root_cert_sn(keys.certificates(text))
    if not number:
        raise KeyTrouble("no_rsa_root", NO_RSA_ROOT)
    return number


def _own_certificate(text: str, private: RSAPrivateKey | None, at: datetime) -> x509.Certificate:
    certificate = _valid_certificate(text, at)
    if private and certificate.public_key() != private.public_key():
        raise KeyTrouble("other_key", OTHER_KEY)
    return certificate


def _foreign_key(text: str, private: RSAPrivateKey | None) -> RSAPublicKey:
    """The most common mistake is to paste our own public key."""
    key = keys.public_key(text)
    if private and key == private.public_key():
        raise KeyTrouble("own_key", OWN_KEY)
    return key


def wechatpay_credentials(
    settings: Mapping[str, str], at: datetime
) -> Checked[WechatPayCredentials]:
    """Return WeChat Pay's credentials at a moment (certificates expire)."""
    reading = Reading(WECHATPAY, settings)
    if not configured(WECHATPAY, settings):
        return Checked(None)
    mchid = reading.text(MCHID)
    private = reading.made(MERCHANT_KEY, keys.private_key)
    serial = _merchant_serial(reading, private, at)
    apiv3_key = reading.made(APIV3_KEY, _apiv3_key)
    verifiers, preferred = _verifiers(reading, private, at)
    notify_url = reading.address(NOTIFY_URL, "")
    base, standby = reading.address(BASE, WECHATPAY_BASE), reading.address(STANDBY, "")
    if reading.faults or private is None or apiv3_key is None:
        return Checked(None, tuple(reading.faults))
    if base == WECHATPAY_BASE and not standby:
        standby = WECHATPAY_STANDBY
    made = WechatPayCredentials(
        mchid, serial, private, apiv3_key, verifiers, preferred, notify_url, base, standby
    )
    return Checked(made)


def _merchant_serial(reading: Reading, private: RSAPrivateKey | None, at: datetime) -> str:
    """Return the serial of our certificate: as set, or read from the certificate; both agree."""
    if not reading.given(MERCHANT_CERT):
        said = reading.text(MERCHANT_SERIAL)
        if said and not _is_hex(said):
            reading.fault(MERCHANT_SERIAL, "no_serial", NO_SERIAL)
        return said.upper()
    certificate = reading.made(MERCHANT_CERT, lambda text: _own_certificate(text, private, at))
    if certificate is None:
        return ""
    serial = f"{certificate.serial_number:X}"
    said = reading.text(MERCHANT_SERIAL, serial)
    if keys.serial_form(said) != serial:
        reading.fault(MERCHANT_SERIAL, "other_serial", OTHER_SERIAL)
    return said.upper()


def _is_hex(text: str) -> bool:
    return text.isascii() and all(sign in "0123456789abcdefABCDEF" for sign in text)


def _apiv3_key(text: str) -> bytes:
    if len(text.encode()) != APIV3_KEY_BYTES:
        raise KeyTrouble("apiv3_key", NO_APIV3_KEY)
    return text.encode()


def _verifiers(
    reading: Reading, private: RSAPrivateKey | None, at: datetime
) -> tuple[dict[str, RSAPublicKey], str]:
    """Return all keys side by side and the preferred serial: the public key's when there is one."""
    if not reading.given(WECHATPAY_KEY, WECHATPAY_KEY_ID, PLATFORM_CERTS):
        reading.fault(PLATFORM_CERTS, "missing", NO_VERIFIER)
        return {}, ""
    known: dict[str, RSAPublicKey] = {}
    if reading.given(PLATFORM_CERTS):
        known |= reading.made(PLATFORM_CERTS, lambda text: _by_serial(text, at)) or {}
    preferred = next(reversed(known), "")
    if reading.given(WECHATPAY_KEY, WECHATPAY_KEY_ID):
        preferred = reading.text(WECHATPAY_KEY_ID)
        if preferred and not preferred.startswith(PUBLIC_KEY_ID):
            reading.fault(WECHATPAY_KEY_ID, "no_key_id", NO_KEY_ID)
        key = reading.made(WECHATPAY_KEY, lambda text: _foreign_key(text, private))
        known |= {preferred: key} if key else {}
    return known, preferred


def _by_serial(text: str, at: datetime) -> dict[str, RSAPublicKey]:
    """Return the valid certificates, the one that lasts longest at the end. One must be valid."""
    bundle = sorted(keys.certificates(text), key=lambda one: one.not_valid_after_utc)
    valid = [one for one in bundle if at < one.not_valid_after_utc] or bundle[-1:]
    return {f"{one.serial_number:X}": keys.key_of(one, at) for one in valid}
