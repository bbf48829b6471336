"""What checking a good's bundle came to, in plain words; outcomes are those of the ledger."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from weikameng.domain.words import Words

_OUTCOMES: Mapping[str, Words] = {
    "holds": Words(
        "每一条记录都在日志里,由有权的密钥签名,一条接一条,没有缺",
        "every entry is in the log, signed by a key that may, one after the other, none missing",
    ),
    "malformed": Words(
        "文件不是它该有的样子:被改过,或者没有传完({detail})",
        "the file is not of its form: it was changed or cut off ({detail})",
    ),
    "not_signed": Words(
        "日志的检查点不是由这把公钥签名的", "the log's checkpoint is not signed by this key"
    ),
    "bad_signature": Words(
        "检查点上 {detail} 的签名不成立", "the signature of {detail} on the checkpoint fails"
    ),
    "not_included": Words(
        "第 {detail} 条记录不在这个检查点的日志里", "entry {detail} is not in this log"
    ),
    "unknown_signer": Words(
        "第 {detail} 条记录不是由日志认识的密钥签名的",
        "entry {detail} is not signed by a key that the log knows",
    ),
    "other_good": Words("第 {detail} 条记录说的是另一件商品", "entry {detail} is of another good"),
    "broken_chain": Words(
        "历史断了:第 {detail} 条记录前后缺了、重了或者换了位置",
        "the history is broken: at entry {detail} an event is missing, doubled or out of order",
    ),
    "impossible_life": Words(
        "第 {detail} 条记录不可能发生在它前一条之后",
        "entry {detail} can't follow the one before it",
    ),
    "not_in_map": Words(
        "日志第 {detail} 次公布的商品总表里,这件商品的历史不是文件里的这一份:有记录被漏掉或者换过",
        "the map of goods the log published (root {detail}) has another history of this good than"
        " the file: an entry was left out or changed",
    ),
    "other_keys": Words(
        "文件里的密钥,不是日志到第 {detail} 次公布商品总表时登记的全部密钥",
        "the keys in the file are not all the keys the log had added by map root {detail}",
    ),
}
_UP_TO_THERE = Words(
    "注意:这是旧格式的文件,只证明里面的记录,不能排除之后还有别的记录",
    "mind: this file is of the old form; it proves the entries in it, and can't exclude later ones",
)
_OPEN_KEY = Words(
    "注意:没有指定日志的公钥,所以没有核对检查点是谁签的。请用 --key 指定网站上公布的日志公钥",
    "mind: no key of the log was named, so who signed the checkpoint was not checked. Name the key"
    " the log publishes with --key",
)


def bundle_words(outcome: str, detail: str = "") -> Words:
    """Return the sentence of an outcome."""
    words = _OUTCOMES[outcome]
    return Words(words.zh.format(detail=detail), words.en.format(detail=detail))


def bundle_title(good: str, origin: str, size: int) -> Words:
    """Return which good this is, and in which log."""
    return Words(
        f"商品 {good} 在日志 {origin} 前 {size} 条里的历史",
        f"the history of good {good} in the first {size} entries of the log {origin}",
    )


def signer_words(*, signed: bool) -> Words:
    """Return whether the log's own signature was checked."""
    if signed:
        return Words(
            "检查点由你指定的日志公钥签名", "the checkpoint is signed by the log's key you named"
        )
    return _OPEN_KEY


@dataclass(frozen=True, slots=True)
class Told:
    """What a whole bundle says the platform was told of, and up to when nothing else."""

    as_of: datetime | None
    covered: int
    events: int
    activated_at: datetime | None
    is_case: bool = False


def told_words(told: Told) -> Words:
    """Return whether an activation was told, and up to when nothing is left out."""
    if told.as_of is None:
        return _UP_TO_THERE
    moment = said_moment(told.as_of)
    since = Words(
        f"截至 {moment}(日志前 {told.covered} 条),",
        f"as of {moment} (the first {told.covered} entries of the log) ",
    )
    said = _said(told)
    return Words(since.zh + said.zh, since.en + said.en)


def said_moment(at: datetime) -> str:
    """Return a moment to the second, in UTC, as both languages write it."""
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"


def _said(told: Told) -> Words:
    if not told.events:
        return Words(
            "日志里没有这个编号的任何记录:平台没有登记过这件商品",
            "the log held nothing under this number: the platform had never registered this good",
        )
    if told.is_case:
        return Words(
            "这份退款在日志里的记录都在这里,没有漏掉的",
            "all the log held of this refund is here, nothing is left out",
        )
    if told.activated_at is None:
        return Words(
            "没有人告诉过平台这件商品被激活或使用",
            "the platform had been told of no activation of this good",
        )
    at = said_moment(told.activated_at)
    return Words(
        f"平台已得知这件商品被激活或使用:{at}",
        f"the platform had been told of its activation: {at}",
    )
