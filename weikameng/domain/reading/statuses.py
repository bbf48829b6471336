"""The closed vocabulary of states as screens say them, and of words for "it did not arrive"."""

from dataclasses import dataclass

from weikameng.domain.reading.folding import bare
from weikameng.domain.reading.likeness import differing, edits


def _words(by_state: dict[str, str]) -> dict[str, tuple[str, ...]]:
    return {state: tuple(words.split()) for state, words in by_state.items()}


# The state it means, and what stands on screens, for orders.
ORDER_STATES = _words(
    {
        "success": "交易成功 充值成功 已完成 已到账 订单完成 充值完成 交易完成 已发货",
        "failed": "充值失败 订单失败 交易失败 发货失败",
        "closed": "交易关闭 已关闭 订单关闭 已取消 订单已取消",
        "processing": "充值中 处理中 发货中 待充值 待发货 正在充值 等待到账",
        "unactivated": "未激活 待激活 未使用 待使用",
        "refunded": "已退款 已全额退款 退款成功 已退全款",
        "unpaid": "待付款 待支付 等待付款",
    }
)
# For payments at a wallet; the same words mean another thing there.
PAYMENT_STATES = _words(
    {
        "paid": "支付成功 交易成功 付款成功 已支付 支付完成",
        "refunded": "已退款 已全额退款 退款成功 已退全款",
        "closed": "交易关闭 已关闭 支付失败 交易失败",
    }
)
# Words by which a page says that nothing arrived; never a state of ours.
_ARRIVALS = _words(
    {
        "not_arrived": "未到账 未查询到 无充值到账记录 暂无充值记录 无充值记录 无到账记录 未收到"
        " 未开通会员 会员未开通 会员已过期 暂无会员 无入账",
        "arrived": "充值到账 已到账 到账成功 会员生效中 会员有效期 已开通会员",
    }
)
LONGEST_SLIP = 5  # words this long or longer may have one sign read wrong
SHORTEST_SLIP = 4  # words this long too, but then the state is a guess
# Signs by which states differ: read for another one they are no slip (付款成功, 充值未成).
_TELLING = frozenset("不非没无收").union(
    *(word for said in (ORDER_STATES, PAYMENT_STATES) for words in said.values() for word in words)
)


@dataclass(frozen=True, slots=True)
class Said:
    """A state and the word that said it; ``guessed`` where a sign of a short word was wrong."""

    state: str
    word: str
    guessed: bool = False


def order_state(text: str) -> Said | None:
    """Return the order state a line says and nothing else; None for other lines."""
    return _said(text, ORDER_STATES)


def payment_state(text: str) -> Said | None:
    """Return the payment state a line says and nothing else; None for other lines."""
    return _said(text, PAYMENT_STATES)


def arrival(text: str) -> Said | None:
    """Return whether a line says that goods arrived or not: arrived, not_arrived, or None."""
    line = bare(text)
    for state, words in _ARRIVALS.items():
        if any(word in line for word in words):
            return Said(state, text.strip())
    return None


def _said(text: str, vocabulary: dict[str, tuple[str, ...]]) -> Said | None:
    line = bare(text)
    for state, words in vocabulary.items():
        if line in words:
            return Said(state, line)
    for state, words in vocabulary.items():
        for word in words:
            if len(word) >= LONGEST_SLIP and len(line) == len(word) and edits(word, line) == 1:
                return Said(state, word)
    return _nearest(line, vocabulary)


def _nearest(line: str, vocabulary: dict[str, tuple[str, ...]]) -> Said | None:
    """The one state a short word is a sign away from: 充值失效 can only be 充值失败."""
    if len(line) != SHORTEST_SLIP:
        return None
    near = {
        state: word
        for state, words in vocabulary.items()
        for word in words
        if differing(word, line) == 1 and _TELLING.isdisjoint(set(line) - set(word))
    }
    return Said(*next(iter(near.items())), guessed=True) if len(near) == 1 else None
