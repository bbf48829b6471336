"""The sandbox as a process: its books and keys stay, its controls are for this machine only."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from tests.gateways.sandbox_http.conftest import Running
from weikameng.gateways.sandbox.over_http.keys import key_ring
from weikameng.gateways.sandbox.over_http.letters import Postman
from weikameng.gateways.sandbox.over_http.room import Sandbox
from weikameng.gateways.sandbox.over_http.scenarios import SCENARIOS
from weikameng.gateways.sandbox.over_http.server import NotOnLoopback, SandboxServer

COMMAND = [sys.executable, "-m", "weikameng.config.sandbox"]


def test_what_it_answered_is_what_its_ledger_says(sandbox):
    """A hundred refunds of random amounts by both channels, faults drawn, to the fen."""
    dice = random.Random(7)
    sandbox.do("plan", percent=30, seed=7, among=["error_not_executed", "accepted_then_settled"])
    alipay, wechat = sandbox.alipay(), sandbox.wechat()
    settled = {"alipay": 0, "wechatpay": 0}
    for number in range(50):
        total = dice.randint(100, 99_999)
        part = dice.randint(1, total)
        alipay.pay(f"T{number}", total)
        said = alipay.refund(f"T{number}", f"R{number}", part)
        settled["alipay"] += part if said.get("fund_change") == "Y" else 0
        wechat.pay(f"ORDER-{number}", total)
        status, told = wechat.refund(f"ORDER-{number}", f"R{number}", part, total)
        settled["wechatpay"] += part if status == 200 and told["status"] == "SUCCESS" else 0
    book = sandbox.get("ledger")
    for provider, fen in settled.items():
        assert book["totals"][provider]["refunded"] == fen
        sums = [e["amount"] for e in book["entries"] if e["provider"] == provider]
        assert sum(sums) == book["totals"][provider]["kept"]


def test_a_restart_forgets_nothing(sandbox, folder):
    sandbox.do("plan", settle_seconds=600, prefixes={"X": "closed"})
    wechat = sandbox.wechat()
    wechat.pay("ORDER-1", 10_000)
    wechat.refund("ORDER-1", "R1", 1_000, 10_000)
    wechat.refund("ORDER-1", "accepted-then-settled-1", 2_000, 10_000)
    sandbox.advance(300)
    before = sandbox.get("ledger")
    sandbox.stop()
    again = Running(folder)
    try:
        assert again.get("ledger") == before
        assert again.get("plan")["prefixes"] == {"X": "closed"}
        assert (
            again.config["wechatpay_platform_serial"]
            == (sandbox.config["wechatpay_platform_serial"])
        )
        assert again.wechat().query("accepted-then-settled-1")[1]["status"] == "PROCESSING"
        again.advance(301)
        assert again.wechat().query("accepted-then-settled-1")[1]["status"] == "SUCCESS"
    finally:
        again.stop()
        sandbox.__init__(folder)


def test_time_goes_on_and_never_back(sandbox):
    before = sandbox.get("clock")["now"]
    sandbox.advance(86_400)
    assert sandbox.get("clock")["now"] - before >= 86_400
    assert sandbox.line.post("/_control/clock", json={"advance_seconds": -1}).status_code == 400


def test_the_control_room_is_closed_to_other_pages_and_machines(sandbox):
    page = {"origin": "https://evil.example"}
    assert sandbox.line.get("/_control/ledger", headers=page).status_code == 403
    assert sandbox.line.post("/_control/plan", json={}, headers=page).status_code == 403
    assert sandbox.line.post("/_control/plan", content=b"{}").status_code == 415
    assert sandbox.line.get("/_control/nowhere").status_code == 404
    assert sandbox.line.post("/_control/plan", json=[1]).status_code == 400


def test_private_keys_are_shown_to_nobody(sandbox):
    shown = json.dumps(sandbox.get("keys"))
    assert "BEGIN PRIVATE" not in shown
    for name in ("wechatpay_apiv3_key", "aliyun_access_key_secret", "fulu_app_secret"):
        assert sandbox.secrets[name] not in shown
    kept = [path for path in (sandbox.folder / "keys").iterdir() if path.stat().st_mode & 0o077]
    assert kept == []


def test_an_address_others_can_reach_is_refused_unless_asked_for(folder):
    room = Sandbox(folder, time.time)
    for host in ("0.0.0.0", "192.0.2.1", "example.com"):
        with pytest.raises(NotOnLoopback):
            SandboxServer(room, host, 0)
    open_to_all = SandboxServer(room, "0.0.0.0", 0, beyond_loopback=True)
    assert room.desk.letters.beyond_loopback
    open_to_all.server_close()
    room.close()


def test_bodies_that_are_too_large_and_unknown_paths_are_refused(sandbox):
    for size in (1_000_001, 5_000_000):
        assert sandbox.line.post("/gateway.do", content=b"x" * size).status_code == 413
    chunks = iter([b"a", b"b"])
    assert sandbox.line.post("/gateway.do", content=chunks).status_code == 413
    assert sandbox.line.get("/nowhere").status_code == 404


def test_two_first_starts_at_once_agree_on_the_keys(tmp_path):
    one = key_ring(tmp_path / "keys", time.time)
    other = key_ring(tmp_path / "keys", time.time)
    assert one.serials == other.serials
    assert [path.name for path in tmp_path.iterdir()] == ["keys"]


def test_the_postman_walks_until_called_home():
    walks = []
    postman = Postman(lambda: walks.append(1), every_seconds=0.01)
    postman.start()
    while len(walks) < 3:
        time.sleep(0.01)
    postman.call_home()
    assert not postman.is_alive()


def started(folder, port):
    env = {**os.environ, "WEIKAMENG_DATA_DIR": str(folder.parent)}
    process = subprocess.Popen(
        [*COMMAND, "run", "--host=127.0.0.1", f"--port={port}", "--amounts"],
        env=env,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    assert f"http://127.0.0.1:{port}/" in process.stdout.readline()
    return process, env


def test_the_process_survives_kill_9_and_ends_when_asked(folder):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process, env = started(folder, port)
    pay = {"provider": "alipay", "number": "T1", "amount": 700}
    httpx.post(f"http://127.0.0.1:{port}/_control/payments", json=pay, trust_env=False)
    process.send_signal(signal.SIGKILL)
    process.wait(10)
    process, env = started(folder, port)
    paid = httpx.get(f"http://127.0.0.1:{port}/_control/ledger", trust_env=False).json()
    assert paid["totals"]["alipay"]["paid"] == 700
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0
    told = subprocess.run([*COMMAND, "ledger", "--json"], env=env, capture_output=True, text=True)
    assert json.loads(told.stdout)["totals"] == paid["totals"]


@pytest.mark.parametrize("asked", [["keys", "--address=http://x"], ["ledger"], ["scenarios"]])
def test_every_command_shows_something_and_no_private_key(folder, asked):
    env = {**os.environ, "WEIKAMENG_DATA_DIR": str(folder.parent)}
    told = subprocess.run([*COMMAND, *asked], env=env, capture_output=True, text=True, check=True)
    assert "BEGIN PRIVATE" not in told.stdout
    assert told.stderr == ""


def test_a_wide_address_is_refused_in_a_sentence(folder):
    env = {**os.environ, "WEIKAMENG_DATA_DIR": str(folder.parent)}
    asked = [*COMMAND, "run", "--host=0.0.0.0", "--port=0"]
    told = subprocess.run(asked, env=env, capture_output=True, text=True)
    assert told.returncode == 1
    assert "--beyond-loopback" in told.stderr


def test_the_platforms_command_hands_over(folder):
    env = {**os.environ, "WEIKAMENG_DATA_DIR": str(folder.parent)}
    asked = [sys.executable, "-m", "weikameng.config.entry", "sandbox"]
    told = subprocess.run([*asked, "scenarios", "--json"], env=env, capture_output=True, text=True)
    assert {row["name"] for row in json.loads(told.stdout)} == set(SCENARIOS)
    told = subprocess.run([*asked, "keys", "--env"], env=env, capture_output=True, text=True)
    lines = dict(line.split("=", 1) for line in told.stdout.splitlines())
    assert lines["WEIKAMENG_ALIPAY_GATEWAY"] == "http://127.0.0.1:8900/gateway.do"
    assert not (folder.parent / "postgres" / "cluster").exists(), "it needs no database"
