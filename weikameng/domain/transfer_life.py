"""The life of an offline transfer: one table of arrows, who may walk them, which legs may be paid
by hand, and every refusal on the way (R4.4). Two people to agree, two to confirm."""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from weikameng.domain.errors import Refusal
from weikameng.domain.payout_life import Concern, PayoutState
from weikameng.domain.roles import Right, holders
from weikameng.domain.words import Words

MIN_NOTE, MAX_NOTE = 5, 500
MAX_NAME, MAX_ACCOUNT, MAX_REFERENCE = 60, 60, 64
WRITERS = holders(Right.MOVE_MONEY)
# The second person at each of the two steps may be a supervisor, who moves no money alone.
SECONDS = holders(Right.SECOND_MONEY)


class State(StrEnum):
    """Where a transfer stands."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    PAID = "paid"
    CONFIRMED = "confirmed"
    REFUSED = "refused"
    CANCELLED = "cancelled"


class Event(StrEnum):
    """What can happen to a transfer; ``reveal`` shows the whole account and changes nothing."""

    PROPOSE = "propose"
    REFUSE = "refuse"
    APPROVE = "approve"
    REVEAL = "reveal"
    CANCEL = "cancel"
    PAY = "pay"
    SEND_BACK = "send_back"
    CONFIRM = "confirm"


S, E = State, Event
ARROWS: dict[tuple[State | None, Event], State] = {
    (None, E.PROPOSE): S.PROPOSED,
    (S.PROPOSED, E.REFUSE): S.REFUSED,
    (S.PROPOSED, E.APPROVE): S.APPROVED,
    # Only for paying: whoever pays sees the whole account, and that they did stays on record.
    (S.APPROVED, E.REVEAL): S.APPROVED,
    (S.APPROVED, E.CANCEL): S.CANCELLED,
    (S.APPROVED, E.PAY): S.PAID,
    # The proof does not fit: it is recorded anew. The money itself can't be taken back here.
    (S.PAID, E.SEND_BACK): S.APPROVED,
    (S.PAID, E.CONFIRM): S.CONFIRMED,
}
# What the second person may do: agree, turn down, confirm, or have the payment recorded anew.
SECOND_STEPS = frozenset({E.APPROVE, E.REFUSE, E.CONFIRM, E.SEND_BACK})
UNDER_WAY = (S.PROPOSED, S.APPROVED, S.PAID)


class Method(StrEnum):
    """By which other way the money goes."""

    BANK = "bank_transfer"
    ALIPAY = "alipay_transfer"
    WECHAT = "wechat_transfer"
    OTHER = "other"


METHOD_WORDS = {
    Method.BANK: Words("银行转账", "Bank transfer"),
    Method.ALIPAY: Words("支付宝转账", "Alipay transfer"),
    Method.WECHAT: Words("微信转账", "WeChat transfer"),
    Method.OTHER: Words("其他方式", "Another way"),
}


@dataclass(frozen=True, slots=True)
class Payee:
    """Whom to pay: checked for shape here, whatever door it came by. The account is a secret."""

    method: Method
    name: str
    account: str = field(repr=False)

    @property
    def shown(self) -> str:
        """The account masked: enough to know which one, too little to pay to."""
        return masked(self.account)


def payee_of(method: str, name: str, account: str) -> Payee:
    """Return a payee as it is kept: in one spelling, without what can't be printed. Refusal."""
    if method not in set(Method):
        raise _refusal("method", "请选择转账方式。", "Choose how to transfer.")
    name, account = _plain(name), _plain(account)
    if not 1 <= len(name) <= MAX_NAME or _unprintable(name):
        raise _refusal(
            "payee_name",
            f"请填收款人姓名或户名,最多 {MAX_NAME} 字,不含换行和特殊字符。",
            f"Give the payee's name: at most {MAX_NAME} characters, in one line.",
        )
    if method == Method.BANK:
        account = re.sub(r"[ -]", "", account).upper()
    if not _ACCOUNTS[Method(method)].fullmatch(account):
        raise Refusal("payee_account", _ACCOUNT_WORDS[Method(method)])
    return Payee(Method(method), name, account)


