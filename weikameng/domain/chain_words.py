"""What checking an evidence chain came to, as people read it (R7.1)."""

from weikameng.domain.words import Words

SOURCES = {
    "platform": Words("平台", "us"),
    "buyer": Words("买家", "the buyer"),
    "supplier": Words("合作方", "the supplier"),
    "staff": Words("客服", "our staff"),
    "arbiter": Words("仲裁员", "the arbiter"),
}
_BREAKS = {
    "gap": Words(
        "第 {n} 项的位置不对:有一项被拿掉、加进来或换了位置",
        "item {n} is not in its place: an item was taken out, put in or moved",
    ),
    "changed": Words(
        "第 {n} 项的封存码和内容对不上:这一项或它之前的内容被改过",
        "the seal of item {n} does not follow from its content and the seal before: it was changed",
    ),
    "head": Words(
        "最后的封存码不是最后一项的:末尾的项被拿掉或换过",
        "the last seal is not that of the last item: items at the end were taken out or replaced",
    ),
    "file": Words(
        "文件开头的编号、时间或封存码被改过",
        "the numbers, the time or the seal of the file changed",
    ),
    "order": Words(
        "这条链属于另一个订单,和文件开头的订单号不同",
        "the chain belongs to another order than the file says",
    ),
    "pin": Words(
        "你记下的封存码不在这条链里:记下之后有内容被改写,或者它属于另一个订单",
        "the seal you noted is not in this chain: something was rewritten since, or it is another"
        " order's",
    ),
    "original": Words(
        "第 {n} 项的原图找不到,或不再是当时封存的那一份",
        "the original picture of item {n} is missing or is not what was sealed",
    ),
    "copy": Words(
        "第 {n} 项的图片副本找不到,或不再是当时封存的那一份",
        "the copy of the picture of item {n} is missing or is not what was sealed",
    ),
}
_BAD_FILES = {
    "too_large": Words("文件超过 20 MB", "the file is larger than 20 MB"),
    "not_json": Words("文件不是完整的 JSON", "the file is not whole JSON"),
    "not_ours": Words(
        "这不是导出的证据链文件(weikameng.evidence-chain)",
        "this is no exported evidence chain (weikameng.evidence-chain)",
    ),
    "version": Words(
        "文件是另一个版本的格式,请用更新的 weikameng 核对",
        "the file has another version of the form; check it with a newer weikameng",
    ),
    "too_many_items": Words("文件里的项太多", "the file has too many items"),
}


def whole_words(count: int) -> Words:
    """Return the sentence of a chain that holds."""
    return Words(
        f"完整:共 {count} 项,从下单到现在没有改动。",
        f"Whole: {count} items, nothing changed since the order was placed.",
    )


def break_words(code: str, position: int | None) -> Words:
    """Return what does not hold, as part of a sentence."""
    words = _BREAKS[code]
    return Words(words.zh.format(n=position), words.en.format(n=position))


def broken_words(code: str, position: int | None) -> Words:
    """Return the sentence of a chain that does not hold."""
    what = break_words(code, position)
    return Words(f"不完整:{what.zh}。", f"Not whole: {what.en}.")


def bad_file_words(code: str) -> Words:
    """Return why a file can't be checked at all; an unknown code names the part itself."""
    part = Words(
        f"文件里这一处缺少、多余或类型不对:{code}", f"missing, foreign or of a wrong type: {code}"
    )
    return _BAD_FILES.get(code, part)
