"""What a buyer or a shop takes along (PIPL 45, P4): one zip, made by the worker, kept for a week,
behind a link that ends. Shop's orders are rows that can be imported again.
"""

import json
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from cryptography.fernet import InvalidToken
from django.core import signing
from django.db import IntegrityError, transaction

from weikameng.domain import take_along as page
from weikameng.domain.bulk.jobs import EXPORT_KEPT_FOR, JobState
from weikameng.domain.errors import Refusal, not_found
from weikameng.domain.personal import BUSY
from weikameng.domain.staff_acts import Act
from weikameng.gateways.files import FileChanged
from weikameng.records.reading import take_along as reading
from weikameng.records.writing import bulk as files
from weikameng.records.writing import data_exports as writing
from weikameng.services import wiring
from weikameng.services.sealing import opened
from weikameng.services.staff_log import noted

if TYPE_CHECKING:
    from weikameng.records.models import DataExport

LINK_SECONDS = 3600
_SALT = "weikameng.data-export"
_SEALED = "_sealed"
_MEMORY = 8 * 1024 * 1024


def ask_person(person_id: int, by_id: int | None, *, at: datetime) -> int:
    """Ask for everything of a buyer; return the export's id. Refusal while one is being made."""
    try:
        with transaction.atomic():
            made = writing.ask(person_id, None, by_id or person_id, at)
            if by_id != person_id:
                noted(by_id, Act.DATA_EXPORTED, f"person {person_id}", "", at)
    except IntegrityError as error:
        raise Refusal("busy", BUSY) from error
    return made


def ask_shop(shop_id: int, by_id: int, *, at: datetime, staff_for: str = "") -> int:
    """Ask for everything of a shop; return the export's id.

    ``staff_for``: the shop's code where one of our staff asks, which is noted.
    """
    with transaction.atomic():
        made = writing.ask(None, shop_id, by_id, at)
        if staff_for:
            noted(by_id, Act.DATA_EXPORTED, f"shop {staff_for}", "", at)
    return made


def make(export_id: int, *, clock: Callable[[], datetime]) -> None:
    """Make an export; one that was cut off is made anew from its beginning."""
    row = reading.export_of(export_id)
    if row is None or row.ended_at is not None:
        return
    with tempfile.SpooledTemporaryFile(_MEMORY) as out:
        if row.person_id is not None:
            write_person(row.person_id, out, _told(row))
        else:
            write_shop(row.shop_id, out, _told(row))
        out.seek(0)
        at = clock()
        with transaction.atomic():
            if writing.hold(export_id):
                parts = iter(lambda: out.read(files.PART_BYTES), b"")
                kept = files.keep_file(f"data-{export_id}.zip", parts, at + EXPORT_KEPT_FOR)
                files.end_export(export_id, kept, at)


def noted_by_command(person_id: int, *, at: datetime) -> None:
    """Note that whoever sits at the command line took a buyer's data along."""
    with transaction.atomic():
        noted(None, Act.DATA_EXPORTED, f"person {person_id}", "", at)


def noted_for_shop_by_command(code: str, *, at: datetime) -> None:
    """Note that whoever sits at the command line took a shop's data along."""
    with transaction.atomic():
        noted(None, Act.DATA_EXPORTED, f"shop {code}", "", at)


Told = Callable[[int, int], None]


def write_person(person_id: int, out: IO[bytes], told: Told) -> None:
    """Write everything of a buyer as a zip: JSON a section, the pictures, a page to read."""
    names = reading.person_sections()
    said = [page.head()]
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for place, name in enumerate(names):
            rows = [_plain(row) for row in reading.of_person(name, person_id)]
            zipped.writestr(f"{name}.json", json.dumps(rows, ensure_ascii=False, indent=1))
            said.append(page.section(name, rows, len(rows)))
            if name == "pictures":
                _write_pictures(zipped, rows)
            told(place + 1, len(names))
        zipped.writestr("index.html", "".join([*said, page.tail()]))


def write_shop(shop_id: int | None, out: IO[bytes], told: Told) -> None:
    """Write a shop's books as a zip of JSON lines; a million orders are never all in memory."""
    names = reading.shop_sections()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as zipped:
        for place, name in enumerate(names):
            with zipped.open(f"{name}.jsonl", "w", force_zip64=True) as file:
                for line in _lines(reading.of_shop(name, shop_id)):
                    file.write(line)
            told(place + 1, len(names))


def orders_of_shop(shop_id: int | None) -> Iterator[bytes]:
    """Return a shop's orders as JSON lines that can be imported again."""
    return _lines(reading.of_shop("orders", shop_id))


@dataclass(frozen=True, slots=True)
class Made:
    """A file to hand out: its name, its size, its pieces."""

    name: str
    size_bytes: int
    parts: Iterable[bytes]


def link_of(row: "DataExport") -> str:
    """Return the token of a link to the file; it ends after an hour."""
    return signing.dumps(row.pk, salt=_SALT)


def by_link(token: str, person_id: int) -> Made:
    """Return one's own file; Refusal for another's, for a link that is over, or a file that is."""
    try:
        export_id = signing.loads(token, salt=_SALT, max_age=LINK_SECONDS)
    except signing.BadSignature as error:
        raise not_found() from error
    row = reading.export_of(export_id)
    if row is None or row.person_id != person_id:
        raise not_found()
    return file_of(row)


def file_of(row: "DataExport") -> Made:
    """Return the file of an export that is whole and still kept."""
    if row.state != JobState.DONE or row.file is None:
        raise not_found()
    return Made(row.file.name, row.file.size_bytes, files.parts_of(row.file.pk))


def _told(row: "DataExport") -> Told:
    return lambda done, total: writing.going(row.pk, done, total)


def _plain(said: Any) -> Any:
    """What is sealed against others is theirs to read, without the end of its name that says so."""
    if isinstance(said, list):
        return [_plain(one) for one in said]
    if not isinstance(said, dict):
        return said
    return {
        name.removesuffix(_SEALED): _opened(one) if name.endswith(_SEALED) else _plain(one)
        for name, one in said.items()
    }


def _opened(token: str) -> str:
    try:
        return opened(token)
    except InvalidToken:  # emptied, or another key sealed it
        return ""


def _write_pictures(zipped: zipfile.ZipFile, rows: Iterable[Mapping[str, Any]]) -> None:
    for place, row in enumerate(rows, start=1):
        try:
            content = wiring.files().read(row["sha256"])
        except (FileNotFoundError, FileChanged, OSError):
            continue  # its line stays, with the digest
        zipped.writestr(f"pictures/{place:04d}", content)


def _lines(rows: Iterable[Mapping[str, Any]]) -> Iterator[bytes]:
    return (f"{json.dumps(row, ensure_ascii=False)}\n".encode() for row in rows)
