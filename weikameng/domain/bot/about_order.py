"""Answers about an order: can it be refunded, how to apply, what to send, what became of it."""

from weikameng.domain.bot.about_case import amend, going_on, progress, reject_reason
from weikameng.domain.bot.answer import (
    HUMAN_LINK,
    ORDERS_LINK,
    STANDARDS_LINK,
    Answer,
    apply_link,
    by_when,
    clause,
    clause_link,
    listed,
)
from weikameng.domain.bot.facts import OrderTold, Prospect, ReasonTold, TalkFacts
from weikameng.domain.bot.model import Link, LinkTarget
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

MAX_REASONS = 4
_WAYS = {
    "one_click": Words(
        "可以走一键退款:不要凭证,提交后系统马上处理。",
        "It can go by one click: no evidence, handled at once.",
    ),
    "screened": Words(
        "提交后由系统核实记录再决定。", "Once you apply, the system checks the records and decides."
    ),
    "manual": Words(
        "提交后由人工核实使用情况再决定。", "Once you apply, a person checks for use and decides."
    ),
}
_AFTER = Words(
    "结果以提交后的审核为准。", "The result is what the review of your application finds."
)


def eligibility(facts: TalkFacts) -> Answer:
    """The answer of the order's own page, with the clause and what would change it."""
    order = facts.order
    if order is None:
        return Answer((*clause(facts.rules, "A4", "B1", "D1"),), (ORDERS_LINK,))
    if going_on(facts):
        return reject_reason(facts) if facts.case and facts.case.refused else progress(facts)
    if not order.paid:
        unpaid = Words(
            f"订单 {order.number} 还没有付款,不用退款。",
            f"Order {order.number} is not paid, so there is nothing to refund.",
        )
        return Answer((unpaid,), (_order_link(order),))
    if order.prospect.on_its_way:
        return _on_its_way(order)
    return _may(order, facts) if order.prospect.eligible else _may_not(order)


def how_to(facts: TalkFacts) -> Answer:
    """The steps, with the button of the very order."""
    order = facts.order
    steps = Words(
        "三步:打开订单点“申请退款”,选原因,按页面提示交齐这个原因要的材料。",
        "Three steps: open the order and press Apply for a refund, choose the reason, send what"
        " that reason asks for.",
    )
    if order is None:
        return Answer((steps,), (ORDERS_LINK,))
    if going_on(facts):
        return progress(facts)
    here = Words(
        f"订单 {order.number}(“{order.good.zh}”)的申请页就在下面的“申请退款”。",
        f"The form for order {order.number} (“{order.good.en}”) is right below.",
    )
    way = _WAYS.get(order.prospect.way)
    return Answer((steps, here, *([way] if way else [])), (apply_link(order.number),))


def evidence(facts: TalkFacts) -> Answer:
    """What to send: what the case still lacks, or what each hopeful reason asks for."""
    ours = clause(facts.rules, "C3")
    case, order = facts.case, facts.order
    if case and case.missing and case.missing.zh:
        lacks = Words(
            f"退款 {case.number} 还差:{case.missing.zh}。",
            f"Refund {case.number} still needs: {case.missing.en}.",
        )
        add = Link(LinkTarget.AMEND, Words("去补充", "Add it"), case.number)
        return Answer((lacks, *ours), (*([add] if case.may_amend else []), STANDARDS_LINK))
    form = Words(
        "图片要能看清订单号、时间和页面全貌;密码和卡密可以遮住。",
        "A picture shows the order number, the time and the whole page; cover passwords and keys.",
    )
    if order is None:
        return Answer((*clause(facts.rules, "C1"), *ours, form), (STANDARDS_LINK,))
    if case and going_on(facts):
        answer = amend(facts)
        return Answer((*answer.words, *ours, form), (*answer.links, STANDARDS_LINK))
    return _by_reason(order, (*ours, form))


def _by_reason(order: OrderTold, always: tuple[Words, ...]) -> Answer:
    """What each reason of an order that has no case asks for, with examples of the first."""
    reasons = order.prospect.reasons[:MAX_REASONS]
    if not reasons:
        none = Words(
            f"订单 {order.number}(“{order.good.zh}”)现在没有要交的材料。",
            f"Nothing needs to be sent for order {order.number} (“{order.good.en}”) now.",
        )
        return Answer((none, *always), (STANDARDS_LINK, _order_link(order)))
    by_reason = Words(
        f"订单 {order.number}(“{order.good.zh}”)按原因要交的材料:",
        f"What order {order.number} (“{order.good.en}”) needs, by reason:",
    )
    shown = [
        Link(
            LinkTarget.STANDARD, Words(f"示例:{one.words.zh}", f"Example: {one.words.en}"), one.code
        )
        for one in reasons
        if one.asks
    ]
    links = (*shown[:2], STANDARDS_LINK, apply_link(order.number))
    return Answer((by_reason, *(_asks(one) for one in reasons), *always), links)


