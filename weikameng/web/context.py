"""What every page of the house knows: language, way about, demo, and the version of its assets."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from weikameng.domain.roles import Right, rights_of
from weikameng.domain.words import Words
from weikameng.records.reading import staff_notices
from weikameng.records.reading.messages import news_of
from weikameng.web.language import CHINESE, ENGLISH
from weikameng.web.visitors import (
    ACCOUNT_ROLES,
    CALL_ROLES,
    DESK_ROLES,
    DISPUTE_ROLES,
    LOG_ROLES,
    MONEY_ROLES,
    PANEL_ROLES,
    ROOM_ROLES,
    STAFF_ROLES,
    TALK_ROLES,
)

ASSETS = Path(__file__).parent / "static" / "weikameng"
BUYER = "buyer"
# (url name, icon, words, for which roles: none means everyone); the home page is the shop.
PLACES = (
    ("home", "goods", Words("商品", "Goods"), None),
    ("orders", "orders", Words("我的订单", "My orders"), frozenset({BUYER})),
    ("refunds", "refunds", Words("我的退款", "My refunds"), frozenset({BUYER})),
    ("messages", "message", Words("消息", "Messages"), frozenset({BUYER})),
    ("chat", "chat", Words("咨询", "Chat"), frozenset({BUYER})),
    ("policy", "policy", Words("规则", "Policy"), None),
    ("desk", "desk", Words("工作台", "Desk"), DESK_ROLES),
    ("talks", "chat", Words("会话", "Conversations"), TALK_ROLES),
    ("calls", "clock", Words("电话", "Telephone"), CALL_ROLES),
    ("room", "room", Words("规则室", "Policy room"), ROOM_ROLES),
    ("money", "money", Words("资金", "Money"), MONEY_ROLES),
    ("disputes", "policy", Words("争议", "Disputes"), DISPUTE_ROLES),
    ("arbitration", "policy", Words("案卷", "My files"), PANEL_ROLES),
    ("staff_log", "clock", Words("操作记录", "Staff log"), LOG_ROLES),
    ("people", "person", Words("工作人员", "Staff"), ACCOUNT_ROLES),
    ("staff_notices", "message", Words("通知", "Notices"), STAFF_ROLES),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation; ``news`` counts what is new there, once it is looked at."""

    url: str
    icon: str
    words: Words
    current: bool
    news: object = 0


@dataclass(frozen=True, slots=True)
class House:
    """The house as a page sees it."""

    demo: bool
    language: str
    html_lang: str
    other_language: str
    other_name: str
    staff: bool
    rights: frozenset[Right]
    places: tuple[Place, ...]
    version: str
    now: datetime


def house(request: HttpRequest) -> dict[str, House]:
    """Return what base.html and the parts need."""
    code = getattr(request, "LANGUAGE_CODE", CHINESE)
    english = code == ENGLISH
    user = getattr(request, "user", None)
    role = getattr(user, "role", BUYER)
    unread = _unread(user.pk if user is not None else None, role)
    return {
        "house": House(
            demo=bool(getattr(settings, "DEMO", False)),
            language=code,
            html_lang="en" if english else "zh-CN",
            other_language=CHINESE if english else ENGLISH,
            other_name="中文" if english else "English",
            staff=role in DESK_ROLES,
            rights=rights_of(role),
            places=_places(request.path, role, unread),
            version=asset_version(),
            now=timezone.now(),
        )
    }


@cache
def asset_version() -> str:
    """Return eight digits that change with any of our style sheets and scripts."""
    digest = hashlib.sha256()
    for path in sorted(ASSETS.glob("*.*")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:8]


def room_of(role: str) -> str:
    """Return the address of the first page that only some staff have; the shop for all others."""
    rooms = (name for name, _, _, roles in PLACES if roles and BUYER not in roles and role in roles)
    return reverse(next(rooms, "home"))


def _unread(person_id: int | None, role: str) -> Mapping[str, object]:
    """Return how much is new by place; asked for only where a page shows it, then once."""
    if person_id is None:
        return {}
    if role in STAFF_ROLES:
        return {"staff_notices": SimpleLazyObject(lambda: staff_notices.unread_of(person_id))}
    if role != BUYER:
        return {}
    news = cache(lambda: news_of(person_id))
    return {
        "messages": SimpleLazyObject(lambda: news()[0]),
        "chat": SimpleLazyObject(lambda: news()[1]),
    }


def _places(path: str, role: str, unread: Mapping[str, object]) -> tuple[Place, ...]:
    """Return the entries this visitor sees; the longest address that fits is the current one."""
    seen = [
        (reverse(name), icon, words, unread.get(name, 0))
        for name, icon, words, roles in PLACES
        if roles is None or role in roles
    ]
    here = max((url for url, *_ in seen if path.startswith(url)), key=len, default="")
    return tuple(
        Place(url, icon, words, url == here and (url != "/" or path == "/"), news)
        for url, icon, words, news in seen
    )
