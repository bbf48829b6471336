"""Suppliers report at the door, as their machines do (R11.1)."""

import pytest
from django.core.cache import cache

from tests.services.life_steps import life_at, said, signed
from weikameng.gateways.suppliers import reports as gateway
from weikameng.records.models import ReportRefusal
from weikameng.web import flood

DOOR = "/suppliers/sandbox/reports"


@pytest.fixture
def now(cast):
    """Everyone on stage, in this moment: the door looks at the clock."""
    cache.clear()
    return cast


def posts(client, message, door=DOOR):
    headers, body = message
    return client.post(door, body, content_type="application/json", headers=headers)


def test_a_report_is_answered_with_where_the_good_stands(client, now):
    order = now.buys("game-card-3")
    answer = posts(client, signed(now, said("activated", order), report_id="r-77"))
    assert answer.status_code == 200
    told = answer.json()
    assert (told["report"], told["outcome"], told["state"]) == ("r-77", "taken", "activated")
    assert (len(told["good"]), told["events"]) == (22, 5)
    assert told["proof"] == f"/proof/{told['good']}"
    assert life_at(order)[-1] == "activated"
    again = posts(client, signed(now, said("activated", order), report_id="r-78"))
    assert (again.status_code, again.json()["outcome"]) == (200, "known")


def test_what_is_not_surely_the_suppliers_is_refused_and_counted(client, now):
    order = now.buys("game-card-3")
    _, body = signed(now, said("activated", order))
    bare = client.post(DOOR, body, content_type="application/json")
    assert (bare.status_code, bare.json()) == (401, {"outcome": "forged"})
    late = signed(now, said("activated", order), at=now.at.replace(year=2025))
    assert posts(client, late).json() == {"outcome": "stale"}
    huge = client.post(DOOR, b"x" * (gateway.MAX_BODY + 1), content_type="application/json")
    assert huge.status_code == 413
    counted = dict(ReportRefusal.objects.values_list("reason", "times"))
    assert counted == {"forged": 1, "stale": 1, "oversized": 1}


def test_there_is_no_door_for_who_has_no_key_and_none_for_browsers(client, now):
    assert client.post("/suppliers/fulu/reports").status_code == 404
    assert client.post("/suppliers/nobody/reports").status_code == 404
    assert client.get(DOOR).status_code == 405


def test_a_flood_of_forged_reports_is_not_even_counted_any_more(client, now):
    seen = [
        client.post(DOOR, b"{}", content_type="application/json").status_code for _ in range(63)
    ]
    assert seen == [401] * flood.REFUSALS_AT_MOST + [429] * 3
    assert ReportRefusal.objects.get().times == flood.REFUSALS_AT_MOST
    order = now.buys("game-card-3")
    assert posts(client, signed(now, said("activated", order))).status_code == 200
