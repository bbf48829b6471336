"""The other side: pgbench runs the very same statements with the very same values, nothing else."""

import json
import re
import subprocess
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.database import Stock
from bench.http import Result
from bench.names import CONNECTIONS, ORDERS_A_BUYER, order_number
from weikameng.domain.application import RefundApplication
from weikameng.gateways.postgres_wheel import programs
from weikameng.records.address import conninfo
from weikameng.records.reading import photograph as reading
from weikameng.records.reading import tokens
from weikameng.records.writing import refunds as writing
from weikameng.services import screening

# What the statement takes as JSON: a driver's text has no type yet, a literal here has.
_JSON = ("units", "goods", "events", "evidence", "happened", "payouts")


def run(stock: Stock, seconds: int, *, reads: bool = False) -> Result:
    """Run pgbench over 16 connections for so many seconds; ``reads``: token and facts alone."""
    share = min(seconds * 2_000, stock.count // 8) // CONNECTIONS
    places = range(share) if reads else stock.take(share * CONNECTIONS)
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder) / "refund.sql"
        text = _reading(stock, share) if reads else _script(stock, places.start, share)
        script.write_text(text, encoding="utf-8")
        done = subprocess.run(
            [
                programs() / "pgbench",
                "--no-vacuum",
                "--protocol=prepared",
                f"--client={CONNECTIONS}",
                "--jobs=2",
                "--define=n=0",
                _length(stock, seconds, share, reads=reads),
                f"--file={script}",
                conninfo(),
            ],
            capture_output=True,
            text=True,
        )
    speed = re.search(r"tps = ([\d.]+)", done.stdout)
    wait = re.search(r"latency average = ([\d.]+)", done.stdout)
    failed = re.search(r"number of failed transactions: (\d+)", done.stdout)
    if not speed or not wait:
        raise RuntimeError(done.stdout + done.stderr)
    return Result(float(speed[1]), float(wait[1]), int(failed[1]) if failed else 0)


def _length(stock: Stock, seconds: int, share: int, *, reads: bool) -> str:
    """Return how long it runs: a small stock is used up before the time is."""
    enough = reads or stock.count // 8 >= seconds * 2_000
    return f"--time={seconds}" if enough else f"--transactions={share}"


def _script(stock: Stock, start: int, share: int) -> str:
    """Return the three statements of a one-click application with pgbench's own variables."""
    place = f"({start} + :client_id * {share} + :n)"
    counting = [f"\\set place {place}", "\\set n :n + 1"]
    return "\n".join([*counting, *_statements(stock, start)])


def _reading(stock: Stock, share: int) -> str:
    """Return the statements that only read, about any of the first places."""
    last, own = share * CONNECTIONS - 1, _own(stock, datetime.now(UTC))
    return "\n".join([f"\\set place random(0, {last})", *_looks(own, reading.LOOK)])


def _own(stock: Stock, at: datetime) -> dict[str, str]:
    """What names the order of a place, and who asks."""
    text = f"'wkm_bench_' || :place::bigint / {ORDERS_A_BUYER}"
    return {
        "digest": f"encode(sha256(convert_to({text}, 'UTF8')), 'hex')",
        "at": _literal(at),
        "buyer_id": f"(:place::bigint / {ORDERS_A_BUYER} + {stock.first_buyer})",
        "order_id": f"(:place::bigint + {stock.first_order})",
    }


def _looks(own: dict[str, str], photograph: str = reading.PHOTOGRAPH) -> list[str]:
    looked_up = own | {"number": "'9' || lpad(:place::text, 15, '0')"}
    return [_filled(tokens.LIVE_STATEMENT, own), _filled(photograph, looked_up)]


def _statements(stock: Stock, start: int) -> list[str]:
    """Token, facts, and the one that writes all: taken from where the platform keeps them."""
    at = datetime.now(UTC)
    photo = reading.photograph(order_number(start), buyer_id=stock.buyer_of(start), at=at)
    assert photo is not None
    application = RefundApplication(photo.number, "NOT_ACTIVATED", channel="api")
    screened = screening.screen(photo, application, at)
    values = writing.parameters(screening.new_case(photo, application, screened, at), at)
    own = _own(stock, at)
    rows = {"units": (stock.first_unit, "id"), "payouts": (stock.first_tender, "tender_id")}
    written = {name: _literal(value) for name, value in values.items()} | own
    written["ids"] = f"ARRAY[:place::bigint + {stock.first_unit}]"
    written["tender_ids"] = f"ARRAY[:place::bigint + {stock.first_tender}]"
    written["number"] = "'8' || lpad(:place::text, 15, '0')"
    for name, (first, key) in rows.items():
        fields = json.loads(values[name])[0]
        written[name] = _json_row(fields, key, f":place::bigint + {first}")
    written |= _lives(stock, str(photo.goods[0].id), values)
    written |= {name: f"({written[name]})::jsonb" for name in _JSON}
    return [*_looks(own), _filled(writing.OPENING, written)]


def _lives(stock: Stock, good: str, values: dict[str, Any]) -> dict[str, str]:
    """The good of each place as the stock has it, and a fresh one for each case."""
    mine = f"lpad(to_hex(:place::bigint + {stock.first_unit}), 12, '0')"
    own = f"'{good[:-12]}' || {mine}"
    swapped = {
        name: f"replace({_literal(values[name])}, '{good}', {own})"
        for name in ("goods", "happened")
    }
    salt = bytes(values["salt"]).hex()
    return {**swapped, "good_id": "gen_random_uuid()", "salt": f"decode('{salt}', 'hex')"}


def _filled(statement: str, values: dict[str, str]) -> str:
    sql = re.sub(r"--[^\n]*", "", statement)
    return re.sub(r"%\((\w+)\)s", lambda name: values[name[1]], sql).strip() + ";"


def _json_row(fields: dict[str, object], key: str, row_id: str) -> str:
    """Return a one-row JSON array whose id, and number if it has one, follow the place."""
    parts = []
    for name, value in fields.items():
        said = row_id if name == key else _literal(value)
        if name == "number":
            said = "'8' || lpad(:place::text, 17, '0')"
        parts.append(f"'{name}', {said}")
    return f"json_build_array(json_build_object({', '.join(parts)}))::text"


def _literal(value: object) -> str:
    """Return a constant without colons, which pgbench would take for its variables."""
    if value is None:
        return "NULL"
    if isinstance(value, bool | int):
        return str(value).lower()
    said = value.isoformat() if isinstance(value, datetime) else str(value)
    cast = "::timestamptz" if isinstance(value, datetime) else ""
    return f"convert_from('\\x{said.encode().hex()}', 'UTF8'){cast}"
