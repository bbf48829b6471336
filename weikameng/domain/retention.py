"""How long records are kept before what makes the log's commitments readable is destroyed."""

from datetime import datetime

from weikameng.domain import clock_words
from weikameng.domain.words import Words

# Counted from the last thing that happened to an order or its refunds (policy, "Keep records").
YEARS, YEARS_ACROSS_BORDERS = 3, 5
NOBODY = Words("没有这个买家。", "There is no such buyer.")
NO_RIGHT = Words(
    "销毁盐要由管理账号的人来做。", "Salts are destroyed by those who look after accounts."
)
CHANGED = Words(
    "和预览时不一样了,什么也没有销毁。请重新预览,再用新的确认码。",
    "It is not what was shown any more; nothing was destroyed. Look again and confirm with the"
    " new code.",
)
NOTHING = Words("没有到期的,什么也不用做。", "Nothing is due; there is nothing to do.")
NOT_YET = Words(
    "这只是预览,什么也没有销毁。销毁之后谁也恢复不了,备份里的也要删掉。",
    "This only shows it; nothing was destroyed. What is destroyed nobody brings back; delete it"
    " from backups as well.",
)


def due_words(count: int, open_count: int) -> Words:
    """Return how many may go, and how many stay because something is still open."""
    return Words(
        f"可以销毁 {count} 份盐;有未结的退款、投诉或未交付的订单,{open_count} 份要留着。",
        f"{count} salts may be destroyed; {open_count} stay: a refund, a complaint or a delivery is"
        " still open.",
    )


def later_words(count: int, first: datetime, now: datetime) -> Words:
    """Return how many are not due yet, and from when the first of them is."""
    when = clock_words.moment(first, now)
    return Words(
        f"还有 {count} 份没到保存期限,最早的一份 {when.zh} 到期。",
        f"{count} are still to be kept, the first of them until {when.en}.",
    )
