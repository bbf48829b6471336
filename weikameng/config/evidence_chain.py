"""Checks an exported chain: `weikameng evidence verify FILE` hands over to here, so that neither
Django nor a database is started."""

import hashlib
import sys
from pathlib import Path

import click

from weikameng.cli.chain_lines import CANNOT_CHECK, pin_of, pin_words, said, tell
from weikameng.domain.chain_words import bad_file_words
from weikameng.domain.words import Words
from weikameng.ledger.evidence_chain import (
    MAX_FILE_BYTES,
    Break,
    ChainFile,
    file_break,
    pinned,
    read,
)
from weikameng.ledger.malformed import Malformed

_FILE = Words("文件本身的编号、时间和封存码对得上", "numbers, time and seal of the file hold")
_NO_PICTURES = Words(
    "图片只核对了封存码;要核对图片本身,加 --files 文件夹",
    "of pictures only the seals were checked; --files FOLDER checks the pictures",
)


@click.command()
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--expect", "pin", default="", callback=pin_of)
@click.option("--files", "pictures", type=click.Path(path_type=Path))
def verify(path: Path, pin: str, pictures: Path | None) -> None:
    """Check an exported chain; exit code 1 when it does not hold, 2 when it can't be checked."""
    try:
        with path.open("rb") as file:
            chain = read(file.read(MAX_FILE_BYTES + 1))
    except Malformed as problem:
        _cannot(bad_file_words(problem.code))
    except OSError as problem:
        _cannot(Words(f"读不了 {path}", f"{path}: {problem.strerror}"))
    broken = file_break(chain)
    if broken is None and pin and pinned(chain.items, pin) is None:
        broken = Break("pin")
    if broken is None and pictures:
        broken = _other_picture(chain, pictures)
    case, order, at = chain.case[:20], chain.order[:20], chain.exported_at[:32]
    title = Words(
        f"退款 {case},订单 {order},导出于 {at}", f"refund {case}, order {order}, exported {at}"
    )
    looked = _looked_at(chain) if pictures else _NO_PICTURES
    sys.exit(tell(title, chain.items, broken, (_FILE, *pin_words(chain.items, pin), looked)))


def _other_picture(chain: ChainFile, folder: Path) -> Break | None:
    for position, digest in _copies(chain):
        try:
            with (folder / f"{position:03}-{digest}.jpg").open("rb") as file:
                same = hashlib.file_digest(file, "sha256").hexdigest() == digest
        except OSError:
            same = False
        if not same:
            return Break("copy", position)
    return None


def _looked_at(chain: ChainFile) -> Words:
    count = len(_copies(chain))
    return Words(f"{count} 张图片的副本还是当时封存的", f"{count} copies of pictures are as sealed")


def _copies(chain: ChainFile) -> list[tuple[int, str]]:
    """Return the pictures by position; a digest that is none names no file anywhere."""
    copies = [(entry.position, entry.body.get("copy")) for entry in chain.items]
    return [(n, digest) for n, digest in copies if isinstance(digest, str) and digest.isalnum()]


def _cannot(words: Words) -> None:
    click.echo(said(Words(f"核对不了:{words.zh}。", f"Can't be checked: {words.en}.")), err=True)
    sys.exit(CANNOT_CHECK)


if __name__ == "__main__":
    verify(prog_name="weikameng evidence verify")
