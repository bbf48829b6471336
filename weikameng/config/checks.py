"""Checks of the settings, with stable numbers: `weikameng manage check` shows them."""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from weikameng.gateways.payments.credentials import check
from weikameng.gateways.suppliers.credentials import check as check_suppliers


@checks.register()
def channels_are_set_up(**_given: Any) -> Sequence[checks.CheckMessage]:
    """weikameng.W001: a channel's credentials can't work; it is switched off, the rest goes on."""
    from django.conf import settings

    return [
        checks.Warning(
            f"{fault.channel}: {fault.setting}: {fault.words.en}",
            hint=fault.words.zh,
            id="weikameng.W001",
        )
        for fault in check(settings.CHANNELS, settings.CLOCK())
    ]


@checks.register()
def carriers_are_set_up(**_given: Any) -> Sequence[checks.CheckMessage]:
    """weikameng.W002: a carrier's settings can't work; it sends nothing, the inbox goes on."""
    from weikameng.services import carriers

    return [
        checks.Warning(
            f"{fault.channel}: {fault.setting}: {fault.words.en}",
            hint=fault.words.zh,
            id="weikameng.W002",
        )
        for fault in carriers.carrier_faults()
    ]


@checks.register()
def suppliers_are_set_up(**_given: Any) -> Sequence[checks.CheckMessage]:
    """weikameng.W003: a supplier's credentials can't work; it isn't asked, the rest goes on."""
    from django.conf import settings

    return [
        checks.Warning(
            f"{fault.channel}: {fault.setting}: {fault.words.en}",
            hint=fault.words.zh,
            id="weikameng.W003",
        )
        for fault in check_suppliers(settings.SUPPLIERS)
    ]
