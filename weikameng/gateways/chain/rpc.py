"""One node, asked by JSON-RPC: what it answers, or a ChainError that says what was wrong."""

import json
from typing import Any

from weikameng.domain.anchoring import ChainError, ChainTrouble
from weikameng.gateways.payments.line import Line, LineDead
from weikameng.gateways.payments.strict_json import NotJson, object_in

MESSAGE_LIMIT = 200
LATEST = "latest"
# Nodes agree on codes for hardly anything, so their sentences are read.
_SENTENCES = {
    "already known": ChainTrouble.KNOWN,
    "known transaction": ChainTrouble.KNOWN,
    "already imported": ChainTrouble.KNOWN,
    "nonce too low": ChainTrouble.NONCE_USED,
    "nonce is too low": ChainTrouble.NONCE_USED,
    "nonce below": ChainTrouble.NONCE_USED,
    "underpriced": ChainTrouble.UNDERPRICED,
    "fee too low": ChainTrouble.UNDERPRICED,
    "price too low": ChainTrouble.UNDERPRICED,
    "less than block base fee": ChainTrouble.UNDERPRICED,
    "price below": ChainTrouble.UNDERPRICED,
    "insufficient funds": ChainTrouble.NO_MONEY,
    "upfront cost exceeds": ChainTrouble.NO_MONEY,
}


class Node:
    """A node at one address; the address may hold a token, so it is shown nowhere."""

    def __init__(self, url: str, line: Line) -> None:
        self._url = url
        self._line = line

    def ask(self, method: str, *params: Any) -> Any:
        """Call one method. Raises ChainError."""
        call = {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}
        request = self._line.request(
            "POST", self._url, json.dumps(call).encode(), {"Content-Type": "application/json"}
        )
        try:
            reply = self._line.ask(request)
            answer = object_in(reply.body)
        except LineDead as dead:
            raise ChainError(ChainTrouble.DOWN, dead.code) from None
        except NotJson:
            raise ChainError(ChainTrouble.DOWN, f"status {reply.status}, no JSON") from None
        if error := answer.get("error"):
            raise _refusal(error)
        if "result" not in answer:
            raise ChainError(ChainTrouble.DOWN, f"status {reply.status}, not JSON-RPC")
        return answer["result"]

    def number(self, method: str, *params: Any) -> int:
        """Call a method that answers with a quantity."""
        return quantity(self.ask(method, *params))

    def data(self, method: str, *params: Any) -> bytes:
        """Call a method that answers with bytes."""
        answer = self.ask(method, *params)
        try:
            return bytes.fromhex(answer.removeprefix("0x"))
        except (AttributeError, ValueError):
            raise ChainError(ChainTrouble.DOWN, f"{method}: no data") from None


def quantity(answer: Any) -> int:
    """Read a quantity as nodes write it."""
    try:
        return int(answer, 16)
    except (TypeError, ValueError):
        raise ChainError(ChainTrouble.DOWN, "no quantity") from None


def _refusal(error: Any) -> ChainError:
    message = str(error.get("message", "") if isinstance(error, dict) else error)[:MESSAGE_LIMIT]
    said = message.lower()
    for sentence, trouble in _SENTENCES.items():
        if sentence in said:
            return ChainError(trouble, message)
    return ChainError(ChainTrouble.REFUSED, message)
