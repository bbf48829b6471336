"""What a mirror tells of the log it follows."""

from weikameng.domain.words import Words


def head_bad(why: str) -> Words:
    """What is published is no signed head of this log."""
    return Words(
        f"对方给出的检查点不是这本日志签的({why})。镜像没有改动。",
        f"The checkpoint shown is not one this log signed ({why}). The mirror stays as it was.",
    )


def split_view(size: int, where: str) -> Words:
    """Two signed heads of one size."""
    return Words(
        f"分叉:日志对 {size} 条签过两个不同的根,一个给过我们,一个现在给出。"
        f"两份签名都在 {where},足以证明日志作假。请公开它们。",
        f"Split view: the log signed two different roots over {size} entries, one it showed us "
        f"before and one now. Both signed heads are in {where}; they convict the log. Publish "
        "them.",
    )


def rolled_back(kept: int, seen: int, where: str) -> Words:
    """The log shows fewer entries than it signed before."""
    return Words(
        f"倒退:日志以前签到 {kept} 条,现在只给出 {seen} 条。两份签名都在 {where}。",
        f"Rolled back: the log signed {kept} entries before and now shows {seen}. Both signed "
        f"heads are in {where}.",
    )


def rewritten(kept: int, seen: int, where: str) -> Words:
    """The larger log does not begin with the smaller one."""
    return Words(
        f"改写:现在的 {seen} 条,开头不是以前签过的那 {kept} 条。两份签名都在 {where},"
        "足以证明日志改写了历史。请公开它们。",
        f"Rewritten: the {seen} entries signed now do not begin with the {kept} signed before. "
        f"Both signed heads are in {where}; they convict the log. Publish them.",
    )


def not_what_was_signed(size: int) -> Words:
    """The entries that are served do not give the root that was signed."""
    return Words(
        f"日志发来的记录算不出它签的根({size} 条)。可能传输坏了,也可能给错了记录;"
        "镜像没有改动,请稍后再试。",
        f"The entries served do not give the root that was signed over {size} of them: damaged on "
        "the way, or not the true ones. The mirror stays as it was; try again later.",
    )


def entry_differs(index: int) -> Words:
    """An entry that was served before is another one now, or is gone."""
    return Words(
        f"第 {index} 条记录和以前给我们的不一样,或者不见了:日志的数据库被改过。",
        f"Entry {index} is not the one that was served before, or is gone: the log's database was "
        "changed.",
    )


def all_again(size: int) -> Words:
    """Every entry is still what it was."""
    return Words(
        f"重新取了全部 {size} 条,和以前的一样。",
        f"All {size} entries were fetched again and are what they were.",
    )


def map_agrees(roots: int) -> Words:
    """Every root of the map is what the entries give."""
    return Words(
        f"由全部记录重算了商品总表,日志公布过的 {roots} 次都对得上。",
        f"The map of goods was computed anew from all entries; the {roots} roots the log published "
        "agree.",
    )


def grown(kept: int, seen: int) -> Words:
    """All is well."""
    if kept == seen:
        return Words(f"没有新记录,仍是 {seen} 条。", f"Nothing new: still {seen} entries.")
    return Words(
        f"从 {kept} 条长到 {seen} 条,以前的都没有变。",
        f"Grown from {kept} to {seen} entries; nothing before was changed.",
    )


NEEDS_KEY = Words(
    "镜像记着另一把密钥。换了密钥的日志是另一本日志,请另用一个文件夹。",
    "The mirror remembers another key. A log with another key is another log: use another folder.",
)
KEY_FROM_LOG = Words(
    "第一次没有用 --vkey 给出密钥,先相信日志自己给的这一把。请从别处核对:",
    "No --vkey was given, so the key the log itself shows is believed. Check it elsewhere:",
)
