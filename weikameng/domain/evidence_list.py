"""What a reason needs and what is there (R2.4, R7.2): "2 of 3", before and after applying.

What the platform has attached by itself is ticked off from the start and never asked for.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from weikameng.domain.policy.model import Policy, Reason
from weikameng.domain.words import Words

ANY_OF = "any_of:"
State = Literal["there", "missing", "optional", "uploading", "refused"]
Source = Literal["platform", "buyer", "supplier"]

# What kinds of the chain are called when nobody asks for them by the policy's own name.
KEPT_WORDS = {
    "order_snapshot": Words("下单时的订单快照", "Snapshot of the order"),
    "policy_confirmation": Words("购买前的规则确认", "Confirmation of the rules"),
    "payment_record": Words("支付记录", "Record of the payment"),
    "delivery_record": Words("发货记录", "Delivery record"),
    "activation_record": Words("激活和使用记录", "Record of activation and use"),
    "error_shown": Words("当时显示的错误", "The error shown then"),
    "supplier_answer": Words("合作方的签名答复", "The supplier's signed answer"),
    "supplier_report": Words("合作方的使用报告", "The supplier's report of use"),
    "key_revealed": Words("卡密查看记录", "Record of the key being shown"),
    "narrative": Words("申请说明", "Description"),
    "conversation": Words("沟通记录", "What was said about the refund"),
    "dispute_filing": Words("争议中提交的材料", "What a side filed in the dispute"),
    "ruling": Words("仲裁裁决", "The arbitration ruling"),
    "incident": Words("故障记录", "Record of the failure"),
    "erased": Words("已依法删除的内容", "Erased as the law asks"),
    "identity_record": Words("身份核验结果", "Result of the identity check"),
    "guardian": Words("监护人声明", "The guardian's declaration"),
    "guardian_check": Words("监护人身份核验", "The guardian's identity check"),
    "renewal_record": Words("续费提醒记录", "Record of the renewal reminder"),
}
# An item of the policy, and what on the chain stands for it without anybody sending a picture.
ON_RECORD = {
    "order_screenshot": ("order_snapshot",),
    "payment_proof": ("payment_record",),
    "delivery_record": ("delivery_record",),
    "activation_record": ("activation_record", "key_revealed"),
    "error_screenshot": ("error_shown",),
    "identity_check": ("identity_record",),
    "guardian_id": ("guardian_check",),
}
# The rest is on no list of what a buyer has to send.
_ASKED_OF_BUYERS = frozenset({"payment_proof", "error_screenshot", "guardian_id"})
# Not evidence: time passes by itself.
_NOT_AN_ITEM = frozenset({("wait_until_promised",)})


@dataclass(frozen=True, slots=True)
class Kept:
    """One item of an order's chain, as a list needs it; ``source`` as on the chain.

    ``at`` None: it is attached in the moment of applying.
    """

    kind: str
    source: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Arriving:
    """A picture on its way: ``state`` is uploading, ready (whole, not handed in) or refused."""

    kind: str
    state: Literal["uploading", "ready", "refused"]
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChecklistItem:
    """One line. ``kind`` is the policy's name for it; ``hint`` says what it must show.

    ``either`` names the group of which one will do (``any_of:a|b``); empty when it stands alone.
    """

    kind: str
    words: Words
    hint: Words | None
    required: bool
    either: str
    state: State
    at: datetime | None
    by: Source


@dataclass(frozen=True, slots=True)
class Checklist:
    """All lines, and how many of those that are needed are here; a group counts as one."""

    items: tuple[ChecklistItem, ...]
    have: int
    needed: int

    @property
    def complete(self) -> bool:
        """Whether nothing more is needed."""
        return self.have == self.needed

    @property
    def missing(self) -> tuple[ChecklistItem, ...]:
        """Return what is still needed from the buyer."""
        return tuple(item for item in self.items if item.required and item.state != "there")

    @property
    def words(self) -> Words:
        """Return the count as a sentence."""
        return Words(
            f"已有 {self.have} / {self.needed} 项", f"{self.have} of {self.needed} are here"
        )


def on_record(kept: Iterable[Kept]) -> frozenset[str]:
    """Return the policy's items that our own records stand for."""
    kinds = {item.kind for item in kept}
    return frozenset(name for name, ours in ON_RECORD.items() if kinds.intersection(ours))


def kept_words(kind: str, policy: Policy) -> Words:
    """Return what an item of a chain is called."""
    return KEPT_WORDS.get(kind) or policy.evidence_words(kind)


def pictures_of(kept: Iterable[Kept]) -> frozenset[str]:
    """Return the policy's items that the buyer has sent."""
    return frozenset(item.kind for item in kept if item.source == "buyer")