def description(facts: TalkFacts) -> Answer:
    """The four things a description says, with this order's own values as an example."""
    what = Words(
        "写清四样:订单号、买的什么(区服或号码、金额)、出了什么问题、想怎么处理。",
        "Say four things: the order number, what you bought (zone or number, amount), what went"
        " wrong, and what you ask for.",
    )
    helped = Words(
        "在申请页写的时候,下面会提示还缺什么,也会给出一句可以直接用的话。",
        "While you write it on the application page, it says what is missing and offers a sentence"
        " to take.",
    )
    order = facts.order
    if order is None:
        return Answer((what, helped), (STANDARDS_LINK,))
    amount = yuan_of(order.paid_minor)
    example = Words(
        f"例如:订单号 {order.number},{order.good.zh},{amount} 元,付款后一直没有到账,"
        "请核实后退款。把出的问题换成你遇到的。",
        f"For example: order {order.number}, {order.good.en}, {amount} CNY, paid and nothing came;"
        " please check and refund. Put in what happened to you.",
    )
    return Answer((what, example, helped), (apply_link(order.number), STANDARDS_LINK))


def one_click(facts: TalkFacts) -> Answer:
    """What one click needs, and whether this order has it."""
    rules, order = facts.rules, facts.order
    below = yuan_of(rules.one_click_below_minor)
    terms = Words(
        f"一键退款的条件:实付低于 {below} 元、没有使用记录、境内订单,30 天内最多"
        f" {rules.one_click_30d_max} 次。",
        f"One click needs: less than {below} CNY paid, no record of use, a domestic order, and at"
        f" most {rules.one_click_30d_max} times in 30 days.",
    )
    quoted = clause(rules, "E1")
    if order is None or going_on(facts):
        return Answer((terms, *quoted), (clause_link(rules.version, "E1"),))
    if order.prospect.way == "one_click":
        fits = Words(
            f"订单 {order.number}(实付 {yuan_of(order.paid_minor)} 元)现在符合,可以走一键退款。",
            f"Order {order.number} ({yuan_of(order.paid_minor)} CNY paid) meets them now.",
        )
        return Answer((fits, terms), (apply_link(order.number),))
    not_it = Words(
        f"订单 {order.number}(实付 {yuan_of(order.paid_minor)} 元)现在不符合,走普通申请。",
        f"Order {order.number} ({yuan_of(order.paid_minor)} CNY paid) does not meet them now and"
        " takes the normal way.",
    )
    links = (apply_link(order.number), clause_link(rules.version, "E1"))
    return Answer((not_it, terms), links)


def delivery(facts: TalkFacts) -> Answer:
    """What became of the goods, and what to do when they did not come."""
    order = facts.order
    if order is None:
        return Answer((*clause(facts.rules, "A6", "A7", "A8"),), (ORDERS_LINK,))
    if going_on(facts):
        return progress(facts)
    if order.trouble:
        failed = Words(
            f"订单 {order.number} 没有充成:{order.trouble.zh}",
            f"Order {order.number} was not delivered: {order.trouble.en}",
        )
        return Answer((failed, *clause(facts.rules, "A6")), (apply_link(order.number),))
    if not order.delivered:
        return _on_its_way(order) if order.prospect.on_its_way else _undelivered(order, facts)
    return _delivered(order, facts)


def chain(facts: TalkFacts) -> Answer:
    """The public record: of each good, and of the evidence of a case."""
    what = Words(
        "每件商品从入库到激活都记在公开日志里,只增不改,谁都可以核对。",
        "Each good is in the public log from its arrival to its activation; lines are only added,"
        " and anyone can check.",
    )
    order = facts.order
    links = [
        Link(LinkTarget.GOOD, Words("这件商品的公开记录", "This good's public record"), good)
        for good in (order.goods if order else ())[:3]
    ]
    words = [what]
    if order and links:
        below = Words(
            f"订单 {order.number}(“{order.good.zh}”)的商品记录在下面的链接里。",
            f"The record of order {order.number} (“{order.good.en}”) is behind the link below.",
        )
        words.append(below)
    if facts.case:
        chained = Words("这个退款的凭证链", "The evidence chain of this refund")
        links.append(Link(LinkTarget.CHAIN, chained, facts.case.number))
    links.append(Link(LinkTarget.LOG, Words("公开日志", "The public log")))
    return Answer(tuple(words), tuple(links))


