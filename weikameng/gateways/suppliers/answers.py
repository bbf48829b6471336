"""What all suppliers' answers have in common: a dead line is unknown, and what came is kept."""

from collections.abc import Mapping
from dataclasses import replace

import httpx

from weikameng.domain.supply import UNKNOWN, SupplierAnswer
from weikameng.gateways.payments.line import Line, LineDead, Reply
from weikameng.gateways.payments.outcome_table import CODE_LIMIT, told

# An answer about one order is a few hundred bytes; what is kept is kept for years.
ANSWER_LIMIT = 64 * 1024
RAW_LIMIT = ANSWER_LIMIT  # whole: a signature can't be checked on half an answer
HIDDEN = "***"
UNREADABLE = "UNREADABLE_ANSWER"
BAD_SIGNATURE = "BAD_SIGNATURE"
OTHER_ORDER = "OTHER_ORDER"
PARTIAL = "PARTIAL"
# Our words for an order's state: whether it arrived follows from them.
DELIVERED = SupplierAnswer("success", arrived=True)
FAILED = SupplierAnswer("failed", "FAILED", arrived=False)
IN_PROGRESS = SupplierAnswer("processing")


def unknown(code: object, raw: bytes = b"", *, signed: bool = False) -> SupplierAnswer:
    """Return that it doesn't say, and why: never a failure."""
    return replace(UNKNOWN, code=told(code, CODE_LIMIT), raw=raw[:RAW_LIMIT], signed=signed)


def kept(answer: SupplierAnswer, raw: bytes, *, signed: bool) -> SupplierAnswer:
    """Return the answer with the bytes it came in."""
    return replace(answer, raw=raw[:RAW_LIMIT], signed=signed)


def posted(line: Line, url: str, body: bytes, kind: str) -> Reply:
    """Send once and return a good reply. Raises LineDead for everything else."""
    headers: Mapping[str, str] = {"Content-Type": kind}
    reply = line.ask(line.request("POST", url, body, headers), ANSWER_LIMIT)
    if reply.status != httpx.codes.OK:
        raise LineDead(f"HTTP_{reply.status}", status=reply.status)
    return reply
