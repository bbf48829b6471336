"""The sentences of the later rules: use, time, unused goods, evidence, and what holds a refund
back. The earlier rules are told in ``sentence_words``."""

from weikameng.domain.words import Words

PERSON = "你可以申请人工复核。"
PERSON_EN = "You may ask for a person to look again."


def told(passes: tuple[str, str], **others: tuple[str, str]) -> dict[str, Words]:
    """Return the sentences of one rule: (zh, en) when it passes, and by name when it decides."""
    return {"passes": Words(*passes)} | {name: Words(*pair) for name, pair in others.items()}


LATER: dict[str, dict[str, Words]] = {
    "promise": told(
        ("商品页没有需要适用的更优承诺。", "No better promise of the product page applies."),
        decides=(
            "可以退:商品页承诺 7 天无理由,现在在承诺期内。",
            "Refundable: the product page promised 7 days without a reason, and they have not "
            "passed.",
        ),
    ),
    "device": told(
        (
            "自己的设备或网络不妨碍这次申请。",
            "The buyer's own device or network does not stand in the way.",
        ),
        decides=(
            "不能退:自己的设备、网络或账号造成的问题不属于平台责任,我们可以帮你排查。" + PERSON,
            "Not refundable: trouble with one's own device, network or account is not the "
            "platform's fault; we can help to find it. " + PERSON_EN,
        ),
    ),
    "renewal": told(
        ("不涉及没有提醒的自动续费。", "No renewal without a reminder is involved."),
        decides=(
            "可以退:自动续费前没有按规定提醒,且没有使用。",
            "Refundable: it renewed without the required reminder and was not used.",
        ),
        person=(
            "已转人工:核对续费前的提醒记录({renewal_reminded}),没有提醒的退还未使用的部分。",
            "With a person: the reminder before the renewal is checked ({renewal_reminded}); "
            "without one the unused part goes back.",
        ),
    ),
    "used": told(
        (
            "使用记录({usage})不妨碍这次申请。",
            "The usage record ({usage}) does not stand in the way.",
        ),
        days=(
            "不能退:{goods_kind}已经使用了 {used_days} 天,一经使用不支持退款。" + PERSON,
            "Not refundable: the {goods_kind} has been used for {used_days} days; once used it is "
            "not refundable. " + PERSON_EN,
        ),
        used=(
            "不能退:{goods_kind}的记录是“{usage}”,已激活或已使用的商品不支持退款。" + PERSON,
            "Not refundable: the record of this {goods_kind} says “{usage}”. " + PERSON_EN,
        ),
        credited=(
            "不能退:供货方确认{goods_kind}已经到账,到账后不能撤回。" + PERSON,
            "Not refundable: the supplier confirmed that the {goods_kind} arrived. " + PERSON_EN,
        ),
    ),
    "window": told(
        (
            "申请时限(截止:{window_end})不妨碍这次申请。",
            "The window (until {window_end}) does not stand in the way.",
        ),
        decides=(
            "不能退:申请时限到 {window_end} 为止,现在是 {at}。没有到账或商品有问题的不受此限。"
            + PERSON,
            "Not refundable: the window closed on {window_end}, and it is now {at}. Goods that "
            "never arrived or are faulty are not bound by it. " + PERSON_EN,
        ),
        outage=(
            "已转人工:截止时({window_end})平台出现故障,不会因为超过时限直接驳回。",
            "With a person: the platform was down at the deadline ({window_end}), so lateness "
            "alone does not reject it.",
        ),
        late_fault=(
            "已转人工:时限已于 {window_end} 截止,但平台或供货方造成的问题不直接驳回。",
            "With a person: the window closed on {window_end}, but faults of the platform or "
            "supplier are not cut off by it.",
        ),
    ),
    "attempts": told(
        (
            "第 {attempt} 次申请(最多 {max_attempts} 次)。",
            "Application number {attempt} (at most {max_attempts}).",
        ),
        too_many=(
            "不能再受理:同一件商品最多申请 {max_attempts} 次,这是第 {attempt} 次。"
            "可以申请争议处理。",
            "Cannot be taken: one item may be applied for {max_attempts} times and this is "
            "number {attempt}. You may ask for arbitration.",
        ),
        nothing_new=(
            "请补充新的凭证或新的说明:这是第 {attempt} 次申请,内容与上次相同。",
            "Please add something new: this is application number {attempt} and nothing changed.",
        ),
    ),
    "partly_used": told(
        ("不涉及只退一部分的情况。", "No split between used and unused units is needed."),
        decides=(
            "可以退没有使用的部分:申请的 {units} 件里有 {units_used} 件已经使用,其余按实付分摊退。",
            "The unused part is refundable: {units_used} of {units} units were used, the others "
            "go back at what was paid for them.",
        ),
        revealed=(
            "已转人工:{units} 件里有 {units_used} 件已使用,其余有卡密查看过,先冻结核验再退。",
            "With a person: {units_used} of {units} units were used and other keys were viewed; "
            "they are frozen and verified first.",
        ),
    ),
    "one_click": told(
        (
            "不适用一键退款(实付 {paid_total},须低于 {one_click_below};记录:{usage})。",
            "One-click does not apply (paid {paid_total}, must be below {one_click_below}; "
            "record: {usage}).",
        ),
        decides=(
            "符合一键退款条件:实付 {paid_total}(低于 {one_click_below}),{usage},不需要凭证。",
            "One-click applies: paid {paid_total} (below {one_click_below}), {usage}; no evidence "
            "is needed.",
        ),
        budget=(
            "已转人工:30 天内已一键退款 {one_click_30d} 次(最多 {one_click_30d_max} 次),"
            "这次走普通审核。",
            "With a person: {one_click_30d} one-click refunds in 30 days "
            "(at most {one_click_30d_max}); this one is reviewed.",
        ),
    ),
    "unused": told(
        ("系统记录不能单独证明没有使用({usage})。", "The records alone do not prove it unused."),
        decides=(
            "可以退:系统记录显示{goods_kind}{usage},不需要凭证。",
            "Refundable: our records show the {goods_kind} as {usage}; no evidence is needed.",
        ),
    ),
    "revealed": told(
        ("不需要先冻结卡密。", "No key has to be frozen first."),
        decides=(
            "已转人工:卡密查看过,先冻结核验;没有核销的作废后退款。",
            "With a person: the key was viewed. It is frozen and verified; if unredeemed it is "
            "voided and refunded.",
        ),
    ),
    "evidence": told(
        ("凭证齐全。", "The evidence is complete."),
        decides=(
            "请补充:{missing}。补齐后继续处理,这不是驳回,7 天内补充即可。",
            "Please add: {missing}. This is not a rejection; you have 7 days.",
        ),
    ),
    "description": told(
        ("说明写得够清楚。", "The description is clear enough."),
        decides=(
            "请把说明写清楚:订单号、商品(区服或号码、金额)、异常现象、诉求。"
            "这不是驳回,7 天内补充即可。",
            "Please describe it more clearly: order number, goods, what went wrong, what you ask "
            "for. This is not a rejection; you have 7 days.",
        ),
    ),
    "person": told(
        ("不需要人工。", "No person is needed."),
        decides=(
            "已转人工复核:材料已齐({reason}),由专人核实。",
            "With a reviewer: everything is here ({reason}); a person checks it.",
        ),
        recall=(
            "已转人工:已经到账,由专人联系供货方撤回;撤回成功才能退款。",
            "With a person: it arrived, so the supplier is asked to recall it; it is refunded only "
            "when that works.",
        ),
    ),
    "cross_border": told(
        ("不是跨境订单。", "Not a cross-border order."),
        decides=(
            "可以退,由专人办理:跨境订单要符合外汇管理规定,不自动退款。",
            "Refundable, through a person: cross-border refunds follow exchange rules.",
        ),
    ),
    "risk": told(
        ("没有风险提示。", "No risk was flagged."),
        decides=(
            "条件符合,由专人复核后退:这笔订单有安全提示,需要人工确认。",
            "The conditions are met; a person confirms first because of a security flag.",
        ),
    ),
    "dead_route": told(
        ("可以原路退回。", "The money can go back where it came from."),
        decides=(
            "可以退,由专人办理:原支付账户已失效或付款超过 365 天,核验身份后退到你的同名账户。",
            "Refundable, through a person: the original account is closed or the payment is over "
            "365 days old, so it goes to an account in your name after an identity check.",
        ),
    ),
    "auto_limit": told(
        (
            "{amount}没有超过自动退款上限 {auto_approve_max}。",
            "{amount} is within the automatic limit of {auto_approve_max}.",
        ),
        decides=(
            "可以退,由专人放款:{amount}超过自动退款上限 {auto_approve_max}。",
            "Refundable, paid out by a person: {amount} is above the automatic limit of "
            "{auto_approve_max}.",
        ),
    ),
}
