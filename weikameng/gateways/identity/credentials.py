"""Credentials of identity services, read from settings and checked; a faulty set is none."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from weikameng.gateways.payments.credentials import Checked
from weikameng.gateways.payments.setting_reading import Reading

ALIYUN_ID = "aliyun_id"
ALIYUN_ENDPOINT = "https://cloudauth.aliyuncs.com"

KEY_ID = "WEIKAMENG_ALIYUN_ID_KEY_ID"
KEY_SECRET = "WEIKAMENG_ALIYUN_ID_KEY_SECRET"  # noqa: S105  # the setting's name
ENDPOINT = "WEIKAMENG_ALIYUN_ID_ENDPOINT"


@dataclass(frozen=True, slots=True)
class AliyunIdCredentials:
    """One access key."""

    key_id: str
    key_secret: str = field(repr=False)
    endpoint: str = ALIYUN_ENDPOINT


def aliyun_id_credentials(settings: Mapping[str, str]) -> Checked[AliyunIdCredentials]:
    """Return Aliyun's credentials, or what is wrong with them."""
    reading = Reading(ALIYUN_ID, settings)
    if not reading.given(KEY_ID, KEY_SECRET):
        return Checked(None)
    made = AliyunIdCredentials(
        reading.text(KEY_ID), reading.text(KEY_SECRET), reading.address(ENDPOINT, ALIYUN_ENDPOINT)
    )
    return Checked(None, tuple(reading.faults)) if reading.faults else Checked(made)
