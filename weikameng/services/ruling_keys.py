"""Keys of arbitrators: their own, vouched for by their body, or one that the platform keeps.

A kept key says no more than that somebody signed in as the arbitrator and pressed the button.
"""

import hmac
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from weikameng.domain.errors import Refusal
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.ledger.encodings import base64_of, bytes_of_base64
from weikameng.ledger.keys import SigningKey, parse_vkey
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.rulings import KEPT, OWN, SIGNATURE_BYTES, vouching
from weikameng.records.reading import accounts as people
from weikameng.records.reading import panels as reading
from weikameng.records.writing import disputes as writing
from weikameng.records.writing.disputes import NewSignature
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import Arbitrator

_PURPOSE = b"weikameng.arbitrator-key/1:"


def kept_key(username: str) -> SigningKey:
    """Return the key the platform keeps for an arbitrator: it follows from the shop's own."""
    seed = hmac.new(settings.CASE_FILE_KEY, _PURPOSE + username.encode(), sha256).digest()
    host = next(iter(settings.ALLOWED_HOSTS), "").strip(".*") or "weikameng"
    return SigningKey(f"{host}/arbitrator/{username}", seed)


def by_page(who: "Arbitrator", document: str) -> NewSignature:
    """Sign with the kept key; only for who has no key of their own."""
    if who.key:
        raise Refusal("own_key", _OWN_KEY)
    key = kept_key(who.person.username)
    signature = base64_of(key.sign(document.encode()))
    vkey = key.verifier.vkey
    return NewSignature(who.pk, agrees=True, key=vkey, signature=signature, strength=KEPT)


def detached(who: "Arbitrator", document: str, signature: str) -> NewSignature:
    """Take a signature made outside, by the arbitrator's registered key. Refusal if it fails."""
    if not who.key:
        raise Refusal("no_key", _NO_KEY)
    try:
        raw = bytes_of_base64(signature.strip(), "signature")
    except Malformed as problem:
        raise Refusal("signature", _BAD_SIGNATURE) from problem
    if len(raw) != SIGNATURE_BYTES or not parse_vkey(who.key).verifies(document.encode(), raw):
        raise Refusal("signature", _BAD_SIGNATURE)
    return NewSignature(
        who.pk,
        agrees=True,
        key=who.key,
        signature=signature.strip(),
        strength=OWN,
        certificate=who.certificate,
    )


def register_body(
    code: str, names: tuple[str, str], key: str, three_from_minor: int | None, at: datetime
) -> None:
    """Make or change an arbitration body; the command line does. Refusal for a key that is none."""
    if key:
        _demand_key(key)
    with transaction.atomic():
        writing.keep_body(code, names, key, three_from_minor)
        noted(None, Act.ARBITRATION_KEPT, f"body {code}", " / ".join(names), at)


def register_arbitrator(body_code: str, username: str, own: tuple[str, str], at: datetime) -> None:
    """Let somebody be drawn for a body; ``own``: their key and the body's signature over it.

    Refusal for an unknown body or person, another role, and a key the body does not vouch for.
    """
    body = reading.body_of(body_code)
    person = people.person_named(username)
    if body is None or person is None or person.role != "arbiter":
        raise Refusal("arbitrator", _NOBODY)
    key, certificate = own
    if key and not _vouched(body.key, vouching(body_code, username, key), certificate):
        raise Refusal("certificate", _NOT_VOUCHED)
    with transaction.atomic():
        writing.keep_arbitrator(person.pk, body.pk, key, certificate if key else "")
        noted(None, Act.ARBITRATION_KEPT, f"person {username}", f"{body_code} {key}".strip(), at)


def dismiss(username: str, at: datetime) -> None:
    """Draw somebody no more."""
    person = people.person_named(username)
    with transaction.atomic():
        if person is None or not writing.dismiss(person.pk):
            raise Refusal("arbitrator", _NOBODY)
        noted(None, Act.ARBITRATION_KEPT, f"person {username}", "dismissed", at)


def _vouched(body_key: str, said: bytes, certificate: str) -> bool:
    try:
        return bool(body_key) and parse_vkey(body_key).verifies(
            said, bytes_of_base64(certificate, "certificate")
        )
    except Malformed:
        return False


def _demand_key(key: str) -> None:
    try:
        parse_vkey(key)
    except Malformed as problem:
        raise Refusal("key", _NO_VKEY) from problem


_OWN_KEY = Words(
    "你登记了自己的密钥,请下载裁决文本,用自己的密钥签名后提交。",
    "You have registered a key of your own: download the text, sign it with that, and send the"
    " signature.",
)
_NO_KEY = Words(
    "没有登记你自己的密钥。请由仲裁机构登记,或在页面上签名。",
    "No key of your own is registered. Have your body register one, or sign on the page.",
)
_BAD_SIGNATURE = Words(
    "签名不成立:要用登记的密钥,对裁决文本的原样字节签名(Ed25519,base64)。",
    "The signature does not hold: sign the exact bytes of the text by your registered key (Ed25519,"
    " base64).",
)
_NOBODY = Words(
    "没有这个仲裁机构,或这个人不是仲裁员角色。",
    "There is no such body, or this person's role is not arbiter.",
)
_NOT_VOUCHED = Words(
    "仲裁机构的签名对不上这把密钥。", "The body's signature does not vouch for this key."
)
_NO_VKEY = Words("公钥的格式不对。", "This is no public key in the form name+id+key.")
