"""Alipay's signatures (docs/payments.md): what is signed of a request, an answer and a notice."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from weikameng.gateways.payments.credentials import AlipayCredentials
from weikameng.gateways.payments.outcome_table import Trust
from weikameng.gateways.payments.signatures import holds
from weikameng.gateways.payments.strict_json import NotJson, object_of, raw_members, text_of

_ERROR = "error_response"
_V1_LEFT_OUT = frozenset({"sign", "sign_type"})
_V2_LEFT_OUT = frozenset({"sign"})


@dataclass(frozen=True, slots=True)
class Heard:
    """The node of an answer and how far it may be believed."""

    content: Mapping[str, Any]
    trust: Trust


def request_text(parameters: Mapping[str, str]) -> str:
    """Return what a request signs: all but ``sign`` and empty ones, ``sign_type`` included."""
    return _joined({key: value for key, value in parameters.items() if value}, _V2_LEFT_OUT)


def notice_text(parameters: Mapping[str, str], *, keeps_sign_type: bool) -> str:
    """Return what a notice signs: a payment's (V1) leaves ``sign_type`` out, a message's not."""
    return _joined(parameters, _V2_LEFT_OUT if keeps_sign_type else _V1_LEFT_OUT)


def _joined(parameters: Mapping[str, str], left_out: frozenset[str]) -> str:
    kept = sorted(name for name in parameters if name not in left_out)
    return "&".join(f"{name}={parameters[name]}" for name in kept)


def heard(body: bytes, method: str, credentials: AlipayCredentials) -> Heard:
    """Return what an answer says; only the very characters that were signed are read.

    NotJson when there is no such node.
    """
    members = raw_members(text_of(body))
    name = method.replace(".", "_") + "_response"
    text = members.get(name) or members.get(_ERROR)
    if text is None:
        raise NotJson("no answer in it")
    return Heard(object_of(text), _trust(members, text, credentials))


def _trust(members: Mapping[str, str], text: str, credentials: AlipayCredentials) -> Trust:
    if "sign" not in members:
        return Trust.UNSIGNED
    if credentials.alipay_cert_sn and _string(members, "alipay_cert_sn") not in (
        "",
        credentials.alipay_cert_sn,
    ):
        return Trust.UNKNOWN_KEY
    genuine = holds(credentials.alipay_key, text.encode(), _string(members, "sign"))
    return Trust.SIGNED if genuine else Trust.BAD_SIGNATURE


def _string(members: Mapping[str, str], name: str) -> str:
    value = object_of(f'{{"value":{members.get(name, "null")}}}')["value"]
    return value if isinstance(value, str) else ""
