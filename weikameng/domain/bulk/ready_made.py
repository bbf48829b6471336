"""Mappings that come with the house: for the exports most shops have."""

from functools import cache
from pathlib import Path

from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

_FOLDER = Path(__file__).parent / "ready"
READY = {
    "card-site": Words("发卡网站的订单表", "orders of a card-selling site"),
    "erp": Words("ERP 的销售明细", "sales of an ERP"),
}


@cache
def ready(name: str) -> str:
    """Return the text of a mapping that comes ready; Refusal for a name there is not."""
    if name not in READY:
        known = ", ".join(READY)
        raise Refusal(
            "mapping", Words(f"现成的映射有 {known}。", f"The ready mappings are {known}.")
        )
    return (_FOLDER / f"{name}.toml").read_text(encoding="utf-8")
