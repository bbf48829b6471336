"""Who carries copies by SMS and e-mail: built once a process from the settings."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from django.conf import settings

from weikameng.domain.delivery import MailGateway, SmsGateway
from weikameng.domain.notices import Channel, NoticeRules, notice_rules_from
from weikameng.gateways.messages import credentials
from weikameng.gateways.messages.aliyun_sms import AliyunSms
from weikameng.gateways.messages.email import Smtp
from weikameng.gateways.messages.letter_box import LetterBox
from weikameng.gateways.messages.templates import templates_in
from weikameng.gateways.messages.tencent_sms import TencentSms
from weikameng.gateways.payments import line
from weikameng.gateways.payments.setting_reading import Fault, Reading
from weikameng.records.documents import shipped_notices

ALIYUN_TEMPLATES = "WEIKAMENG_ALIYUN_SMS_TEMPLATES"
TENCENT_TEMPLATES = "WEIKAMENG_TENCENT_SMS_TEMPLATES"


@dataclass(frozen=True, slots=True)
class SmsRoute:
    """A carrier of text messages with its numbers of our texts."""

    gateway: SmsGateway
    templates: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Carriers:
    """Who carries what; nobody for a channel that is not set up."""

    sms: Mapping[str, SmsRoute]
    mail: MailGateway | None

    @property
    def channels(self) -> frozenset[Channel]:
        """The channels that somebody serves."""
        served = {Channel.SMS: bool(self.sms), Channel.EMAIL: self.mail is not None}
        return frozenset(channel for channel, is_served in served.items() if is_served)


@cache
def rules() -> NoticeRules:
    """Return the texts of notices.toml and when they may set out."""
    return notice_rules_from(shipped_notices())


@cache
def carriers() -> Carriers:
    """Return the carriers that work; one with bad settings is left out."""
    return _built()[0]


def carrier_faults() -> list[Fault]:
    """Return what is wrong with the carriers' settings (weikameng.W002)."""
    return _built()[1]


def forget_carriers() -> None:
    """Read the carriers' settings again when they are next asked for (tests)."""
    carriers.cache_clear()


def _built() -> tuple[Carriers, list[Fault]]:
    given: Mapping[str, str] = settings.MESSAGES
    aliyun = credentials.aliyun_credentials(given)
    tencent = credentials.tencent_credentials(given)
    smtp = credentials.smtp_credentials(given)
    faults = [*aliyun.faults, *tencent.faults, *smtp.faults]
    sms: dict[str, SmsRoute] = {}
    if aliyun.credentials and (texts := _templates(AliyunSms.name, ALIYUN_TEMPLATES, faults)):
        gateway = AliyunSms(aliyun.credentials, line.new_client(), settings.CLOCK)
        sms[gateway.name] = SmsRoute(gateway, texts)
    if tencent.credentials and (texts := _templates(TencentSms.name, TENCENT_TEMPLATES, faults)):
        other = TencentSms(tencent.credentials, line.new_client(), settings.CLOCK)
        sms[other.name] = SmsRoute(other, texts)
    mail: MailGateway | None = None
    if smtp.credentials:
        mail = Smtp(smtp.credentials, ssl.create_default_context(), settings.CLOCK)
    elif settings.DEMO and not smtp.faults:
        mail = LetterBox(settings.DATA_DIR / "letters")
    return Carriers(sms, mail), faults


def _templates(carrier: str, setting: str, faults: list[Fault]) -> Mapping[str, str]:
    reading = Reading(carrier, settings.MESSAGES)
    found = templates_in(reading, setting, rules().codes)
    faults.extend(reading.faults)
    return {} if reading.faults else found
