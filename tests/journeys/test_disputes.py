"""Disputes through the doors (R6.3): a body that works with software of its own, and the pages."""

from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import Visitor
from tests.journeys.test_api import caller
from tests.journeys.test_case_files import body, checked
from tests.services import dispute_steps as steps
from tests.services.dispute_steps import BODY, MINE, THEIRS
from weikameng.domain.case_life import State
from weikameng.ledger.case_file.findings import About, How
from weikameng.ledger.encodings import base64_of
from weikameng.ledger.keys import SigningKey
from weikameng.ledger.rulings import vouching
from weikameng.records.models import Dispute, RefundCase
from weikameng.services import ruling_keys

NAMES = ("东海网络仲裁中心", "Donghai Online Arbitration Centre")


def test_an_outside_body_decides_by_the_api_with_a_key_of_its_own(cast: Cast):
    case = states.rejected(cast).number
    buyer, shop = caller(cast, "xiaolin"), caller(cast, "laoyan")
    (named,) = buyer.calls("get", "/api/v1/arbitration-bodies").json()["items"]
    assert (named["code"], named["three_from_minor"]) == (BODY, 15000)
    opened = buyer.calls("post", "/api/v1/disputes", {"case": case, "body": named["code"]})
    assert opened.status_code == 201, opened.content
    number = opened.json()["number"]
    path = f"/api/v1/disputes/{number}"
    dispute = steps.now(number)
    (seat,) = steps.panel(dispute)
    theirs, own = SigningKey("donghai.example/b", b"1" * 32), SigningKey("he/key", b"2" * 32)
    vkey = own.verifier.vkey
    ruling_keys.register_body(BODY, NAMES, theirs.verifier.vkey, None, cast.at)
    certificate = base64_of(theirs.sign(vouching(BODY, seat.username, vkey)))
    ruling_keys.register_arbitrator(BODY, seat.username, (vkey, certificate), cast.at)
    arbiter = caller(cast, seat.username)
    (listed,) = arbiter.calls("get", "/api/v1/disputes").json()["items"]
    assert (listed["number"], listed["case"], listed["phase"]) == (number, case, "exchange")
    assert arbiter.calls("get", f"{path}/file").status_code == 404
    assert arbiter.calls("post", f"{path}/declaration", {"conflict": False}).status_code == 204
    assert buyer.calls("post", f"{path}/statement", {"text": MINE}).json()["filed"][0]["text"]
    assert shop.calls("get", path).json()["filed"] == []
    shop.calls("post", f"{path}/statement", {"text": THEIRS})
    assert len(arbiter.calls("get", path).json()["filed"]) == 2
    assert body(arbiter.calls("get", f"{path}/file"))
    asked = {"side": "buyer", "text": "请说明付款时看到的提示。"}
    assert arbiter.calls("post", f"{path}/requests", asked).json()["phase"] == "waiting"
    assert buyer.calls("post", f"{path}/reply", {"text": MINE}).json()["phase"] == "hearing"
    wanted = {"outcome": "part", "amount_minor": 4_000, "clauses": ["B1"], "reasons": steps.REASONS}
    drafted = arbiter.calls("post", f"{path}/draft", wanted).json()["ruling"]
    assert buyer.calls("get", path).json()["ruling"] is None
    sent = {"draft": drafted["draft"], "signature": base64_of(b"0" * 64)}
    assert arbiter.calls("post", f"{path}/signature", sent).status_code == 422
    sent["signature"] = base64_of(own.sign(drafted["document"].encode()))
    ruled = arbiter.calls("post", f"{path}/signature", sent).json()
    assert (ruled["phase"], ruled["ruling"]["issued"]) == ("done", True)
    row = RefundCase.objects.get(number=case)
    assert (row.state, row.amount_minor) == (State.PAYING, 4_000)
    file = Visitor().enters(cast.xiaolin).client.get(f"/refunds/{case}/file/")
    found = checked(body(file))
    assert found.holds
    assert [one.how for one in found.findings if one.about is About.RULING] == [How.HOLDS]


def test_the_pages_lead_from_a_refusal_to_a_ruling(cast: Cast, xiaolin: Visitor):
    case = states.rejected(cast).number
    officer = Visitor().enters(cast.ids["laoyan"])
    assert xiaolin.sees(f"/refunds/{case}/").where("a", href=f"/refunds/{case}/dispute/")
    xiaolin.sends(f"/refunds/{case}/dispute/", {"body": BODY})
    page = xiaolin.here
    number = page.strip("/").split("/")[-1]
    assert xiaolin.sees(f"/refunds/{case}/").where("a", href=page)
    (seat,) = steps.panel(steps.now(number))
    arbiter = Visitor().enters(seat.person_id)
    assert arbiter.sees("/arbitration/").where("a", href=page)
    assert "小林" in arbiter.sees(page).text
    arbiter.sends(f"{page}do/declare/", {"conflict": "no"})
    short = xiaolin.sends(f"{page}do/state/", {"text": "退钱"}, 422)
    assert "退钱" in short.text
    xiaolin.sends(f"{page}do/state/", {"text": MINE})
    assert MINE not in officer.sees(page).text
    officer.sends(f"{page}do/state/", {"text": THEIRS})
    assert MINE in officer.sees(page).text
    assert THEIRS in xiaolin.sees(page).text
    form = {"outcome": "none", "clauses": "B1", "reasons": steps.REASONS, "bearer": "platform"}
    drafted = arbiter.sends(f"{page}do/draft/", form)
    assert steps.REASONS not in xiaolin.sees(page).text
    draft = drafted.where("input", name="draft")[0]["value"]
    arbiter.sends(f"{page}do/sign/", {"draft": draft})
    told = xiaolin.sees(f"/refunds/{case}/").text
    assert "争议已裁决" in told
    assert steps.REASONS in told
    assert "裁决不支持退款" in xiaolin.sees("/messages/").text
    assert xiaolin.client.get(f"{page}ruling/").json()["signatures"][0]["strength"] == "kept"
    assert Dispute.objects.get().carried_out_at


def test_a_dispute_can_not_be_opened_when_its_days_are_over(cast: Cast, xiaolin: Visitor):
    cast.later(days=-20)
    case = states.rejected(cast).number
    page = xiaolin.sees(f"/refunds/{case}/")
    assert not page.where("a", href=f"/refunds/{case}/dispute/")
    assert "已过申请争议处理的期限" in xiaolin.sees(f"/refunds/{case}/dispute/").text
    xiaolin.sends(f"/refunds/{case}/dispute/", {"body": BODY})
    assert not Dispute.objects.exists()
