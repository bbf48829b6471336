"""What the providers do to us, drawn from the schedule's own chance: each refund number has a fate,
which never changes, and each call may meet a fault on top of it.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from weikameng.domain.words import Words
from weikameng.gateways.sandbox.over_http.plan import Call, Plan
from weikameng.gateways.sandbox.over_http.scenarios import ON_QUERIES, Fault, Scenario, named
from weikameng.services.simulation.chance import Chance

# Fates that end well by themselves; the others need a person.
KIND_FATES = (
    *("ok",) * 12,
    *("accepted_then_settled",) * 4,
    "notice_duplicated",
    "notice_reordered",
    "notice_delayed",
    "notice_tampered",
    "notice_probe",
    "notice_forged",
    "notice_stale",
    "notice_lost",
)
HARD_FATES: Mapping[str, tuple[str, ...]] = {
    "alipay": (
        "closed",
        "abnormal",
        "period_over",
        "reversed",
        "code:ACQ.BUYER_NOT_EXIST",
        "code:ACQ.TRADE_NOT_ALLOW_REFUND",
        "code:ACQ.NOBODY_KNOWS_THIS",
    ),
    "wechatpay": (
        *("closed", "abnormal", "reversed") * 2,
        "period_over",
        "code:USER_ACCOUNT_ABNORMAL",
        "code:NOBODY_KNOWS_THIS",
    ),
}
# A number with such a fate is never taken, whatever else happens to a call about it.
# Refused the first times, and later taken: what was frozen thaws.
THAWING = {
    "alipay": replace(named("code:ACQ.REASON_TRADE_BEEN_FREEZEN"), name="ok", until=2),
    "wechatpay": replace(named("code:PARAM_ERROR"), name="ok", until=2),
}
_NEVER_TAKEN = frozenset({Fault.PERIOD_OVER, Fault.CODE})
_TAKES_NOT = frozenset({"closed", "abnormal"})  # at Alipay, which refuses them
FAULTS = (
    *("cut_before", "executed_and_cut", "error_not_executed", "error_but_executed") * 2,
    *("late",) * 2,
    *("bad_signature", "unsigned", "bad_gateway", "no_balance", "frequency_limited"),
    "wrong_serial",
    "configuration",
    "busy",
)
_BEFORE = frozenset(
    {Fault.CUT_BEFORE, Fault.BAD_GATEWAY, Fault.ERROR_BEFORE, Fault.NO_BALANCE, Fault.LIMITED}
)
# The line dies and the provider carries the request out so many seconds later: before the moment
# from which, by its documents, a question is answered for good.
_LATE = Scenario("late", Words("断线，稍后才执行", "It is done later"), Fault.CUT_BEFORE)
_LATE_SECONDS = {"alipay": (1, 4, 9), "wechatpay": (1, 10, 30, 55)}
# Faults the sandbox's table does not name: what providers say when our keys or rights are wrong,
# and when they are busy.
_CODES = {
    ("configuration", "alipay"): "code:isv.invalid-signature",
    ("configuration", "wechatpay"): "code:NO_AUTH",
    ("busy", "alipay"): "code:aop.unknow-error",
    ("busy", "wechatpay"): "code:RATELIMIT_EXCEEDED",
}


@dataclass(frozen=True, slots=True)
class Odds:
    """How many in a hundred: calls that meet a fault, numbers with a hard fate."""

    faults: int
    hard: int


CALM = Odds(0, 0)


@dataclass(frozen=True, slots=True)
class Dealt(Plan):
    """A plan that asks somebody for every call."""

    deal: Callable[[Call], Scenario] = lambda _: named("ok")

    def scenario(self, call: Call) -> Scenario:
        """Return what this call plays."""
        return self.deal(call)


class Dealer:
    """Deals fates and faults; after ``calm`` there are no new ones."""

    def __init__(self, chance: Chance, odds: Odds) -> None:
        self._chance = chance
        self._odds = odds
        self._fates: dict[tuple[str, str], Scenario] = {}
        self.played: Counter[str] = Counter()
        self.late_seconds = 0  # of the call that was cut last; 0: it is never carried out

    def calm(self) -> None:
        """From now on all goes well, but a number's fate is its fate."""
        self._odds = CALM

    def scenario(self, call: Call) -> Scenario:
        """Return what a call plays: its number's fate, with a fault on top or not."""
        self.late_seconds = 0
        key = call.provider, call.number
        if call.verb == "refund" and key not in self._fates:
            self._fates[key] = self._fate(call.provider)
            self.played[f"fate {self._fates[key].code or self._fates[key].name}"] += 1
        fate = self._fates.get(key, named("ok"))
        fault = self._fault(call, fate)
        if fault is None:
            over = 0 < fate.until < call.times and fate.fault is not Fault.NONE
            return replace(fate, fault=Fault.NONE) if over or call.verb == "query" else fate
        self.played[f"{call.verb} {fault.name}"] += 1
        if fault is _LATE:
            self.late_seconds = self._chance.choice(_LATE_SECONDS[call.provider])
        # The fate's name stays: the sandbox keeps it with the refund and plays it later.
        return replace(fate, fault=fault.fault, code=fault.code, until=0)

    def _fate(self, provider: str) -> Scenario:
        hard = self._hit(self._odds.hard)
        if hard and self._hit(20):
            return THAWING[provider]
        return named(self._chance.choice(HARD_FATES[provider] if hard else KIND_FATES))

    def _fault(self, call: Call, fate: Scenario) -> Scenario | None:
        if not self._hit(self._odds.faults):
            return None
        name = self._chance.choice(FAULTS)
        fault = _LATE if name == "late" else named(_CODES.get((name, call.provider), name))
        if call.verb == "query":
            return fault if fault is not _LATE and fault.fault in ON_QUERIES else None
        refused = call.provider == "alipay" and fate.name in _TAKES_NOT
        if (refused or fate.fault in _NEVER_TAKEN) and fault.fault not in _BEFORE:
            return None
        return fault

    def _hit(self, percent: int) -> bool:
        return bool(percent) and self._chance.randrange(0, 100) < percent
