"""Checks of the settings, with stable numbers: `weikameng manage check` shows them."""

from collections.abc import Sequence
from typing import Any

from django.core import checks

from weikameng.gateways.chain.credentials import check as check_chain
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


@checks.register()
def chain_is_set_up(**_given: Any) -> Sequence[checks.CheckMessage]:
    """weikameng.W004: the chain's settings can't work; nothing is anchored, the rest goes on."""
    from django.conf import settings

    return [
        checks.Warning(
            f"{fault.channel}: {fault.setting}: {fault.words.en}",
            hint=fault.words.zh,
            id="weikameng.W004",
        )
        for fault in check_chain(settings.CHAIN)
    ]


@checks.register(deploy=True)  # it asks the node: not at every start
def chain_takes_anchors(**_given: Any) -> Sequence[checks.CheckMessage]:
    """weikameng.W005: the node, our account or our contract on the chain is not in order."""
    from weikameng.services import anchored

    return [
        checks.Warning(words.en, hint=words.zh, id="weikameng.W005")
        for words in anchored.problems()
    ]


@checks.register()
def witnesses_are_set_up(**_given: Any) -> Sequence[checks.CheckMessage]:
    """weikameng.W006: the policy of witnesses can't be used; none is asked, the rest goes on."""
    from weikameng.services import witness_policy

    return [
        checks.Warning(f"{witness_policy.SETTING}: {words.en}", hint=words.zh, id="weikameng.W006")
        for words in witness_policy.policy_faults()
    ]


@checks.register()
def identity_is_set_up(**_given: Any) -> Sequence[checks.CheckMessage]:
    """weikameng.W007: the identity service's settings can't work; checks wait, then a person."""
    from weikameng.services import identity_provider

    return [
        checks.Warning(
            f"{fault.channel}: {fault.setting}: {fault.words.en}",
            hint=fault.words.zh,
            id="weikameng.W007",
        )
        for fault in identity_provider.provider_faults()
    ]
