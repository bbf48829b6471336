"""An incident by the API (N7): declared, tried dry, started by two of one mind, reported."""

from datetime import timedelta

from django.utils import timezone

from tests.cast import Cast
from tests.journeys.test_api import Caller, caller, problem
from tests.services.incident_steps import declares
from weikameng.domain.incidents import Finding, Scope
from weikameng.domain.words import Words
from weikameng.records.models import RefundCase, StaffAction, User
from weikameng.records.writing import incidents as writing
from weikameng.services import incident_run

INCIDENTS = "/api/v1/incidents"


def declared(cast: Cast, who: Caller) -> int:
    """老陈 declares by a program what failed in the last two days."""
    sent = {
        "supplier": "sandbox",
        "sku": "game-card-3",
        "since": (cast.at - timedelta(days=2)).isoformat(),
        "until": cast.at.isoformat(),
        "finding": "not_arrived",
        "zh": "供货商系统故障,没有到账",
        "en": "The supplier's system failed",
    }
    answer = who.calls("post", INCIDENTS, sent)
    assert answer.status_code == 201, answer.content
    assert answer.json()["state"] == "declared"
    return int(answer.json()["id"])


def test_two_programs_of_two_people_start_it_and_every_unit_is_reported(cast: Cast):
    cast.later(hours=-2)
    order = cast.buys("game-card-3")
    cast.later(hours=1)
    chen, acai = caller(cast, "laochen"), caller(cast, "acai")
    made = declared(cast, chen)
    here = f"{INCIDENTS}/{made}"
    dry = chen.calls("get", here).json()["dry_run"]
    assert (dry["expected_units"], dry["expected_minor"], dry["left_out"]) == (1, 300, [])
    (money,) = dry["money"]
    assert (money["route"], money["amount_minor"], money["pending_minor"]) == ("sandbox", 300, 300)
    assert (money["balance_minor"], money["short"]) == (None, False)
    seen = {name: dry[name] for name in ("expected_units", "expected_minor")}
    told = problem(chen.calls("post", f"{here}/ask", seen | {"expected_units": 9}), 412)
    assert "1 件" in str(told["detail"])
    assert chen.calls("post", f"{here}/ask", seen).json()["state"] == "asked"
    problem(chen.calls("post", f"{here}/approve", seen), 409)
    assert not RefundCase.objects.exists()
    started = acai.calls("post", f"{here}/approve", seen).json()
    assert (started["state"], started["approved_by"]) == ("running", "acai")
    assert (
        acai.calls("post", f"{here}/pause", {"seen_state": "running"}).json()["state"] == "paused"
    )
    assert (
        acai.calls("post", f"{here}/resume", {"seen_state": "paused"}).json()["state"] == "running"
    )
    while incident_run.step(made, timezone.now()) != "ended":
        pass
    told = chen.calls("get", here).json()
    assert (told["state"], told["dry_run"]) == ("done", None)
    assert (told["progress"]["refunded"], told["progress"]["refunded_minor"]) == (1, 300)
    case = RefundCase.objects.get(order__number=order).number
    report = chen.calls("get", f"{here}/report")
    assert f"{case}\t" in b"".join(report.streaming_content).decode()
    steps = StaffAction.objects.filter(what="incident_step").order_by("id")
    assert [line.because.split()[0] for line in steps] == [
        *("declared", "asked", "running", "paused", "running"),
    ]


def test_a_proposal_of_the_rule_is_taken_up_and_what_never_started_is_dropped(cast: Cast):
    scope = Scope("sandbox", None, cast.at - timedelta(hours=1), cast.at, Finding.NOT_ARRIVED)
    words = Words("很多订单失败了。", "Many orders failed.")
    made = writing.declare(writing.NewIncident(scope, words, None, (30, 20)), cast.at)
    chen, here = caller(cast, "laochen"), f"{INCIDENTS}/{made}"
    assert chen.calls("get", here).json()["state"] == "proposed"
    sent = {"zh": "供货商的系统坏了,没有到账", "en": "The supplier failed; nothing arrived"}
    taken = chen.calls("post", f"{here}/take-up", sent).json()
    assert (taken["state"], taken["declared_by"]) == ("declared", "laochen")
    assert taken["words"]["en"] == "The supplier failed; nothing arrived."
    problem(chen.calls("post", f"{here}/take-up", sent), 409)
    assert (
        chen.calls("post", f"{here}/drop", {"seen_state": "declared"}).json()["state"] == "dropped"
    )
    for seen in ("declared", "dropped"):
        problem(chen.calls("post", f"{here}/drop", {"seen_state": seen}), 409)


def test_the_auditor_reads_and_nobody_else_finds_it(cast: Cast):
    made = [declares(cast, "game-card-3") for _ in range(2)]
    User.objects.filter(pk=cast.ids["laoxu"]).update(role="auditor")
    auditor = caller(cast, "laoxu")
    page = auditor.calls("get", f"{INCIDENTS}?limit=1").json()
    rest = auditor.calls("get", f"{INCIDENTS}?cursor={page['next']}").json()
    assert [one["id"] for one in (*page["items"], *rest["items"])] == made[::-1]
    assert auditor.calls("get", f"{INCIDENTS}/{made[0]}").status_code == 200
    dropped = {"seen_state": "declared"}
    problem(auditor.calls("post", f"{INCIDENTS}/{made[0]}/drop", dropped), 404)
    for name in ("zhoujie", "xiaolin", "xiaoman"):
        who = caller(cast, name)
        for path in (INCIDENTS, f"{INCIDENTS}/{made[0]}", f"{INCIDENTS}/{made[0]}/report"):
            problem(who.calls("get", path), 404)
