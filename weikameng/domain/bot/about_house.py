"""Answers that need no order: rules, privacy, invoices, minors, fraud, manners, a person."""

from weikameng.domain.bot.answer import (
    HUMAN_LINK,
    ORDERS_LINK,
    POLICY_LINK,
    Answer,
    clause,
    clause_link,
)
from weikameng.domain.bot.facts import TalkFacts
from weikameng.domain.words import Words

_TOLD = Words(
    "对话和订单会一起交给客服,不用再说一遍。",
    "The conversation and the order go along; you need not say it again.",
)


def policy(facts: TalkFacts) -> Answer:
    """The rules in short, with their numbers and clauses."""
    rules = facts.rules
    least, most = rules.window_days
    window = Words(
        f"申请时限是订单完成后 {least}-{most} 天,以商品页为准,完成当天不算。",
        f"You may apply within {least} to {most} days of completion, as the product page says; the"
        " day of completion does not count.",
    )
    links = (POLICY_LINK, clause_link(rules.version, "D1"))
    return Answer((window, *clause(rules, "A4", "B1", "H10")), links)


def minors(facts: TalkFacts) -> Answer:
    """The guardian's track."""
    words = Words(
        "未成年人消费由监护人申请,有专人核实。请准备:和孩子的关系证明、付款记录、当时怎么买的。",
        "For a purchase by a minor the guardian applies and a specialist checks. Please have ready:"
        " proof that you are the guardian, the payment record, and how it was bought.",
    )
    person = Words("点“转人工”,由专人接手。", "Ask for a person; a specialist takes it on.")
    links = (HUMAN_LINK, clause_link(facts.rules.version, "H3"))
    return Answer((words, *clause(facts.rules, "H3"), person), links)


def fraud(facts: TalkFacts) -> Answer:
    """What to do at once; a person takes over."""
    now = Words(
        "先做三件事:不要再把卡密、验证码给任何人;改支付密码并联系支付渠道或银行冻结;"
        "被骗的拨打 96110 或 110 报警。",
        "Three things first: give no key or code to anyone; change your payment password and have"
        " the payment channel or bank freeze it; if you were deceived, call the police (96110 or"
        " 110).",
    )
    person = Words(f"已为你转人工。{_TOLD.zh}", f"A person takes over now. {_TOLD.en}")
    return Answer((now, *clause(facts.rules, "H4"), person), (ORDERS_LINK,), hand_over=True)


def complaint(_facts: TalkFacts) -> Answer:
    """A complaint is a person's to answer."""
    words = Words(
        f"投诉已记在这段对话里,转给人工处理。{_TOLD.zh}",
        f"Your complaint is kept in this conversation and goes to a person. {_TOLD.en}",
    )
    also = Words(
        "你也可以拨打 12315 向市场监管部门反映。",
        "You may also turn to the market regulator at 12315.",
    )
    return Answer((words, also), hand_over=True)


def human(_facts: TalkFacts) -> Answer:
    """A person, with the whole context."""
    return Answer(
        (Words(f"好,为你转人工。{_TOLD.zh}", f"A person takes over. {_TOLD.en}"),), hand_over=True
    )


def privacy(_facts: TalkFacts) -> Answer:
    """What is kept, and how to have it deleted."""
    kept = Words(
        "退款记录按规定保存 3 年,涉及外汇的 5 年;证件照片不保存,账号和号码只显示一部分。",
        "Refund records are kept for 3 years as required, 5 where foreign exchange is involved. No"
        " identity photographs are kept, and accounts and numbers are shown in part only.",
    )
    delete = Words(
        "要注销账号或删除个人信息,点“转人工”,核对身份后由专人办理。",
        "To close your account or have personal data deleted, ask for a person, who checks that it"
        " is you and sees to it.",
    )
    return Answer((kept, delete), (HUMAN_LINK,))


def invoice(_facts: TalkFacts) -> Answer:
    """Invoices are made by people."""
    words = Words(
        "发票由客服办理:点“转人工”,告诉他们订单号、抬头和税号。已经退款的部分不能开票。",
        "Invoices are made by our people: ask for a person and give the order number, the name and"
        " the tax number. What was refunded cannot be invoiced.",
    )
    return Answer((words,), (HUMAN_LINK, ORDERS_LINK))


def greeting(_facts: TalkFacts) -> Answer:
    """Hello, and what can be asked."""
    words = Words(
        "你好。可以问我:退款到哪一步、什么时候到账、这个订单能不能退、要什么凭证。",
        "Hello. You can ask me where a refund stands, when money arrives, whether an order can be"
        " refunded, and what to send.",
    )
    return Answer((words,), (ORDERS_LINK,))


def thanks(_facts: TalkFacts) -> Answer:
    """You are welcome."""
    words = Words(
        "不客气。有新情况随时在这里说。", "You are welcome. Write here whenever you like."
    )
    return Answer((words,))


def abuse(_facts: TalkFacts) -> Answer:
    """Anger is answered by a person."""
    words = Words(
        f"对不起,让你生气了。已为你转人工。{_TOLD.zh}",
        f"We are sorry that you are upset. A person takes over. {_TOLD.en}",
    )
    return Answer((words,), hand_over=True)


def not_understood(facts: TalkFacts) -> Answer:
    """Once: say it another way; the second time a person."""
    if facts.misses:
        words = Words(
            f"对不起,我还是没有看懂,为你转人工。{_TOLD.zh}",
            f"I still do not understand, sorry; a person takes over. {_TOLD.en}",
        )
        return Answer((words,), hand_over=True)
    words = Words(
        "我没有看懂。我能回答退款的进度、时间、条件、凭证和规则;换个说法,或点“转人工”。",
        "I did not understand. I answer about refunds: progress, times, conditions, evidence and"
        " rules. Say it another way, or ask for a person.",
    )
    return Answer((words,), (HUMAN_LINK,))
