"""The page index.html of a case file: the whole case on one page, readable without a network."""

from collections.abc import Iterable
from datetime import datetime
from html import escape

from weikameng.domain.case_file.html import (
    Tongue,
    code,
    facts,
    folded,
    listed,
    page,
    quoted,
    section,
    small,
)
from weikameng.domain.case_file.model import CaseFile, Clause, Item, Leg, Round, Step, Viewer
from weikameng.domain.money import yuan_of
from weikameng.domain.words import Words

OTHER = {"zh": "index.en.html", "en": "index.html"}
FILES = {"zh": "index.html", "en": "index.en.html"}
_VERDICTS = {
    "passes": Words("符合", "Passes"),
    "decides": Words("决定结果", "Decides"),
    "not_reached": Words("没有用到", "Not reached"),
}
_VERBS = {
    "refund": Words("请求退款", "asked to refund"),
    "query": Words("查询", "asked how it stands"),
    "redirect": Words("改退到别处", "asked to pay elsewhere"),
    "none": Words("没有请求渠道", "the channel was not asked"),
}
_ANSWERS = {
    "accepted": Words("已受理", "accepted"),
    "settled": Words("已退到", "paid"),
    "retry_same_id": Words("不知道有没有退成", "not known whether it was paid"),
    "retry_later": Words("没有退,稍后再试", "not paid, tried again later"),
    "needs_human": Words("拒绝,要人处理", "refused, a person looks"),
    "permanently_failed": Words("退不了", "can't be paid this way"),
}


def page_of(document: CaseFile, language: str) -> bytes:
    """Return the page in a language, ``zh`` or ``en``."""
    tongue = Tongue(language)
    title = f"{tongue.say('退款档案', 'Refund case file')} {escape(document.case)}"
    parts = (
        _head(document, tongue, title),
        _history(document.timeline, tongue),
        _money(document.payouts, tongue),
        *(_round(one, tongue) for one in reversed(document.rounds)),
        _messages(document, tongue),
        _evidence(document.evidence, tongue),
        _supplier(document, tongue),
        _policy(document, tongue),
        _log(document, tongue),
        _left_out(document, tongue),
    )
    return page(tongue, title, filter(None, parts))


def _head(document: CaseFile, tongue: Tongue, title: str) -> str:
    other = "English" if tongue.code == "zh" else "中文"
    language = "en" if tongue.code == "zh" else "zh-Hans"
    whom = {
        Viewer.BUYER: tongue.say("买家", "the buyer"),
        Viewer.STAFF: tongue.say("工作人员", "staff"),
    }
    rows = [
        (tongue.say("商品", "Good"), tongue.words(document.good)),
        (tongue.say("订单", "Order"), code(document.order)),
        (tongue.say("状态", "State"), tongue.words(document.state_words)),
        (tongue.say("退款金额", "Refund"), _yuan(document.amount_minor)),
        (tongue.say("申请时间", "Applied"), tongue.at(document.applied_at)),
        (
            tongue.say("导出时间", "Exported"),
            tongue.at(datetime.fromisoformat(document.exported_at)),
        ),
        (tongue.say("给谁看的", "Made for"), whom[document.viewer]),
    ]
    check = tongue.say(
        "这一页只是给人读的。有没有被改过,要用 weikameng verify 核对整个文件,见 READ-ME.zh.txt。"
        "时间都是北京时间。",
        "This page is for reading. Whether anything was changed is told by weikameng verify on the"
        " whole file; see READ-ME.en.txt. Times are Beijing time.",
    )
    link = f'<a href="{OTHER[tongue.code]}" lang="{language}">{other}</a>'
    return f"<p>{link}</p>\n<h1>{title}</h1>\n{facts(rows)}\n{small(check)}"


def _history(steps: Iterable[Step], tongue: Tongue) -> str:
    return section(
        tongue.say("经过", "History"),
        listed(
            f"<p>{tongue.words(one.what)}</p>"
            f"{quoted(one.why.in_language(tongue.code)) if one.why else ''}"
            f"{small(tongue.at(one.at), tongue.words(one.who), code(one.state))}"
            for one in steps
        ),
    )


def _money(legs: tuple[Leg, ...], tongue: Tongue) -> str:
    if not legs:
        return ""
    return section(tongue.say("退款的钱", "The money"), *(_leg(leg, tongue) for leg in legs))


def _leg(leg: Leg, tongue: Tongue) -> str:
    rows = [
        (tongue.say("编号", "Number"), code(leg.number)),
        (tongue.say("状态", "State"), tongue.words(leg.state_words)),
        (tongue.say("开始", "Begun"), tongue.at(leg.created_at)),
    ]
    if leg.promised_at:
        rows.append((tongue.say("承诺最晚", "Promised by"), tongue.at(leg.promised_at)))
    if leg.settled_at:
        rows.append((tongue.say("到账", "Arrived"), tongue.at(leg.settled_at)))
    if leg.credited_to:
        rows.append((tongue.say("退到", "Credited to"), tongue.words(leg.credited_to)))
    if leg.reference:
        rows.append((tongue.say("渠道流水号", "Reference"), code(leg.reference)))
    if leg.replaces:
        rows.append((tongue.say("代替", "In place of"), code(leg.replaces)))
    receipts = listed(
        f"{tongue.at(one.at)} {tongue.words(_VERBS[one.verb])}: "
        f"{tongue.words(_ANSWERS[one.outcome])}"
        f" {code(one.code) if one.code else ''} {escape(one.message)}"
        for one in leg.receipts
    )
    heading = f"<h3>{tongue.words(leg.route_words)} {_yuan(leg.amount_minor)}</h3>"
    title = tongue.say("渠道的每次答复", "Every answer of the channel")
    return f"{heading}\n{facts(rows)}\n{folded(title, receipts)}"


