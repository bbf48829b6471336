"""What every page of the house knows: language, way about, demo, and the version of its assets."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from weikameng.domain.words import Words
from weikameng.web.language import CHINESE, ENGLISH
from weikameng.web.visitors import DESK_ROLES, ROOM_ROLES

ASSETS = Path(__file__).parent / "static" / "weikameng"
# (url name, icon, words, for which roles: none means everyone); the home page is the shop.
PLACES = (
    ("home", "goods", Words("商品", "Goods"), None),
    ("orders", "orders", Words("我的订单", "My orders"), None),
    ("refunds", "refunds", Words("我的退款", "My refunds"), None),
    ("policy", "policy", Words("规则", "Policy"), None),
    ("desk", "desk", Words("工作台", "Desk"), DESK_ROLES),
    ("room", "room", Words("规则室", "Policy room"), ROOM_ROLES),
)


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of the navigation."""

    url: str
    icon: str
    words: Words
    current: bool


@dataclass(frozen=True, slots=True)
class House:
    """The house as a page sees it."""

    demo: bool
    language: str
    html_lang: str
    other_language: str
    other_name: str
    staff: bool
    places: tuple[Place, ...]
    version: str
    now: datetime


def house(request: HttpRequest) -> dict[str, House]:
    """Return what base.html and the parts need."""
    code = getattr(request, "LANGUAGE_CODE", CHINESE)
    english = code == ENGLISH
    user = getattr(request, "user", None)
    role = getattr(user, "role", "buyer")
    return {
        "house": House(
            demo=bool(getattr(settings, "DEMO", False)),
            language=code,
            html_lang="en" if english else "zh-CN",
            other_language=CHINESE if english else ENGLISH,
            other_name="中文" if english else "English",
            staff=role in DESK_ROLES,
            places=_places(request.path, role),
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


def _places(path: str, role: str) -> tuple[Place, ...]:
    """Return the entries this visitor sees; the longest address that fits is the current one."""
    seen = [
        (url, icon, words)
        for name, icon, words, roles in PLACES
        if (roles is None or role in roles) and (url := _address(name))
    ]
    here = max((url for url, _, _ in seen if path.startswith(url)), key=len, default="")
    return tuple(
        Place(url, icon, words, current=url == here and (url != "/" or path == "/"))
        for url, icon, words in seen
    )


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:  # a page not built yet is left out
        return ""
