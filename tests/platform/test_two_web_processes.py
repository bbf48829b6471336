"""A crowd at the real doors: two web processes, one order, sixty-four hands at once (R2.7, P1)."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from weikameng.cli.stage import Stage, until
from weikameng.cli.stories import BUYER, buys

HANDS = 64


@pytest.fixture(scope="module")
def token(stage: Stage) -> str:
    return stage.command("people", "token", BUYER).strip()


def test_sixty_four_parallel_applications_make_one_case_and_one_payout(stage, token):
    order = buys(stage.enter(BUYER), "game-card-3")
    headers = {"Authorization": f"Bearer {token}"}
    body = {"order": order, "reason": "NOT_ACTIVATED"}

    def apply(_hand: int) -> httpx.Response:
        return httpx.post(f"{stage.url}/api/v1/refunds", json=body, headers=headers, timeout=30)

    with ThreadPoolExecutor(HANDS) as crowd:
        answers = list(crowd.map(apply, range(HANDS)))

    assert Counter(answer.status_code for answer in answers) == {201: 1, 200: HANDS - 1}
    numbers = {answer.json()["number"] for answer in answers}
    assert len(numbers) == 1

    def settled() -> dict | None:
        seen = httpx.get(
            f"{stage.url}/api/v1/refunds/{numbers.copy().pop()}", headers=headers
        ).json()
        return seen if seen["state"] == "refunded" else None

    case = until(settled, "refunded")
    assert [leg["amount_minor"] for leg in case["payouts"]] == [300]
    assert stage.command("audit").strip().endswith("0 findings")


def test_a_one_click_refund_is_decided_and_settled_by_the_worker(stage, token):
    order = buys(stage.enter(BUYER), "game-card-3")
    headers = {"Authorization": f"Bearer {token}"}
    with httpx.Client(base_url=stage.url, headers=headers) as http:
        number = http.post(
            "/api/v1/refunds", json={"order": order, "reason": "NOT_ACTIVATED"}
        ).json()["number"]
        case = until(
            lambda: (
                (seen := http.get(f"/api/v1/refunds/{number}").json())["state"] == "refunded"
                and seen
            ),
            "refunded",
        )
    assert case["outcome"] == "approve_auto"
    assert [leg["state"] for leg in case["payouts"]] == ["settled"]


def test_an_imported_order_is_refunded_like_one_of_ours(stage, token, tmp_path: Path):
    rows = stage.command("seed", "--past-orders-of", BUYER).splitlines()
    file = tmp_path / "orders.jsonl"
    file.write_text("\n".join([*rows, "{broken", json.dumps({"units": []})]), encoding="utf-8")
    with pytest.raises(Exception, match="exit status 1"):
        stage.command("orders", "import", str(file))  # two bad rows are named, the rest is in
    again = tmp_path / "again.jsonl"
    again.write_text("\n".join(rows), encoding="utf-8")
    assert f"0 orders imported, {len(rows)} already here" in stage.command(
        "orders", "import", str(again)
    )
