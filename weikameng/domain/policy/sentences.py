"""From a tested rule to the sentence the buyer reads: result first, real values, full dates.
Sentences are templates over the facts that were read, so a stored trace can be told again."""

from datetime import datetime, timedelta

from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.sentence_words import CHANGES, RULES, VALUES
from weikameng.domain.words import Words

MOMENTS = frozenset({"at", "paid_at", "completed_at", "promised_at", "window_end", "dispute_end"})
AMOUNTS = frozenset(
    {
        "amount",
        "amount_requested",
        "remaining",
        "overcharge",
        "paid_total",
        "one_click_below",
        "auto_approve_max",
    }
)
CHANGES_AT = frozenset({"promised_passes", "dispute_ends"})


def render(policy: Policy, rule: str, told: str, read: tuple[tuple[str, str], ...]) -> Words:
    """Return the sentence of one tested rule. KeyError for a rule or sentence unknown here."""
    if told == "not_reached":
        return RULES["_"]["not_reached"]
    words = RULES[rule][told]
    values = {name: value_words(policy, name, value) for name, value in read}
    return Words(
        words.zh.format_map({name: value.zh for name, value in values.items()}),
        words.en.format_map({name: value.en for name, value in values.items()}),
    )


def change(policy: Policy, code: str, value: str) -> Words:
    """Return what would change the answer, e.g. ``("add", "not_arrived_proof")``."""
    words = CHANGES[code]
    if code == "add":
        shown = policy.evidence_words(value)
    elif code == "window_ends" or code in CHANGES_AT:
        shown = moment_words(value)
    else:
        shown = Words(value, value)
    return Words(words.zh.format(shown.zh), words.en.format(shown.en))


def value_words(policy: Policy, name: str, value: str) -> Words:
    """Put one read value into words: a date, an amount, a usage, a list of missing items."""
    if name in MOMENTS:
        return moment_words(value)
    if name in AMOUNTS:
        return Words(f"{value} 元", f"{value} yuan") if value else Words("未填写", "none")
    if name in ("missing", "evidence"):
        return _list([policy.evidence_words(item) for item in value.split(",") if item])
    if name == "reason" and value in policy.reasons:
        return policy.reasons[value].words
    if name == "goods_kind" and value in policy.goods:
        return policy.goods[value].words
    return _list(list(dict.fromkeys(VALUES.get(one, Words(one, one)) for one in value.split(","))))


def moment_words(value: str) -> Words:
    """Write an ISO 8601 moment in full; midnight is the 24:00 of the day before."""
    if not value:
        return Words("无", "none")
    moment = datetime.fromisoformat(value)
    clock = moment.strftime("%H:%M")
    if clock == "00:00":
        moment, clock = moment - timedelta(days=1), "24:00"
    return Words(
        f"{moment.year}年{moment.month}月{moment.day}日 {clock}",
        f"{moment.day} {moment:%B} {moment.year} {clock}",
    )


def _list(words: list[Words]) -> Words:
    if not words:
        return Words("无", "nothing")
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))
