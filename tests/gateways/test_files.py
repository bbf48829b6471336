"""Sealed files: named by content, whole or not at all, looked at again whenever they are read."""

import hashlib
import io

import pytest

from weikameng.gateways.files import FileChanged, FileStore, Place


class Shelf:
    """A place in memory; it can be emptied, spoilt and closed."""

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.saved = 0
        self.closed = False

    def open(self, name: str) -> io.BytesIO:
        if self.closed:
            raise OSError("nobody answers")
        if name not in self.files:
            raise FileNotFoundError(name)
        return io.BytesIO(self.files[name])

    def put(self, name: str, content: io.BytesIO) -> str:
        self.saved += 1
        self.files[name] = content.read()
        return name

    def remove(self, name: str) -> None:
        self.files.pop(name, None)


@pytest.fixture
def shelf() -> Shelf:
    return Shelf()


def test_a_file_is_kept_under_its_digest_once(shelf):
    store = FileStore(Place(shelf.open, shelf.put, shelf.remove))
    digest = store.keep(b"abc")
    assert digest == store.keep(b"abc") == hashlib.sha256(b"abc").hexdigest()
    assert store.read(digest) == b"abc"
    assert (list(shelf.files), shelf.saved) == ([f"{digest[:2]}/{digest}"], 1)


def test_what_was_changed_is_not_read_and_made_good_by_the_same_bytes(shelf):
    store = FileStore(Place(shelf.open, shelf.put, shelf.remove))
    digest = store.keep(b"abc")
    for harm in (b"", b"ab", b"abd"):
        shelf.files[f"{digest[:2]}/{digest}"] = harm
        with pytest.raises(FileChanged):
            store.read(digest)
        assert store.keep(b"abc") == digest
        assert store.read(digest) == b"abc"


def test_what_is_gone_and_a_place_that_is_down_are_told_apart(shelf):
    store = FileStore(Place(shelf.open, shelf.put, shelf.remove))
    with pytest.raises(FileNotFoundError):
        store.read("0" * 64)
    shelf.closed = True
    with pytest.raises(OSError, match="nobody answers"):
        store.read("0" * 64)
    with pytest.raises(OSError, match="nobody answers"):
        store.keep(b"abc")


@pytest.mark.parametrize(
    "name", ["", "../../etc/passwd", "a" * 63, "A" * 64, "g" * 64, "0" * 62 + "/x", "0" * 63 + "\n"]
)
def test_what_is_no_digest_reaches_no_place(shelf, name):
    shelf.closed = True
    with pytest.raises(FileNotFoundError):
        FileStore(Place(shelf.open, shelf.put, shelf.remove)).read(name)
