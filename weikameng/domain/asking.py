"""Asking a buyer for more (R3.5): what exactly, in which words, and for how long."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from weikameng.domain.errors import Refusal
from weikameng.domain.policy.model import Policy
from weikameng.domain.words import Words

MAX_TEXT = 200
MAX_DAYS = 30
# What a person may ask for whatever the reason is.
_ALWAYS = ("error_screenshot", "chat_record", "description")


@dataclass(frozen=True, slots=True)
class Question:
    """What the buyer is asked for: items of the policy, and a sentence of the person's own."""

    items: tuple[str, ...]
    text: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return it as the history keeps it."""
        return {"items": list(self.items), "text": self.text}

    def missing(self, policy: Policy) -> Words:
        """Return what is needed in one line, for "still needed: …"."""
        named = [policy.evidence_words(item) for item in self.items]
        text = self.text.rstrip("。. ")
        own = [Words(text, text)] if text else []
        return Words(
            ";".join(filter(None, ["、".join(words.zh for words in named), *(o.zh for o in own)])),
            "; ".join(filter(None, [", ".join(w.en for w in named), *(o.en for o in own)])),
        )

    def words(self, policy: Policy) -> Words:
        """Return the whole sentence that the history and the inbox keep."""
        need = self.missing(policy)
        return Words(f"还需要你补充:{need.zh}。", f"We still need: {need.en}.")


def question_from(stored: dict[str, Any] | None) -> Question | None:
    """Return what the history kept, if it was a person's question."""
    if not stored or "items" not in stored:
        return None
    return Question(tuple(stored["items"]), stored["text"])


def askable(policy: Policy, reason: str, on_record: frozenset[str]) -> tuple[str, ...]:
    """Return what may be asked for: the reason's own list first, nothing that we have (C3)."""
    row = policy.reasons[reason]
    named = dict.fromkeys((*row.all_of, *row.any_of, *_ALWAYS))
    ours = row.proved(on_record)
    known = (item for item in named if item in policy.evidence or item == "description")
    return tuple(item for item in known if item not in ours)


def question_of(items: Sequence[str], text: str, may_ask: Sequence[str]) -> Question:
    """Return the question; Refusal when nothing is asked, or what nobody may ask for."""
    text = text.strip()
    if not set(items) <= set(may_ask):
        raise Refusal("items", _NOT_ASKABLE)
    if len(text) > MAX_TEXT:
        raise Refusal("text", _TOO_LONG)
    if not items and not text:
        raise Refusal("items", _NOTHING)
    return Question(tuple(item for item in may_ask if item in items), text)


def days_of(days: int, least: int) -> int:
    """Return for how many days: as many as the policy promises at least, and not for ever."""
    if not least <= days <= MAX_DAYS:
        raise Refusal(
            "days",
            Words(
                f"期限要在 {least} 到 {MAX_DAYS} 天之间:规则答应买家至少 {least} 天。",
                f"Give {least} to {MAX_DAYS} days: the policy promises the buyer {least} at least.",
            ),
        )
    return days


_NOTHING = Words("请勾选要补充的材料,或写清楚要什么。", "Tick what is needed, or write what it is.")
_NOT_ASKABLE = Words(
    "这一项平台已经有,或不是这个原因要的,请刷新后再选。",
    "We have that already, or it does not go with this reason; reload and choose again.",
)
_TOO_LONG = Words(
    f"自己写的部分最多 {MAX_TEXT} 字。", f"Your own words: {MAX_TEXT} characters at most."
)
