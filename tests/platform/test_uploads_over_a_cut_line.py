"""A line cut in the middle of a part, at the real web server: what arrived is kept (R2.4)."""

import base64
import io
import socket
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest
from PIL import Image

from weikameng.cli.stage import Stage, until
from weikameng.cli.stories import BUYER, buys
from weikameng.domain.uploads import PART_BYTES

PART = "application/offset+octet-stream"
HANDS = 8


@pytest.fixture(scope="module")
def http(stage: Stage):
    token = stage.command("people", "token", BUYER).strip()
    with httpx.Client(base_url=stage.url, timeout=30) as client:
        client.headers.update({"Authorization": f"Bearer {token}", "Tus-Resumable": "1.0.0"})
        yield client


@pytest.fixture(scope="module")
def content() -> bytes:
    out = io.BytesIO()
    Image.effect_noise((1100, 1000), 80).save(out, "PNG")
    assert len(out.getvalue()) > 3 * PART_BYTES
    return out.getvalue()


def begun(stage: Stage, http: httpx.Client, size: int) -> str:
    order = buys(stage.enter(BUYER), "game-card-3")
    said = {"order": order, "kind": "error_screenshot", "filename": "记录.png"}
    pairs = [f"{key} {base64.b64encode(said[key].encode()).decode()}" for key in said]
    about = {"Upload-Length": str(size), "Upload-Metadata": ",".join(pairs)}
    answer = http.post("/api/v1/uploads", headers=about)
    assert answer.status_code == 201, answer.text
    return answer.headers["Location"]


def sends(http: httpx.Client, place: str, offset: int, content: bytes) -> httpx.Response:
    about = {"Upload-Offset": str(offset), "Content-Type": PART}
    return http.patch(place, content=content, headers=about)


def is_cut(http: httpx.Client, place: str, content: bytes, after: int) -> None:
    """Promise the whole file, send some of it, and hang up."""
    url = http.base_url
    about = {
        "Host": f"{url.host}:{url.port}",
        "Authorization": http.headers["Authorization"],
        "Content-Type": PART,
        "Content-Length": str(len(content)),
        "Upload-Offset": "0",
    }
    lines = [f"PATCH {place} HTTP/1.1", *(f"{name}: {about[name]}" for name in about), "", ""]
    with socket.create_connection((url.host, url.port)) as line:
        line.sendall("\r\n".join(lines).encode() + content[:after])


def arrived(http: httpx.Client, place: str) -> int:
    return int(http.head(place).headers["Upload-Offset"])


def test_what_arrived_before_the_cut_is_kept_and_the_rest_follows(stage, http, content):
    place = begun(stage, http, len(content))
    is_cut(http, place, content, 2 * PART_BYTES + 10_000)
    offset = until(lambda: (now := arrived(http, place)) >= 2 * PART_BYTES and now, "two parts")
    assert offset <= 2 * PART_BYTES + 10_000
    while offset < len(content):
        answer = sends(http, place, offset, content[offset : offset + PART_BYTES])
        offset = int(answer.headers["Upload-Offset"])
    assert http.get(place).json()["state"] == "ready"


def test_many_hands_sending_the_same_parts_make_one_picture(stage, http, content):
    place = begun(stage, http, len(content))

    def hand(_: int) -> set[int]:
        seen, offset = set(), 0
        while offset < len(content):
            answer = sends(http, place, offset, content[offset : offset + PART_BYTES])
            seen.add(answer.status_code)
            offset = int(answer.headers["Upload-Offset"])
        return seen

    with ThreadPoolExecutor(HANDS) as crowd:
        said = set().union(*crowd.map(hand, range(HANDS)))
    assert said <= {204, 409}
    assert until(lambda: http.get(place).json()["state"] == "ready", "ready")


def test_a_whole_file_in_one_request_is_taken(stage, http, content):
    place = begun(stage, http, len(content))
    assert sends(http, place, 0, content).status_code == 204
    assert http.get(place).json()["state"] == "ready"
