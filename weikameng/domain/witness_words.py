"""What is said about witnesses: a policy that can't be read, how one stands, what one has seen."""

from collections.abc import Mapping

from weikameng.domain.words import Words

_FAULTS: Mapping[str, Words] = {
    "unreadable": Words("读不了这个文件", "the file can't be read"),
    "no_quorum": Words("缺少 quorum 一行", "there is no line `quorum`"),
    "second_quorum": Words("quorum 只能写一行", "there may be one line `quorum` only"),
    "line": Words(
        "不是 log、witness、group 或 quorum 的写法",
        "not a line `log`, `witness`, `group`, `quorum`",
    ),
    "member": Words(
        "用到的名字前面没有定义, 或者已经归了别的组",
        "a name that no line before defines, or that a group has already",
    ),
    "name_taken": Words("这个名字已经用过", "this name is taken"),
    "threshold": Words(
        "人数必须是 all、any 或 1 到成员数", "how many: all, any, or 1 up to the members"
    ),
    "key_twice": Words("同一把密钥出现了两次", "the same key stands there twice"),
    "key_type": Words(
        "密钥的种类不对: 日志用 01, 见证人用 04 (Ed25519) 或 06 (ML-DSA-44, 要较新的 cryptography)",
        "a key of the wrong kind: logs have 01, witnesses 04 (Ed25519) or 06 (ML-DSA-44, which "
        "takes a recent cryptography)",
    ),
    "too_many": Words("太多了, 每种最多 64 个", "too many: 64 of a kind at most"),
    "control_character": Words("有控制字符", "there is a control character"),
    "address": Words(
        "见证人要有 http 或 https 地址", "a witness to be asked needs an http or https address"
    ),
    "other_log": Words(
        "log 行写的是别的日志, 没有本日志", "its `log` lines name other logs, not this one"
    ),
}
_NO_KEY = Words("不是一把公钥 (vkey)", "not a public key (vkey)")

_TROUBLES: Mapping[str, Words] = {
    "status_404": Words("它不认识本日志", "it does not know this log"),
    "status_403": Words("它记着本日志的另一把公钥", "it knows this log under another key"),
    "cosignature_wrong": Words("它的签名不成立", "its signature does not hold"),
    "cosignature_missing": Words(
        "它回答了, 但没有用约定的密钥签名", "it answered without a signature by the agreed key"
    ),
    "cosignature_time": Words("它签名里的时间差得太远", "the time in its signature is far off"),
    "refuses": Words(
        "它说本日志没有只增不改, 却拿不出证据",
        "it says that the log did not only grow, and shows nothing to prove it",
    ),
    "busy": Words("它每次都报出另一个条数", "it names another size each time"),
}

NO_WITNESSES = Words(
    "没有设置见证人。见 docs/ledger.md: 写一个策略文件, 设 WEIKAMENG_WITNESS_POLICY。",
    "No witnesses are set up. See docs/ledger.md: write a policy file and name it in "
    "WEIKAMENG_WITNESS_POLICY.",
)
NOTHING_YET = Words("还没有联署过", "has cosigned nothing yet")
NOTHING_NEW = Words("没有新的检查点要联署", "there is no head to cosign yet")


def quorum_words(outcome: str, who: str) -> Words:
    """Say whether a head was seen by enough witnesses, and by whom and when."""
    if outcome == "holds" and not who:
        return Words(
            "你的策略不要求见证人, 只核对了日志的签名",
            "your policy asks for no witnesses; only the log's signature was checked",
        )
    if outcome == "holds":
        return Words(
            f"按你的策略, 见过这个检查点的见证人足够: {who}",
            f"by your policy enough witnesses saw this head: {who}",
        )
    if outcome == "too_few_witnesses":
        seen = Words(who or "一个也没有", who or "none")
        return Words(
            f"按你的策略, 见过这个检查点的见证人不够: {seen.zh}",
            f"by your policy too few witnesses saw this head: {seen.en}",
        )
    if outcome == "not_signed":
        return Words(
            "文件里没有你的策略所认的日志签过的检查点",
            "there is no head in this file that a log your policy knows has signed",
        )
    return Words(
        f"检查点不是你的策略所认的日志签的 ({outcome})",
        f"the head is not signed by a log your policy knows ({outcome})",
    )


def quorum_stands(quorum: str, size: int, newest: int) -> Words:
    """The newest head that enough witnesses saw."""
    return Words(
        f"达到 {quorum} 的最新检查点: {size} 条 (最新签名: {newest} 条)",
        f"newest head that {quorum} saw: {size} entries (signed: {newest})",
    )


