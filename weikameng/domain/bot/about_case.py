"""Answers about a case: where it stands, why not, how on, where the money is. Nothing moves."""

from dataclasses import replace

from weikameng.domain import clock_words
from weikameng.domain.bot.answer import (
    ORDERS_LINK,
    Answer,
    apply_link,
    by_when,
    case_link,
    clause,
    clause_link,
)
from weikameng.domain.bot.facts import CaseTold, LegTold, TalkFacts
from weikameng.domain.bot.model import Link, LinkTarget
from weikameng.domain.case_life import State
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

MAX_URGES_A_DAY = 3
_WAITS_FOR_US = frozenset({State.SCREENING, State.REVIEWING, State.DISPUTED})
_ON_ITS_WAY = frozenset({State.APPROVED, State.PAYING, State.PAYOUT_STUCK})
_OVER = frozenset({State.WITHDRAWN, State.CLOSED})


def going_on(facts: TalkFacts) -> bool:
    """Whether the order has a case that still decides what can be done about it."""
    return facts.case is not None and facts.case.state not in _OVER | {State.REFUNDED}


def progress(facts: TalkFacts) -> Answer:
    """Where the case stands, in the words of its page, and how long is left."""
    case = facts.case
    if case is None:
        return _no_case(facts)
    left = _left(case, facts)
    return Answer((_stands(case), *left), (case_link(case.number), *_next_step(case)))


def eta(facts: TalkFacts) -> Answer:
    """By when: of this case where there is one; how long each step takes in any case."""
    case, rules = facts.case, facts.rules
    takes = Words(
        f"系统初审最晚 {rules.review_hours} 个工作小时,需要人工复核的最晚 {rules.review_days}"
        " 个工作日。",
        f"Screening takes {rules.review_hours} working hours at most; a person's review, where one"
        f" is needed, {rules.review_days} working days.",
    )
    if case is None or case.state in _OVER:
        return Answer((takes, _arrivals(facts)))
    if case.state is State.REJECTED:
        return progress(facts)
    if case.state in _ON_ITS_WAY or case.state is State.REFUNDED:
        return money(facts)
    return Answer((_stands(case), *_left(case, facts), _arrivals(facts)), (case_link(case.number),))


def urge(facts: TalkFacts) -> Answer:
    """Say truthfully what urging does: it is noted and moves nothing."""
    case = facts.case
    if case is None:
        return _no_case(facts)
    if case.state not in _WAITS_FOR_US | _ON_ITS_WAY:
        return progress(facts)
    stands = (_stands(case), *_left(case, facts))
    link = (case_link(case.number),)
    if facts.urges >= MAX_URGES_A_DAY:
        enough = Words(
            f"一天内已经记下 {facts.urges} 次催促,不再重复记。排队的先后没有变。",
            f"You asked {facts.urges} times within a day and all are noted; this one adds nothing."
            " The order of the queue is unchanged.",
        )
        return Answer((enough, *stands), link)
    noted = Words(
        "催促已记下,客服看得到。催促不改变排队的先后,也不改变审核结果。",
        "Noted; our people see it. It changes neither the queue nor the result.",
    )
    return Answer((noted, *stands), link, urged=True)


def reject_reason(facts: TalkFacts) -> Answer:
    """Why not: the sentence of the decision, the clause, and what can be done."""
    case = facts.case
    if case is None:
        return _no_refusal(facts)
    if case.refused is None:
        not_refused = Words(
            f"退款 {case.number} 没有被驳回。", f"Refund {case.number} was not turned down."
        )
        return Answer((not_refused, *progress(facts).words), progress(facts).links)
    refused = case.refused
    because = refused.because.zh.removeprefix("没有通过").lstrip("：:，,。")
    words = [
        Words(f"退款 {case.number} 没有通过。", f"Refund {case.number} was not approved."),
        Words(f"原因:{because}", f"Why: {refused.because.en}"),
    ]
    links = [case_link(case.number), *_next_step(case)]
    if refused.clause and refused.clause_words:
        told = refused.clause_words
        words.append(
            Words(f"依据规则 {refused.clause}:{told.zh}", f"By clause {refused.clause}: {told.en}")
        )
        links.append(clause_link(refused.version, refused.clause))
    return Answer((*words, *_ways_on(case, facts)), tuple(links))


