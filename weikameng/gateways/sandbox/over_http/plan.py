"""Which scenario a call meets: by number, by amount, for all, or drawn with a seed."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from typing import Any

from weikameng.gateways.sandbox.over_http.scenarios import (
    BY_AMOUNT,
    OK,
    ON_QUERIES,
    PASSING,
    SCENARIOS,
    Fault,
    Scenario,
    named,
)

KEY_MODES = ("changing", "certificate", "public_key")
NOTIFIED = ("alipay", "alipay_app", "wechatpay", "aliyun_sms", "tencent_sms", "supplier")


@dataclass(frozen=True, slots=True)
class Call:
    """One call as the plan sees it; ``times`` counts calls of this verb about this number."""

    provider: str
    verb: str  # refund or query
    number: str
    amount: int
    times: int


@dataclass(frozen=True, slots=True)
class Plan:
    """What is played now. The first that speaks decides: prefixes, amounts, always, dice."""

    prefixes: Mapping[str, str] = field(default_factory=dict)
    by_amount: bool = False
    always: str = ""
    percent: int = 0
    seed: int = 0
    among: tuple[str, ...] = PASSING
    settle_seconds: int = 300
    window_days: int = 365
    gaps: bool = False
    wechatpay_keys: str = "changing"
    notify: Mapping[str, str] = field(default_factory=dict)

    def changed(self, wishes: Mapping[str, Any]) -> "Plan":
        """Return the plan with some members changed; ValueError says what can't be."""
        unknown = set(wishes) - {one.name for one in fields(self)}
        if unknown:
            raise ValueError(f"a plan has no {', '.join(sorted(unknown))}")
        fresh = replace(self, **dict(wishes))
        fresh = replace(fresh, among=tuple(fresh.among) or PASSING)
        fresh.check()
        return fresh

    def check(self) -> None:
        """Raise ValueError when a member can't be played."""
        for name in (*self.prefixes.values(), *self.among, *([self.always] if self.always else [])):
            named(name)
        if not 0 <= self.percent <= 100:
            raise ValueError("percent is 0 to 100")
        if self.wechatpay_keys not in KEY_MODES:
            raise ValueError(f"wechatpay_keys is one of {', '.join(KEY_MODES)}")
        if set(self.notify) - set(NOTIFIED):
            raise ValueError(f"notify knows {', '.join(NOTIFIED)}")
        if min(self.settle_seconds, self.window_days) < 0:
            raise ValueError("seconds and days are not negative")

    def as_json(self) -> dict[str, Any]:
        """Return the plan as plain values."""
        return asdict(self)

    def scenario(self, call: Call) -> Scenario:
        """Return what this call plays; a fault that has had its turns is gone."""
        chosen = self._chosen(call)
        if chosen is None:
            return self._drawn(call)
        if call.verb == "query" or (chosen.until and call.times > chosen.until):
            return replace(chosen, fault=Fault.NONE)
        return chosen

    def _chosen(self, call: Call) -> Scenario | None:
        for prefix in sorted(self.prefixes, key=len, reverse=True):
            if call.number.startswith(prefix):
                return named(self.prefixes[prefix])
        for name in sorted(SCENARIOS, key=len, reverse=True):
            if call.number.lower().startswith(f"{name.replace('_', '-')}-"):
                return SCENARIOS[name]
        if self.by_amount and call.amount % 100 in BY_AMOUNT:
            return BY_AMOUNT[call.amount % 100]
        return named(self.always) if self.always else None

    def _drawn(self, call: Call) -> Scenario:
        """Draw by number, verb and count: the same seed and calls give the same faults."""
        if not self.percent:
            return OK
        text = f"{self.seed}/{call.provider}/{call.number}/{call.verb}/{call.times}"
        digest = hashlib.sha256(text.encode()).digest()
        if int.from_bytes(digest[:4]) % 100 >= self.percent:
            return OK
        drawn = named(self.among[int.from_bytes(digest[4:8]) % len(self.among)])
        if call.verb == "query" and drawn.fault not in ON_QUERIES:
            return OK
        return drawn
