"""Credentials of suppliers, read from settings and checked; a faulty set is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from weikameng.gateways.payments.credentials import Checked
from weikameng.gateways.payments.setting_reading import Fault, Reading

FULU, XINGQUANYI = "fulu", "xingquanyi"
FULU_GATEWAY = "https://openapi.fulu.com/api/getway"

APP_KEY = "WEIKAMENG_FULU_APP_KEY"
APP_SECRET = "WEIKAMENG_FULU_APP_SECRET"  # noqa: S105  # the setting's name
GATEWAY = "WEIKAMENG_FULU_GATEWAY"

MERCHANT = "WEIKAMENG_XINGQUANYI_MERCHANT"
KEY = "WEIKAMENG_XINGQUANYI_KEY"
BASE = "WEIKAMENG_XINGQUANYI_BASE"


@dataclass(frozen=True, slots=True)
class FuluCredentials:
    """One application at Fulu."""

    app_key: str
    app_secret: str = field(repr=False)
    gateway: str = FULU_GATEWAY


@dataclass(frozen=True, slots=True)
class FormCredentials:
    """A merchant of a supplier that speaks the form protocol, and where that supplier is."""

    merchant: str
    key: str = field(repr=False)
    base: str


def configured(settings: Mapping[str, str]) -> frozenset[str]:
    """Return the suppliers somebody has begun to set up, whether or not they can work."""
    marks = {FULU: (APP_KEY, APP_SECRET), XINGQUANYI: (MERCHANT, KEY)}
    return frozenset(n for n, marked in marks.items() if Reading(n, settings).given(*marked))


def check(settings: Mapping[str, str]) -> list[Fault]:
    """Return what is wrong with the suppliers that are set up; such a one stays switched off."""
    return [*fulu_credentials(settings).faults, *form_credentials(settings).faults]


def fulu_credentials(settings: Mapping[str, str]) -> Checked[FuluCredentials]:
    """Return Fulu's credentials, or what is wrong with them."""
    reading = Reading(FULU, settings)
    if not reading.given(APP_KEY, APP_SECRET):
        return Checked(None)
    made = FuluCredentials(
        reading.text(APP_KEY), reading.text(APP_SECRET), reading.address(GATEWAY, FULU_GATEWAY)
    )
    return Checked(None, tuple(reading.faults)) if reading.faults else Checked(made)


def form_credentials(settings: Mapping[str, str]) -> Checked[FormCredentials]:
    """Return the form supplier's credentials, or what is wrong with them."""
    reading = Reading(XINGQUANYI, settings)
    if not reading.given(MERCHANT, KEY):
        return Checked(None)
    made = FormCredentials(reading.text(MERCHANT), reading.text(KEY), reading.address(BASE))
    return Checked(None, tuple(reading.faults)) if reading.faults else Checked(made)
