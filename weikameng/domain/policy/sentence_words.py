"""The sentences of every rule as data: ``RULES[rule][told]``, with the facts read in braces.
Result first, then why, then what to do; plain words a buyer understands."""

from weikameng.domain.policy.sentence_words_use import LATER, PERSON, PERSON_EN, told
from weikameng.domain.words import Words

RULES: dict[str, dict[str, Words]] = {
    "_": {
        "not_reached": Words(
            "没有用到这一条:前面的规则已经给出结果。",
            "Not needed: an earlier rule already gave the answer.",
        )
    },
    "paid": told(
        ("订单已付款({paid_at})。", "The order is paid ({paid_at})."),
        decides=(
            "不能受理:这笔订单还没有付款,没有可退的钱。",
            "Cannot be taken: the order has not been paid, so there is nothing to give back.",
        ),
    ),
    "owner": told(
        ("申请人是{applicant}。", "The applicant is the {applicant}."),
        decides=(
            "不能受理:只有下单人本人可以申请(未成年人消费由监护人申请)。",
            "Cannot be taken: only the buyer may apply (for a minor, the guardian).",
        ),
    ),
    "not_refunded": told(
        ("还有 {remaining}没有退过。", "{remaining} has not been refunded yet."),
        decides=(
            "不能受理:这些商品已经全部退过款,退过的部分不能再退。",
            "Cannot be taken: these units have already been refunded in full.",
        ),
    ),
    "amount": told(
        (
            "申请的金额没有超过可退的 {remaining}。",
            "The amount asked for is within the {remaining} that is left.",
        ),
        decides=(
            "不能受理:申请退 {amount_requested},而最多可退 {remaining}。请修改金额后再提交。",
            "Cannot be taken: {amount_requested} was asked for and {remaining} is the most that "
            "can be refunded. Please change the amount and submit again.",
        ),
    ),
    "open_case": told(
        ("没有正在处理的申请。", "There is no open application for it."),
        decides=(
            "已并入正在处理的申请 {open_case},不用重复提交,新的材料也会并到那里。",
            "Joined to the open application {open_case}; nothing needs to be sent twice.",
        ),
    ),
    "chargeback": told(
        ("支付渠道没有投诉或拒付。", "The payment channel has no complaint or chargeback."),
        decides=(
            "暂停退款:支付渠道正在处理你的投诉或拒付,为避免重复退款,由专人跟进渠道的结果。",
            "On hold: your complaint or chargeback is open at the payment channel. To avoid "
            "paying twice, a person follows its result.",
        ),
    ),
    "review": told(
        ("人工核实没有得出这一条的结论。", "No reviewer's finding settles this case."),
        forged=(
            "不能退:凭证与后台数据不一致,人工核实为伪造或改动。" + PERSON,
            "Not refundable: the evidence does not match our records and was found to be "
            "altered. " + PERSON_EN,
        ),
        recalled=(
            "可以退:供货方已确认撤回成功。",
            "Refundable: the supplier confirmed the recall.",
        ),
        not_recalled=(
            "不能退:已经到账到你填写的号码或账号,供货方确认撤不回来。可以向我们要到账证明。",
            "Not refundable: it arrived at the account you entered and the supplier cannot recall "
            "it. You can ask us for proof of the arrival.",
        ),
        not_arrived=(
            "可以全额退:供货方核实没有到账。",
            "Refundable: the supplier confirmed that nothing arrived.",
        ),
        arrived=(
            "不能退:供货方核实已经到账到你填写的账号。" + PERSON,
            "Not refundable: the supplier confirmed it arrived at your account. " + PERSON_EN,
        ),
        redeemed_by_other=(
            "可以退:供货方核实卡密无效或已被他人使用,可以换货或退款。",
            "Refundable: the supplier confirmed the key is invalid or used by somebody else; "
            "replacement or refund is your choice.",
        ),
        redeemed=(
            "不能退:供货方核实商品已经兑换或使用。" + PERSON,
            "Not refundable: the supplier confirmed it was redeemed or used. " + PERSON_EN,
        ),
        not_voided=(
            "不能退:卡密已经查看过,供货方确认不能作废。" + PERSON,
            "Not refundable: the key was viewed and the supplier cannot void it. " + PERSON_EN,
        ),
        voided=(
            "可以退:卡密经核验没有被使用,已经作废。",
            "Refundable: the key was verified as unredeemed and is now void.",
        ),
        partial=(
            "可以退一部分:按人工核定的部分计算,精确到分。",
            "Partly refundable: the part the reviewer established, exact to the cent.",
        ),
    ),
    "minor": told(
        ("不是未成年人消费的申请。", "This is not a claim about a minor's purchase."),
        decides=(
            "请补充:{missing}。未成年人消费走监护人专门通道,收齐后由专人处理。",
            "Please add: {missing}. Purchases by minors have their own track; a person decides.",
        ),
        person=(
            "材料已齐:未成年人消费由专人处理,不会因为已使用或超过时限直接驳回。",
            "Everything is here: a person decides on a minor's purchase; use or lateness alone "
            "does not bar it.",
        ),
    ),
    "unauthorised": told(
        ("不是非本人交易的申请。", "This is not a claim about an unauthorised payment."),
        decides=(
            "请补充:{missing}。我们先冻结没有使用的商品,再与支付机构核实。",
            "Please add: {missing}. We freeze what is unused and check with the provider.",
        ),
        person=(
            "已转专人:先冻结没有使用的商品,再与支付机构核实。",
            "With a person: we freeze what is unused and check with the payment provider.",
        ),
    ),
    "dispute": told(
        ("没有申请争议处理。", "No dispute was asked for."),
        decides=(
            "已转争议处理:由第三方仲裁或调解机构裁决,双方都可以提交材料。",
            "In dispute: a third party arbitrates, and both sides may submit material.",
        ),
        late=(
            "不能受理:争议处理要在驳回后 7 天内申请,已于 {dispute_end} 截止。"
            "你仍可以向 12315 投诉或起诉。",
            "Cannot be taken: a dispute must be asked for within 7 days of the rejection, which "
            "ended on {dispute_end}. You may still turn to 12315 or a court.",
        ),
    ),
    "identity": told(
        (
            "不需要再做身份核验(跨境订单:{cross_border},已核验:{identity_known})。",
            "No identity check is needed (cross-border: {cross_border}, "
            "already done: {identity_known}).",
        ),
        decides=(
            "请先完成身份核验:这是跨境订单,退款要符合外汇管理规定。",
            "Please complete the identity check: cross-border refunds follow exchange rules.",
        ),
    ),
    "overcharge": told(
        ("没有多扣的钱。", "Nothing was charged beyond the price."),
        overcharged=(
            "可以退:多扣了 {overcharge},与商品是否使用无关。",
            "Refundable: {overcharge} was charged too much, whether or not the good was used.",
        ),
        person=(
            "已转人工:系统没有查到多扣的记录,由专人按你的付款凭证核对。",
            "With a person: our records show no overcharge, so your proof is checked by hand.",
        ),
        missing=(
            "请补充:{missing}。系统没有查到多扣的记录,需要两笔扣款的账单来核对。",
            "Please add: {missing}. Our records show no overcharge, so both charges are needed.",
        ),
    ),
    "upstream": told(
        (
            "供货方没有报告失败(状态:{supplier_status},到账:{arrived})。",
            "The supplier reported no failure (status: {supplier_status}, arrived: {arrived}).",
        ),
        not_found=(
            "可以全额退:供货方返回号码、账号或区服不存在({supplier_code}),"
            "订单没有履行,不需要凭证。",
            "Refundable in full: the supplier found no such number, account or zone "
            "({supplier_code}). No evidence is needed.",
        ),
        invalid=(
            "可以退:供货方记录显示卡密无效、作废或已被他人使用({supplier_code})。",
            "Refundable: the supplier's record says the key is invalid, void or used by "
            "somebody else ({supplier_code}).",
        ),
        failed=(
            "可以全额退:系统记录显示没有履行(供货方状态:{supplier_status})。",
            "Refundable in full: our records show it was not fulfilled "
            "(supplier status: {supplier_status}).",
        ),
        contradiction=(
            "已转人工:供货方说失败,另一条记录却显示已到账或已使用,由专人核对。",
            "With a person: the supplier says it failed, another record says it arrived or was "
            "used.",
        ),
    ),
    "undelivered": told(
        ("没有还在等待的交付。", "No delivery is being waited for."),
        recall=(
            "可以全额退:还没有到账,供货方可以撤回;撤回后退款。",
            "Refundable in full: it has not arrived and can be recalled first.",
        ),
        stopped=(
            "可以全额退:到现在还没有交付,订单取消。",
            "Refundable in full: it was never delivered, the order is cancelled.",
        ),
        wait=(
            "还在充值中:承诺在 {promised_at} 前到账,"
            "到时没有到账可以取消并全额退款,系统会自动跟踪。",
            "On its way: promised by {promised_at}. If it has not arrived by then you can cancel "
            "for a full refund; we keep watching.",
        ),
        chase=(
            "已转人工:还没有到账,但可能仍会到账;由专人先向供货方撤单,撤回后全额退。",
            "With a person: it has not arrived but still may, so the supplier is asked to stop it "
            "first; then it is refunded in full.",
        ),
    ),
} | LATER

