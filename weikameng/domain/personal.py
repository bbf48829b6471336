"""What a person may do with what we hold of them (PIPL 45 and 47), in words."""

from datetime import datetime
from enum import StrEnum

from weikameng.domain.words import Words

WAIT_DAYS = 7


class Forgotten(StrEnum):
    """How far an erasure is. Emptied is the account; orders follow when the law lets them go."""

    NOT_ASKED = "not_asked"
    WAITING = "waiting"
    ACCOUNT_EMPTIED = "account_emptied"
    DONE = "done"


def how_forgotten(
    asked_at: datetime | None, account_at: datetime | None, done_at: datetime | None
) -> Forgotten:
    """Return how far an erasure is, by when each of its steps was taken."""
    if asked_at is None:
        return Forgotten.NOT_ASKED
    if account_at is None:
        return Forgotten.WAITING
    return Forgotten.ACCOUNT_EMPTIED if done_at is None else Forgotten.DONE


def alias_of(person_id: int) -> str:
    """Return what an erased person is called: nobody can choose a sign-in name with this sign."""
    return f"erased:{person_id}"


ERASING = Words(
    "已经申请过删除,不用再申请。", "It was asked before; there is no need to ask again."
)
NOT_WAITING = Words(
    "没有可以撤回的删除申请。", "There is no request to erase that could be called off."
)
NO_EXPORT = Words(
    "链接已过期或不是你的。请重新导出。", "The link is over or not yours. Export again."
)
BUSY = Words("正在整理,好了会出现在这里。", "It is being made; it will be here when it is done.")
# What stays after an erasure, and why; as the page and the docs have it. Each class of
# records/writing/erasing.toml that is not emptied has its sentence.
LATER = (
    Words(
        "订单和退款记录:法律要求保存 3 年,跨境的 5 年。到期后自动清空其中的个人信息。",
        "Orders and refunds: the law has them kept for three years, five across borders. After that"
        " what is personal in them is emptied by itself.",
    ),
    Words(
        "没办完的退款、争议、投诉:办完以后再清空。",
        "Refunds, disputes and complaints that are open: emptied once they are over.",
    ),
)
STAYS = {
    "soon": Words(
        "商家导入的文件、接口应答、发给商家的通知:最多 30 天,到期自动删除。",
        "Files that shops brought in, answers of the API, and what shops were told: they are"
        " deleted by themselves after 30 days at most.",
    ),
    "books": Words(
        "账目里的金额和编号:没有姓名,账要对得上。",
        "Amounts and numbers in the books: no names, and the books must add up.",
    ),
    "judged": Words(
        "退款是按哪些事实和条款判断的:只有金额、时间和状态,没有你写的话。",
        "By which facts and clauses a refund was decided: amounts, times and states, none of your"
        " words.",
    ),
    "log": Words(
        "公开记录里的承诺值:盐销毁后,谁也对应不到你。",
        "Commitments in the public log: once their salts are destroyed, nobody can tell they were"
        " yours.",
    ),
}
KEPT = (*LATER, *STAYS.values())
GONE = (
    Words(
        "账号、昵称、登录方式、登录记录、接口令牌。",
        "The account, its name, how and where you signed in, tokens.",
    ),
    Words("手机号、邮箱、通知记录里的内容。", "Phone, mail box, what copies of messages said."),
    Words("身份核验时填写的姓名和证件号。", "Name and document number of identity checks."),
    Words("和订单无关的会话。", "Conversations that were about no order."),
    Words("上传了但没有提交的图片。", "Pictures handed in and not sent."),
)
