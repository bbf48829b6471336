"""Web and worker never load what opens or reads pictures: a process apart does (issue 5)."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.journeys.people import CLEAR, picture
from weikameng.cli.stage import Stage
from weikameng.cli.stories import BUYER, buys

READERS = {"PIL", "cv2", "numpy", "onnxruntime", "rapidocr"}
# Their compiled parts, as the kernel shows what a process has loaded.
LOADED = re.compile(r"/(PIL|cv2|numpy|onnxruntime)/")
# One request through the real WSGI application, then everything that is loaded by then.
ONE_REQUEST = """
import json, sys
from wsgiref.util import setup_testing_defaults
from weikameng.config.wsgi import application
asked = {"PATH_INFO": "/no-such-page", "HTTP_HOST": "localhost"}
setup_testing_defaults(asked)
answered = []
body = b"".join(application(asked, lambda status, _headers, *_: answered.append(status)))
print(json.dumps({"status": answered, "loaded": sorted(sys.modules)}))
"""
THE_COMMANDS = """
import json, sys
import django
django.setup()
import weikameng.cli.main, weikameng.cli.errands
print(json.dumps({"loaded": sorted(sys.modules)}))
"""


def told_by(lines: str) -> dict:
    """What a fresh process says after these lines."""
    done = subprocess.run(
        [sys.executable, "-c", lines],
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "weikameng.config.settings"},
        cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.splitlines()[-1])


def test_a_request_is_answered_without_decoders_or_engine():
    told = told_by(ONE_REQUEST)
    assert told["status"] == ["404 Not Found"]
    assert "weikameng.web.urls" in told["loaded"]
    assert READERS.isdisjoint(told["loaded"])


def test_the_commands_and_errands_load_neither():
    loaded = told_by(THE_COMMANDS)["loaded"]
    assert "weikameng.services.evidence" in loaded
    assert READERS.isdisjoint(loaded)


def processes(stage: Stage) -> dict[str, set[str]]:
    """What every process of this platform has loaded of readers, by its command line."""
    found = {}
    mine = stage.environment["WEIKAMENG_DATA_DIR"].encode()
    for home in Path("/proc").glob("[0-9]*"):
        try:
            if mine not in (home / "environ").read_bytes() and not _of_ours(home, stage):
                continue
            said = (home / "cmdline").read_text().replace("\0", " ").strip()
            found[f"{said} {home.name}"] = set(LOADED.findall((home / "maps").read_text()))
        except OSError:  # it has just ended
            continue
    return found


def _of_ours(home: Path, stage: Stage) -> bool:
    """A process apart has no environment of ours: known by its parent's."""
    parent = re.search(r"PPid:\t(\d+)", (home / "status").read_text())
    if parent is None or parent[1] == "0":
        return False
    environment = (home.parent / parent[1] / "environ").read_bytes()
    return stage.environment["WEIKAMENG_DATA_DIR"].encode() in environment


@pytest.mark.skipif(not Path("/proc/self/maps").exists(), reason="no /proc here")
def test_an_upload_through_the_real_web_process_loads_no_decoder_there(stage: Stage):
    buyer = stage.enter(BUYER)
    order = buys(buyer, "game-topup-100", account="player-5555", zone="电信一区")
    form = {"reason": "NOT_ARRIVED", "narrative": CLEAR, "told": "yes"}
    shot = picture().getvalue()
    for _ in range(2):  # either of the two web processes may answer
        here = buyer.sends(
            f"/orders/{order}/refund/?reason=NOT_ARRIVED",
            form,
            {"file_not_arrived_proof": ("record.png", shot, "image/png")},
        )
    assert here.startswith("/refunds/")
    link = re.search(r'href="(/refunds/[^"]*/evidence/[^"]+)"', buyer.sees(here))
    assert link
    shown = buyer.http.get(link[1].replace("&amp;", "&"))
    assert (shown.status_code, shown.headers["content-type"]) == (200, "image/jpeg")
    assert httpx.get(f"{stage.url}/healthz").status_code == 200

    seen = processes(stage)
    apart = {name for name in seen if "gateways.decoder.child" in name}
    readers = {name for name in seen if "gateways.reader.child" in name}
    web = {name for name in seen if "granian" in name}
    assert len(web) >= 2
    assert apart
    assert all(seen[name] == {"PIL"} for name in apart)
    assert {name: seen[name] for name in set(seen) - apart - readers if seen[name]} == {}
