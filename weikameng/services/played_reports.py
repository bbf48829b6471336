"""The sandbox supplier reports of an order, through the same door as a real one (rehearsals)."""

import secrets
from datetime import datetime

import httpx

from weikameng.domain.reports import ReportOutcome
from weikameng.gateways.payments.line import new_client
from weikameng.gateways.sandbox.reporter import Said
from weikameng.services import reports, wiring


def play(
    order_number: str, event: str, units: int, at: datetime, used_days: int = 0
) -> list[ReportOutcome]:
    """Report the same of every unit of an order; return what became of each report."""
    return [
        _reported(Said(event, order_number, unit, used_days=used_days), at)
        for unit in range(1, units + 1)
    ]


def sent(address: str, report_id: str, said: tuple[str, str, int], at: datetime) -> tuple[int, str]:
    """Report over HTTP to the platform at an address: event, order and unit. Status and answer.

    Raises ConnectionError when nobody answers there.
    """
    event, order, unit = said
    number = report_id or secrets.token_hex(8)
    headers, body = wiring.sandbox_reporter().report(number, Said(event, order, unit), at)
    door = f"{address.rstrip('/')}/suppliers/{wiring.SANDBOX}/reports"
    try:
        with new_client() as client:
            answer = client.post(
                door, content=body, headers={**headers, "Content-Type": "application/json"}
            )
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise ConnectionError(f"{door}: {error}") from error
    return answer.status_code, answer.text


def _reported(said: Said, at: datetime) -> ReportOutcome:
    """Report once, under a number of its own."""
    headers, body = wiring.sandbox_reporter().report(secrets.token_hex(8), said, at)
    return reports.receive(wiring.SANDBOX, headers, body, at=at).outcome
