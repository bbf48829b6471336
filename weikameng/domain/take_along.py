"""A page anybody can read of what a person takes along: plain HTML, no script, both languages."""

from collections.abc import Iterable, Mapping, Sequence
from html import escape
from typing import Any

from weikameng.domain.words import Words, typeset

# Sections of a buyer, as their page calls them.
SECTIONS: Mapping[str, Words] = {
    "account": Words("账号", "Account"),
    "contacts": Words("联系方式", "Contacts"),
    "signed_in": Words("登录设备", "Where you are signed in"),
    "tokens": Words("接口令牌", "API tokens"),
    "balance": Words("余额变动", "Movements of the balance"),
    "orders": Words("订单", "Orders"),
    "refunds": Words("退款", "Refunds"),
    "messages": Words("消息", "Messages"),
    "copies": Words("短信和邮件记录", "Texts and e-mails"),
    "conversations": Words("会话", "Conversations"),
    "ratings": Words("退款评价", "Ratings of refunds"),
    "conversation_ratings": Words("会话评价", "Ratings of conversations"),
    "complaints": Words("渠道投诉", "Complaints at payment channels"),
    "disputes": Words("争议", "Disputes"),
    "consents": Words("身份核验的同意", "Consents to identity checks"),
    "guardian_consents": Words("监护人的同意", "Consents of guardians"),
    "pictures": Words("上传的图片", "Pictures handed in"),
    "evidence": Words("你提交的凭证", "Evidence you gave"),
    "uploads": Words("上传的文件", "Files handed in"),
    "customers": Words("买家", "Customers"),
}
_TITLE = Words("我的数据", "My data")
_NOTHING = Words("没有", "nothing")
_HEAD = """<!doctype html>
<html lang="zh-Hans"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<style>body{{font:16px/1.6 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem}}
dl{{display:grid;grid-template-columns:minmax(8rem,auto) 1fr;gap:.1rem 1rem}}dt{{color:#666}}
dd{{margin:0;overflow-wrap:anywhere}}article{{border-top:1px solid #ccc;padding:.5rem 0}}</style>
</head><body><h1>{title}</h1>
"""
MAX_SHOWN = 2000


def head() -> str:
    """Return how the page begins."""
    return _HEAD.format(title=_both(_TITLE))


def section(name: str, rows: Sequence[Mapping[str, Any]], total: int) -> str:
    """Return one section; of very many rows the first, the rest stands in the JSON beside it."""
    words = SECTIONS.get(name, Words(name, name))
    said = "".join(f"<article>{_shown(row)}</article>\n" for row in rows[:MAX_SHOWN])
    said = said or f"<p>{_both(_NOTHING)}</p>"
    return f"<h2>{_both(words)} ({total})</h2>\n{said}\n"


def tail() -> str:
    """Return how it ends."""
    return "</body></html>\n"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"<dl>{''.join(_pairs(value))}</dl>"
    if isinstance(value, list):
        return "".join(f"<div>{_shown(one)}</div>" for one in value)
    return escape("" if value is None else str(value))


def _pairs(value: Mapping[str, Any]) -> Iterable[str]:
    for name, one in value.items():
        yield f"<dt>{escape(str(name).replace('_', ' '))}</dt><dd>{_shown(one)}</dd>"


def _both(words: Words) -> str:
    return f"{escape(typeset(words.zh))} · {escape(words.en)}"
