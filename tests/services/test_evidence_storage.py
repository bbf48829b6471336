"""Where evidence lies: a folder of ours, or a bucket that speaks S3, asked over HTTP for real."""

import os
import stat
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from tests.services.transfer_steps import receipt_picture
from weikameng.config.environment import BadEnvironment
from weikameng.config.storage import BUCKET, FOLDER, evidence_storage
from weikameng.domain.errors import Refusal
from weikameng.gateways.files import FileChanged
from weikameng.services import evidence, wiring

BUCKET_URL = "s3://evidence/shop-1"


@pytest.fixture(autouse=True)
def nothing_is_set(monkeypatch, settings, tmp_path):
    for name in [name for name in os.environ if name.startswith("WEIKAMENG_EVIDENCE_")]:
        monkeypatch.delenv(name)
    settings.FILES_DIR = tmp_path / "files"
    wiring.files.cache_clear()
    yield
    wiring.files.cache_clear()


def tree(folder: Path) -> dict[str, int]:
    """Every path below with its permissions."""
    paths = sorted(folder.rglob("*"))
    return {str(p.relative_to(folder)): stat.S_IMODE(p.stat().st_mode) for p in paths}


def test_unset_it_is_a_folder_that_only_its_owner_reads(tmp_path):
    assert evidence_storage() == {"BACKEND": FOLDER}
    digest = wiring.files().keep(b"abc")
    assert tree(tmp_path) == {
        "files": 0o700,
        f"files/{digest[:2]}": 0o700,
        f"files/{digest[:2]}/{digest}": 0o600,
    }
    assert wiring.files().read(digest) == b"abc"


def test_twenty_writers_of_the_same_bytes_make_one_whole_file(tmp_path):
    content, gate, found = os.urandom(300_000), threading.Barrier(20), []

    def keep() -> None:
        gate.wait()
        digest = wiring.files().keep(content)
        found.append(wiring.files().read(digest) == content)

    threads = [threading.Thread(target=keep) for _ in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [True] * 20
    assert len([path for path in tmp_path.rglob("*") if path.is_file()]) == 1


def test_a_write_that_breaks_off_leaves_nothing(tmp_path, settings):
    class Breaking(ContentFile):
        def chunks(self, chunk_size=None):
            yield b"half"
            raise OSError("no space left")

    folder = storages.create_storage(settings.STORAGES["evidence"])
    with pytest.raises(OSError, match="no space"):
        folder.save("ab/abc", Breaking(b"whole"))
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_a_folder_that_can_not_be_written_is_told_and_is_not_the_pictures_fault(tmp_path, caplog):
    (tmp_path / "files").write_text("a file stands in the way")
    with pytest.raises(Refusal) as refused:
        evidence.seal_picture("a.png", receipt_picture())
    assert refused.value.code == "picture_not_now"
    assert "我们这边" in refused.value.words.zh
    assert "a picture could not be taken" in caplog.text


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STORAGE", "/srv/files"),
        ("STORAGE", "s3://"),
        ("STORAGE", "s3://key:secret@bucket/x"),
        ("STORAGE", "https://bucket.example.com"),
        ("S3_ENDPOINT", "minio:9000"),
        ("S3_STYLE", "sideways"),
    ],
)
def test_what_can_not_work_stops_the_start_with_a_sentence(monkeypatch, name, value):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())
    monkeypatch.setenv("WEIKAMENG_EVIDENCE_STORAGE", BUCKET_URL)
    monkeypatch.setenv(f"WEIKAMENG_EVIDENCE_{name}", value)
    with pytest.raises(BadEnvironment, match=f"WEIKAMENG_EVIDENCE_{name} ") as problem:
        evidence_storage()
    assert "secret" not in str(problem.value)


def test_a_bucket_without_the_extra_stops_the_start_with_a_sentence(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    monkeypatch.setenv("WEIKAMENG_EVIDENCE_STORAGE", BUCKET_URL)
    with pytest.raises(BadEnvironment, match=r"weikameng\[s3\]"):
        evidence_storage()


def test_the_secret_may_lie_in_a_file(monkeypatch, tmp_path):
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: object())
    (tmp_path / "secret").write_text(" s3cret\n")
    for name, value in {
        "STORAGE": BUCKET_URL,
        "S3_KEY_ID": "key",
        "S3_SECRET_FILE": str(tmp_path / "secret"),
        "S3_ENDPOINT": "https://s3.example.com",
        "S3_STYLE": "path",
    }.items():
        monkeypatch.setenv(f"WEIKAMENG_EVIDENCE_{name}", value)
    assert evidence_storage() == {
        "BACKEND": BUCKET,
        "OPTIONS": {
            "bucket_name": "evidence",
            "location": "shop-1",
            "endpoint_url": "https://s3.example.com",
            "region_name": "us-east-1",
            "addressing_style": "path",
            "access_key": "key",
            "secret_key": "s3cret",
        },
    }


