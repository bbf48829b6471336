"""The whole sandbox in one object: its folder, its counterparts, and who answers which path."""

from collections.abc import Callable
from pathlib import Path

from weikameng.gateways.sandbox.over_http.alipay import Alipay
from weikameng.gateways.sandbox.over_http.books import Books
from weikameng.gateways.sandbox.over_http.clock import Clock
from weikameng.gateways.sandbox.over_http.control import ROOM, Control
from weikameng.gateways.sandbox.over_http.desk import Desk
from weikameng.gateways.sandbox.over_http.identity import ACTION, Identity
from weikameng.gateways.sandbox.over_http.keys import key_ring
from weikameng.gateways.sandbox.over_http.sms import Sms
from weikameng.gateways.sandbox.over_http.suppliers import Suppliers
from weikameng.gateways.sandbox.over_http.wechatpay import WechatPay
from weikameng.gateways.sandbox.over_http.wire import Answer, Request


class Sandbox:
    """Everything outside, simulated; made anew on the same folder it goes on where it was."""

    def __init__(self, folder: Path, wall: Callable[[], float]) -> None:
        self.keys = key_ring(folder / "keys", wall)
        self.books = Books(folder / "books.sqlite3")
        self.desk = Desk(self.books, self.keys, Clock(wall, self.books))
        self._control = Control(self.desk).handle
        self._sms = Sms(self.desk).handle
        self._identity = Identity(self.desk).handle
        self._doors = {
            ROOM: self._control,
            "/gateway.do": (alipay := Alipay(self.desk).handle),
            "/alipay/bill/": alipay,
            "/v3/": WechatPay(self.desk).handle,
            "/fulu/": (suppliers := Suppliers(self.desk).handle),
            "/api/": suppliers,
        }

    def handle(self, request: Request) -> Answer:
        """Answer one request. Raises Cut where the line goes dead."""
        for path, answer in self._doors.items():
            if request.path.startswith(path):
                return answer(request)
        if request.path != "/":
            return Answer(404)
        known = request.headers.get("x-acs-action") == ACTION
        return self._identity(request) if known else self._sms(request)

    def walk(self) -> int:
        """Move refunds on and carry what is due; return how many letters left."""
        self.desk.refunds.tick()
        return self.desk.letters.deliver()

    def close(self) -> None:
        """Close the books."""
        self.books.close()