CHANGES: dict[str, Words] = {
    "add": Words("补上{}", "add {}"),
    "window_ends": Words("{} 之后不能再按这一条申请", "after {} this no longer applies"),
    "promised_passes": Words(
        "到 {} 仍未到账,可以取消并全额退款",
        "if it has not arrived by {}, you can cancel for a full refund",
    ),
    "dispute_ends": Words("{} 之后不能再申请争议处理", "after {} no dispute can be opened"),
    "key_viewed": Words(
        "查看卡密后,要先冻结核验才能退", "once the key is viewed it must be frozen and verified"
    ),
    "owner_applies": Words("由下单人本人登录申请", "the buyer applies from their own account"),
    "amount_at_most": Words("把金额改为不超过 {} 元", "ask for at most {} yuan"),
    "open_case_ends": Words("申请 {} 有了结果", "application {} is decided"),
    "chargeback_ends": Words(
        "支付渠道的投诉或拒付结束", "the complaint at the payment channel ends"
    ),
    "new_proof": Words(
        "有官方记录能证明情况不同,附上后再申请", "apply again with an official record that differs"
    ),
    "platform_fault": Words(
        "问题由平台或供货方造成(例如没有到账)", "the platform or supplier caused the problem"
    ),
    "dispute": Words("申请争议处理", "ask for arbitration"),
}

