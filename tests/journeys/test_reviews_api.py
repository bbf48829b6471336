"""A person decides by the API as on the desk (R3.5, H3-H5): shares, refusals, the second person."""

import json

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor, works
from tests.journeys.test_api import Caller, caller, problem
from tests.journeys.test_special_cases import RENEWED, renewed
from tests.services.exchange_steps import applies, brings_abroad
from weikameng.domain.case_life import State
from weikameng.records.models import ApprovalRequest, StaffAction

REVIEWS = "/api/v1/reviews"
WORDS = {"because": "核对无误,按规则退回。", "because_en": "Checked; it goes back."}


def read(who: Caller, case: str) -> dict[str, object]:
    """What a decision can rest on."""
    answer = who.calls("get", f"{REVIEWS}/{case}")
    assert answer.status_code == 200, answer.content
    found: dict[str, object] = answer.json()
    return found


def decides(who: Caller, case: str, verb: str, **sent: object) -> dict[str, object]:
    """Decide on what was just read."""
    body = WORDS | {"revision": read(who, case)["revision"]} | sent
    answer = who.calls("post", f"{REVIEWS}/{case}/{verb}", body)
    assert answer.status_code == 200, answer.content
    found: dict[str, object] = answer.json()
    return found


def test_a_renewal_is_looked_into_and_a_share_goes_back(cast: Cast, xiaolin: Visitor):
    order = renewed(cast, "renewed-used", {}, usage="used", used_days=9)
    made = caller(cast, "xiaolin").calls(
        "post",
        "/api/v1/refunds",
        {"order": order, "reason": "AUTO_RENEWAL", "narrative": RENEWED},
    )
    case, zhou = made.json()["number"], caller(cast, "zhoujie")
    found = read(zhou, case)
    assert (found["open"], found["money"]["whole_minor"]) == (True, 2500)
    assert found["track"]["name"] == "renewal"
    noted = zhou.calls("post", f"{REVIEWS}/{case}/reminder", {"note": "短信平台没有发送记录。"})
    assert noted.status_code == 200, noted.content
    assert "扣款前没有提醒" in json.dumps(noted.json(), ensure_ascii=False)
    wrong = WORDS | {"revision": found["revision"], "percent": "70", "expected_minor": 2500}
    told = problem(zhou.calls("post", f"{REVIEWS}/{case}/approve", wrong), 409)
    assert told["type"].endswith("amount_changed")
    both = wrong | {"part_minor": 100}
    assert problem(zhou.calls("post", f"{REVIEWS}/{case}/approve", both), 422)
    done = decides(zhou, case, "approve", percent="70", expected_minor=1750)
    assert done["proposed"] is False
    works(cast)
    assert cast.comes_to(case) is State.REFUNDED
    assert "25.00 元 × 70% = 17.50 元" in xiaolin.sees(f"/refunds/{case}/").text
    assert StaffAction.objects.filter(what="case_approved").count() == 1


def test_what_is_large_is_proposed_and_another_person_signs(cast: Cast):
    case = states.urgent(cast).number
    zhou, chen = caller(cast, "zhoujie"), caller(cast, "laochen")
    whole = read(zhou, case)["money"]
    assert whole["needs_second"] is True
    done = decides(zhou, case, "approve", expected_minor=whole["whole_minor"])
    assert (done["proposed"], done["state"]) == (True, "reviewing")
    waits = read(chen, case)["proposal"]
    assert (waits["yours"], waits["asked_by"]) == (False, "zhoujie")
    own = {"proposal": waits["id"]}
    problem(zhou.calls("post", f"{REVIEWS}/{case}/sign", own), 404)
    problem(chen.calls("post", f"{REVIEWS}/{case}/take-back", own), 422)
    sent = {"proposal": waits["id"], "note": "金额请再核对一遍。"}
    assert chen.calls("post", f"{REVIEWS}/{case}/send-back", sent).status_code == 200
    decides(zhou, case, "approve", expected_minor=whole["whole_minor"])
    mine = read(zhou, case)["proposal"]["id"]
    assert zhou.calls("post", f"{REVIEWS}/{case}/take-back", {"proposal": mine}).status_code == 200
    decides(zhou, case, "approve", expected_minor=whole["whole_minor"])
    last = read(chen, case)["proposal"]["id"]
    signed = chen.calls("post", f"{REVIEWS}/{case}/sign", {"proposal": last})
    assert (signed.status_code, signed.json()["state"]) == (200, "paying")
    ends = ApprovalRequest.objects.order_by("id").values_list("state", flat=True)
    assert list(ends) == ["sent_back", "taken_back", "signed"]


def test_a_refusal_rests_on_a_clause_and_a_fact_and_a_stale_one_changes_nothing(cast: Cast):
    case, zhou = states.reviewing(cast).number, caller(cast, "zhoujie")
    found = read(zhou, case)
    fact = found["facts"][0]["name"]
    old = WORDS | {"revision": found["revision"] - 1, "clause": "B1", "facts": [fact]}
    problem(zhou.calls("post", f"{REVIEWS}/{case}/reject", old), 409)
    bare = {"clause": "B1", "facts": [], "revision": found["revision"]}
    problem(zhou.calls("post", f"{REVIEWS}/{case}/reject", WORDS | bare), 422)
    done = decides(zhou, case, "reject", clause="B1", facts=[fact])
    assert done["state"] == "rejected"


def test_the_buyer_is_asked_for_more(cast: Cast):
    case, zhou = states.reviewing(cast).number, caller(cast, "zhoujie")
    done = decides(zhou, case, "ask", text="请发充值页面的截图。", days=7)
    assert done["state"] == "awaiting_buyer"


def test_the_list_goes_by_promise_and_page_and_leaves_out_who_may_not(cast: Cast):
    first = states.reviewing(cast)
    cast.later(days=1)
    second = applies(cast, brings_abroad(cast))
    zhou = caller(cast, "zhoujie")
    page = zhou.calls("get", f"{REVIEWS}?limit=1").json()
    rest = zhou.calls("get", f"{REVIEWS}?limit=1&cursor={page['next']}").json()
    seen = [one["number"] for one in (*page["items"], *rest["items"])]
    assert sorted(seen) == sorted([first.number, second])
    assert rest["next"] is None
    assert page["items"][0]["due_at"] <= rest["items"][0]["due_at"]
    for name in ("xiaolin", "xiaowu", "acai", "xiaoman"):
        who = caller(cast, name)
        assert who.calls("get", REVIEWS).status_code == 404, name
        assert who.calls("get", f"{REVIEWS}/{first.number}").status_code == 404, name


def test_across_a_border_nothing_is_approved_before_the_identity_is_known(cast: Cast):
    case, zhou = applies(cast, brings_abroad(cast)), caller(cast, "zhoujie")
    found = read(zhou, case)
    assert found["money"] is None
    assert found["trouble"]["zh"]
    body = WORDS | {"revision": found["revision"], "expected_minor": 9900}
    told = problem(zhou.calls("post", f"{REVIEWS}/{case}/approve", body), 409)
    assert told["type"].endswith("identity_first")
