"""老陈 declares a failure on its page, 阿财 agrees, the page moves by itself, 小林 is told."""

from datetime import timedelta

from click.testing import CliRunner
from django.utils import timezone

from tests.cast import Cast
from tests.journeys.people import Visitor
from tests.services.incident_steps import declares
from weikameng.cli.main import cli
from weikameng.domain.policy.window import BEIJING
from weikameng.records.models import Incident, RefundCase
from weikameng.services import incident_run

FORM = {
    "supplier": "sandbox",
    "sku": "game-card-3",
    "since": "2026-11-17T00:00",
    "until": "2026-11-19T00:00",
    "finding": "not_arrived",
    "zh": "供货商系统故障，没有到账",
    "en": "The supplier's system failed",
}


def bought(cast: Cast) -> tuple[str, str, str]:
    """An order of two hours ago, and the minutes around it, in Beijing."""
    cast.later(hours=-2)
    order = cast.buys("game-card-3")
    minutes = (cast.at + timedelta(hours=span) for span in (-1, 1))
    since, until = (f"{one.astimezone(BEIJING):%Y-%m-%dT%H:%M}" for one in minutes)
    return order, since, until


def test_a_failure_is_declared_agreed_to_carried_out_and_told(cast: Cast, xiaolin: Visitor):
    order, since, until = bought(cast)
    form = FORM | {"since": since, "until": until}
    laochen, acai = Visitor().enters(cast.laochen), Visitor().enters(cast.ids["acai"])
    assert "要写全" in laochen.sends("/money/incidents/new/", form | {"until": ""}, 422).text
    page = laochen.sends("/money/incidents/new/", form)
    assert "1 件会退" in page.text.replace("1件", "1 件")
    here = laochen.here
    given = {name: page.where("input", name=name)[0]["value"] for name in ("units", "minor")}
    assert "数字变了" in laochen.sends(f"{here}do/ask/", {"units": "9", "minor": "9"}, 422).text
    laochen.sends(f"{here}do/ask/", given)
    assert "要由另一个人同意" in laochen.sees(here).text
    page = acai.sends(f"{here}do/approve/", given)
    assert "hx-trigger" in page.html
    assert "正在退" in page.text
    made = int(here.strip("/").split("/")[-1])
    assert incident_run.step(made, timezone.now()) == "did"
    assert incident_run.step(made, timezone.now()) == "ended"
    page = acai.sees(f"{here}live/")
    assert "hx-trigger" not in page.html
    assert "已办 1 / 1 个订单" in page.text
    report = b"".join(acai.client.get(f"{here}report/").streaming_content).decode()
    case = RefundCase.objects.get(order__number=order).number
    assert f"{order}\t" in report
    assert f"{case}\t,intended" in report
    told = xiaolin.sees("/messages/").text
    assert "供货商系统故障，没有到账。" in told
    assert "你不用申请" in told
    assert "平台主动退款" in xiaolin.sees(f"/refunds/{case}/").text


def test_the_auditor_reads_and_nobody_else_finds_it(cast: Cast, xiaowu: Visitor):
    made = declares(cast, "game-card-3")
    xiaowu.sees(f"/money/incidents/{made}/", 404)
    Visitor().enters(cast.zhoujie).sees(f"/money/incidents/{made}/report/", 404)


def test_the_command_line_walks_the_same_way(cast: Cast):
    _, since, until = bought(cast)
    span = ["--from", since, "--to", until, "--zh", FORM["zh"], "--en", FORM["en"]]
    said = ["declare", "--supplier", "sandbox", *span, "--as", "laochen"]
    assert "declared" in _weikameng(*said)
    made = str(Incident.objects.get().pk)
    assert "refund  1 units  1 orders  3.00 yuan" in _weikameng("dry-run", made)
    numbers = ["--units", "1", "--amount", "3.00"]
    assert "asked" in _weikameng("start", made, *numbers, "--as", "laochen")
    assert "running" in _weikameng("start", made, *numbers, "--as", "acai")
    assert "paused" in _weikameng("pause", made, "--as", "acai")
    assert "running" in _weikameng("resume", made, "--as", "acai")
    incident_run.step(int(made), timezone.now())
    assert ",refund," in _weikameng("report", made)
    assert "running" in _weikameng("list")


def _weikameng(*words: str) -> str:
    done = CliRunner().invoke(cli, ["incident", *words])
    assert done.exit_code == 0, done.output
    return done.output