def masked(account: str) -> str:
    """Return an account without its middle: ``**** 6789``, ``138****5678``, ``a***@b.cn``."""
    before, at_sign, domain = account.partition("@")
    if at_sign:
        return f"{before[:1]}***@{domain}"[:40]
    if re.fullmatch(r"1[0-9]{10}", account):
        return f"{account[:3]}****{account[-4:]}"
    return f"**** {account[-4:]}" if len(account) >= 8 else f"****{account[-1:]}"


@dataclass(frozen=True, slots=True)
class Leg:
    """A payout as somebody wants it paid by hand: its state, what its last answer was about."""

    state: PayoutState
    concern: str
    route: str


BY_HAND = frozenset({"offline", "chargeback"})


def why_not(leg: Leg) -> Refusal | None:
    """Return why a leg can't be paid by another way now; None when it is dead (R4.4)."""
    if leg.route == "shop":
        return _refusal(
            "shop_pays",
            "这笔钱由商家自己退,平台不能代付。请商家重新退款并确认。",
            "The shop pays this back itself, so the platform can't. Have the shop pay and confirm.",
        )
    bounced = leg.route == "offline" and leg.state is PayoutState.REVERSED
    if leg.route in BY_HAND and not bounced:
        return _refusal(
            "by_hand",
            "这一笔本来就是人工付款,不用再转账。",
            "This leg is paid by hand already; no further transfer is needed.",
        )
    if leg.state not in {PayoutState.REFUSED, PayoutState.REVERSED}:
        return _refusal(
            "not_dead",
            "渠道还可能付这笔钱,现在转账会付两次。等渠道给出最终答复再办。",
            "The channel may still pay this, so a transfer could pay twice. Wait for its final"
            " answer.",
        )
    if leg.concern == Concern.ABNORMAL:
        return _refusal(
            "redirect_first",
            "钱还在微信支付手里。请先让它退到买家的银行卡,或退回我们的账户。",
            "WeChat Pay still holds the money. First direct it to the buyer's card or back to us.",
        )
    return None


def demand_dead(leg: Leg, compared: bool) -> None:
    """Refuse a transfer for a leg the channel may still pay, or may have paid unbeknown to us.

    ``compared``: somebody has compared it with the channel's own records.
    """
    if refusal := why_not(leg):
        raise refusal
    if leg.concern == Concern.LEDGER and not compared:
        raise _refusal(
            "compare_first",
            "渠道的账和我们的不一样。请先到渠道后台核对这笔没有退出去,再勾选确认。",
            "The channel's books and ours disagree. See in the channel's own records that this"
            " was not paid, then say so.",
        )


def next_state(state: State | None, event: Event) -> State:
    """Return where the event leads; Refusal when the transfer can't take it there."""
    try:
        return ARROWS[state, event]
    except KeyError:
        raise _refusal(
            "not_now",
            "这笔转账刚刚有了变化,现在不能这样做。请看最新的状态。",
            "This transfer has just changed and can't do that now; see where it stands.",
        ) from None


def may(state: State, event: Event) -> bool:
    """Whether the event is possible now; pages show only such buttons."""
    return (state, event) in ARROWS


def may_take(role: str, event: Event) -> bool:
    """Whether a role may take such a step at all; pages show only such buttons."""
    return role in (SECONDS if event in SECOND_STEPS else WRITERS)


def demand_role(role: str, event: Event) -> None:
    """Refuse a step to who may not take it: supervisors second what finance moves."""
    if not may_take(role, event):
        raise _refusal(
            "not_finance",
            "提议和付款由财务办,主管可以作第二人同意和核对。",
            "Finance proposes and pays; a supervisor may be the second person.",
        )


def demand_another(first_id: int | None, second_id: int, event: Event) -> None:
    """Refuse the second signature to who gave the first: both times it takes two people."""
    if first_id != second_id:
        return
    if event is Event.APPROVE:
        raise _refusal(
            "same_person",
            "提议和同意要两个人:不能同意自己的提议。",
            "It takes two people: who proposed a transfer can't approve it.",
        )
    raise _refusal(
        "same_person",
        "付款和核对要两个人:不能核对自己的付款。",
        "It takes two people: who recorded a payment can't confirm it.",
    )


def demand_not_own(buyer_id: int, actor_id: int) -> None:
    """Refuse to let anybody pay themselves."""
    if buyer_id == actor_id:
        raise _refusal(
            "own_case",
            "这是你自己的退款,请同事办理。",
            "This is your own refund; a colleague must do this.",
        )


