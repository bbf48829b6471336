"""Credentials of suppliers, read from settings and checked; a faulty set is none.

Nothing reads them yet: the supplier check of issue 6 wires them (services/wiring.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from weikameng.gateways.payments.credentials import Checked
from weikameng.gateways.payments.setting_reading import Reading

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
