"""Steps of an offline transfer in short, as 阿财 and 老陈 take them."""

import io
from typing import Any

from PIL import Image

from tests.cast import Cast, Scripted, asks
from weikameng.domain.payout_life import Concern, Outcome, PayoutReceipt
from weikameng.domain.policy.publishing import Actor, beijing_day
from weikameng.records.models import OfflineTransfer, Payout
from weikameng.services import refunds, transfers
from weikameng.services.evidence import Upload

ACCOUNT = "6222021234567894"
PAYEE = "林小"
WHY = "买家的支付宝账户已注销,原路退不了。"
DEAD = PayoutReceipt(Outcome.PERMANENTLY_FAILED, "ACQ.BUYER_NOT_EXIST", concern=Concern.OFFLINE)


def acai(cast: Cast) -> Actor:
    """Finance, who proposes and pays."""
    return Actor(cast.ids["acai"], "finance")


def laochen(cast: Cast) -> Actor:
    """The supervisor, who approves and confirms."""
    return Actor(cast.laochen, "supervisor")


def refuses(cast: Cast, receipt: PayoutReceipt = DEAD) -> Payout:
    """A refund of 3 yuan that its channel refuses for good."""
    order = cast.buys("game-card-3")
    case = refunds.apply(asks(order), buyer_id=cast.xiaolin, at=cast.at).number
    cast.pays_out(Scripted([lambda verb, order: receipt]))
    return Payout.objects.get(case__number=case)


def wish(number: str, **other: Any) -> transfers.Proposal:
    """A transfer to 小林's bank account."""
    asked = {"method": "bank_transfer", "payee_name": PAYEE, "account": ACCOUNT, "note": WHY}
    return transfers.Proposal(number, **asked | other)


def proposes(cast: Cast, dead: Payout) -> int:
    """阿财 proposes."""
    return transfers.propose(wish(dead.number), acai(cast), at=cast.at)


def approves(cast: Cast, dead: Payout) -> int:
    """阿财 proposes, 老陈 approves."""
    transfer = proposes(cast, dead)
    transfers.approve(transfer, laochen(cast), at=cast.at)
    return transfer


def receipt_picture() -> bytes:
    """A bank's receipt, drawn."""
    out = io.BytesIO()
    Image.effect_noise((300, 200), 40).convert("RGB").save(out, "PNG")
    return out.getvalue()


def payment(cast: Cast, reference: str = "202611180001") -> transfers.Payment:
    """What the bank says was paid today."""
    proof = Upload(transfers.PROOF, "receipt.png", receipt_picture())
    return transfers.Payment(reference, beijing_day(cast.at), proof)


def pays(cast: Cast, dead: Payout, reference: str = "202611180001") -> int:
    """…and 阿财 pays."""
    transfer = approves(cast, dead)
    transfers.record_payment(transfer, payment(cast, reference), acai(cast), at=cast.at)
    return transfer


def row_of(transfer: int) -> OfflineTransfer:
    """The transfer as it is now."""
    return OfflineTransfer.objects.get(pk=transfer)
