"""What is said about the log of goods: why it is not signed, what an audit or a mirror found."""

from weikameng.domain.words import Words


def not_a_head(where: Words, why: str) -> Words:
    """Something that should hold a signed head of this log does not."""
    return Words(
        f"{where.zh}里的不是本日志的签名检查点({why})。先查清它是怎么来的,再让日志继续签名。",
        f"{where.en} does not hold a signed checkpoint of this log ({why}). Find out where it "
        "came from before the log signs anything again.",
    )


def behind(where: Words, seen: int, held: int) -> Words:
    """The database holds fewer entries than were signed: a restored backup."""
    return Words(
        f"数据库里只有 {held} 条记录,而{where.zh}已经签到 {seen} 条:数据库很可能是从旧备份恢复的。"
        "继续签名会让日志分叉,所以停止签名。请恢复到更新的备份;如果那些记录确实找不回来,"
        "请用新的 WEIKAMENG_LOG_ORIGIN 另起一本日志,并公告原因。",
        f"The database holds {held} entries, but {where.en} was signed at {seen}: the database was "
        "probably restored from an old backup. Signing on would fork the log, so nothing is "
        "signed. Restore a newer backup; if those entries are lost for good, begin a new log with "
        "another WEIKAMENG_LOG_ORIGIN and announce why.",
    )


def another_history(where: Words, size: int) -> Words:
    """The database holds other entries than those that were signed."""
    return Words(
        f"{where.zh}签过前 {size} 条记录,数据库里的前 {size} 条却算出另一个根:记录被改过,"
        "或者接错了数据库。停止签名。请运行 weikameng ledger audit 找出是哪一条。",
        f"{where.en} was signed over the first {size} entries, but those in the database give "
        "another root: entries were changed, or this is another database. Nothing is signed. "
        "Run weikameng ledger audit to find which entry.",
    )


def head_and_tiles(size: int) -> Words:
    """The head and the tiles are not of one tree."""
    return Words(
        f"数据库里日志头({size} 条)和瓦片算出的根不一致,停止签名。请运行 weikameng ledger audit。",
        f"The head of the log ({size} entries) and its tiles give different roots; nothing is "
        "signed. Run weikameng ledger audit.",
    )


def strange_key() -> Words:
    """The key that should sign entries is not in the log, and none that is there vouches."""
    return Words(
        "WEIKAMENG_PLATFORM_KEY 是一把日志不认识的新密钥。换密钥时请写成“新密钥,旧密钥”,"
        "旧密钥会在日志里为新密钥作保。停止签名。",
        "WEIKAMENG_PLATFORM_KEY is a key the log does not know. To change keys, write the new one, "
        "a comma and the old one, which vouches for it in the log. Nothing is signed.",
    )


def event_held(outbox: int, why: str) -> Words:
    """An event that can't be written down waits; the others go on."""
    return Words(
        f"发件箱第 {outbox} 行写不成日志记录({why}),它和同一商品之后的事件都在等待。",
        f"Outbox row {outbox} can't become an entry ({why}); it waits, and so do later events of "
        "the same good.",
    )


NO_ALARMS = Words("日志没有报过警。", "The log has raised no alarm.")
NO_HEAD_YET = Words(
    "日志还没有签过检查点。worker 运行后就会有。",
    "The log has no signed head yet; it has one as soon as the worker runs.",
)
NOT_THAT_LARGE = Words(
    "日志还没有签到这么多条。请看 /checkpoint 里的条数。",
    "The log is not signed up to there yet. /checkpoint says how many entries there are.",
)
KEPT_ELSEWHERE = Words(
    "另一个 worker 正在维护商品总表。要由日志重建,请先停下所有 worker。",
    "Another worker keeps the map of goods. To make it anew out of the log, stop every worker.",
)
DATABASE = Words("数据库里最后一个检查点", "the checkpoint last kept in the database")


def file_words(path: str) -> Words:
    """The file that remembers the head signed last."""
    return Words(f"文件 {path} ", f"the file {path}")


def map_stands(size: int, root: str) -> Words:
    """How far the map of goods is."""
    return Words(
        f"商品总表已到日志前 {size} 条,根 {root}",
        f"the map of goods holds the first {size} entries of the log, root {root}",
    )
