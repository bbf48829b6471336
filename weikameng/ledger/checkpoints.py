"""Checkpoints (C2SP tlog-checkpoint): a log's name, how many entries it has, and their root."""

from dataclasses import dataclass

from weikameng.ledger.encodings import MAX_NUMBER, base64_of, bytes_of_base64, is_text, number_of
from weikameng.ledger.hashing import EMPTY_ROOT, HASH_BYTES
from weikameng.ledger.malformed import Malformed
from weikameng.ledger.verifying import TreeHead

MAX_ORIGIN = 255
MAX_EXTENSIONS = 16
MAX_EXTENSION = 1_024


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """What a log signs about itself."""

    origin: str
    size: int
    root: bytes
    extensions: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if not self.origin or len(self.origin) > MAX_ORIGIN or "\n" in self.origin:
            raise Malformed("origin")
        if not 0 <= self.size <= MAX_NUMBER or len(self.root) != HASH_BYTES:
            raise Malformed("tree_head")
        fits = all(one and "\n" not in one and len(one) <= MAX_EXTENSION for one in self.extensions)
        if len(self.extensions) > MAX_EXTENSIONS or not fits:
            raise Malformed("extensions")
        if not is_text(self.text):
            raise Malformed("checkpoint")

    @property
    def head(self) -> TreeHead:
        """Size and root alone."""
        return TreeHead(self.size, self.root)

    @property
    def is_possible(self) -> bool:
        """Say whether such a tree can exist: the empty one has one root only."""
        return self.size > 0 or self.root == EMPTY_ROOT

    @property
    def text(self) -> str:
        """The note text that is signed."""
        lines = (self.origin, str(self.size), base64_of(self.root), *self.extensions)
        return "".join(f"{line}\n" for line in lines)


def parse_checkpoint(text: str) -> Checkpoint:
    """Read the text of a note as a checkpoint."""
    lines = text.removesuffix("\n").split("\n")
    if not text.endswith("\n") or len(lines) < 3:
        raise Malformed("checkpoint")
    origin, size, root, *extensions = lines
    return Checkpoint(
        origin, number_of(size, "size"), bytes_of_base64(root, "root"), tuple(extensions)
    )