def cross_border(facts: TalkFacts) -> Answer:
    """What is different abroad, by the clause."""
    order = facts.order
    about: tuple[Words, ...] = ()
    if order is not None:
        yes = Words(
            f"订单 {order.number} 是跨境订单。", f"Order {order.number} is a cross-border order."
        )
        no = Words(
            f"订单 {order.number} 不是跨境订单,不用核验身份。",
            f"Order {order.number} is domestic: no identity check is needed.",
        )
        about = (yes if order.cross_border else no,)
    return Answer((*about, *clause(facts.rules, "H1", "F1")), (HUMAN_LINK,))


def _may(order: OrderTold, facts: TalkFacts) -> Answer:
    prospect = order.prospect
    words = [
        Words(
            f"订单 {order.number}(“{order.good.zh}”)现在符合申请条件。",
            f"Order {order.number} (“{order.good.en}”) meets the conditions to apply now.",
        ),
        _basis(prospect),
    ]
    if prospect.until:
        until = by_when(prospect.until, facts)
        words.append(Words(f"申请截止:{until.zh}。", f"Apply by {until.en}."))
    if prospect.evidence:
        need = listed(prospect.evidence)
        words.append(Words(f"要准备:{need.zh}。", f"You will need: {need.en}."))
    words += [_WAYS[prospect.way], _AFTER]
    links = (apply_link(order.number), clause_link(prospect.version, prospect.clause))
    return Answer(tuple(words), links)


def _may_not(order: OrderTold) -> Answer:
    prospect = order.prospect
    words = [
        Words(
            f"订单 {order.number}(“{order.good.zh}”)按现在的记录不符合直接退款的条件:"
            f"{prospect.sentence.zh}",
            f"As it stands order {order.number} (“{order.good.en}”) is not refundable:"
            f" {prospect.sentence.en}",
        ),
        _basis(prospect),
        *prospect.changes,
    ]
    links = [clause_link(prospect.version, prospect.clause)]
    if prospect.reasons:
        reasons = listed([reason.words for reason in prospect.reasons[:MAX_REASONS]])
        words.append(
            Words(
                f"情况不同可以选原因申请,例如:{reasons.zh}。",
                f"If your story is different, apply with a reason, such as: {reasons.en}.",
            )
        )
        links.insert(0, apply_link(order.number))
    return Answer(tuple(words), tuple(links))


def _basis(prospect: Prospect) -> Words:
    told = prospect.clause_words
    return Words(f"依据规则 {prospect.clause}:{told.zh}", f"By clause {prospect.clause}: {told.en}")


def _on_its_way(order: OrderTold) -> Answer:
    words = Words(
        f"订单 {order.number}(“{order.good.zh}”)正在充值,先等到账:{order.prospect.sentence.zh}",
        f"Order {order.number} (“{order.good.en}”) is on its way; let it arrive first:"
        f" {order.prospect.sentence.en}",
    )
    return Answer((words,), (_order_link(order),))


def _undelivered(order: OrderTold, facts: TalkFacts) -> Answer:
    if not order.paid:
        return eligibility(facts)
    words = Words(
        f"订单 {order.number}(“{order.good.zh}”)还没有到账。",
        f"Order {order.number} (“{order.good.en}”) has not been delivered yet.",
    )
    return Answer((words, *clause(facts.rules, "A8")), (apply_link(order.number),))


def _delivered(order: OrderTold, facts: TalkFacts) -> Answer:
    where = (
        Words(
            f"订单 {order.number}(“{order.good.zh}”)已经发货,卡密在订单页里点开看。",
            f"Order {order.number} (“{order.good.en}”) was delivered; its key is on its page.",
        )
        if order.key
        else Words(
            f"订单 {order.number}(“{order.good.zh}”)的记录是已经到账。",
            f"Our record of order {order.number} (“{order.good.en}”) says it was delivered.",
        )
    )
    wrong = Words(
        "没有收到、数量不对或卡密用不了,点“申请退款”选对应的原因,我们向合作方核实。",
        "If it did not come, is too little, or the key does not work, press Apply for a refund and"
        " choose that reason; we check with the supplier.",
    )
    links = (_order_link(order), apply_link(order.number))
    return Answer((where, wrong, *clause(facts.rules, "A7")), links)


def _asks(reason: ReasonTold) -> Words:
    if not reason.asks:
        return Words(f"“{reason.words.zh}”:不用凭证。", f"“{reason.words.en}”: nothing to send.")
    need = listed(reason.asks)
    return Words(f"“{reason.words.zh}”:{need.zh}。", f"“{reason.words.en}”: {need.en}.")


def _order_link(order: OrderTold) -> Link:
    return Link(LinkTarget.ORDER, Words("打开订单", "Open the order"), order.number)
