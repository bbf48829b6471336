"""What is wrong with a request of a program, in words: kinds of faults the forms find."""

from collections.abc import Mapping

from weikameng.domain.words import Words

UNREADABLE = Words("请求读不懂,请按 openapi.json 发送 JSON。", "Send JSON as openapi.json says.")
MALFORMED = Words(
    "请求格式不对,见 errors。", "The request is not in the form of openapi.json; see errors."
)
NO_TOKEN = Words(
    "请在 Authorization 头里带上有效的令牌。", "Send a valid token: Authorization: Bearer wkm_…"
)
TOO_LARGE = Words(
    "请求内容超过 1 MB,请分成几次发送。", "The body is over 1 MB; send it in several requests."
)
NO_LENGTH = Words(
    "请带上 Content-Length,不要分块发送。", "Send the body with Content-Length, not in chunks."
)
NO_ENCODING = Words("请不要压缩请求内容。", "Send the body as it is, without Content-Encoding.")
NOT_TAKEN = Words(
    "请求的地址或头有误,没有处理。请核对域名和请求头。",
    "The address or the headers are wrong; nothing was done. Check the host name and the headers.",
)
NO_METHOD = Words(
    "这个接口不支持这种请求方法,见 Allow。", "This address has no such method; see Allow."
)
BROKEN = Words(
    "平台内部出错,已经记录。请稍后重试;联系我们时请附上 request。",
    "Something failed on our side and is recorded. Try again later; quote request to us.",
)
REFUSED = Words("请求被拒绝,请检查后重试。", "The request was refused; check it and try again.")
TOO_MANY = Words(
    "请求太多,请按 Retry-After 的秒数等一等再发。",
    "Too many requests; wait for the seconds of Retry-After.",
)
CHANGED = Words(
    "内容在你读取之后变了,请重新读取再决定。",
    "It has changed since you read it; read it again and decide anew.",
)
CURSOR = Words(
    "翻页位置无效,请从第一页重新开始。", "That cursor is not ours; begin with the first page."
)
KEY_SHAPE = Words(
    "Idempotency-Key 只能是 1 到 255 个可见的 ASCII 字符。",
    "Idempotency-Key is 1 to 255 visible ASCII characters.",
)
KEY_REUSED = Words(
    "这个 Idempotency-Key 已经用于另一个请求,请换一个新的。",
    "This Idempotency-Key was used for another request; make a new one.",
)
KEY_IN_FLIGHT = Words(
    "带有这个 Idempotency-Key 的请求还在处理,请稍后再发一次。",
    "The request with this Idempotency-Key is still under way; send it again in a moment.",
)
KEY_SEALED = Words(
    "这个请求已经完成,它的答复含有只显示一次的内容,不会保存。",
    "That request is done; its answer held something shown only once, which is not kept.",
)

# By the checker's own name of the fault; what is missing here is told in its English words.
FAULTS: Mapping[str, Words] = {
    "missing": Words("必填", "It is needed"),
    "extra_forbidden": Words("没有这个字段", "There is no such field"),
    "string_type": Words("要填文字", "It is text"),
    "string_too_long": Words("文字太长", "The text is too long"),
    "string_too_short": Words("文字太短", "The text is too short"),
    "string_pattern_mismatch": Words("格式不对", "It is not of the form asked for"),
    "int_type": Words("要填整数", "It is a whole number"),
    "int_parsing": Words("要填整数", "It is a whole number"),
    "int_from_float": Words("要填整数", "It is a whole number"),
    "int_parsing_size": Words("数字太大", "The number is too large"),
    "greater_than_equal": Words("数字太小", "The number is too small"),
    "greater_than": Words("数字太小", "The number is too small"),
    "less_than_equal": Words("数字太大", "The number is too large"),
    "less_than": Words("数字太大", "The number is too large"),
    "bool_type": Words("要填 true 或 false", "It is true or false"),
    "bool_parsing": Words("要填 true 或 false", "It is true or false"),
    "list_type": Words("要填列表", "It is a list"),
    "dict_type": Words("要填对象", "It is an object"),
    "model_attributes_type": Words("要填对象", "It is an object"),
    "too_long": Words("项目太多", "Too many items"),
    "too_short": Words("项目太少", "Too few items"),
    "enum": Words("不在可选的值之中", "It is not one of the values"),
    "literal_error": Words("不在可选的值之中", "It is not one of the values"),
    "date_from_datetime_parsing": Words("要填日期", "It is a date"),
    "date_parsing": Words("要填日期", "It is a date"),
    "datetime_parsing": Words("要填时间 (RFC 3339)", "It is a time (RFC 3339)"),
    "datetime_from_date_parsing": Words("要填时间 (RFC 3339)", "It is a time (RFC 3339)"),
    "timezone_aware": Words("时间要带时区", "The time needs its offset"),
}


def fault_words(kind: str, message: str) -> Words:
    """Return the sentence of a fault by its kind, else what the checker says."""
    return FAULTS.get(kind) or Words(message, message)