VALUES: dict[str, Words] = {
    "none": Words("没有使用记录", "no usage record"),
    "revealed": Words("卡密已查看", "key viewed"),
    "activated": Words("已激活", "activated"),
    "used": Words("已使用", "used"),
    "unknown": Words("尚不清楚", "not known"),
    "void": Words("已作废", "void"),
    "owner": Words("下单人本人", "buyer"),
    "guardian": Words("监护人", "guardian"),
    "stranger": Words("其他人", "somebody else"),
    "yes": Words("是", "yes"),
    "no": Words("否", "no"),
    "success": Words("成功", "success"),
    "failed": Words("失败", "failed"),
    "silent": Words("没有回报", "no report"),
    "processing": Words("处理中", "processing"),
    "reversed": Words("已撤回", "reversed"),
    "good": Words("清楚", "clear"),
    "partial": Words("不够完整", "incomplete"),
    "vague": Words("太笼统", "too vague"),
    "ok": Words("成功", "succeeded"),
    "not_arrived": Words("没有到账", "not arrived"),
    # What suppliers answer; a code we have no words for is shown as it is.
    "NUMBER_NOT_EXIST": Words("号码不存在", "the number does not exist"),
    "INVALID_ACCOUNT": Words("账号无效", "the account is not valid"),
    "ACCOUNT_NOT_EXIST": Words("账号不存在", "the account does not exist"),
    "ZONE_MISMATCH": Words("区服匹配失败", "the zone does not match"),
    "OUT_OF_STOCK": Words("缺货", "out of stock"),
    "FAILED": Words("充值失败", "the top-up failed"),
}
