"""People at the web door: signed in with Django's test client, they open pages and send forms."""

import io
import re
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.utils import timezone
from PIL import Image

from tests.cast import Cast
from tests.journeys.pages import Page

CLEAR = "山河游戏直充 100 元,电信一区,订单页显示“充值成功”,但游戏内没有到账,请核实后退款。"
VAGUE = "充了钱没到账,赶紧退"


@dataclass
class Visitor:
    """Somebody with a browser; ``here`` is the address they ended up at."""

    client: Client = field(default_factory=Client)
    here: str = ""

    def enters(self, user_id: int) -> "Visitor":
        """Sign in."""
        self.client.force_login(get_user_model().objects.get(pk=user_id), settings_backend())
        return self

    def speaks(self, language: str) -> "Visitor":
        """Choose a language by the switch in the header."""
        self.client.post("/language/", {"language": language, "next": "/"})
        return self

    def sees(self, path: str, status: int = 200) -> Page:
        """Open a page."""
        answer = self.client.get(path)
        assert answer.status_code == status, (path, answer.status_code)
        return Page(answer.content.decode())

    def sends(self, path: str, form: dict[str, Any], status: int = 200) -> Page:
        """Send a form and follow where it leads."""
        answer = self.client.post(path, form, follow=True)
        assert answer.status_code == status, (path, answer.status_code)
        self.here = answer.request["PATH_INFO"]
        return Page(answer.content.decode())


def settings_backend() -> str:
    """The way people sign in."""
    return str(settings.AUTHENTICATION_BACKENDS[0])


def buys(buyer: Visitor, sku: str, **wish: Any) -> str:
    """Buy and pay by the pages; returns the order number. Nothing is delivered yet."""
    page = f"/goods/{sku}/"
    digest = buyer.sees(page).where("input", name="text_digest")[0]["value"]
    form = {"quantity": "1", "confirmed": "yes", "text_digest": digest} | wish
    buyer.sends(page, form)
    buyer.sends(buyer.here, {})
    return buyer.here.strip("/").split("/")[-1]


def applies(buyer: Visitor, order: str, reason: str, narrative: str = "", **files: Any) -> str:
    """Apply on the order's own form; returns the refund number. Vague words go as they are."""
    form = {"reason": reason, "narrative": narrative, "told": "yes", **files}
    buyer.sends(f"/orders/{order}/refund/", form)
    found = re.fullmatch(r"/refunds/(\w+)/", buyer.here)
    assert found, buyer.here
    return found[1]


def works(cast: Cast) -> None:
    """The worker looks, now: what the pages made due is paid."""
    cast.at = timezone.now()
    cast.pays_out()


def decides(judge: Visitor, case: str, verdict: str, words: str, **more: Any) -> Page:
    """Decide on the desk as its page has it: approve, or reject on a clause and the first fact."""
    page = judge.sees(f"/desk/{case}/")
    form: dict[str, Any] = {"verdict": verdict, "because": words}
    form["revision"] = page.where("input", name="revision")[0]["value"]
    if verdict == "approve":
        form["shown_minor"] = page.where("input", name="shown_minor")[0]["value"]
    if verdict == "reject":
        facts = page.where("input", name="facts")
        form |= {"clause": "B1", "facts": [facts[0]["value"]]}
    return judge.sends(f"/desk/{case}/", form | more)


def amends(buyer: Visitor, case: str, reason: str, narrative: str, **files: Any) -> Page:
    """Amend a case with new words and pictures."""
    form = {"reason": reason, "narrative": narrative, **files}
    return buyer.sends(f"/refunds/{case}/amend/", form)


def picture(name: str = "record.png", kind: str = "PNG") -> io.BytesIO:
    """A screenshot that shows something."""
    out = io.BytesIO()
    out.name = name
    Image.effect_noise((720, 480), 60).save(out, kind)
    out.seek(0)
    return out
