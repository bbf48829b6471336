"""What checking a case file came to, in plain words; codes are those of ledger.case_file."""

from collections.abc import Mapping

from weikameng.domain.bundle_words import bundle_words
from weikameng.domain.chain_words import break_words
from weikameng.domain.words import Words

_HOLDS: Mapping[str, Words] = {
    "archive": Words(
        "文件完整:{count} 个文件都在,没有多、没有少、没有改动",
        "the archive is whole: {count} files, none added, none missing, none changed",
    ),
    "signature": Words("签名有效,签名的是 {detail}", "the signature holds; signed by {detail}"),
    "key": Words("签名的公钥就是你指定的那一把", "it is signed by the very key you named"),
    "agreement": Words(
        "每个部分说的都是同一份退款、同一个订单", "all parts are about the same refund and order"
    ),
    "history": Words(
        "经过 {count} 步,一步不缺,最后一步就是现在的状态",
        "the history has {count} steps, none is missing, and the last leads to the present state",
    ),
    "chain": Words(
        "证据链 {count} 项,从下单起每一项都和封存时一样",
        "the evidence chain has {count} items, each as it was sealed since the order was placed",
    ),
    "pictures": Words("图片 {count} 张,和封存时一样", "pictures: {count}, each as it was sealed"),
    "policy": Words(
        "规则全文 {count} 个版本,和它们的 SHA-256 一致",
        "versions of the policy in full: {count}, each as its SHA-256 says",
    ),
    "confirmed": Words(
        "下单时勾选的 {count} 条文字,和封存的一致",
        "the text that was ticked at checkout ({count} lines) is what was sealed",
    ),
    "bound": Words(
        "它们在日志里写下的承诺,用这个订单都打得开:说的就是这个订单",
        "what the log commits to is opened by this order: the histories are its own",
    ),
    "untold": Words(
        "截至 {detail},没有人告诉过平台其中 {count} 件商品被激活或使用",
        "as of {detail} the platform had been told of no activation of {count} of these goods",
    ),
    "activated": Words(
        "平台已得知其中 {count} 件商品被激活或使用",
        "the platform had been told of the activation of {count} of these goods",
    ),
    "ruling": Words(
        "仲裁裁决:{count} 位仲裁员用自己的密钥签名,成立。担保这些密钥的是仲裁机构的公钥,"
        "请和机构公布的比对:\n  {detail}",
        "arbitration ruling: signed by {count} arbitrators with keys of their own, and it holds."
        " Compare the arbitration body's key, which vouches for theirs, with what the body"
        " publishes:\n  {detail}",
    ),
    "log": Words(
        "公开日志里 {count} 件商品的历史和证明成立。日志的公钥:\n  {detail}",
        "goods with their history in the public log: {count}; the proofs hold. The log's key:\n"
        "  {detail}",
    ),
}
_BROKEN: Mapping[str, Words] = {
    "ruling": Words("仲裁裁决不成立:{detail}", "the arbitration ruling fails: {detail}"),
    "bound": Words(
        "日志里的历史不是这个订单的:{detail}",
        "a history from the log is not of this order: {detail}",
    ),
    "archive": Words(
        "文件和签名时不一样:有内容被改动、增加、拿掉、换了位置,或者文件没有传完",
        "the file is not as it was signed: something in it was changed, added, taken out or moved,"
        " or it was cut off",
    ),
    "signature": Words(
        "签名不成立:清单被改过,或者不是商家签的",
        "the signature does not hold: the list of files was changed, or the shop did not sign it",
    ),
    "key": Words(
        "签名的不是你指定的公钥,而是 {detail}",
        "it is not signed by the key you named but by {detail}",
    ),
    "agreement": Words(
        "各部分说的不是同一份退款,或者内容不完整",
        "its parts are not about the same refund, or a part is missing",
    ),
    "history": Words(
        "经过缺了步骤,或者最后一步和状态不一致",
        "steps of the history are missing, or the last one does not lead to the state",
    ),
    "chain": Words("证据链断了:{detail}", "the evidence chain is broken: {detail}"),
    "pictures": Words("有图片不是当时封存的那一张", "a picture is not the one that was sealed"),
    "policy": Words(
        "有规则全文不见了,或者和它的 SHA-256 不一致",
        "the text of a policy is missing or is not what its SHA-256 says",
    ),
    "confirmed": Words(
        "下单时勾选的文字和封存的不一致",
        "the text that was ticked at checkout is not what was sealed",
    ),
    "log": Words("公开日志的证明不成立:{detail}", "a proof from the public log fails: {detail}"),
}
_OPEN: Mapping[str, Words] = {
    "ruling": Words(
        "仲裁裁决有 {count} 个签名,内容没有改动;其中 {detail} 个是平台代管的密钥签的,"
        "只能证明平台说仲裁员签了",
        "the arbitration ruling has {count} signatures and is unchanged; {detail} of them are by"
        " keys that the shop keeps, which rests on the shop's word that the arbitrator signed",
    ),
    "bound": Words(
        "其中 {count} 件和这个订单绑定;另有 {detail} 件在日志里没有写下订单,或者已按规定抹去",
        "bound to this order: {count}; of {detail} more the log names no order, or it was erased",
    ),
    "key": Words(
        "注意:这份档案是用下面这把公钥签名的。请和商家网站“核对退款档案”页面上的比对,"
        "一样才算数;以后可以用 --key 指定它:\n  {detail}",
        "mind: this file is signed by the key below. Compare it with the shop's page \"Check a case"
        ' file"; it counts only if they are the same. You can name it with --key:\n  {detail}',
    ),
    "pictures": Words(
        "图片 {count} 张和封存时一样;另有 {detail} 张不在文件里",
        "pictures as they were sealed: {count}; not in the file: {detail}",
    ),
    "confirmed": Words(
        "下单时勾选的文字只有封存的哈希,文件里没有原文",
        "of the text ticked at checkout only the sealed hash is here, not its words",
    ),
    "log": Words(
        "没有公开日志的证明:这份退款的商品当时还不在日志里",
        "no proofs from the public log: its goods were not in the log yet",
    ),
}
_STATES = {"holds": _HOLDS, "broken": _BROKEN, "open": _OPEN}
_CANNOT = {
    "not_ours": Words("这不是退款档案(weikameng.case-file)", "this is no refund case file"),
    "version": Words(
        "这是另一个版本的退款档案,请用更新的 weikameng 核对",
        "this case file has another version; check it with a newer weikameng",
    ),
    "too_large": Words("文件太大,不核对", "the file is too large to be checked"),
}
WHOLE = Words("完整:从签名到现在没有改动。", "Whole: nothing was changed since it was signed.")
NOT_WHOLE = Words(
    "不完整:不要采信这份文件。请向商家重新要一份。",
    "Not whole: don't rely on this file. Ask the shop for another one.",
)


def finding_words(about: str, how: str, count: int = 0, detail: str = "") -> Words:
    """Return the sentence of one finding."""
    words, said = _STATES[how][about], Words(detail, detail)
    if (about, how) == ("chain", "broken"):
        code, _, position = detail.partition(":")
        said = break_words(code, int(position) if position else None)
    if (about, how) == ("log", "broken") and ":" in detail:
        said = bundle_words(*detail.split(":", 1))
    return Words(
        words.zh.format(count=count, detail=said.zh), words.en.format(count=count, detail=said.en)
    )


def cannot_words(code: str) -> Words | None:
    """Return why a file can't be checked at all; None when it can."""
    return _CANNOT.get(code)


def title_words(case: str, viewer: str, exported: str) -> Words:
    """Return which file this is."""
    whom = Words("工作人员", "staff") if viewer == "staff" else Words("买家", "the buyer")
    return Words(
        f"退款档案 {case},给{whom.zh}的,导出于 {exported} (UTC)",
        f"refund case file {case}, made for {whom.en}, exported {exported} (UTC)",
    )