def amend(facts: TalkFacts) -> Answer:
    """How to change an application and send it again, and how often."""
    case, rules = facts.case, facts.rules
    if case is None:
        return _no_case(facts)
    if case.may_amend:
        due = by_when(case.due_at, facts) if case.due_at else None
        words = [
            Words(
                f"可以修改后再提交,还是退款 {case.number},之前交的都保留着。",
                f"You can change it and send it again: it stays refund {case.number} and what you"
                " sent is kept.",
            ),
            *_needed(case),
        ]
        if due:
            words.append(Words(f"请在 {due.zh}前提交。", f"Send it by {due.en}."))
        words.append(_attempts(case, rules.max_attempts))
        return Answer(tuple(words), (_amend_link(case),))
    if case.state in _OVER:
        again = Words(
            "这个申请已经结束,在时限内可以重新申请。",
            "This application has ended; you may apply again in time.",
        )
        return Answer((again,), (apply_link(case.order_number),))
    if case.state is State.REFUNDED:
        done = Words("退款已经完成,不用再补充。", "It is refunded; nothing needs to be added.")
        return Answer((done, _stands(case)), (case_link(case.number),))
    busy = Words(
        "这个申请现在不能改。需要补充时会通知你,页面上也会写明缺什么。",
        "It cannot be changed now. You are told, here and on its page, when more is needed.",
    )
    return Answer((busy, _stands(case)), (case_link(case.number),))


def cancel(facts: TalkFacts) -> Answer:
    """Lead to the page where the buyer withdraws; the bot never does."""
    case = facts.case
    if case is None:
        return _no_case(facts)
    if case.may_withdraw:
        words = Words(
            f"退款 {case.number} 现在可以撤销,要你自己确认:打开退款页,点“撤销申请”。"
            "我不会替你撤销。",
            f"Refund {case.number} can be withdrawn, and only you can do it: open its page and"
            " press Withdraw. I do not do it for you.",
        )
        after = Words("撤销后,时限内可以重新申请。", "After that you may apply again in time.")
        link = Link(LinkTarget.WITHDRAW, Words("去撤销", "Go and withdraw"), case.number)
        return Answer((words, after), (link,))
    cannot = Words(
        f"退款 {case.number} 现在不能撤销。", f"Refund {case.number} cannot be withdrawn now."
    )
    return Answer((cannot, _stands(case)), (case_link(case.number),))


def dispute(facts: TalkFacts) -> Answer:
    """How to object: a person's review, then an outside arbiter, and until when."""
    case, days = facts.case, facts.rules.dispute_days
    rule = clause(facts.rules, "H2")
    if case and case.state is State.DISPUTED:
        return Answer((_stands(case), *rule), (case_link(case.number),))
    if case is None or case.refused is None:
        none = Words(
            f"结果没有通过的,{days} 天内可以申请争议处理。",
            f"When an application was not approved, you may open a dispute within {days} days.",
        )
        return Answer((none, *rule), (case_link(case.number),) if case else ())
    words = [*_dispute_time(case, facts), *rule, *_ways_on(case, facts)]
    links = [case_link(case.number)]
    if case.dispute_until and case.dispute_until > facts.at:
        links.insert(
            0, Link(LinkTarget.DISPUTE, Words("申请争议处理", "Open a dispute"), case.number)
        )
    return Answer(tuple(words), tuple(links))


def _dispute_time(case: CaseTold, facts: TalkFacts) -> tuple[Words, ...]:
    until = case.dispute_until
    if until is None:
        return ()
    if until <= facts.at:
        was = clock_words.deadline(until, facts.at)
        over = Words(
            f"对退款 {case.number} 申请争议处理的时间到 {was.zh} 为止,已经过了。有疑问点“转人工”。",
            f"A dispute about refund {case.number} could be opened until {was.en}; that is over."
            " If in doubt, ask for a person.",
        )
        return (over,)
    when = by_when(until, facts)
    return (
        Words(
            f"对退款 {case.number} 的结果有异议,{when.zh}前可以申请争议处理。",
            f"If you object to the result of refund {case.number}, you may open a dispute by"
            f" {when.en}.",
        ),
    )


def money(facts: TalkFacts) -> Answer:
    """Where the money is, part by part; without money on its way, where it would go."""
    case = facts.case
    dead = clause(facts.rules, "F4")
    if case is None or not case.legs:
        words = [*clause(facts.rules, "F1"), *dead]
        if case:
            none = Words(
                f"退款 {case.number} 还没有钱在路上:现在是“{case.title.zh}”。",
                f"No money of refund {case.number} is on its way yet; it stands at"
                f" “{case.title.en}”.",
            )
            words.insert(0, none)
        return Answer(tuple(words), (case_link(case.number),) if case else ())
    if case.state is State.PAYOUT_STUCK:  # no leg's first date holds while people are on it
        stuck = tuple(_leg(replace(leg, by=None), facts) for leg in case.legs)
        return Answer((_stands(case), *stuck), (case_link(case.number),))
    told = tuple(_leg(leg, facts) for leg in case.legs)
    return Answer((*told, *dead), (case_link(case.number),))


