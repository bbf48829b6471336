"""From the order to its public record, and the check in the browser: online, from disk (R11.3)."""

import re
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.browser.faults import faults
from tests.browser.people import DESK, People, bought, open_until

STATIC = re.compile(r"/static/weikameng/([\w-]+\.(?:js|css|svg))\?v=\w+")


def test_a_buyer_checks_the_record_of_a_card_without_trusting_the_shop(
    people: People, tmp_path: Path
):
    order = bought(people.stage, "xiaolin", "game-card-3")
    buyer = people.sit_down("xiaolin")
    open_until(buyer, order, "svg.qr")
    address = buyer.locator("a:has(.record-number)").get_attribute("href")
    assert address
    friend = people.sit_down(width=DESK)  # who scanned the code, signed in nowhere
    open_until(friend, address, ".timeline")
    assert list(faults(friend)) == []
    expect(friend.locator(".timeline")).to_contain_text("已交付给买家")
    friend.get_by_role("link", name="自己核对这份记录").click()
    friend.get_by_role("button", name="核对").click()
    told = friend.locator("[data-told]")
    expect(told).to_contain_text("没有缺、没有重")
    expect(told).to_contain_text("已交付，没有查看、激活或使用的记录")
    expect(told).to_contain_text("没有漏掉的")
    expect(told).to_contain_text("平台没有收到过激活或使用的报告")
    assert list(faults(friend)) == []
    number = address.strip("/").split("/")[-1]
    forms = [friend.request.get(f"/proof/{number}?v={form}").body() for form in (1, 2)]
    alone = people.browser.new_context(offline=True).new_page()
    alone.goto(at_home(friend, tmp_path).as_uri())
    for proof in forms:
        assert "没有缺、没有重" in checked(alone, proof)
        for at in (40, len(proof) // 2, len(proof) - 40):
            spoiled = proof[:at] + bytes([proof[at] ^ 1]) + proof[at + 1 :]
            assert "不要相信这份文件" in checked(alone, spoiled), at
    alone.context.close()


def at_home(page: Page, folder: Path) -> Path:
    """Save the page as browsers do: the page, and beside it what it loads."""
    html = page.content()
    for name in set(STATIC.findall(html)):
        (folder / name).write_bytes(page.request.get(f"/static/weikameng/{name}").body())
    saved = folder / "check.html"
    saved.write_text(STATIC.sub(r"\1", html).replace("/static/", ""), encoding="utf-8")
    return saved


def checked(page: Page, proof: bytes) -> str:
    """Choose a file and press the button; what it says."""
    page.evaluate("document.querySelector('[data-told]').replaceChildren()")
    file = {"name": "proof.json", "mimeType": "application/json", "buffer": proof}
    page.locator("#id_file").set_input_files([file])
    page.get_by_role("button", name="核对").click()
    told = page.locator("[data-told] li:not(.is-info)")
    told.first.wait_for()
    return " ".join(told.all_inner_texts())
