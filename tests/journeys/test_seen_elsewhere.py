"""Pictures seen before: told at the desk by number only, and to nobody else."""

import pytest

from tests.cast import Cast, asks
from tests.journeys.people import Visitor
from weikameng.domain.application import KeptFile
from weikameng.domain.reading.capture import Capture
from weikameng.records.models import Evidence
from weikameng.services import refunds, reuse, wiring

LINES = ("订单编号 WK2611119381219159", "实付款 ¥25.00", "充值账号 13881710337")
CHANGED = Capture(True, ((10, 20, 110, 60), (5, 5, 9, 9)), (720, 1280))


class Laying:
    """Lays one picture over another, the same way each time."""

    def compare(self, newer: bytes, earlier: bytes) -> Capture:
        """Two places differ."""
        assert newer != earlier
        return CHANGED


def handed(cast: Cast, buyer: int, name: str) -> str:
    """Somebody's case with one picture that was read; returns its number."""
    order = cast.pays("game-topup-100", buyer=buyer, account=f"player-{buyer}")
    files = wiring.files()
    picture = KeptFile(
        "error_screenshot", files.keep(name.encode()), files.keep(f"copy {name}".encode())
    )
    asked = asks(order, "NOT_ARRIVED", "一直没有到账,请核实。", files=(picture,))
    case = refunds.apply(asked, buyer_id=buyer, at=cast.at).number
    row = Evidence.objects.get(order__number=order, file_digest=picture.digest)
    reuse.remember(row.pk, LINES)
    return case


@pytest.fixture
def cases(cast: Cast) -> dict[str, str]:
    """小吴's case, then 小林's, with pictures that show the same but for two places."""
    found = {
        "own": handed(cast, cast.xiaolin, "own"),
        "theirs": handed(cast, cast.xiaowu, "theirs"),
        "mine": handed(cast, cast.xiaolin, "mine"),
    }
    reuse.lay_over(found["mine"], Laying(), cast.at)
    return found


def text_of(visitor: Visitor, path: str) -> str:
    """What a page says."""
    return visitor.client.get(path).content.decode()


def test_the_desk_is_told_the_other_case_s_number_with_a_link_and_nothing_else(
    cast: Cast, zhoujie: Visitor, cases: dict[str, str]
):
    page = text_of(zhoujie, f"/desk/{cases['mine']}/")
    assert "图片在别的账号出现过" in page
    assert f'href="/desk/{cases["theirs"]}/"' in page
    assert "有 2 处不同" in page
    assert '<rect class="seen__box" x="10" y="20" width="100" height="40"' in page
    assert "属于正常" in page
    assert f"player-{cast.xiaowu}" not in page
    assert "小吴" not in page


def test_it_is_said_in_english_too(zhoujie: Visitor, cases: dict[str, str]):
    zhoujie.speaks("en")
    page = text_of(zhoujie, f"/desk/{cases['mine']}/")
    assert "Pictures were seen in another account" in page
    assert "2 places differ" in page


def test_the_earlier_case_is_told_as_well(zhoujie: Visitor, cases: dict[str, str]):
    page = text_of(zhoujie, f"/desk/{cases['theirs']}/")
    assert f'href="/desk/{cases["mine"]}/"' in page
    assert "那一张较新" in page


def test_buyers_and_strangers_learn_nothing_of_it(
    xiaolin: Visitor, xiaowu: Visitor, cases: dict[str, str]
):
    for who, own, other in ((xiaolin, "mine", "theirs"), (xiaowu, "theirs", "mine")):
        page = text_of(who, f"/refunds/{cases[own]}/")
        assert cases[other] not in page
        assert "别的账号" not in page
        assert who.client.get(f"/desk/{cases[own]}/").status_code == 404
        assert who.client.get(f"/refunds/{cases[other]}/").status_code == 404
    assert Visitor().client.get(f"/desk/{cases['mine']}/").status_code in (302, 404)
