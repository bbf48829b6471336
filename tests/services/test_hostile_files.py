"""A thousand hostile files: each is refused with a code or kept as a bare JPEG (R2.4)."""

import hashlib
import io
import tempfile
import unicodedata
from collections import Counter
from pathlib import Path

import pytest
from PIL import Image

from tests.services.hostile_files import STOWAWAYS, Hostile, thousand
from tests.services.transfer_steps import receipt_picture
from weikameng.domain.errors import Refusal
from weikameng.gateways.pictures import KEPT_SIDE
from weikameng.services import evidence, wiring

CODES = {"too_large", "not_a_picture", "too_many_pixels", "too_small", "animated", "damaged"}
LONGEST_SENTENCE = 400


@pytest.fixture
def house(settings, tmp_path, monkeypatch) -> Path:
    """A folder with everything a file could reach: the store, temporary files, a neighbour."""
    for name in ("tmp", "neighbour"):
        (tmp_path / name).mkdir()
    (tmp_path / "neighbour" / "wkm-escaped").write_text("mine")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "tmp"))
    monkeypatch.chdir(tmp_path / "neighbour")
    settings.FILES_DIR = tmp_path / "files"
    wiring.files.cache_clear()
    yield tmp_path
    wiring.files.cache_clear()


def tree(folder: Path) -> dict[str, bytes]:
    """Every file below, with what is in it."""
    files = (path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def check_said(refusal: Refusal) -> None:
    """A code of ours and one line in each language, that nothing in the name has bent."""
    assert refusal.code.removeprefix("picture_") in CODES
    for sentence in refusal.words:
        assert len(sentence) < LONGEST_SENTENCE
        assert all(unicodedata.category(sign)[0] != "C" for sign in sentence), ascii(sentence)
        assert not {"/", "\\"} & set(sentence), sentence
        sentence.encode()


def check_kept(hostile: Hostile, sealed: evidence.SealedPicture) -> None:
    """The original under its digest, and a copy of which only pixels are left."""
    assert sealed.digest == hashlib.sha256(hostile.content).hexdigest()
    copy = evidence.picture(sealed.copy_digest)
    opened = Image.open(io.BytesIO(copy))
    opened.load()
    assert (opened.format, opened.mode) == ("JPEG", "RGB")
    assert max(opened.size) <= KEPT_SIDE
    assert dict(opened.getexif()) == {}
    assert set(opened.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert not any(rider in copy for rider in STOWAWAYS)


def test_a_thousand_hostile_files_are_refused_or_made_harmless(house: Path):
    before, met = tree(house), Counter()
    digests = set()
    for hostile in thousand():
        try:
            sealed = evidence.seal_picture(hostile.name, hostile.content)
        except Refusal as refusal:
            check_said(refusal)
            met[hostile.kind, refusal.code.removeprefix("picture_")] += 1
        else:
            check_kept(hostile, sealed)
            digests |= {sealed.digest, sealed.copy_digest}
            met[hostile.kind, "kept"] += 1
    assert sum(met.values()) == 1_000
    assert {code for _, code in met} == CODES | {"kept"}
    check_each_kind(met)
    after = tree(house)
    stored = {f"files/{digest[:2]}/{digest}" for digest in digests}
    assert set(after) - set(before) == stored
    assert {path: after[path] for path in before} == before
    assert not Path("/tmp/wkm-escaped").exists()
    assert evidence.seal_picture("a.png", receipt_picture())  # and the next buyer is served


def check_each_kind(met: Counter) -> None:
    """What can only end one way did."""
    ends = {kind: {code for k, code in met if k == kind} for kind, _ in met}
    assert ends["nothing"] <= {"not_a_picture", "damaged"}
    assert ends["noise"] <= {"not_a_picture", "damaged", "too_many_pixels"}
    assert ends["other_type"] <= {"not_a_picture", "damaged"}
    assert ends["huge_on_paper"] <= {"too_many_pixels", "too_small", "damaged"}
    assert ends["polyglot"] == {"kept"}
    assert ends["moving"] == {"animated", "kept"}  # of a camera's two pictures one is shown
    assert ends["too_heavy"] == {"too_large"}
    assert ends["too_small"] == {"too_small"}
    assert "kept" not in ends["endless_scans"] or met["endless_scans", "damaged"] > 0


def test_the_same_seed_makes_the_same_files():
    once, again = ([file for file, _ in zip(thousand(), range(300), strict=False)] for _ in "ab")
    assert once == again
