"""Who is asked about identities: built once a process from the settings."""

from functools import cache

from django.conf import settings

from weikameng.domain.identity import IdentityProvider
from weikameng.gateways.identity.aliyun import AliyunId
from weikameng.gateways.identity.credentials import aliyun_id_credentials
from weikameng.gateways.payments import line
from weikameng.gateways.payments.setting_reading import Fault


@cache
def provider() -> IdentityProvider | None:
    """Return who is asked; None while nobody is set up, or with settings that can't work."""
    found = aliyun_id_credentials(settings.IDENTITY).credentials
    return AliyunId(found, line.new_client(), settings.CLOCK) if found else None


def provider_faults() -> list[Fault]:
    """Return what is wrong with the settings, one by one (weikameng.W007)."""
    return list(aliyun_id_credentials(settings.IDENTITY).faults)


def forget_provider() -> None:
    """Read the settings again when somebody is next asked (tests)."""
    provider.cache_clear()
