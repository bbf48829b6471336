"""An agent and a buyer talk: each page moves by itself, and neither is loaded again."""

from django.utils import timezone
from playwright.sync_api import Page, expect

from tests.browser.people import DESK, PHONE, People, chromium, photograph
from tests.cast import Cast
from tests.journeys.test_talks import waits
from weikameng.cli.stage import Stage
from weikameng.services import demo

ANSWER = "我在和合作方核实，今天六点前在这里告诉你结果。"
THANKS = "好的，我等你消息。"
MARK = "window.stays = 'here'"


def test_an_answer_reaches_the_buyers_page_without_a_reload(cast: Cast, shop: Stage):
    number = waits(cast)
    demo.replies(timezone.now())
    with chromium() as browser:
        people = People(shop, browser)
        buyer = people.sit_down("xiaolin", width=PHONE)
        buyer.goto(f"/chat/{number}/")
        agent = people.sit_down("xiaoman", width=DESK)
        takes_the_next(agent)
        for page in (buyer, agent):
            page.evaluate(MARK)
        expect(buyer.locator("#talk").get_by_text("小满正在看你的咨询")).to_be_visible()
        agent.get_by_label("回复买家").press_sequentially(ANSWER[:4])
        expect(buyer.locator("#talk").get_by_text("正在输入")).to_be_visible()
        agent.get_by_label("回复买家").fill(ANSWER)
        agent.get_by_label("回复买家").press("Control+Enter")
        expect(buyer.locator("#talk").get_by_text(ANSWER)).to_be_visible()
        expect(agent.locator("#talk-live").get_by_text(ANSWER)).to_be_visible()
        expect(agent.get_by_label("回复买家")).to_have_value("")
        expect(agent.locator("#talk-live").get_by_text("买家已读")).to_be_visible()
        buyer.locator("textarea[name=text]").fill(THANKS)
        buyer.get_by_role("button", name="发送").click()
        expect(agent.locator("#talk-live").get_by_text(THANKS)).to_be_visible()
        assert agent.evaluate("window.stays") == "here"
        assert buyer.evaluate("window.stays") == "here"
        photograph(agent, "talk-desktop")
        assert people.leave() == []


def takes_the_next(agent: Page) -> None:
    """小满 looks into the inbox and takes whoever comes first."""
    agent.goto("/desk/talk/")
    agent.get_by_role("button", name="接待下一个").click()
    agent.wait_for_url("**/desk/talk/3*/")
