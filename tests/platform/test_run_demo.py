"""``weikameng run --demo`` with its sandbox: printed, wired to web and worker, gone at the end."""

from pathlib import Path

import httpx
import pytest

from weikameng.cli.stage import open_stage, until
from weikameng.cli.stories import BUYER, buys


def children_of(name: str) -> list[str]:
    """Commands that run in this data directory."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            environment = (process / "environ").read_bytes()
            command = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
        except OSError:  # gone meanwhile, or somebody else's
            continue
        if f"WEIKAMENG_DATA_DIR={name}".encode() in environment:
            found.append(command)
    return found


def test_money_goes_out_and_back_through_a_sandbox_that_lives_and_dies_with_the_platform():
    with open_stage() as stage:
        folder = stage.environment["WEIKAMENG_DATA_DIR"]
        told = (Path(folder) / "run.log").read_text(encoding="utf-8")
        assert f"{stage.url}/" in told
        assert stage.sandbox in told
        assert "docs/sandbox.md" in told
        with httpx.Client(base_url=stage.sandbox, trust_env=False) as line:
            assert line.get("/_control/plan").json()["by_amount"] is True
            buyer = stage.enter(BUYER)
            order = buys(buyer, "game-card-3", route="alipay")
            buyer.sends(f"/orders/{order}/refund/", {"reason": "NOT_ACTIVATED"})
            refunded = until(lambda: of(line, order), "refunded at the sandbox")
        assert [(row["provider"], row["amount"]) for row in refunded] == [("alipay", 300)]
        assert any("sandbox run" in command for command in children_of(folder))
    assert children_of(folder) == []
    with pytest.raises(httpx.ConnectError):
        httpx.get(f"{stage.sandbox}/_control/plan", trust_env=False)


def of(line: httpx.Client, order: str) -> list[dict]:
    """What the sandbox settled of one order."""
    rows = line.get("/_control/ledger").json()["refunds"]
    return [row for row in rows if row["payment"] == order and row["status"] == "SUCCESS"]
