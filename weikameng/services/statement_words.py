"""Why a statement could not be had or read, in words of both languages."""

import re
from collections.abc import Mapping

from weikameng.domain.words import Words

_ORIGINAL = Words(
    "请上传从渠道后台下载的原文件,不要用表格软件另存。",
    "Upload the file as the channel gave it, not one saved again by a spreadsheet.",
)
_BROKEN = Words(
    "文件不完整或已经损坏,请重新下载。", "The file is cut off or damaged; download it again."
)
_OTHER = Words(
    "文件里没有退款明细。请核对渠道,并下载“业务明细”(支付宝)或“退款账单”(微信支付)。",
    "There are no refunds listed in it. Check the channel, and take the transaction details "
    "(Alipay) or the refund bill (WeChat Pay).",
)
_LARGE = Words("文件太大。", "The file is too large.")
_FILES: Mapping[str, Words] = {
    "TOO_LARGE": _LARGE,
    "TOO_MANY_FILES": _OTHER,
    "NO_ZIP": _BROKEN,
    "NO_GZIP": _BROKEN,
    "NO_TOTALS": _BROKEN,
    "NO_END": _BROKEN,
    "NOT_GBK": _ORIGINAL,
    "NOT_UTF8": _ORIGINAL,
    "NO_CSV": _ORIGINAL,
    "NO_TABLE": _OTHER,
    "COLUMNS": _OTHER,
}
_PLACE = re.compile(r"(?:LINE|ROW|FIELD)_([0-9]+)")
_NOT_HAD: Mapping[str, Words] = {
    "CHANNEL_OFF": Words("这个渠道没有配置好", "this channel is not set up"),
    "STATEMENT_CREATING": Words("渠道还在生成账单", "the channel is still making it"),
    "HASH_MISMATCH": Words("下载的账单损坏", "what was downloaded is damaged"),
}
_NONE_YET = Words("渠道说还没有账单", "the channel says there is none yet")


def bad_file(code: str) -> Words:
    """Return what is wrong with an uploaded file and what to do."""
    what = code.removeprefix("MALFORMED_BILL ")
    if place := _PLACE.fullmatch(what):
        said = Words(f"第 {place[1]} 行读不出来。", f"Line {place[1]} can't be read. ")
        return Words(said.zh + _ORIGINAL.zh, said.en + _ORIGINAL.en)
    return _FILES.get(what, _ORIGINAL)


def not_had(code: str) -> Words:
    """Return why a statement could not be fetched; the channel's own code stays with it."""
    if "EXIST" in code.upper() or code == "NO_BILL_DATA":
        return _NONE_YET
    if code.startswith("MALFORMED_BILL"):
        return Words(f"账单和渠道的说明不一样({code})", f"it is not as documented ({code})")
    return _NOT_HAD.get(code) or Words(f"渠道答复 {code}", f"the channel answered {code}")
