"""Credentials of SMS carriers and the mail server, read from settings; a faulty set is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from weikameng.domain.delivery import is_address
from weikameng.domain.words import Words
from weikameng.gateways.payments.credentials import Checked
from weikameng.gateways.payments.setting_reading import Reading

ALIYUN_SMS, TENCENT_SMS, SMTP = "aliyun_sms", "tencent_sms", "smtp"
ALIYUN_ENDPOINT = "https://dysmsapi.aliyuncs.com"
TENCENT_ENDPOINT = "https://sms.tencentcloudapi.com"
TENCENT_REGION = "ap-guangzhou"

KEY_ID = "WEIKAMENG_ALIYUN_SMS_KEY_ID"
KEY_SECRET = "WEIKAMENG_ALIYUN_SMS_KEY_SECRET"  # noqa: S105  # the setting's name
ALIYUN_SIGN = "WEIKAMENG_ALIYUN_SMS_SIGN_NAME"
ALIYUN_AT = "WEIKAMENG_ALIYUN_SMS_ENDPOINT"

SECRET_ID = "WEIKAMENG_TENCENT_SMS_SECRET_ID"  # noqa: S105  # the setting's name
SECRET_KEY = "WEIKAMENG_TENCENT_SMS_SECRET_KEY"  # noqa: S105  # the setting's name
APP_ID = "WEIKAMENG_TENCENT_SMS_APP_ID"
TENCENT_SIGN = "WEIKAMENG_TENCENT_SMS_SIGN_NAME"
TENCENT_AT = "WEIKAMENG_TENCENT_SMS_ENDPOINT"
REGION = "WEIKAMENG_TENCENT_SMS_REGION"

HOST = "WEIKAMENG_SMTP_HOST"
PORT = "WEIKAMENG_SMTP_PORT"
SECURITY = "WEIKAMENG_SMTP_SECURITY"
USER = "WEIKAMENG_SMTP_USER"
PASSWORD = "WEIKAMENG_SMTP_PASSWORD"  # noqa: S105  # the setting's name
SENDER = "WEIKAMENG_SMTP_SENDER"

Kind = TypeVar("Kind")

_LOOPBACK = {"localhost", "127.0.0.1", "::1"}
NO_SECURITY = Words(
    "应为 starttls 或 tls;none 只能用于本机。",
    "Must be starttls or tls; none is for this machine only.",
)
NO_PORT = Words("必须是 1 至 65535 的端口号。", "Must be a port, 1 to 65535.")
NO_SENDER = Words("不是可用的邮件地址。", "This is no mail address that can be used.")


class Security(StrEnum):
    """How the line to the mail server is kept secret; ``none`` only to this machine."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


_PORTS = {Security.STARTTLS: 587, Security.TLS: 465, Security.NONE: 25}


@dataclass(frozen=True, slots=True)
class AliyunSmsCredentials:
    """One access key and the approved signature."""

    key_id: str
    key_secret: str = field(repr=False)
    sign_name: str
    endpoint: str = ALIYUN_ENDPOINT


@dataclass(frozen=True, slots=True)
class TencentSmsCredentials:
    """One secret, the SMS application, and the approved signature."""

    secret_id: str
    secret_key: str = field(repr=False)
    app_id: str
    sign_name: str
    endpoint: str = TENCENT_ENDPOINT
    region: str = TENCENT_REGION


@dataclass(frozen=True, slots=True)
class SmtpCredentials:
    """The mail server and the address we write from; without a user nobody signs in."""

    host: str
    sender: str
    security: Security = Security.STARTTLS
    port: int = 587
    user: str = ""
    password: str = field(default="", repr=False)


def aliyun_credentials(settings: Mapping[str, str]) -> Checked[AliyunSmsCredentials]:
    """Return Aliyun's credentials, or what is wrong with them."""
    reading = Reading(ALIYUN_SMS, settings)
    if not reading.given(KEY_ID, KEY_SECRET):
        return Checked(None)
    made = AliyunSmsCredentials(
        reading.text(KEY_ID),
        reading.text(KEY_SECRET),
        reading.text(ALIYUN_SIGN),
        reading.address(ALIYUN_AT, ALIYUN_ENDPOINT),
    )
    return _checked(reading, made)


def tencent_credentials(settings: Mapping[str, str]) -> Checked[TencentSmsCredentials]:
    """Return Tencent's credentials, or what is wrong with them."""
    reading = Reading(TENCENT_SMS, settings)
    if not reading.given(SECRET_ID, SECRET_KEY):
        return Checked(None)
    made = TencentSmsCredentials(
        reading.text(SECRET_ID),
        reading.text(SECRET_KEY),
        reading.text(APP_ID),
        reading.text(TENCENT_SIGN),
        reading.address(TENCENT_AT, TENCENT_ENDPOINT),
        reading.text(REGION, TENCENT_REGION),
    )
    return _checked(reading, made)


def smtp_credentials(settings: Mapping[str, str]) -> Checked[SmtpCredentials]:
    """Return the mail server's credentials, or what is wrong with them."""
    reading = Reading(SMTP, settings)
    if not reading.given(HOST):
        return Checked(None)
    host = reading.text(HOST)
    security = _security(reading, host)
    sender = reading.text(SENDER)
    if sender and not is_address(sender):
        reading.fault(SENDER, "no_sender", NO_SENDER)
    user = reading.text(USER, "")
    password = reading.text(PASSWORD) if user else ""
    return _checked(
        reading,
        SmtpCredentials(host, sender, security, _port(reading, security), user, password),
    )


def _security(reading: Reading, host: str) -> Security:
    said = reading.text(SECURITY, Security.STARTTLS)
    known = said in {str(one) for one in Security}
    if not known or (said == Security.NONE and host not in _LOOPBACK):
        reading.fault(SECURITY, "no_security", NO_SECURITY)
        return Security.STARTTLS
    return Security(said)


def _port(reading: Reading, security: Security) -> int:
    said = reading.text(PORT, str(_PORTS[security]))
    if not (said.isascii() and said.isdigit() and 1 <= int(said[:6]) <= 65535):
        reading.fault(PORT, "no_port", NO_PORT)
        return _PORTS[security]
    return int(said)


def _checked(reading: Reading, made: Kind) -> Checked[Kind]:
    return Checked(None, tuple(reading.faults)) if reading.faults else Checked(made)
