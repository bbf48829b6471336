"""The archive: a zip that any program opens, written in one way only. Nothing is compressed, and
every byte follows from names and contents: another byte anywhere is another archive."""

import re
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import BinaryIO

from weikameng.ledger.malformed import Malformed

MAX_MEMBERS = 700  # their list must fit into a note
MAX_MEMBER_BYTES = 64 * 1024 * 1024
MAX_TOTAL_BYTES = 2 * 1024**3 - 1
MAX_KEPT_BYTES = 48 * 1024 * 1024  # of documents held in memory while an archive is read
MAX_NAME = 120
PIECE = 64 * 1024
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*(?:/[A-Za-z0-9][A-Za-z0-9._-]*)*")
_FIRST_MOMENT = 0x0021 << 16  # 1980-01-01 00:00, where zip's time begins
_FIXED = struct.Struct("<HHHIIIIHH")  # version, flags, method, time, crc, sizes, lengths
_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_READ = struct.Struct("<IIIHH")  # crc, sizes, lengths: what differs between local headers
_HEADER_BYTES = 30
_READ_AT = 14


@dataclass(frozen=True, slots=True)
class Member:
    """One file of the archive, by name; ``digest`` is its SHA-256 in hex."""

    name: str
    size: int
    crc: int
    digest: str


class Packer:
    """Writes the archive piece by piece; holds one member at a time."""

    def __init__(self) -> None:
        self.members: list[Member] = []
        self._starts: list[int] = []
        self._written = 0

    def add(self, name: str, content: bytes) -> Iterator[bytes]:
        """Return the bytes that put a member behind those before it."""
        if not is_name(name) or name in {one.name for one in self.members}:
            raise ValueError(f"no name for a member: {name}")
        member = member_of(name, content)
        self._starts.append(self._written)
        self.members.append(member)
        header = _local(member)
        self._written += len(header) + member.size
        if len(self.members) > MAX_MEMBERS or member.size > MAX_MEMBER_BYTES:
            raise Malformed("too_large")
        if self._written > MAX_TOTAL_BYTES:
            raise Malformed("too_large")
        yield header
        yield from (content[at : at + PIECE] for at in range(0, member.size, PIECE))

    def finish(self) -> bytes:
        """Return the end of the archive: its directory."""
        return _directory(self.members, self._starts)


def member_of(name: str, content: bytes) -> Member:
    """Return what the archive says of a file."""
    return Member(name, len(content), zlib.crc32(content), sha256(content).hexdigest())


def is_name(name: str) -> bool:
    """Say whether a member may be called so: no way out of the folder it is unpacked to."""
    return len(name) <= MAX_NAME and bool(_NAME.fullmatch(name))


def unpack(file: BinaryIO, wanted: Callable[[str], bool]) -> tuple[list[Member], dict[str, bytes]]:
    """Read an archive from its first byte to its last; content only of what is wanted.

    Malformed when any byte is not the one we would have written.
    """
    members: list[Member] = []
    starts: list[int] = []
    kept: dict[str, bytes] = {}
    at, held, head = 0, 0, file.read(4)
    while head == _LOCAL:
        header = head + file.read(_HEADER_BYTES - 4)
        name, crc, size = _said(header, file)
        if any(name == one.name for one in members):
            raise Malformed("name_twice")
        if len(members) > MAX_MEMBERS or at + size > MAX_TOTAL_BYTES:
            raise Malformed("too_large")
        keep = wanted(name)
        held += size if keep else 0
        if held > MAX_KEPT_BYTES:
            raise Malformed("too_large")
        member, content = _read_member(file, name, size, keep=keep)
        if member.crc != crc or header + name.encode() != _local(member):
            raise Malformed("member")
        if content is not None:
            kept[name] = content
        starts.append(at)
        members.append(member)
        at += len(header) + len(name) + size
        head = file.read(4)
    if not members:
        raise Malformed("not_ours")
    end = _directory(members, starts)
    if head + file.read(len(end) - len(head) + 1) != end:
        raise Malformed("directory")
    return members, kept


def _said(header: bytes, file: BinaryIO) -> tuple[str, int, int]:
    if len(header) != _HEADER_BYTES:
        raise Malformed("cut_off")
    crc, packed, size, length, extra = _READ.unpack_from(header, _READ_AT)
    if packed != size or extra or length > MAX_NAME or size > MAX_MEMBER_BYTES:
        raise Malformed("member")
    name = file.read(length).decode("ascii", "replace")
    if not is_name(name):
        raise Malformed("name")
    return name, crc, size


def _read_member(
    file: BinaryIO, name: str, size: int, *, keep: bool
) -> tuple[Member, bytes | None]:
    """Read so many bytes, a piece at a time: what a header claims is not believed in memory."""
    digest, crc, left = sha256(), 0, size
    pieces: list[bytes] = []
    while left:
        piece = file.read(min(left, PIECE))
        if not piece:
            raise Malformed("cut_off")
        digest.update(piece)
        crc = zlib.crc32(piece, crc)
        left -= len(piece)
        if keep:
            pieces.append(piece)
    return Member(name, size, crc, digest.hexdigest()), b"".join(pieces) if keep else None


def _local(member: Member) -> bytes:
    return _LOCAL + _fixed(member) + member.name.encode()


def _fixed(member: Member) -> bytes:
    size = member.size
    return _FIXED.pack(10, 0, 0, _FIRST_MOMENT, member.crc, size, size, len(member.name), 0)


def _directory(members: list[Member], starts: list[int]) -> bytes:
    rows = b"".join(
        _CENTRAL
        + struct.pack("<H", 3 << 8 | 10)  # written as on Unix, so that the mode below counts
        + _fixed(member)
        + struct.pack("<HHHII", 0, 0, 0, 0o100644 << 16, start)
        + member.name.encode()
        for member, start in zip(members, starts, strict=True)
    )
    last = members[-1]
    begins = starts[-1] + len(_local(last)) + last.size
    count = len(members)
    return rows + _END + struct.pack("<HHHHIIH", 0, 0, count, count, len(rows), begins, 0)
