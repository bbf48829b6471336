"""How a buyer rates a refund that has arrived: one to five, and a sentence if they like (R12.1)."""

from dataclasses import dataclass
from datetime import timedelta

from weikameng.domain.errors import Refusal
from weikameng.domain.narrative import mask
from weikameng.domain.words import Words

LEAST, MOST = 1, 5
MAX_SAID = 200
# Long enough to think again, short enough that last month's figures stand.
CHANGE_WITHIN = timedelta(days=7)
SCORE_WORDS = {
    5: Words("很满意", "Very satisfied"),
    4: Words("满意", "Satisfied"),
    3: Words("一般", "Neither"),
    2: Words("不满意", "Dissatisfied"),
    1: Words("很不满意", "Very dissatisfied"),
}


@dataclass(frozen=True, slots=True)
class Rating:
    """What a buyer says of a refund; secrets in the sentence are masked before anyone sees it.

    Raises Refusal for another score than one to five, or a sentence that is too long.
    """

    score: int
    said: str = ""

    def __post_init__(self) -> None:
        said = " ".join(self.said.replace("\x00", "").split())
        if not LEAST <= self.score <= MOST:
            raise Refusal("rating_score", _SCORE)
        if len(said) > MAX_SAID:
            raise Refusal("rating_long", _LONG)
        object.__setattr__(self, "said", mask(said).text[:MAX_SAID])


def score_of(text: str) -> int:
    """Read a score that was typed or chosen; Refusal when it is none."""
    if text.isascii() and text.isdigit() and len(text) == 1:
        return int(text)
    raise Refusal("rating_score", _SCORE)


NOT_YET = Words("退款到账之后才能评价。", "A refund can be rated once the money has arrived.")
CLOSED = Words(
    f"评价只能在 {CHANGE_WITHIN.days} 天内修改,现在不能再改了。",
    f"A rating can be changed for {CHANGE_WITHIN.days} days; that time is over.",
)
_SCORE = Words("请选 1 到 5 分。", "Choose a score from 1 to 5.")
_LONG = Words(
    f"评价最多 {MAX_SAID} 个字,请写短一点。",
    f"The comment may have at most {MAX_SAID} characters; please shorten it.",
)
