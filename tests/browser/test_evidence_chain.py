"""The chain of a case in a browser: it fits, nothing is wrong with it, and the file comes down."""

from pathlib import Path

from tests.browser.faults import faults
from tests.browser.people import DESK, People, bought
from weikameng.ledger.evidence_chain import file_break, read


def test_the_chain_is_looked_at_and_taken_home(people: People, tmp_path: Path):
    order = bought(people.stage, "xiaolin", "oversea-card-99")
    form = {"reason": "KEY_INVALID", "narrative": "兑换时提示卡密无效,请核实后退款。"}
    case = people.stage.enter("xiaolin").sends(f"{order}refund/", form)
    page = people.sit_down("xiaolin")
    page.goto(case)
    page.locator("details.fold").last.evaluate("fold => { fold.open = true }")
    page.get_by_role("link", name="看完整的证据链").click()
    page.get_by_text("完整：共").wait_for()
    assert list(faults(page)) == []
    with page.expect_download() as coming:
        page.get_by_role("link", name="下载证据链文件").click()
    path = tmp_path / "chain.json"
    coming.value.save_as(path)
    assert file_break(read(path.read_bytes())) is None
    desk = people.sit_down("zhoujie", width=DESK)
    desk.goto(f"/desk/{case.strip('/').split('/')[-1]}/evidence/")
    assert list(faults(desk)) == []
