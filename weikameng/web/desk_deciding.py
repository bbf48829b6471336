"""The decision on the case page: what was sent becomes one act, or a page that loses no word."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.forms import Form
from django.http import HttpRequest, QueryDict
from django.utils import timezone

from weikameng.domain.case_life import Event, may
from weikameng.domain.channel_names import route_words
from weikameng.domain.errors import Refusal
from weikameng.domain.money import yuan_of
from weikameng.domain.policy.decision import Decision
from weikameng.domain.policy.refusing import basis_of, refusal_clauses, refusal_words
from weikameng.domain.policy.share import WHOLE, Share, left_of, typed_amount, typed_percent
from weikameng.domain.words import Words
from weikameng.records.reading.refunds import Progress
from weikameng.services import asking, reissuing, reviews
from weikameng.services.judging import Judge, Money
from weikameng.web.desk_forms import ApproveForm, AskForm, RefuseForm, ReissueForm
from weikameng.web.templatetags.words import in_words
from weikameng.web.visitors import buyer_of

# Somebody or something else moved the case first.
_TOO_LATE = frozenset({"not_now", "moved"})
_FORM_OF = {
    "approve": "approve",
    "reject": "refuse",
    "words": "refuse",
    "ask": "ask",
    "reissue": "reissue",
}
_SHARES = (
    ("whole", Words("全部:还没退的都退", "All of it: whatever is left")),
    ("units", Words("按件:只退勾选的", "By unit: only those ticked")),
    ("part", Words("部分金额:自己填", "A part: an amount you type")),
    ("percent", Words("按比例:例如按过错退 70%", "By percent: such as 70 % by fault")),
)
_NO_UNITS = Words("请至少勾选一件。", "Tick at least one unit.")
_WHICH = Words("请按“通过”“不通过”或“请买家补充”。", "Press approve, refuse or ask for more.")
_LOOK_FIRST = Words(
    "请核对下面的金额,再按一次确认。", "Check the amount below, then press once more to confirm."
)
DECIDED = Words("已决定,买家会看到你的话。", "Decided; the buyer sees your words.")
PROPOSED = Words(
    "已提议。金额较大,要另一个人签字后才退款。",
    "Proposed. The amount is large: it goes back once another person has signed.",
)
ASKED = Words(
    "已请买家补充,等待期间审核时钟暂停。", "The buyer was asked; the review clock is paused."
)
REISSUED = Words(
    "已补发新的卡密,旧的作废;买家会看到你的话。",
    "A new key was issued and the old one is void; the buyer sees your words.",
)


@dataclass(slots=True)
class Table:
    """The forms as they lie there: which one is open, what to confirm, how it went."""

    forms: Mapping[str, Form] = field(default_factory=dict)
    opened: str = "approve"
    money: Money | None = None
    trouble: Words | None = None
    confirm: bool = False
    done: Words | None = None
    status: int = 200
    lost: tuple[str, ...] = ()
    lost_why: Words | None = None


def judge_of(request: HttpRequest) -> Judge:
    """Return who decides."""
    return Judge(buyer_of(request), request.user.role)  # type: ignore[union-attr]


def laid(request: HttpRequest, progress: Progress, decision: Decision) -> Table:
    """Lay the forms of a case that waits for a person, filled with what was just sent."""
    judge, at = judge_of(request), timezone.now()
    table = Table()
    if judge.role not in reviews.REVIEWERS or not may(progress.state, Event.APPROVE):
        return table
    try:
        table.money = reviews.looked_at(progress.case.number, WHOLE, judge, at)
    except Refusal as refusal:
        table.trouble = refusal.words
    data = request.POST if request.method == "POST" else None
    wish = data.get("verdict", "") if data is not None else ""
    table.opened = _FORM_OF.get(wish, "approve")
    table.forms = _forms(progress, decision, table, data)
    return table


def act(request: HttpRequest, progress: Progress, decision: Decision) -> Table:
    """Do what was sent; the table says what came of it."""
    table = laid(request, progress, decision)
    wish = request.POST.get("verdict", "")
    if not table.forms:  # not open any more, or never theirs: the service says which
        table.opened = _FORM_OF.get(wish, "approve")
        table.forms = _forms(progress, decision, table, request.POST)
    form = table.forms[table.opened]
    doing: Mapping[str, Callable[[], None]] = {
        "approve": lambda: _approve(request, progress, table),
        "reject": lambda: _refuse(request, progress, table),
        "words": lambda: _propose_words(progress, decision, table),
        "ask": lambda: _ask(request, progress, table),
        "reissue": lambda: _reissue(request, progress, table),
    }
    if wish not in doing or not form.is_valid():
        if wish not in doing:
            form.add_error(None, in_words(_WHICH))
        table.status = 422
        return table
    try:
        doing[wish]()
    except Refusal as refusal:
        if refusal.code == "not_found":
            raise
        _told(table, form, refusal, waits=may(progress.state, Event.APPROVE))
    return table


def rows_of(money: Money) -> list[tuple[Words, str]]:
    """Return the amount unit by unit and tender by tender, for the page."""
    places = {int(unit.id): place for place, unit in enumerate(money.units, start=1)}
    units = [
        (Words(f"第 {places[unit]} 件", f"Unit {places[unit]}"), f"¥{yuan_of(fen)}")
        for unit, fen in money.amounts
        if fen
    ]
    return units + [(route_words(route), f"¥{yuan_of(fen)}") for route, fen in money.split]


def _approve(request: HttpRequest, progress: Progress, table: Table) -> None:
    form, at = table.forms["approve"], timezone.now()
    said, judge = form.cleaned_data, judge_of(request)
    share, key = _share(said)
    if key not in {"whole", said["shown_for"]}:
        _show_amount(table, reviews.looked_at(progress.case.number, share, judge, at), key)
        form.add_error(None, in_words(_LOOK_FIRST))
        return
    verdict = reviews.Verdict(
        True,
        said["because"],
        said["because_en"],
        share,
        revision=said["revision"],
        amount_minor=said["shown_minor"],
    )
    number = progress.case.number
    try:
        done = reviews.decide(number, verdict, reviewer_id=judge.id, role=judge.role, at=at)
    except Refusal as refusal:
        if refusal.code == "amount_changed":
            _show_amount(table, reviews.looked_at(number, share, judge, at), key)
        raise
    table.done = PROPOSED if done == "proposed" else DECIDED


def _share(said: Mapping[str, Any]) -> tuple[Share, str]:
    """Return what was chosen, and the key by which the page knows whether it was shown."""
    kind, units = said["share"] or "whole", tuple(said["units"])
    if kind == "units":
        if not units:
            raise Refusal("units", _NO_UNITS)
        return Share(units), f"units:{','.join(units)}"
    if kind == "part":
        amount = typed_amount(said["amount"])
        return Share(units, amount, said["each"]), f"part:{','.join(units)}:{amount}:{said['each']}"
    if kind == "percent":
        percent = typed_percent(said["percent"])
        return Share(units, percent=percent), f"percent:{','.join(units)}:{percent}"
    return WHOLE, "whole"


def _show_amount(table: Table, money: Money, key: str) -> None:
    """Put the amount on the page and into the form, to be confirmed."""
    form = table.forms["approve"]
    _put(form, shown_minor=str(money.amount_minor), shown_for=key)
    table.money, table.confirm = money, True


def _refuse(request: HttpRequest, progress: Progress, table: Table) -> None:
    said, judge = table.forms["refuse"].cleaned_data, judge_of(request)
    verdict = reviews.Verdict(
        False,
        said["because"],
        said["because_en"],
        clause=said["clause"],
        facts=tuple(said["facts"]),
        revision=said["revision"],
    )
    reviews.decide(
        progress.case.number,
        verdict,
        reviewer_id=judge.id,
        role=judge.role,
        at=timezone.now(),
    )
    table.done = DECIDED


def _propose_words(progress: Progress, decision: Decision, table: Table) -> None:
    """Fill in a text from clause and facts; whoever decides changes it as they like."""
    form = table.forms["refuse"]
    said, rules = form.cleaned_data, decision.policy
    on_hand = reviews.facts_of(progress, decision)
    basis = basis_of(rules, said["clause"], said["facts"], on_hand)
    words = refusal_words(rules, basis)
    _put(form, because=words.in_language("zh-hans"), because_en=words.en)


def _ask(request: HttpRequest, progress: Progress, table: Table) -> None:
    said = table.forms["ask"].cleaned_data
    asked = asking.Asked(
        tuple(said["items"]), said["text"], said["days"] or 0, revision=said["revision"]
    )
    asking.ask_buyer(progress.case.number, asked, judge_of(request), timezone.now())
    table.done = ASKED


def _reissue(request: HttpRequest, progress: Progress, table: Table) -> None:
    said = table.forms["reissue"].cleaned_data
    wish = reissuing.Reissue(
        said["because"], said["because_en"], said["agreed"], revision=said["revision"]
    )
    reissuing.reissue(progress.case.number, wish, judge_of(request), timezone.now())
    table.done = REISSUED


def _told(table: Table, form: Form, refusal: Refusal, *, waits: bool) -> None:
    """Tell a refusal where it belongs; whoever came too late keeps their words."""
    if refusal.code in _TOO_LATE or not waits:
        words = (str(form.data.get(name, "")) for name in ("because", "because_en", "text"))
        table.lost = tuple(text for text in words if text.strip())
        table.lost_why, table.status = refusal.words, 409
        return
    place = refusal.code if refusal.code in form.fields else None
    form.add_error(place, in_words(refusal.words))
    table.status = 422


def _forms(
    progress: Progress, decision: Decision, table: Table, data: QueryDict | None
) -> dict[str, Form]:
    """Make the three forms; the one that was sent holds what was sent."""
    rules, revision = decision.policy, progress.case.revision
    units = [
        (unit.id, in_words(Words(f"第 {n} 件,还剩 ", f"Unit {n}, left: ")) + yuan_of(left_of(unit)))
        for n, unit in enumerate(table.money.units if table.money else (), start=1)
    ]
    facts = [
        (fact.name, in_words(Words(f"{name.zh}:{said.zh}", f"{name.en}: {said.en}")))
        for fact in reviews.facts_of(progress, decision)
        for name, said in [fact.words(rules)]
    ]
    clauses = [
        (clause, f"{clause} {in_words(rules.clauses[clause].words)}")
        for clause in refusal_clauses(rules, progress.latest.reason)
    ]
    items = [
        (item, in_words(rules.evidence_words(item))) for item in asking.may_ask(progress, decision)
    ]

    def sent(name: str) -> dict[str, Any]:
        mine = data if data is not None and table.opened == name else None
        first = {"revision": revision, "days": rules.params.supplement_days}
        if table.money and name == "approve":
            first |= {"shown_minor": table.money.amount_minor}
        return {"data": mine, "initial": first, "auto_id": f"{name}_%s"}

    shares = [(kind, in_words(words)) for kind, words in _SHARES]
    choose = [("", in_words(Words("请选择", "Choose"))), *clauses]
    told = {"because": reissuing.SAID.in_language("zh-hans"), "because_en": reissuing.SAID.en}
    again = sent("reissue")
    return {
        "reissue": ReissueForm(**again | {"initial": again["initial"] | told}),
        "approve": ApproveForm(units=units, shares=shares, **sent("approve")),
        "refuse": RefuseForm(clauses=choose, facts=facts, **sent("refuse")),
        "ask": AskForm(items=items, **sent("ask")),
    }


def seen_again(progress: Progress, table: Table) -> None:
    """Let the forms carry the case as it is now: whoever was told of a change decides on that."""
    for form in table.forms.values():
        if form.is_bound:
            _put(form, revision=str(progress.case.revision))


def _put(form: Form, **values: str) -> None:
    """Show these values in a form that was sent, beside what was sent with it."""
    data = QueryDict(mutable=True)
    data.update(form.data)
    for name, value in values.items():
        data[name] = value
    form.data = data