def _round(one: Round, tongue: Tongue) -> str:
    amount = one.at_stake_minor if one.amount_minor is None else one.amount_minor
    rows = [
        (tongue.say("原因", "Reason"), tongue.words(one.reason_words)),
        (tongue.say("规则版本", "Policy"), code(one.policy_version)),
        (tongue.say("规则的结论", "The policy said"), tongue.words(one.outcome_words)),
        (tongue.say("金额", "Amount"), _yuan(amount)),
    ]
    folds = (
        ("passes", tongue.say("符合的规则", "Clauses that pass")),
        ("not_reached", tongue.say("没有用到的规则", "Clauses that were not reached")),
    )
    return section(
        tongue.say(f"第 {one.round} 次申请和决定", f"Application and decision, round {one.round}"),
        small(tongue.at(one.at)),
        quoted(one.narrative),
        facts(rows),
        _clauses(one, "decides", tongue),
        *(folded(title, _clauses(one, verdict, tongue)) for verdict, title in folds),
    )


def _clauses(one: Round, verdict: str, tongue: Tongue) -> str:
    rows = (_clause(clause, tongue) for clause in one.clauses if clause.verdict == verdict)
    return listed(rows, "ul")


def _clause(clause: Clause, tongue: Tongue) -> str:
    verdict = tongue.words(_VERDICTS[clause.verdict])
    read = facts((tongue.words(fact.name), tongue.words(fact.value)) for fact in clause.read)
    return (
        f'<p class="{clause.verdict}">{tongue.words(clause.sentence)}</p>'
        f"{small(verdict, code(clause.clause), tongue.words(clause.published))}{read}"
    )


def _messages(document: CaseFile, tongue: Tongue) -> str:
    gone = small(tongue.say("后来更正:钱被退回了", "Corrected later: the money came back"))
    items = (
        f"<p><strong>{tongue.words(one.title)}</strong></p><p>{tongue.words(one.text)}</p>"
        f"{small(tongue.at(one.at))}{gone if one.corrected else ''}"
        for one in document.messages
    )
    return section(tongue.say("发给买家的消息", "Messages to the buyer"), listed(items))


def _evidence(items: tuple[Item, ...], tongue: Tongue) -> str:
    told = tongue.say(
        "每一项的封存码由它的内容和前一项的封存码算出。完整的证据链在 evidence/chain.json。",
        "Each seal follows from the item and the seal before. The whole chain is in"
        " evidence/chain.json.",
    )
    return section(
        tongue.say("凭证", "Evidence"), small(told), listed(_item(one, tongue) for one in items)
    )


def _item(item: Item, tongue: Tongue) -> str:
    source = tongue.words(item.source)
    name = tongue.words(item.words)
    name = name[:1].upper() + name[1:]
    shown = f'<img src="{item.picture}" alt="{name}">' if item.picture else ""
    original = code(item.original) if item.original else ""
    said = quoted(item.said.in_language(tongue.code)) if item.said else ""
    below = small(tongue.at(item.at), source, tongue.say("封存码", "Seal") + f" {code(item.seal)}")
    return f"<p>{name}</p>{said}{shown}{below}{small(original) if original else ''}"


def _supplier(document: CaseFile, tongue: Tongue) -> str:
    if not document.supplier:
        return ""
    items = (f"{tongue.at(one.at)} {tongue.words(one.words)}" for one in document.supplier)
    return section(tongue.say("合作方的答复", "What the supplier said"), listed(items))


def _policy(document: CaseFile, tongue: Tongue) -> str:
    rows = (
        f'<p>{tongue.words(one.title)} <a href="{one.file}">{escape(one.version)}</a></p>'
        f"{small('SHA-256', code(one.digest))}"
        for one in document.policy.versions
    )
    confirmed, ticked = document.policy.confirmed, ""
    if confirmed:
        title = tongue.say("下单时勾选确认的文字", "The text that was ticked at checkout")
        lines = listed((tongue.words(line) for line in confirmed.lines), "ul")
        seal = small(code(confirmed.version), "SHA-256", code(confirmed.text_digest))
        ticked = f"<h3>{title}</h3>{lines}{seal}"
    return section(tongue.say("退款规则", "Refund policy"), listed(rows, "ul"), ticked)


def _log(document: CaseFile, tongue: Tongue) -> str:
    if not document.log.goods:
        return ""
    rows = listed(
        (f'{code(one.good)} <a href="{one.file}">{one.file}</a>' for one in document.log.goods),
        "ul",
    )
    return section(
        tongue.say("公开日志里的证明", "Proofs from the public log"),
        rows,
        small(tongue.say("日志的公钥", "The log's key"), code(document.log.key)),
    )


def _left_out(document: CaseFile, tongue: Tongue) -> str:
    lines = listed((tongue.words(words) for words in document.left_out), "ul")
    return section(tongue.say("不在这份档案里的", "What is not in this file"), lines)


def _yuan(minor: int) -> str:
    return f"¥{yuan_of(minor)}"
