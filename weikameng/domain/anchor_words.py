"""What is said about anchors: why none is written, where one stands, what is wrong with a chain."""

from collections.abc import Mapping

from weikameng.domain.anchoring import AnchorState, ChainTrouble
from weikameng.domain.words import Words

STATES: Mapping[AnchorState, Words] = {
    AnchorState.SENT: Words("已发出, 等待进块", "sent, waiting for a block"),
    AnchorState.MINED: Words("已进块, 等待确认", "in a block, waiting for blocks on top"),
    AnchorState.FINAL: Words("已确认", "final"),
    AnchorState.LOST: Words("未被接受, 由后面的存证补上", "not taken; a later anchor covers it"),
}

TROUBLES: Mapping[ChainTrouble, Words] = {
    ChainTrouble.DOWN: Words(
        "节点没有可用的回答。存证会自己再试, 其他业务照常。",
        "The node gives no usable answer. Anchoring tries again by itself, all else goes on.",
    ),
    ChainTrouble.NO_CONTRACT: Words(
        "这个地址上没有存证合约。请检查 WEIKAMENG_CHAIN_CONTRACT, "
        "或运行 weikameng ledger chain deploy。",
        "There is no anchor contract at this address. Check WEIKAMENG_CHAIN_CONTRACT, or run "
        "weikameng ledger chain deploy.",
    ),
    ChainTrouble.NO_MONEY: Words(
        "账户余额不足以付手续费。请给存证账户充值, 存证会自己继续。",
        "The account can't pay the fee. Fund it; anchoring goes on by itself.",
    ),
    ChainTrouble.KNOWN: Words("节点已有这笔交易。", "The node has this transaction already."),
    ChainTrouble.NONCE_USED: Words(
        "这个序号已被另一笔交易用掉: 存证账户的私钥还在别处使用。请只让这里使用它。",
        "Another transaction used this number: the account's key is used elsewhere, too. "
        "Let nobody else use it.",
    ),
    ChainTrouble.UNDERPRICED: Words(
        "节点嫌手续费单价太低, 会提价重发。",
        "The node finds the price too low; it is sent again with a higher one.",
    ),
    ChainTrouble.TOO_DEAR: Words(
        "手续费单价高于 WEIKAMENG_CHAIN_MOST_GWEI, 先不存证, 等它回落。",
        "The price of gas is above WEIKAMENG_CHAIN_MOST_GWEI: nothing is anchored until it falls.",
    ),
    ChainTrouble.REFUSED: Words("节点拒绝了。", "The node refused."),
}

VERDICTS: Mapping[str, Words] = {
    "same": Words("链上的根与这里一致", "the chain holds the same root"),
    "different": Words("链上的根与这里不一致!", "the chain holds ANOTHER root"),
    "missing": Words("链上没有这个根", "the chain does not hold this root"),
    "other_chain": Words("存在另一条链上, 这里问不到", "on another chain that is not set up here"),
}

NOT_OPERATOR = Words(
    "存证合约由另一个账户操作。请检查 WEIKAMENG_CHAIN_KEY 和 WEIKAMENG_CHAIN_CONTRACT。",
    "The anchor contract is operated by another account. Check WEIKAMENG_CHAIN_KEY and "
    "WEIKAMENG_CHAIN_CONTRACT.",
)
NOT_SET_UP = Words(
    "还没有设置链: 没有 WEIKAMENG_CHAIN_URL, 所以不存证。weikameng run 会自带一条内置链。",
    "No chain is set up: there is no WEIKAMENG_CHAIN_URL, so nothing is anchored. "
    "weikameng run brings an embedded chain.",
)


def on_chain(contract: str) -> Words:
    """Where a head was seen."""
    return Words(f"链上合约 {contract} ", f"the contract {contract} on the chain")


def ahead(contract: str, seen: int, held: int) -> Words:
    """The chain holds a larger head than we have signed."""
    return Words(
        f"链上合约 {contract} 已存证到 {seen} 条记录, 而这里最新的检查点只有 {held} 条: "
        "数据库很可能是从旧备份恢复的。停止存证。请恢复到更新的备份; 如果确实找不回来, "
        "请用新的 WEIKAMENG_LOG_ORIGIN 另起一本日志, 并公告原因。",
        f"The contract {contract} on the chain holds {seen} entries, but the newest checkpoint "
        f"here has {held}: the database was probably restored from an old backup. Nothing is "
        "anchored. Restore a newer backup; if the entries are lost for good, begin a new log with "
        "another WEIKAMENG_LOG_ORIGIN and announce why.",
    )


def differs(contract: str, size: int) -> Words:
    """The chain holds another root than ours for the same size."""
    return Words(
        f"前 {size} 条记录, 链上合约 {contract} 存的根和数据库算出的根不一样: "
        "记录被改过, 或者有人用这个账户存了别的日志。停止存证。两个根都已记下, "
        "请运行 weikameng ledger audit 找出是哪一条。",
        f"For the first {size} entries the contract {contract} on the chain holds another root "
        "than the database gives: entries were changed, or somebody anchored another log with "
        "this account. Nothing is anchored. Both roots are kept; run weikameng ledger audit to "
        "find which entry.",
    )


def deep_reorganisation(size: int, block: int) -> Words:
    """The chain took back a block that was believed final."""
    return Words(
        f"链撤回了第 {block} 块, 其中 {size} 条记录的存证早已确认。存证会重新发出。"
        "请考虑调大 WEIKAMENG_CHAIN_DEPTH。",
        f"The chain took back block {block}, with the anchor of {size} entries that was final. "
        "It is sent again. Consider a larger WEIKAMENG_CHAIN_DEPTH.",
    )
