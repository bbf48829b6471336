"""The six stories: what is bought, what goes wrong, how it must end (seed 一, 二)."""

import html
import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from tempfile import NamedTemporaryFile

from weikameng.cli.stage import DoorClosed, Stage, Visitor, until
from weikameng.domain.words import Words

_TITLE = re.compile(r'id="status-title">([^<]+)<')
_TEXT = re.compile(r'class="status__text">([^<]+)<')
_DIGEST = re.compile(r'name="text_digest" value="([0-9a-f]+)"')
BUYER, REVIEWER = "xiaolin", "zhoujie"
CLEAR = (
    "山河游戏直充 100 元,电信一区,订单页显示“充值成功”,但游戏内没有到账,"
    "请核实合作方的到账记录并退款。"
)


@dataclass(frozen=True, slots=True)
class Ending:
    """How a story came out: the case, the status the buyer reads, and its text."""

    number: str
    state: str
    text: str


@dataclass(frozen=True, slots=True)
class Story:
    """A story with the status it must end in, as the buyer reads it."""

    title: Words
    ending: str
    play: Callable[[Stage], Ending]


def one_click(stage: Stage) -> Ending:
    """A three-yuan card nobody looked at."""
    buyer = stage.enter(BUYER)
    order = buys(buyer, "game-card-3")
    return _ends(buyer, _asks(buyer, order, "NOT_ACTIVATED"), "退款成功")


def not_arrived(stage: Stage) -> Ending:
    """A hundred yuan top-up that says success and never arrives: the supplier admits it."""
    buyer = stage.enter(BUYER)
    order = buys(buyer, "game-topup-100", account="player-1111", zone="电信一区")
    return _ends(buyer, _asks(buyer, order, "NOT_ARRIVED", CLEAR), "退款成功")


def wrong_zone(stage: Stage) -> Ending:
    """The wrong zone: the supplier could not deliver, no evidence is asked."""
    buyer = stage.enter(BUYER)
    order = buys(buyer, "game-topup-100", "没有成功", account="player-4444", zone="联通一区")
    return _ends(buyer, _asks(buyer, order, "WRONG_ZONE", "选错区服,应为电信一区"), "退款成功")


def trial_used(stage: Stage) -> Ending:
    """A trial membership used for three days."""
    buyer = stage.enter(BUYER)
    order = _imported(stage, "trial-used")
    return _ends(buyer, _asks(buyer, order, "NOT_ACTIVATED"), "未通过")


def too_late(stage: Stage) -> Ending:
    """Day 20 of a 15-day window."""
    buyer = stage.enter(BUYER)
    order = _imported(stage, "too-late")
    return _ends(buyer, _asks(buyer, order, "NOT_ACTIVATED"), "未通过")


def vague(stage: Stage) -> Ending:
    """A vague description: sent back, amended with a picture, approved by a person, paid."""
    buyer = stage.enter(BUYER)
    order = buys(buyer, "game-topup-100", account="player-5555", zone="电信一区")
    case = _asks(buyer, order, "NOT_ARRIVED", "充了钱没到账,赶紧退")
    _ends(buyer, case, "等你补充材料")
    buyer.sends(
        f"/refunds/{case}/amend/?reason=NOT_ARRIVED",
        {"reason": "NOT_ARRIVED", "narrative": CLEAR},
        {"file_not_arrived_proof": ("record.png", _picture(), "image/png")},
    )
    _ends(buyer, case, "人工复核中")
    words = "已核实:合作方没有到账记录,你的截图与订单一致,全额原路退回。"
    stage.enter(REVIEWER).sends(f"/desk/{case}/", {"because": words, "verdict": "approve"})
    return _ends(buyer, case, "退款成功")


STORIES = {
    1: Story(Words("3 元点卡没看过,一键退款", "3-yuan card, one click"), "退款成功", one_click),
    2: Story(
        Words("100 元直充显示成功却没到账", "100 yuan, “success” but not arrived"),
        "退款成功",
        not_arrived,
    ),
    3: Story(Words("选错区服,充值失败", "Wrong zone"), "退款成功", wrong_zone),
    4: Story(
        Words("7 天体验会员用了 3 天", "Trial membership used three days"), "未通过", trial_used
    ),
    5: Story(Words("15 天时限,第 20 天申请", "Day 20 of a 15-day window"), "未通过", too_late),
    6: Story(
        Words("说明太笼统,补充后人工通过", "Vague, sent back, amended, paid"), "退款成功", vague
    ),
}


def buys(buyer: Visitor, sku: str, delivered: str = "已完成", **wish: str) -> str:
    """Buy, pay, and wait until the order says how the delivery went."""
    page = f"/goods/{sku}/"
    digest = _DIGEST.search(buyer.sees(page))
    if digest is None:
        raise DoorClosed(f"{page}: no policy to confirm")
    form = {"quantity": "1", "confirmed": "yes", "text_digest": digest[1], **wish}
    cashier = buyer.sends(page, form)
    order = buyer.sends(cashier, {})
    until(lambda: delivered in buyer.sees(order), f"{order} {delivered}")
    return order.strip("/").split("/")[-1]


def _asks(buyer: Visitor, order: str, reason: str, narrative: str = "") -> str:
    """Apply on the order's own page, vague words as they are; returns the refund number."""
    form = {"reason": reason, "narrative": narrative, "told": "yes"}
    here = buyer.sends(f"/orders/{order}/refund/?reason={reason}", form)
    return here.strip("/").split("/")[-1]


def _ends(buyer: Visitor, case: str, title: str) -> Ending:
    """Wait for the status a buyer would read; what is there in the end is the ending."""

    def read() -> tuple[str, str]:
        page = buyer.sees(f"/refunds/{case}/")
        found, text = _TITLE.search(page), _TEXT.search(page)
        return (found[1] if found else "?", html.unescape(text[1]) if text else "")

    until(lambda: read()[0] == title, f"/refunds/{case}/ {title}")
    state, text = read()
    return Ending(case, state, text)


def _imported(stage: Stage, name: str) -> str:
    """Bring an order with a past in through the import command; returns our order number."""
    rows = stage.command("seed", "--past-orders-of", BUYER).splitlines()
    row = next(row for row in rows if f'"{name}-{BUYER}"' in row)
    with NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        file.write(row + "\n")
        file.flush()
        stage.command("orders", "import", file.name)
    page = stage.enter(BUYER).sees("/orders/")
    newest = re.search(r"/orders/(\d{16})/", page)
    if newest is None:
        raise DoorClosed("the imported order is not among my orders")
    return newest[1]


def _picture() -> bytes:
    """A screenshot that shows something; nobody reads it in this story but the reviewer."""
    from PIL import Image  # web and worker start from this command line, too: not for them

    out = io.BytesIO()
    Image.effect_noise((720, 480), 60).save(out, "PNG")
    return out.getvalue()