def test_without_a_bucket_nothing_of_s3_is_loaded():
    assert "weikameng.services.whole_files" in sys.modules
    if "moto" not in sys.modules:  # the test below brings it in
        assert "botocore" not in sys.modules


@pytest.fixture
def server() -> Iterator[str]:
    """A server that speaks S3, with an empty bucket."""
    moto = pytest.importorskip("moto.server", reason="moto, flask and flask-cors are not installed")
    boto3 = pytest.importorskip("boto3", reason="the extra s3 is not installed")
    pytest.importorskip("storages", reason="the extra s3 is not installed")
    serving = moto.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    serving.start()
    host, port = serving.get_host_and_port()
    home = f"http://{host}:{port}"
    httpx.post(f"{home}/moto-api/reset")
    s3 = boto3.client(
        "s3", endpoint_url=home, region_name="us-east-1",
        aws_access_key_id="key", aws_secret_access_key="s3cret",
    )  # fmt: skip
    s3.create_bucket(Bucket="evidence")
    yield home
    serving.stop()


@pytest.fixture
def in_a_bucket(server: str, monkeypatch, settings) -> str:
    """The platform with that bucket, as its environment would say."""
    for name, value in {
        "STORAGE": BUCKET_URL,
        "S3_ENDPOINT": server,
        "S3_STYLE": "path",
        "S3_KEY_ID": "key",
        "S3_SECRET": "s3cret",
    }.items():
        monkeypatch.setenv(f"WEIKAMENG_EVIDENCE_{name}", value)
    settings.STORAGES = {**settings.STORAGES, "evidence": evidence_storage()}
    wiring.files.cache_clear()
    return server


def client(home: str):
    """The server, past our storage."""
    import boto3

    return boto3.client(
        "s3", endpoint_url=home, region_name="us-east-1",
        aws_access_key_id="key", aws_secret_access_key="s3cret",
    )  # fmt: skip


def test_a_picture_goes_into_the_bucket_and_comes_back(in_a_bucket, settings):
    sealed = evidence.seal_picture("a.png", receipt_picture())
    assert evidence.picture(sealed.copy_digest).startswith(b"\xff\xd8\xff")
    listed = client(in_a_bucket).list_objects_v2(Bucket="evidence")["Contents"]
    digests = {sealed.digest, sealed.copy_digest}
    assert {row["Key"] for row in listed} == {f"shop-1/{d[:2]}/{d}" for d in digests}
    assert not Path(settings.FILES_DIR).exists()


def test_in_a_bucket_too_gone_changed_and_down_are_told_apart(in_a_bucket, settings, monkeypatch):
    digest = wiring.files().keep(b"abc")
    name = f"shop-1/{digest[:2]}/{digest}"
    client(in_a_bucket).put_object(Bucket="evidence", Key=name, Body=b"abd")
    with pytest.raises(FileChanged):
        wiring.files().read(digest)
    assert wiring.files().keep(b"abc") == digest
    assert wiring.files().read(digest) == b"abc"
    client(in_a_bucket).delete_object(Bucket="evidence", Key=name)
    with pytest.raises(FileNotFoundError):
        wiring.files().read(digest)
    options = {**settings.STORAGES["evidence"]["OPTIONS"], "endpoint_url": "http://127.0.0.1:9"}
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": BUCKET, "OPTIONS": options}}
    wiring.files.cache_clear()
    with pytest.raises(OSError, match="EndpointConnectionError"):
        wiring.files().read(digest)


def test_a_bucket_that_is_not_there_is_our_trouble(in_a_bucket, settings):
    options = {**settings.STORAGES["evidence"]["OPTIONS"], "bucket_name": "no-such-bucket"}
    settings.STORAGES = {**settings.STORAGES, "evidence": {"BACKEND": BUCKET, "OPTIONS": options}}
    wiring.files.cache_clear()
    with pytest.raises(Refusal) as refused:
        evidence.seal_picture("a.png", receipt_picture())
    assert refused.value.code == "picture_not_now"


def test_a_second_writer_of_the_same_bytes_makes_no_second_object(in_a_bucket, settings):
    """One after the other: the server of these tests falls over two at once, S3 itself does not."""
    place = storages.create_storage(settings.STORAGES["evidence"])
    assert {place.save("ab/abc", ContentFile(b"abc")) for _ in range(2)} == {"ab/abc"}
    listed = client(in_a_bucket).list_objects_v2(Bucket="evidence")["Contents"]
    assert [row["Key"] for row in listed] == ["shop-1/ab/abc"]
