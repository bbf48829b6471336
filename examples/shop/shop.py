"""An example shop that uses the refund desk: ``SHOP_TOKEN=wkm_… python shop.py --desk URL``.

Its own process, its own books; see README.md.
"""

import argparse
import html
import json
import logging
import os
import sys
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from books import Books
from desk import Away, Desk, Refused
from selling import SHELF, Shop
from standardwebhooks import WebhookVerificationError

log = logging.getLogger("shop")
MOST_BYTES = 100_000
PAGE = """<!doctype html><html lang="zh"><meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>示例店 Example shop</title>
<style>body {{ font-family: sans-serif; }} td {{ overflow-wrap: anywhere; padding: .3rem; }}</style>
<h1>示例店 <small>Example shop</small></h1>
<form method="post" action="/orders"><label>买家 Buyer <input name="customer" value="c-1"></label>
<label>商品 Product <select name="sku">{shelf}</select></label>
<button>购买 Buy</button></form>
<table><tr><th>订单 Order</th><th>商品 Product</th><th>退款 Refund</th><th></th></tr>{rows}</table>
</html>"""
ROW = """<tr><td>{number}</td><td>{sku}</td><td>{state}</td><td>
<form method="post" action="/orders/{number}/refund">
<input type="hidden" name="reason" value="NOT_ACTIVATED"><button>退款 Refund</button>
</form></td></tr>"""


class Door(BaseHTTPRequestHandler):
    """The shop's own site (HTML for people, JSON for programs) and the desk's events."""

    shop: Shop
    wake: threading.Event

    def do_GET(self) -> None:
        """Show the page, an order, or what the desk says of it."""
        match self.path.strip("/").split("/"):
            case [""]:
                self._answer(200, self._page().encode(), "text/html; charset=utf-8")
            case ["orders", number]:
                self._safely(lambda: self.shop.order(number))
            case ["orders", number, "eligibility"]:
                self._safely(lambda: self.shop.outlook(number))
            case ["books"]:
                self._safely(self._books)
            case _:
                self._json(404, {"detail": "not here"})

    def do_POST(self) -> None:
        """Sell, show a key, apply, reconcile, or hear what the desk tells."""
        size = int(self.headers.get("Content-Length") or 0)
        if not 0 <= size <= MOST_BYTES:
            self._json(413, {"detail": "too large"})
            return
        body = self.rfile.read(size)
        match self.path.strip("/").split("/"):
            case ["webhooks"]:
                self._heard(body)
            case ["orders"]:
                said = self._said(body)
                if said.get("sku") not in SHELF or not said.get("customer"):
                    self._json(422, {"detail": "customer and sku, please"})
                    return
                self._safely(lambda: self.shop.sell(said["customer"][:40], said["sku"]), 201)
            case ["orders", number, "key"]:
                self._safely(lambda: {"key": self.shop.show_key(number)})
            case ["orders", number, "refund"]:
                said = self._said(body)
                reason, text = said.get("reason", "NOT_ACTIVATED"), said.get("narrative", "")
                self._safely(lambda: self.shop.apply(number, reason, text), 201)
            case ["reconcile", day]:
                self._safely(lambda: self.shop.reconcile(day))
            case _:
                self._json(404, {"detail": "not here"})
        self.wake.set()

    def _heard(self, body: bytes) -> None:
        try:
            new = self.shop.hear({k.lower(): v for k, v in self.headers.items()}, body)
        except WebhookVerificationError:
            self._json(401, {"detail": "not from the desk"})
            return
        self._json(200, {"new": new})

    def _safely(self, act: Any, status: int = 200) -> None:
        try:
            found = act()
        except Refused as no:
            self._json(no.status, no.told)
        except Away as silence:
            self._json(503, {"detail": f"the desk is away: {silence}"})
        else:
            if "form" in self.headers.get("Content-Type", ""):
                self._answer(303, b"", "text/plain", {"Location": "/"})
            else:
                self._json(status, found)

    def _books(self) -> dict[str, Any]:
        return {
            "payouts": self.shop.books.rows("SELECT * FROM payouts ORDER BY number"),
            "events": self.shop.books.rows("SELECT * FROM events ORDER BY rowid"),
        }

    def _page(self) -> str:
        rows = self.shop.books.rows("SELECT * FROM orders ORDER BY rowid DESC LIMIT 50")
        shelf = "".join(f"<option>{html.escape(sku)}</option>" for sku in SHELF)
        shown = (
            ROW.format(**{name: html.escape(str(value)) for name, value in row.items()})
            for row in rows
        )
        return PAGE.format(shelf=shelf, rows="".join(shown))

    def _said(self, body: bytes) -> dict[str, str]:
        try:
            if "json" in self.headers.get("Content-Type", ""):
                said = json.loads(body)
                return {str(k): str(v) for k, v in said.items()} if isinstance(said, dict) else {}
            return dict(parse_qsl(body.decode()))
        except ValueError:
            return {}

    def _json(self, status: int, body: dict[str, Any]) -> None:
        self._answer(status, json.dumps(body, ensure_ascii=False).encode(), "application/json")

    def _answer(
        self, status: int, body: bytes, kind: str, more: dict[str, str] | None = None
    ) -> None:
        self.send_response(status)
        for name, value in {"Content-Type": kind, **(more or {})}.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_said: object) -> None:
        """Say nothing of each request."""


def work_for_ever(shop: Shop, wake: threading.Event, every: float) -> None:
    """Do what waits, whenever something came and every so often."""
    while True:
        try:
            shop.work()
        except Away as silence:
            log.warning("later: %s", silence)
            time.sleep(every)
        wake.wait(every)
        wake.clear()


def begin(shop: Shop, address: str, every: float) -> None:
    """Tell the desk who we are; while it does not answer, wait for it."""
    while True:
        try:
            shop.set_up(address)
            shop.catch_up()
        except Away as silence:
            log.warning("waiting for the desk: %s", silence)
            time.sleep(every)
        except Refused as no:
            sys.exit(f"the desk says {no.status}: {no}")
        else:
            return


def main() -> None:
    """Open the shop."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--desk", required=True, help="where the refund desk is: https://…")
    asked.add_argument("--token", default=os.environ.get("SHOP_TOKEN", ""), help="or SHOP_TOKEN")
    asked.add_argument("--port", type=int, default=8090)
    asked.add_argument("--data", type=Path, default=Path("shop.db"))
    asked.add_argument("--every", type=float, default=2.0, help="seconds between two looks")
    given = asked.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s", stream=sys.stdout)
    logging.getLogger("httpx").setLevel(logging.WARNING)
    shop = Shop(Books(given.data), Desk(given.desk, given.token))
    door = ThreadingHTTPServer(("127.0.0.1", given.port), Door)
    address = f"http://127.0.0.1:{door.server_port}"
    Door.shop, Door.wake = shop, threading.Event()
    begin(shop, address, given.every)
    threading.Thread(target=work_for_ever, args=(shop, Door.wake, given.every), daemon=True).start()
    log.info("open at %s", address)
    door.serve_forever()


if __name__ == "__main__":
    main()
