"""A whole arbitration by three people, each with a browser of their own: a part is ruled, the money
arrives, and the file of the case is checked offline (R6.3, N5)."""

from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import DESK, PHONE, People, chromium, screenshot_of_a_record
from tests.cast import Cast
from tests.journeys import states
from tests.journeys.people import works
from tests.services.dispute_steps import ARBITERS, MINE, REASONS, THEIRS
from weikameng.cli.stage import Stage
from weikameng.domain.case_life import State
from weikameng.domain.money import yuan_of
from weikameng.ledger.case_file.checking import check
from weikameng.ledger.case_file.findings import About
from weikameng.records.models import BookEntry, Payout
from weikameng.services import case_files


def test_three_people_arbitrate_and_a_part_goes_back(cast: Cast, shop: Stage, tmp_path: Path):
    case = states.rejected(cast).number
    with chromium() as browser:
        people = People(shop, browser)
        buyer, address, name = opens(people, case)
        officer = people.sit_down("laoyan", width=DESK)
        officer.goto("/desk/disputes/")
        officer.locator(f"a[href='{address}']").click()
        expect(officer.get_by_text(MINE)).to_have_count(0)
        files(officer, THEIRS)
        expect(officer.get_by_text(MINE)).to_be_visible()
        arbiter = people.sit_down(ARBITERS[name], width=DESK)
        decides(arbiter, address)
        buyer.goto(address)
        expect(buyer.get_by_role("heading", name="裁决", exact=True)).to_be_visible()
        expect(buyer.get_by_text(REASONS)).to_be_visible()
        assert list(faults(buyer)) == []
        with buyer.expect_download() as coming:
            buyer.get_by_role("link", name="下载案卷").click()
        coming.value.save_as(tmp_path / "case.zip")
        assert people.leave() == []
    works(cast)
    assert cast.comes_to(case) is State.REFUNDED
    assert list(Payout.objects.values_list("amount_minor", "state")) == [(4_550, "settled")]
    costs = BookEntry.objects.filter(kind="owed").values_list("debit", "amount_minor")
    assert list(costs) == [("cost:platform", 4_550)]
    with (tmp_path / "case.zip").open("rb") as file:
        found = check(file, case_files.signing_key().verifier)
    assert found.holds, found.findings
    assert any(one.about is About.RULING for one in found.findings)


def opens(people: People, case: str) -> tuple[Page, str, str]:
    """The buyer disputes the refusal and files, with a picture; the address, who was drawn."""
    buyer = people.sit_down("xiaolin", width=PHONE)
    buyer.goto(f"/refunds/{case}/")
    buyer.get_by_role("link", name="申请争议处理").click()
    assert list(faults(buyer)) == []
    buyer.get_by_role("button", name="申请争议处理").click()
    buyer.wait_for_url("**/disputes/*/")
    name = buyer.locator("section[aria-labelledby=panel] .strong").first.inner_text()
    record = {"name": "r.png", "mimeType": "image/png", "buffer": screenshot_of_a_record()}
    buyer.get_by_label("图片", exact=False).last.set_input_files(record)
    files(buyer, MINE)
    assert list(faults(buyer)) == []
    address = buyer.url.removeprefix(people.stage.url)
    return buyer, address, name


def files(page: Page, words: str) -> None:
    """Write a statement and seal it."""
    page.get_by_label("说明").fill(words)
    page.get_by_role("button", name="提交并封存").click()
    expect(page.get_by_text("陈述已封存")).to_be_visible()


def decides(arbiter: Page, address: str) -> None:
    """Who was drawn declares, reads, drafts and signs."""
    arbiter.goto("/arbitration/")
    arbiter.locator(f"a[href='{address}']").click()
    expect(arbiter.get_by_text(MINE)).to_have_count(0)
    arbiter.get_by_role("button", name="没有，我接受").click()
    expect(arbiter.get_by_text(MINE)).to_be_visible()
    expect(arbiter.get_by_text(THEIRS)).to_be_visible()
    assert list(faults(arbiter)) == []
    arbiter.get_by_role("radio", name="部分支持").check()
    arbiter.get_by_label("部分支持时退多少元").fill(yuan_of(4_550))
    arbiter.get_by_label("依据的条款").fill("B1")
    arbiter.get_by_label("理由（双方都会看到）").fill(REASONS)
    arbiter.get_by_role("button", name="提交草案").click()
    arbiter.get_by_role("button", name="签署这份裁决").click()
    expect(arbiter.get_by_text("已签名").first).to_be_visible()
