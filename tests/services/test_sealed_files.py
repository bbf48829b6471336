"""A sealed file goes when nobody needs it any more, and not before: the same bytes are one file."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.cast import Cast, asks
from tests.journeys.people import picture
from tests.services import dispute_steps as disputed
from tests.services import transfer_steps as transfer
from weikameng.domain.application import KeptFile
from weikameng.domain.errors import Refusal
from weikameng.records.models import Evidence, Upload
from weikameng.records.reading.audit import audit
from weikameng.services import disputes, erasing, evidence, refunds, transfers, wiring
from weikameng.services.disputes import Statement

WAIT, YEARS = timedelta(days=7), timedelta(days=6 * 366)


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Files of this test alone."""
    settings.FILES_DIR = tmp_path / "files"
    wiring.files.cache_clear()
    yield settings.FILES_DIR
    wiring.files.cache_clear()


def names(folder: Path) -> set[str]:
    """The digests of the files that lie there."""
    return {path.name for path in folder.rglob("*") if path.is_file()}


def of(files: tuple[KeptFile, ...]) -> set[str]:
    """The digests of pictures and their copies."""
    return {one for file in files for one in (file.digest, file.copy_digest)}


def hands_in(cast: Cast, buyer: int, files: tuple[KeptFile, ...]) -> None:
    """Somebody applies with these pictures, and withdraws."""
    order = cast.buys("game-topup-100", account="player-5555", buyer=buyer)
    asked = asks(order, "NOT_ARRIVED", "充值一直没有到账,请核对并退款。", files=files)
    case = refunds.apply(asked, buyer_id=buyer, at=cast.at)
    refunds.withdraw(case.number, buyer_id=buyer, at=cast.at)


def test_of_two_with_the_same_picture_the_last_to_be_forgotten_takes_it_along(
    cast: Cast, folder: Path
) -> None:
    sent = evidence.Upload("not_arrived_proof", "a.png", picture().getvalue())
    both = evidence.take([sent])
    for buyer in (cast.xiaolin, cast.xiaowu):
        hands_in(cast, buyer, both)
    assert Evidence.objects.filter(file_digest=both[0].digest).count() == 2
    end = cast.at + YEARS
    for buyer, left in ((cast.xiaolin, of(both)), (cast.xiaowu, set())):
        erasing.ask(buyer, buyer, at=end - WAIT)
        erasing.go_on(end)
        assert names(folder) & of(both) == left
    assert audit() == []


def test_the_copy_of_a_picture_that_another_upload_names_stays(cast: Cast, folder: Path) -> None:
    sent = evidence.Upload("not_arrived_proof", "a.png", picture().getvalue())
    both = evidence.take([sent])
    hands_in(cast, cast.xiaolin, both)
    order = cast.buys("game-card-3", buyer=cast.xiaowu)
    Upload.objects.create(
        token="t" * 43,
        owner_id=cast.xiaowu,
        order_id=Evidence.objects.filter(order__number=order).values_list("order", flat=True)[0],
        kind="not_arrived_proof",
        name="b.png",
        size_bytes=1,
        received_bytes=1,
        state="ready",
        file_digest="ab" * 32,
        copy_digest=both[0].copy_digest,
        created_at=cast.at,
        expires_at=cast.at + YEARS * 2,
    )
    erasing.ask(cast.xiaolin, cast.xiaolin, at=cast.at + YEARS - WAIT)
    erasing.go_on(cast.at + YEARS)
    assert names(folder) & of(both) == {both[0].copy_digest}


def test_what_came_with_a_refused_statement_is_not_kept(cast: Cast, folder: Path) -> None:
    dispute = disputed.opened(cast)
    before = names(folder)
    files = evidence.take([evidence.Upload("arrival_record", "a.png", picture().getvalue())])
    with pytest.raises(Refusal):
        disputes.state(dispute.number, Statement("短", files), disputed.buyer(cast), cast.at)
    assert names(folder) == before
    pair = [evidence.Upload("arrival_record", "a.png", picture().getvalue())] * 2
    with pytest.raises(Refusal):
        evidence.take([pair[0], replace(pair[1], content=b"no picture")])
    assert names(folder) == before
    again = evidence.take([evidence.Upload("arrival_record", "a.png", picture().getvalue())])
    filed = Statement(disputed.MINE, again)
    disputes.state(dispute.number, filed, disputed.buyer(cast), cast.at)
    with pytest.raises(Refusal, match="stated_before"):
        disputes.state(dispute.number, filed, disputed.buyer(cast), cast.at)
    assert names(folder) == before | of(again)


def test_a_proof_that_is_refused_or_sent_back_is_not_kept(cast: Cast, folder: Path) -> None:
    made = transfer.approves(cast, transfer.refuses(cast))
    before = names(folder)
    wrong = replace(transfer.payment(cast), paid_on=(cast.at - timedelta(days=9)).date())
    with pytest.raises(Refusal):
        transfers.record_payment(made, wrong, transfer.acai(cast), at=cast.at)
    assert names(folder) == before
    transfers.record_payment(made, transfer.payment(cast), transfer.acai(cast), at=cast.at)
    shown = transfer.row_of(made).proof_digest
    assert shown in names(folder)
    transfers.send_back(made, "回单金额看不清。", transfer.laochen(cast), at=cast.at)
    assert shown not in names(folder)
    assert len(names(folder) - before) == 1, "what was uploaded stays with its step"