def _leg(leg: LegTold, facts: TalkFacts) -> Words:
    amount, account = yuan_of(leg.amount_minor), leg.account
    place = (
        Words(f"{leg.route.zh}({account.zh})", f"{leg.route.en} ({account.en})")
        if account
        else leg.route
    )
    zh = f"{amount} 元 → {place.zh}:{leg.state.zh}"
    en = f"{amount} CNY → {place.en}: {leg.state.en}"
    if leg.by and leg.by > facts.at:
        when = by_when(leg.by, facts)
        zh, en = f"{zh},最晚 {when.zh} 到账", f"{en}, arrives by {when.en}"
    elif leg.by:
        was = clock_words.deadline(leg.by, facts.at)
        zh = f"{zh},原定最晚 {was.zh} 到账,晚了,对不起"
        en = f"{en}; it was to arrive by {was.en} and is late, we are sorry"
    if leg.reference:
        zh, en = f"{zh}。流水号 {leg.reference}", f"{en}. Reference {leg.reference}"
    return Words(f"{zh}。", f"{en}.")


def _stands(case: CaseTold) -> Words:
    return Words(
        f"“{case.good.zh}”的退款 {case.number}:{case.title.zh}。{case.text.zh}",
        f"Refund {case.number} for “{case.good.en}”: {case.title.en}. {case.text.en}",
    )


def _left(case: CaseTold, facts: TalkFacts) -> tuple[Words, ...]:
    """How long until the date just named; while money is stuck no date holds."""
    stuck = case.state is State.PAYOUT_STUCK
    if case.due_at is None or case.due_at <= facts.at or stuck:
        return ()
    left = clock_words.left(case.due_at - facts.at)
    if case.state is State.REJECTED:
        return (Words(f"补充新材料:{left.zh}。", f"To add new material: {left.en}."),)
    return (Words(f"离这个时间{left.zh}。", f"Until then: {left.en}."),)


def _needed(case: CaseTold) -> tuple[Words, ...]:
    if case.missing is None or not case.missing.zh:
        return ()
    return (Words(f"还差:{case.missing.zh}。", f"Still needed: {case.missing.en}."),)


def _attempts(case: CaseTold, most: int) -> Words:
    return Words(
        f"这会是第 {case.round + 1} 次提交,被驳回后最多 {most} 次。",
        f"This will be round {case.round + 1}; after a refusal there are {most} at most.",
    )


def _ways_on(case: CaseTold, facts: TalkFacts) -> tuple[Words, ...]:
    ways = []
    if case.may_amend:
        when = by_when(case.due_at, facts) if case.due_at else None
        ways.append(
            Words(
                f"可以在 {when.zh}前补充新的材料再提交。" if when else "可以补充新的材料再提交。",
                f"You can add new material and send it again by {when.en}."
                if when
                else "You can add new material and send it again.",
            )
        )
    if case.may_ask_person:
        ways.append(
            Words(
                "这是系统的结果,你也可以在退款页要求人工复核。",
                "A machine decided; on its page you may also ask for a person to review it.",
            )
        )
    return tuple(ways)


def _next_step(case: CaseTold) -> tuple[Link, ...]:
    return (_amend_link(case),) if case.may_amend else ()


def _amend_link(case: CaseTold) -> Link:
    return Link(LinkTarget.AMEND, Words("去补充或修改", "Add or change"), case.number)


def _arrivals(facts: TalkFacts) -> Words:
    rows = facts.rules.arrivals
    return Words(
        "通过后到账:" + ";".join(f"{way.zh} {span.zh}" for way, span in rows) + "。",
        "After approval: " + "; ".join(f"{way.en} {span.en}" for way, span in rows) + ".",
    )


def _no_case(facts: TalkFacts) -> Answer:
    order = facts.order
    if order is None:
        none = Words(
            "你还没有退款申请。打开订单,点“申请退款”。",
            "You have no refund application yet. Open the order and press Apply for a refund.",
        )
        return Answer((none,), (ORDERS_LINK,))
    none = Words(
        f"订单 {order.number}(“{order.good.zh}”)没有退款申请。要退,点“申请退款”。",
        f"There is no refund application for order {order.number} (“{order.good.en}”). To ask for"
        " one, press Apply for a refund.",
    )
    until = order.prospect.until if order.prospect.eligible else None
    by = by_when(until, facts) if until else None
    last = (Words(f"申请截止:{by.zh}。", f"Apply by {by.en}."),) if by else ()
    return Answer((none, *last), (apply_link(order.number),))


def _no_refusal(facts: TalkFacts) -> Answer:
    order = facts.order
    if order is None or order.prospect.eligible or order.prospect.on_its_way:
        return _no_case(facts)
    prospect = order.prospect
    words = (
        Words(
            f"订单 {order.number}(“{order.good.zh}”)按现在的记录不符合直接退款的条件:"
            f"{prospect.sentence.zh}",
            f"As it stands order {order.number} (“{order.good.en}”) is not refundable:"
            f" {prospect.sentence.en}",
        ),
        Words(
            f"依据规则 {prospect.clause}:{prospect.clause_words.zh}",
            f"By clause {prospect.clause}: {prospect.clause_words.en}",
        ),
    )
    link = clause_link(prospect.version, prospect.clause)
    return Answer(words, (link, apply_link(order.number)))
