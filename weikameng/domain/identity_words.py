"""Identity checks in words: consent, what is wrong with a form, what came of it, what to do."""

from collections.abc import Mapping

from weikameng.domain.identity import (
    GIVE_UP_AFTER,
    MISMATCHES_A_DAY,
    TRIES_A_DAY,
    BadClaim,
    Document,
    Outcome,
)
from weikameng.domain.words import Words

# A changed text is another version: who agreed to what is kept with every check.
CONSENT_VERSION = "identity-1"
CONSENT = Words(
    "我同意微卡盟为办理这笔退款核验我的姓名和证件号码,并交给核验机构比对。姓名和号码加密保存,"
    "工作人员只能看到打码后的样子,到期自动删除;不收证件照片。",
    "I agree that weikameng checks my name and document number for this refund and has"
    " a verification service compare them. They are kept encrypted, staff see them masked only, and"
    " they are deleted on schedule. No photograph of the document is taken.",
)
DOCUMENTS: Mapping[Document, Words] = {
    Document.RESIDENT: Words("居民身份证", "Resident identity card"),
    Document.PASSPORT: Words("护照", "Passport"),
}
WRONG: Mapping[BadClaim, Words] = {
    BadClaim.NAME: Words(
        "请按证件填写姓名,不要有数字和符号。",
        "Write the name as it stands on the document, without digits or signs.",
    ),
    BadClaim.DOCUMENT: Words("请选择证件种类。", "Choose the kind of document."),
    BadClaim.PASSPORT: Words(
        "护照号码是 6 到 12 位字母和数字,请核对。",
        "A passport number has 6 to 12 letters and digits; please check it.",
    ),
    BadClaim.SHAPE: Words(
        "身份证号码是 18 位,最后一位可以是 X,请核对。",
        "A resident number has 18 digits, the last may be X; please check it.",
    ),
    BadClaim.REGION: Words(
        "身份证号码的前 6 位不是地区代码,请核对。",
        "The first six digits are no region; please check the number.",
    ),
    BadClaim.BIRTH: Words(
        "身份证号码里的出生日期不对,请核对第 7 到 14 位。",
        "The date of birth in the number can't be; please check digits 7 to 14.",
    ),
    BadClaim.CHECK: Words(
        "身份证号码的最后一位对不上,请看看有没有写错一位。",
        "The last character does not fit the rest; one of the digits may be mistyped.",
    ),
}
NO_CONSENT = Words(
    "请先勾选同意。没有你的同意,我们不会核验。",
    "Please tick that you agree. Without it nothing is checked.",
)
TEXT_CHANGED = Words(
    "同意书的内容刚刚更新了,请重新看一遍再提交。",
    "The text you agree to has just changed; please read it again and send once more.",
)
NOT_NEEDED = Words(
    "这个订单不是跨境订单,不需要核验身份。",
    "This is not a cross-border order: no identity check is needed.",
)
WAITS = Words(
    "上一次填写的还在核验,不用重填。有结果会告诉你。",
    "What you wrote is still being checked; there is nothing to write again. You will be told.",
)
TOO_OFTEN = Words(
    f"今天核验的次数用完了(每天最多 {TRIES_A_DAY} 次,不一致最多 {MISMATCHES_A_DAY} 次)。请明天再试,"
    "或在退款页要求人工复核。",
    f"No tries are left today (at most {TRIES_A_DAY} a day, {MISMATCHES_A_DAY} that do not match)."
    " Try again tomorrow, or ask for a person on the refund's page.",
)
_DAYS = GIVE_UP_AFTER.days
TOLD: Mapping[Outcome, Words] = {
    Outcome.MATCH: Words(
        "身份已核验,姓名和证件号码一致。不用再做一次。",
        "Your identity is checked: name and number belong together. There is nothing more to do.",
    ),
    Outcome.MISMATCH: Words(
        "姓名和证件号码对不上。请按证件核对后再填一次。",
        "Name and number do not belong together. Check both against the document and try again.",
    ),
    Outcome.NO_RECORD: Words(
        "核验机构没有这份证件的记录。这不算不通过:已申请的退款由专人核对,你不用做什么;写错了可以再填。",
        "The verification service has no record of this document. That is no refusal: a person"
        " looks at a refund that is applied for; you need do nothing. If it was mistyped, try"
        " again.",
    ),
    Outcome.UNAVAILABLE: Words(
        f"核验服务暂时没有回应。我们会自动再试,你不用重填;{_DAYS} 天内没有结果就转给专人。",
        "The verification service does not answer right now. We try again by ourselves, there is"
        f" nothing to write again; after {_DAYS} days without an answer a person takes over.",
    ),
}
GIVEN_UP = Words(
    "核验服务一直没有回应,已转给专人核对。你不用做什么,也可以再试一次。",
    "The verification service never answered, so a person looks at it. You need do nothing, or you"
    " may try once more.",
)
# What the history of a case and the desk call it.
SHORT: Mapping[Outcome, Words] = {
    Outcome.MATCH: Words("一致", "match"),
    Outcome.MISMATCH: Words("不一致", "no match"),
    Outcome.NO_RECORD: Words("查无记录", "no record"),
    Outcome.UNAVAILABLE: Words("核验服务没有回应", "the service does not answer"),
}
TO_A_PERSON = Words("身份核验没有结论,请专人核对。", "The identity check was inconclusive.")
IDENTITY_FIRST = Words(
    "跨境订单要先核验身份:买家还没有核验,或者核验不一致。请用“请买家补充”请买家在退款页完成核验。",
    "Cross-border money needs an identity check first, and this buyer has none that matches. Ask"
    " the buyer, by Ask for more, to do it on the refund's page.",
)

# What a refund's own page asks of the buyer, where it is their turn.
OFFERS: Mapping[str, tuple[str, Words]] = {
    "open": (
        "warn",
        Words(
            "这是跨境订单,退款前要核验付款人身份,约 1 分钟。审核已经同时开始。",
            "Money that goes back across a border needs an identity check: about a minute. The"
            " review has begun meanwhile.",
        ),
    ),
    "failed": (
        "bad",
        Words(
            "姓名和证件号码对不上,身份还没有核验。请按证件核对后再填一次。",
            "Name and number did not belong together, so your identity is not checked yet. Check"
            " both against the document and try again.",
        ),
    ),
}
GUARDIAN = Words(
    "请监护人完成身份核验,约 1 分钟。不收证件照片。",
    "The guardian's identity has to be checked: about a minute. No photograph is taken.",
)
