"""Canned replies: supervisors keep them, agents send them, nobody sends a gap or a typo."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from weikameng.domain import canned
from weikameng.domain.canned import MAX_NAME, MAX_TEXT, MOST_REPLIES, Texts
from weikameng.domain.errors import Conflict, Refusal, not_found
from weikameng.domain.policy.publishing import Actor
from weikameng.domain.roles import Right, allowed
from weikameng.domain.staff_acts import Act
from weikameng.domain.words import Words
from weikameng.records.reading import canned_replies as reading
from weikameng.records.writing import ticket_desk as writing
from weikameng.services.staff_log import noted


def keep(reply_id: int | None, texts: Texts, who: Actor, *, at: datetime) -> None:
    """Keep a reply: a new one (None) or another text; both languages, known variables only."""
    _demand_writer(who)
    tidy = Texts(*(_tidy(text) for text in _parts(texts)))
    if not all(1 <= len(name) <= MAX_NAME for name in (tidy.name_zh, tidy.name_en)):
        raise Refusal("reply_name", _NAME)
    for text in (tidy.text_zh, tidy.text_en):
        if not 1 <= len(text) <= MAX_TEXT:
            raise Refusal("reply_text", _TEXT)
        canned.check(text)
    if canned.needs(tidy.text_zh) != canned.needs(tidy.text_en):
        raise Refusal("reply_differs", _DIFFERS)
    if reply_id is None and reading.count() >= MOST_REPLIES:
        raise Refusal("replies_full", _FULL)
    try:
        with transaction.atomic():
            writing.keep_reply(reply_id, tidy, who.id, at)
            noted(who.id, Act.REPLY_CHANGED, f"reply {tidy.name_zh}", "", at)
    except Conflict as error:
        raise Refusal("reply_name", _TAKEN) from error


def retire(reply_id: int, who: Actor, *, at: datetime) -> None:
    """Take a reply out of use; it stays on record."""
    _demand_writer(who)
    one = reading.one(reply_id)
    if one is None:
        raise not_found()
    with transaction.atomic():
        writing.retire_reply(reply_id, who.id, at)
        noted(who.id, Act.REPLY_CHANGED, f"reply {one.name_zh}", "discard: ", at)


def filled(reply_id: int, known: Mapping[str, str], *, english: bool) -> str:
    """Return a reply with what is known of a conversation in its places."""
    one = reading.one(reply_id)
    if one is None:
        raise Refusal("reply_gone", _GONE)
    return canned.filled(one.text_en if english else one.text_zh, known)


def _demand_writer(who: Actor) -> None:
    if not allowed(who.role, Right.WRITE_REPLIES):
        raise not_found()


def _parts(texts: Texts) -> tuple[str, ...]:
    return (texts.name_zh, texts.name_en, texts.text_zh, texts.text_en)


def _tidy(text: str) -> str:
    return text.replace("\x00", "").strip()


_NAME = Words(
    f"请用中文和英文各起一个名字,{MAX_NAME} 字以内。",
    f"Give it a name in Chinese and in English, at most {MAX_NAME} characters each.",
)
_TEXT = Words(
    f"中文和英文都要写,各 {MAX_TEXT} 字以内。",
    f"Write it in Chinese and in English, at most {MAX_TEXT} characters each.",
)
_DIFFERS = Words(
    "中文和英文用到的变量要一样,买家看到的内容才相同。",
    "Both languages must name the same variables, so that every buyer reads the same.",
)
_FULL = Words(
    f"最多 {MOST_REPLIES} 条常用语。请先停用一条。",
    f"At most {MOST_REPLIES} replies are kept. Take one out of use first.",
)
_GONE = Words("这条常用语已停用,请换一条。", "This reply is out of use; choose another.")
_TAKEN = Words("已有同名的常用语,请换一个名字。", "A reply of this name exists; choose another.")
