"""The file of a case in a browser: taken from the page, read from disk without a network (R6.4)."""

import zipfile
from pathlib import Path

from tests.browser.faults import faults
from tests.browser.people import DESK, People, bought
from weikameng.ledger.case_file.checking import check
from weikameng.ledger.keys import parse_vkey


def test_a_case_is_taken_home_checked_and_read_there(people: People, tmp_path: Path):
    order = bought(people.stage, "xiaolin", "oversea-card-99")
    form = {"reason": "KEY_INVALID", "narrative": "兑换时提示卡密无效,请核实后退款。"}
    case = people.stage.enter("xiaolin").sends(f"{order}refund/", form)
    page = people.sit_down("xiaolin")
    page.goto(case)
    button = page.get_by_role("link", name="下载退款档案")
    button.scroll_into_view_if_needed()
    assert list(faults(page)) == []
    with page.expect_download() as coming:
        button.click()
    path = tmp_path / "case.zip"
    coming.value.save_as(path)
    page.get_by_role("link", name="怎么核对").click()
    vkey = page.locator("code.seal").first.inner_text()
    assert list(faults(page)) == []
    with path.open("rb") as file:
        assert check(file, parse_vkey(vkey)).holds
    with zipfile.ZipFile(path) as archive:
        archive.extractall(tmp_path / "home")
    for width, name in ((360, "index.html"), (DESK, "index.en.html")):
        page.set_viewport_size({"width": width, "height": 780})
        page.goto((tmp_path / "home" / name).as_uri())
        assert case.strip("/").split("/")[-1] in page.locator("h1").inner_text()
        assert page.evaluate("document.documentElement.scrollWidth") == width
        assert page.evaluate("getComputedStyle(document.querySelector('section')).borderRadius")