def note_of(text: str) -> str:
    """Return a note as it is kept. Refusal for one that says nothing, or can't be kept."""
    note = _plain(text, lines=True)
    if not MIN_NOTE <= len(note) <= MAX_NOTE or _unprintable(note.replace("\n", "")):
        raise _refusal(
            "note",
            f"请写明原因,{MIN_NOTE} 到 {MAX_NOTE} 字。",
            f"Say why, in {MIN_NOTE} to {MAX_NOTE} characters.",
        )
    return note


def reference_of(text: str) -> str:
    """Return a bank's number of a payment as it is kept: letters, digits and dashes. Refusal."""
    reference = re.sub(r"\s", "", _plain(text))
    if not re.fullmatch(rf"[0-9A-Za-z_.:/-]{{4,{MAX_REFERENCE}}}", reference):
        raise _refusal(
            "reference",
            f"请照回单填写流水号:字母和数字,4 到 {MAX_REFERENCE} 位。",
            f"Give the number on the receipt: letters and digits, 4 to {MAX_REFERENCE}.",
        )
    return reference


def demand_day(paid_on: date, approved_on: date, today: date) -> None:
    """Refuse a payment before it was agreed to, or one that is yet to come (days in Beijing)."""
    if not approved_on <= paid_on <= today:
        raise _refusal(
            "paid_on",
            f"付款日期应在 {approved_on.isoformat()}(同意那天)到今天之间。",
            f"The day of payment is between {approved_on.isoformat()}, when it was approved, and"
            " today.",
        )


def demand_same(seen: str, now: str) -> None:
    """Refuse to confirm another proof than the one that was looked at."""
    if seen != now:
        raise _refusal(
            "proof_changed",
            "你打开之后,付款记录换过了。请重新核对回单。",
            "The payment was recorded anew since you opened it; check the proof again.",
        )


def diagram() -> str:
    """Return the life as a Mermaid state diagram; the docs show it."""
    lines = ["stateDiagram-v2"]
    for (source, event), target in ARROWS.items():
        lines.append(f"    {source.value if source else '[*]'} --> {target.value}: {event.value}")
    ends = [s for s in State if not any(source == s for source, _ in ARROWS)]
    return "\n".join([*lines, *(f"    {end.value} --> [*]" for end in ends)])


_ACCOUNTS = {
    Method.BANK: re.compile(r"[0-9A-Z]{8,34}"),
    Method.ALIPAY: re.compile(r"1[0-9]{10}|[^\s@\"<>\\]{1,40}@[0-9A-Za-z.-]{3,60}"),
    Method.WECHAT: re.compile(r"[0-9A-Za-z_-]{5,40}"),
    Method.OTHER: re.compile(r"[^\s\x00-\x1f\x7f\"<>\\]{4,60}"),
}
_ACCOUNT_WORDS = {
    Method.BANK: Words(
        "银行账号是 8 到 34 位数字或字母。", "A bank account has 8 to 34 digits or letters."
    ),
    Method.ALIPAY: Words(
        "支付宝账号是手机号或邮箱。", "An Alipay account is a phone number or an e-mail address."
    ),
    Method.WECHAT: Words(
        "微信收款填手机号或微信号,5 到 40 位。",
        "For WeChat give a phone number or a WeChat ID of 5 to 40 characters.",
    ),
    Method.OTHER: Words(
        f"账号填 4 到 {MAX_ACCOUNT} 位,不含空格。",
        f"An account has 4 to {MAX_ACCOUNT} characters and no spaces.",
    ),
}


def _plain(text: str, *, lines: bool = False) -> str:
    """One spelling: full-width letters and digits become plain, runs of spaces one."""
    if lines:
        return text.replace("\r\n", "\n").replace("\t", " ").strip()
    return re.sub(r" +", " ", unicodedata.normalize("NFKC", text)).strip()


def _unprintable(text: str) -> bool:
    """Control and direction characters, halves of a character: what no form prints."""
    return any(unicodedata.category(sign)[0] == "C" for sign in text)


def _refusal(code: str, zh: str, en: str) -> Refusal:
    return Refusal(code, Words(zh, en))
