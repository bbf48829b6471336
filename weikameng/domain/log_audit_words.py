"""What an audit of the log finds, in words that say what and where."""

from weikameng.domain.words import Words


def entries_missing(first: int, last: int) -> Words:
    """There is a hole in the row of entries."""
    return Words(
        f"第 {first} 到 {last} 条记录不见了;从这里起算不出树根。",
        f"Entries {first} to {last} are gone; from there on the tree can't be computed.",
    )


def entry_changed(index: int) -> Words:
    """An entry's content no longer gives the hash that is kept with it."""
    return Words(
        f"第 {index} 条记录被改过:内容和它的哈希对不上。",
        f"Entry {index} was changed: its content does not give the hash kept with it.",
    )


def entry_unreadable(index: int, why: str) -> Words:
    """An entry is not of the form of entries."""
    return Words(
        f"第 {index} 条记录读不懂({why})。", f"Entry {index} is not of the right form ({why})."
    )


def entry_unsigned(index: int) -> Words:
    """No key the log knew before signed it."""
    return Words(
        f"第 {index} 条记录没有日志认识的密钥签名,或者签名不对。",
        f"Entry {index} is not signed by any key the log knew before it, or the signature is bad.",
    )


def entry_columns(index: int) -> Words:
    """The columns beside the leaf say something else than the leaf."""
    return Words(
        f"第 {index} 条记录旁边的商品号或序号,和记录里写的不一样。",
        f"Entry {index}: the good or place kept beside it is not what the entry itself says.",
    )


def outbox_gone(index: int, row: int) -> Words:
    """The row an entry was made of is not there any more."""
    return Words(
        f"第 {index} 条记录来自发件箱第 {row} 行,这一行不见了。",
        f"Entry {index} was made of outbox row {row}, which is gone.",
    )


def outbox_changed(index: int, row: int) -> Words:
    """The row an entry was made of says something else now."""
    return Words(
        f"发件箱第 {row} 行和由它写成的第 {index} 条记录不一样:其中之一被改过。",
        f"Outbox row {row} does not say what entry {index}, made of it, says: one was changed.",
    )


def left_out(row: int) -> Words:
    """An event never came into the log though later ones did."""
    return Words(
        f"发件箱第 {row} 行没有写进日志,后面的却写进了。",
        f"Outbox row {row} was left out of the log though later rows are in it.",
    )


def life_broken(index: int, good: str) -> Words:
    """An event is missing, doubled or out of order in the life of a good."""
    return Words(
        f"商品 {good} 的第 {index} 条记录接不上它的前一件事。",
        f"Entry {index} does not follow the event before it in the life of good {good}.",
    )


def step_illegal(index: int, good: str, event: str, state: str) -> Words:
    """An event that can't happen where the good stood."""
    return Words(
        f"第 {index} 条记录说商品 {good} 发生了 {event},可它当时是 {state or '还不存在'},不可能。",
        f"Entry {index}: {event} can't happen to good {good}, which was "
        f"{state or 'not there yet'}.",
    )


def tile_wrong(path: str) -> Words:
    """A tile does not hold what the entries give."""
    return Words(f"{path} 和由记录算出来的不一样。", f"{path} does not hold what the entries give.")


def checkpoint_root(size: int, at: str) -> Words:
    """A signed head has another root than the entries."""
    return Words(
        f"{at} 签的检查点({size} 条)的根,和前 {size} 条记录算出来的不一样:"
        "要么检查点被重写,要么记录被改过。",
        f"The checkpoint signed at {at} over {size} entries has another root than they give: it "
        "was rewritten, or entries were changed.",
    )


def checkpoint_bad(size: int, why: str) -> Words:
    """A checkpoint is not what this log signs."""
    return Words(
        f"{size} 条时的检查点不是本日志签的样子({why})。",
        f"The checkpoint of {size} entries is not one this log signed ({why}).",
    )


def checkpoint_beyond(size: int, held: int) -> Words:
    """A signed head counts more entries than there are."""
    return Words(
        f"有一个检查点签到 {size} 条,记录只有 {held} 条:末尾的记录不见了。",
        f"A checkpoint was signed over {size} entries, but there are {held}: the last are gone.",
    )


def head_wrong(size: int, held: int) -> Words:
    """The head does not count or hash what is there."""
    return Words(
        f"日志头写的是 {size} 条,记录有 {held} 条,或者根不一样。",
        f"The head says {size} entries, there are {held}, or its root is another one.",
    )


def map_root_wrong(index: int, number: int, size: int) -> Words:
    """A root of the map is not what the entries give."""
    return Words(
        f"第 {index} 条记录说,前 {size} 条的商品总表(第 {number} 次)是某个根,"
        "可由这些记录算出来的是另一个:总表里有商品的历史不对。",
        f"Entry {index} says root {number} of the map, over the first {size} entries, but they "
        "give another one: the map has a wrong history of some good.",
    )


def map_root_keys(index: int, number: int) -> Words:
    """A root of the map vouches for other keys than the log has added."""
    return Words(
        f"第 {index} 条记录(商品总表第 {number} 次)写的密钥,不是日志在它之前登记的那些。",
        f"Entry {index} (root {number} of the map) vouches for other keys than the log added "
        "before it.",
    )


def map_root_place(index: int, number: int, expected: int) -> Words:
    """A root of the map is doubled, left out, or over entries it can't be over."""
    return Words(
        f"第 {index} 条记录是商品总表第 {number} 次的根,这里应当是第 {expected} 次,"
        "而且要盖住更多、又不超过它自己之前的记录。",
        f"Entry {index} is root {number} of the map, where root {expected} should stand, over more "
        "entries than the one before it and no more than there are.",
    )


def map_page_wrong(name: str) -> Words:
    """A page of the map in the database is not what the entries give."""
    return Words(
        f"数据库里商品总表的第 “{name}” 页,和由记录算出来的不一样。"
        "请运行 weikameng ledger map --again 由日志重建。",
        f"Page “{name}” of the map in the database is not what the entries give. Run weikameng "
        "ledger map --again to make it anew out of the log.",
    )


WHOLE = Words(
    "每条记录、每片瓦片、每个检查点、每次商品总表都对得上。",
    "Every entry, every tile, every checkpoint and every root of the map agree.",
)
