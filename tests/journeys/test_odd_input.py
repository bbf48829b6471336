"""Odd input at both doors: a sentence or a 404, never a broken page."""

import string
from urllib.parse import quote

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from tests.cast import Cast
from tests.journeys.people import Visitor, picture
from tests.journeys.test_api import Caller
from tests.services.policy_steps import drafts
from weikameng.services import accounts

HASTE = settings(
    max_examples=25,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
TEXT = some.text(max_size=60) | some.sampled_from(
    ["\x00", "' OR 1=1--", "{x}", "{{ 7*7 }}", "%s%n", "../..", "𝔘𝔫𝔦", "\u202e退款", "0" * 3_000]
)
REASON = some.sampled_from(["NOT_ACTIVATED", "OTHER", "NOT_ARRIVED", "KEY_INVALID"]) | TEXT
JSON = some.recursive(
    some.none() | some.booleans() | some.integers() | some.floats() | TEXT,
    lambda inner: some.lists(inner, max_size=3) | some.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
PATH = some.text(string.ascii_letters + string.digits + "-_.~%退", min_size=1, max_size=30)


def test_the_apply_form_takes_anything(cast: Cast, xiaolin: Visitor):
    @HASTE
    @given(REASON, TEXT, some.booleans())
    def sends(reason: str, narrative: str, upload: bool) -> None:
        order = orders.pop()
        form = {"reason": reason, "narrative": narrative}
        files = {"file_not_arrived_proof": picture()} if upload else {}
        answer = xiaolin.client.post(f"/orders/{order}/refund/", form | files)
        assert answer.status_code in {200, 302, 422}

    orders = [cast.buys("game-card-3") for _ in range(40)]
    sends()


def test_the_checkout_form_takes_anything(cast: Cast, xiaolin: Visitor):
    @HASTE
    @given(some.dictionaries(some.sampled_from(["quantity", "account", "zone", "confirmed"]), TEXT))
    def sends(form: dict[str, str]) -> None:
        assert xiaolin.client.post("/goods/game-topup-100/", form).status_code == 422

    sends()


def test_the_description_check_takes_anything(cast: Cast, xiaolin: Visitor):
    order = cast.buys("game-card-3")

    @HASTE
    @given(TEXT)
    def writes(narrative: str) -> None:
        answer = xiaolin.client.post(f"/orders/{order}/refund/check/", {"narrative": narrative})
        assert answer.status_code == 200

    writes()


def test_no_address_breaks_a_page(cast: Cast, xiaolin: Visitor):
    @HASTE
    @given(PATH, some.sampled_from(["orders", "refunds", "pay", "goods", "desk", "api/v1/refunds"]))
    def opens(path: str, room: str) -> None:
        assert xiaolin.client.get(f"/{room}/{path}/").status_code in {301, 302, 404}

    opens()
    for page in ("0", "-1", "1e9", "9" * 400, "²", "a"):
        xiaolin.sees(f"/orders/?page={page}")


def test_the_policy_room_takes_anything(cast: Cast):
    drafts(cast, "2026.8")
    editor, room = Visitor().enters(cast.xiaozheng.id), "/policy/room/2026.8/"
    sound = {200, 301, 302, 404, 409, 422}

    @HASTE
    @given(TEXT, TEXT, some.sampled_from(["rule", "brakes", "terms", "reasons", "goods"]))
    def tries(one: str, other: str, page: str) -> None:
        sent = {
            "": {"name": one, "based_on": other},
            "2026.8/condition/": {"field": "when", "when": one, "before": other},
            "2026.8/dry-run/": {"order": one, "reason": other, "beside": other, "round": one},
            "2026.8/rules/move/": {"rule": one, "case": other, "seen": one},
            "2026.8/rule/used/cases/": {"case": one, "seen": other},
            "2026.8/steps/propose/": {"note": one, "seen": other},
            "2026.8/steps/publish/": {"note": one, "effective_on": other},
            "2026.8/backtest/": {"since": one, "until": other},
            "2026.8/numbers/": {"params.urgent_from": one, "seen": other},
            "2026.8/clauses/": {"row": one, "seen": other},
        }
        for path, form in sent.items():
            assert editor.client.post(f"/policy/room/{path}", form).status_code in sound, path
        for path in (f"{room}{page}/{quote(one)}/", f"/policy/room/{quote(other)}/"):
            assert editor.client.get(path).status_code in sound, path
        assert editor.client.get(f"{room}compare/", {"with": one}).status_code in sound
        assert editor.client.get(f"{room}text/", {"line": one}).status_code in sound

    tries()


def test_the_api_takes_anything(cast: Cast):
    who = Caller(accounts.issue_token("xiaolin", "fuzz", accounts.SCOPES, at=cast.at))
    order = cast.buys("game-card-3")

    @HASTE
    @given(JSON, REASON, TEXT)
    def calls(units: object, reason: object, narrative: str) -> None:
        body = {"order": order, "reason": reason, "narrative": narrative, "units": units}
        assert who.calls("post", "/api/v1/refunds", body).status_code < 500
        assert who.calls("post", "/api/v1/refunds", units).status_code < 500

    calls()
    for raw in ("", "{", "[]", "null", '{"order": "' + "9" * 5_000 + '"}'):
        answer = who.client.post(
            "/api/v1/refunds",
            raw,
            content_type="application/json",
            headers={"Authorization": f"Bearer {who.token}"},
        )
        assert 400 <= answer.status_code < 500
        assert answer.headers["Content-Type"] == "application/problem+json", raw
