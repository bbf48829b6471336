"""Checks of the settings, with stable numbers: `weikameng manage check` shows them."""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from weikameng.gateways.payments.credentials import check


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
