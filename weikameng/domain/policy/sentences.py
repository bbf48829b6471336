"""From a tested rule to the sentence the buyer reads: result first, real values, full dates.
Sentences belong to the version; the facts that were read fill them, so a stored trace can be told
again."""

from datetime import datetime, timedelta

from weikameng.domain.channel_names import route_words
from weikameng.domain.policy.declared.fact import Kind
from weikameng.domain.policy.declared.fact_list import FACTS
from weikameng.domain.policy.model import Policy
from weikameng.domain.policy.problems import MISSING
from weikameng.domain.words import Words

NOT_REACHED = Words(
    "没有用到这一条:前面的规则已经给出结果。",
    "Not needed: an earlier rule already gave the answer.",
)
YES_NO = {"yes": Words("是", "yes"), "no": Words("否", "no")}
MISSING_WORDS = Words("还差", "still needed")
UNNAMED = Words("—", "—")
# Lists whose items are evidence, named by the version itself.
EVIDENCE_LISTS = frozenset({MISSING, "evidence", "evidence_missing", "guardian_papers"})


class _Said(dict[str, str]):
    """Values for a sentence; one it asks for and the trace lacks (an older trace) is a dash."""

    def __missing__(self, _name: str) -> str:
        return UNNAMED.zh


def render(policy: Policy, rule: str, told: str, read: tuple[tuple[str, str], ...]) -> Words:
    """Return the sentence of one tested rule. KeyError for a rule or case this version lacks."""
    if told == "not_reached":
        return NOT_REACHED
    words = policy.sentences[rule, told]
    values = {name: value_words(policy, name, value) for name, value in read}
    return Words(
        words.zh.format_map(_Said({name: value.zh for name, value in values.items()})),
        words.en.format_map(_Said({name: value.en for name, value in values.items()})),
    )


def change(policy: Policy, code: str, value: str) -> Words:
    """Return what would change the answer, e.g. ``("add", "not_arrived_proof")``."""
    row = policy.changes[code]
    if code == "add":
        shown = policy.evidence_words(value)
    else:
        shown = value_words(policy, row.value or code, value)
    return Words(row.words.zh.format(shown.zh), row.words.en.format(shown.en))


def value_words(policy: Policy, name: str, value: str) -> Words:
    """Put one read value into words: a date, an amount, a usage, a list of missing items."""
    fact = FACTS.get(name)
    if name in EVIDENCE_LISTS:
        return _list([policy.evidence_words(item) for item in value.split(",") if item])
    if fact is None:
        return Words(value, value)
    if fact.kind is Kind.MOMENT:
        return moment_words(value)
    if fact.kind is Kind.FEN:
        return Words(f"{value} 元", f"{value} yuan") if value else Words("未填写", "none")
    if fact.kind is Kind.TRUTH:
        return YES_NO.get(value, UNNAMED)
    if name == "reason" and value in policy.reasons:
        return policy.reasons[value].words
    if name == "goods_kind" and value in policy.goods:
        return policy.goods[value].words
    if name == "tenders":
        said = [_tender_words(*one.split(":", 1)) for one in value.split(",")]
    else:
        said = [fact.values.get(one, Words(one, one)) for one in value.split(",")]
    return _list(list(dict.fromkeys(said)))


def name_words(name: str) -> Words:
    """Name a fact; one we have no words for keeps its own name."""
    if name == MISSING:
        return MISSING_WORDS
    return FACTS[name].words if name in FACTS else Words(name, name)


def said_words(policy: Policy, name: str, value: str) -> Words:
    """Say a fact's value on its own, in the words the sentences use."""
    if not value or (value == "none" and name != "usage"):
        return Words("无", "none")
    return value_words(policy, name, value)


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


def _tender_words(route: str, status: str = "active") -> Words:
    words = route_words(route)
    if status == "closed":
        return Words(f"{words.zh}(已失效)", f"{words.en} (closed)")
    return words


def _list(words: list[Words]) -> Words:
    if not words:
        return Words("无", "nothing")
    return Words("、".join(one.zh for one in words), ", ".join(one.en for one in words))