def too_few_words(size: int, who: str) -> Words:
    """A mirror met a head that its policy does not accept yet."""
    return Words(
        f"{size} 条的检查点还没有足够的见证人见过 (见过的: {who or '无'}), 镜像没有改动, "
        "请稍后再试。",
        f"The head of {size} entries was not seen by enough witnesses yet (seen by: "
        f"{who or 'none'}). The mirror stays as it was; try again later.",
    )


def compared(name: str, size: int) -> Words:
    """What a witness saw goes together with the copy."""
    if not size:
        return Words(
            f"见证人 {name} 还没有联署过。", f"The witness {name} has cosigned nothing yet."
        )
    return Words(
        f"见证人 {name} 见过的 {size} 条和这里一致。",
        f"The {size} entries the witness {name} saw go together with ours.",
    )


def not_compared(name: str, why: str) -> Words:
    """A witness, or the log, gave nothing to compare with."""
    return Words(
        f"见证人 {name} 见过什么, 这次没能核对 ({why})。",
        f"What the witness {name} saw could not be compared this time ({why}).",
    )


def shown_another(name: str, size: int, where: str) -> Words:
    """The log showed a witness another history than it shows us."""
    return Words(
        f"分叉: 日志给见证人 {name} 看的 {size} 条, 和给我们看的不是同一本。"
        f"两份签名都在 {where}, 足以证明日志作假。请公开它们。",
        f"Split view: the {size} entries the log showed to the witness {name} are not those it "
        f"shows us. Both signed heads are in {where}; they convict the log. Publish them.",
    )


def policy_fault(code: str, line: int) -> Words:
    """Say what is wrong with a policy, and where."""
    words = _FAULTS.get(code, _NO_KEY)
    if not line:
        return Words(f"{words.zh}。", f"{words.en}.")
    return Words(f"第 {line} 行: {words.zh}。", f"line {line}: {words.en}.")


def witness_trouble(name: str, code: str) -> Words:
    """Say why a witness did not cosign."""
    words = _TROUBLES.get(code, Words("它没有给出可用的回答", "it gives no usable answer"))
    return Words(
        f"见证人 {name}: {words.zh} ({code})。会自己再试, 其他一切照常。",
        f"witness {name}: {words.en} ({code}). It is asked again, all else goes on.",
    )


def at_witness(name: str) -> Words:
    """Where a head was seen."""
    return Words(f"见证人 {name} ", f"the witness {name}")


def witness_split(name: str, size: int) -> Words:
    """A witness shows another head, signed by this log's own key."""
    return Words(
        f"分叉: 见证人 {name} 给出了 {size} 条的检查点, 由本日志的密钥签名, 根却和这里的不一样。"
        "有人用这把密钥签了另一本日志, 或者这里的记录被改过。两份签名都已记下。"
        "请立刻停用这把密钥, 运行 weikameng ledger audit, 并公开两份签名。",
        f"Split view: the witness {name} shows a head of {size} entries, signed by this log's own "
        "key, with another root than ours. Somebody signed another log with this key, or entries "
        "here were changed. Both signed heads are kept. Stop using the key, run weikameng ledger "
        "audit, and publish both.",
    )


def witness_ahead(name: str, seen: int) -> Words:
    """A witness has seen more entries than were ever signed here."""
    return Words(
        f"见证人 {name} 已联署到 {seen} 条, 比这里签过的多: 数据库很可能是从旧备份恢复的, "
        "或者有人用同一把密钥在别处签名。请不要重启签名, 先查清楚; 下次启动时日志会拒绝签名。",
        f"The witness {name} cosigned {seen} entries, more than were ever signed here: the "
        "database was probably restored from an old backup, or somebody signs elsewhere with the "
        "same key. Find out before anything is restarted; the next start will refuse to sign.",
    )


def witness_claims(where: Words) -> Words:
    """A witness names more entries than were signed here, and shows no signature for it."""
    return Words(
        f"{where.zh}说它已联署的条数比这里签过的多, 但没有给出签名。若数据库是从旧备份恢复的, "
        "请恢复到更新的备份; 若是见证人弄错了, 请把它从 WEIKAMENG_WITNESS_POLICY 里去掉。"
        "查清之前不要签名。",
        f"{where.en} says it cosigned more entries than were signed here, and shows no signature "
        "for them. If the database was restored from an old backup, restore a newer one; if the "
        "witness is wrong, take it out of WEIKAMENG_WITNESS_POLICY. Sign nothing until you know.",
    )


def cosignature_bad(size: int, witness: str, why: str) -> Words:
    """A cosignature that was kept does not hold."""
    return Words(
        f"{size} 条的检查点上, 见证人 {witness} 的联署不成立 ({why})。",
        f"The cosignature of {witness} on the head of {size} entries does not hold ({why}).",
    )
