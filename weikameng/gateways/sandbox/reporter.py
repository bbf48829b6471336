"""The sandbox supplier's reports of use, signed as a real one would sign them (R11.1)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from weikameng.gateways.signed_reports import sign


@dataclass(frozen=True, slots=True)
class Said:
    """What the supplier says of one unit of an order, or of a good by its id in the log."""

    event: str
    order: str = ""
    unit: int = 1
    good: str = ""
    used_days: int = 0
    happened_at: datetime | None = None


class SandboxReporter:
    """Makes reports of one supplier: the bytes and the headers that prove whose they are."""

    def __init__(self, supplier: str, key: Ed25519PrivateKey | bytes) -> None:
        self._supplier = supplier
        self._key = key

    def report(self, report_id: str, said: Said, at: datetime) -> tuple[Mapping[str, str], bytes]:
        """Return headers and body of a report."""
        about = {"good": said.good} if said.good else {"order": said.order, "unit": said.unit}
        happened_at = (said.happened_at or at).astimezone(UTC)
        content = {
            "v": 1,
            "report": report_id,
            "event": said.event,
            "at": happened_at.isoformat().replace("+00:00", "Z"),
            **about,
            **({"used_days": said.used_days} if said.used_days else {}),
        }
        body = json.dumps(content, sort_keys=True).encode()
        return sign(self._supplier, body, self._key, at), body