def spared(kept: Iterable[Kept]) -> frozenset[str]:
    """Return what a buyer is never asked for: our own records show it."""
    return on_record(kept) & _ASKED_OF_BUYERS


def checklist(
    policy: Policy,
    reason: Reason,
    asks: Iterable[str],
    kept: Iterable[Kept],
    arriving: Iterable[Arriving] = (),
) -> Checklist:
    """Return the list of one reason; ``asks`` is what the decision finds missing so far.

    Only what ``asks`` names is asked for: what the facts make needless is not on the list.
    """
    return Checklists(policy, kept, arriving).of(reason, asks)


class Checklists:
    """The lists of one order, reason by reason: what is kept is looked through once."""

    def __init__(
        self, policy: Policy, kept: Iterable[Kept], arriving: Iterable[Arriving] = ()
    ) -> None:
        by_kind = {item.kind: item for item in kept}
        self._policy = policy
        self._arriving = _arriving(arriving)
        self._on_record = on_record(by_kind.values())
        self._ours = {name: _ours(name, by_kind) for name in self._on_record}
        self._sent = {
            item.kind: _Here("there", item.at)
            for item in by_kind.values()
            if item.source == "buyer" and item.kind not in KEPT_WORDS
        }

    def of(self, reason: Reason, asks: Iterable[str]) -> Checklist:
        """Return the list of one reason, as ``checklist`` does."""
        proved = {name: self._ours[name] for name in reason.proved(self._on_record)}
        here = self._arriving | proved | self._sent
        wanted = {_names(need) for need in asks} - _NOT_AN_ITEM
        known: list[tuple[str, ...]] = [(name,) for name in (*reason.auto, *reason.all_of)]
        known += [reason.any_of] if reason.any_of else []
        items: list[ChecklistItem] = []
        for names in dict.fromkeys([*known, *sorted(wanted)]):
            items += _lines(self._policy, names, here, asked=names in wanted)
        named = {item.kind for item in items}
        more = [name for name, there in here.items() if there.by == "buyer" and name not in named]
        items += [_line(self._policy, name, here, required=False) for name in more]
        return _counted(items)


@dataclass(frozen=True, slots=True)
class _Here:
    """Where one thing stands; ``kind`` is what the chain calls it when it is a record of ours."""

    state: State
    at: datetime | None
    by: Source = "buyer"
    kind: str = ""


_NOT_HERE = _Here("missing", None)


def _names(need: str) -> tuple[str, ...]:
    return tuple(need.removeprefix(ANY_OF).split("|"))


def _arriving(uploads: Iterable[Arriving]) -> dict[str, _Here]:
    """Return what is on its way by the policy's name; of one name the furthest."""
    order = ("refused", "uploading", "ready")
    found: dict[str, _Here] = {}
    for upload in sorted(uploads, key=lambda one: order.index(one.state)):
        state: State = "there" if upload.state == "ready" else upload.state
        found[upload.kind] = _Here(state, upload.at)
    return found


def _ours(name: str, by_kind: Mapping[str, Kept]) -> _Here:
    """Return our own record that stands for an item of the policy."""
    ours = next(by_kind[kind] for kind in ON_RECORD[name] if kind in by_kind)
    by: Source = "supplier" if ours.source == "supplier" else "platform"
    return _Here("there", ours.at, by, ours.kind)


def _lines(
    policy: Policy, names: tuple[str, ...], here: Mapping[str, _Here], *, asked: bool
) -> list[ChecklistItem]:
    """Return the lines of one need: one thing, or a group of which one will do.

    What is there counts; the rest of its group may still be sent. What is not there is a line only
    when it is asked for, or when a picture of it is on its way.
    """
    there = {name for name in names if name in here and here[name].state == "there"}
    either = ANY_OF + "|".join(names) if len(names) > 1 else ""
    return [
        _line(policy, name, here, required=name in there or (asked and not there), either=either)
        for name in names
        if asked or there or name in here
    ]


def _line(
    policy: Policy, name: str, here: Mapping[str, _Here], *, required: bool, either: str = ""
) -> ChecklistItem:
    stands = here.get(name, _NOT_HERE)
    optional = stands is _NOT_HERE and not required
    return ChecklistItem(
        kind=name,
        words=KEPT_WORDS.get(stands.kind) or policy.evidence_words(name),
        hint=None if stands.state == "there" else policy.standards.get(name),
        required=required,
        either=either,
        state="optional" if optional else stands.state,
        at=stands.at,
        by=stands.by,
    )


def _counted(items: Sequence[ChecklistItem]) -> Checklist:
    needs: dict[str, bool] = {}
    for item in items:
        if item.required:
            need = item.either or item.kind
            needs[need] = needs.get(need, False) or item.state == "there"
    return Checklist(tuple(items), sum(needs.values()), len(needs))
