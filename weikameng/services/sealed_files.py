"""Takes sealed files away for ever that nobody needs any more: the same bytes are one file."""

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from weikameng.domain.application import KeptFile
from weikameng.domain.errors import Refusal
from weikameng.records.reading.sealed_files import needed
from weikameng.services import wiring

log = logging.getLogger("weikameng.files")


@contextmanager
def needed_unless_refused(files: Sequence[KeptFile]) -> Iterator[None]:
    """Take files away again that were sealed for something that is refused."""
    try:
        yield
    except Refusal:
        remove_needless([one for file in files for one in (file.digest, file.copy_digest)])
        raise


def remove_needless(digests: Sequence[str], emptied: Sequence[int] = ()) -> None:
    """Remove those of these files that no order needs but those just ``emptied``.

    Their rows are gone already; a file that can't be reached now is named, so that somebody
    removes it.
    """
    if not digests:
        return
    kept = needed(digests, emptied)
    for digest in dict.fromkeys(digests):
        if digest in kept:
            continue
        try:
            wiring.files().remove(digest)
        except OSError as trouble:
            log.error("sealed file %s that nobody needs is still there: %s", digest[:12], trouble)
