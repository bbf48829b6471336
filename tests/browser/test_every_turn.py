"""What pages turn into: a refund in every state, forms sent back, cases held and signed. As strict
as with the pages themselves (test_every_page.py)."""

from tests.browser.looks import Looks
from tests.browser.walk import walked
from weikameng.cli.stage import Stage


def test_no_turn_of_a_page_breaks_wcag_2_2_aa_or_runs_off_a_phone(looks: Looks, shop: Stage):
    found = list(walked(shop, list(looks.turns())))
    assert found == [], "\n" + "\n".join(found)
