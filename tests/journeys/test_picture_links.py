"""Links to pictures: signed for one person, good for ten minutes, and never the original (R2.4)."""

import io
from datetime import timedelta

import pytest
from PIL import Image

from tests.cast import Cast
from tests.journeys.people import CLEAR, Visitor, applies, picture
from weikameng.records.models import Evidence
from weikameng.services import wiring
from weikameng.web import links

pytestmark = pytest.mark.usefixtures("own_files")


@pytest.fixture
def case(cast: Cast, xiaolin: Visitor) -> str:
    """小林's case with one picture, in review."""
    order = cast.buys("game-topup-100", account="player-5555")
    return applies(xiaolin, order, "NOT_ARRIVED", CLEAR, file_not_arrived_proof=picture())


def link(visitor: Visitor, page: str) -> str:
    """The link to the picture, as the page has it."""
    links = [tag.get("href", "") for tag in visitor.sees(page).where("a")]
    return next(link for link in links if "/evidence/" in link)


def row() -> Evidence:
    """The picture in the chain."""
    return Evidence.objects.get(kind="not_arrived_proof")


def later(monkeypatch) -> None:
    """More than ten minutes pass."""
    monkeypatch.setattr(links, "LINK_LIVES", timedelta(seconds=-1))


def test_the_owner_sees_the_fresh_copy_and_never_the_original(case: str, xiaolin: Visitor):
    answer = xiaolin.client.get(link(xiaolin, f"/refunds/{case}/"))
    shown = b"".join(answer.streaming_content)
    assert answer.headers["Content-Type"] == "image/jpeg"
    assert answer.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, max-age=600"
    assert Image.open(io.BytesIO(shown)).format == "JPEG"
    assert shown != wiring.files().read(row().file_digest)


def test_the_desk_sees_it_by_a_link_of_its_own(case: str, xiaolin: Visitor, zhoujie: Visitor):
    own, theirs = link(xiaolin, f"/refunds/{case}/"), link(zhoujie, f"/desk/{case}/")
    assert own.partition("?")[0] == theirs.partition("?")[0]
    assert zhoujie.client.get(theirs).headers["Content-Type"] == "image/jpeg"
    assert xiaolin.client.get(own).headers["Content-Type"] == "image/jpeg"
    assert zhoujie.client.get(own).url == f"/desk/{case}/"
    assert xiaolin.client.get(theirs).url == f"/refunds/{case}/"


def test_a_strangers_hand_makes_every_link_worthless(case, xiaolin, xiaowu, zhoujie):
    whole = link(xiaolin, f"/refunds/{case}/")
    path = whole.partition("?")[0]
    forged = links.signed(path, int(xiaowu.client.session["_auth_user_id"]))
    for address in (whole, path, forged):
        assert xiaowu.client.get(address).status_code == 404
        assert Visitor().client.get(address).url.startswith("/accounts/login/")


def test_staff_without_a_second_factor_see_no_picture(case: str, zhoujie: Visitor, settings):
    theirs = link(zhoujie, f"/desk/{case}/")
    settings.DEMO = False
    answer = zhoujie.client.get(theirs)
    assert (answer.status_code, answer.url) == (302, "/accounts/2fa/totp/activate/")


@pytest.mark.parametrize("spoilt", ["", "?link=", "?link=abc", "?link=abc:def", "?link=%00:%FF"])
def test_a_link_without_its_signature_leads_to_the_page(case: str, xiaolin: Visitor, spoilt: str):
    path = link(xiaolin, f"/refunds/{case}/").partition("?")[0]
    answer = xiaolin.client.get(path + spoilt, follow=True)
    assert answer.redirect_chain == [(f"/refunds/{case}/", 302)]
    assert "请在这里重新打开" in answer.content.decode()


def test_a_signature_opens_no_other_picture(case: str, xiaolin: Visitor):
    path, _, signature = link(xiaolin, f"/refunds/{case}/").partition("?")
    other = path.rstrip("/").rpartition("/")[0]
    answer = xiaolin.client.get(f"{other}/1/?{signature}")
    assert answer.status_code == 404  # the first item of a chain is no picture
    moved = row()
    number = moved.position
    Evidence.objects.filter(pk=moved.pk).update(position=99)
    assert xiaolin.client.get(f"{other}/99/?{signature}").url == f"/refunds/{case}/"
    Evidence.objects.filter(pk=moved.pk).update(position=number)


def test_an_old_link_leads_back_and_an_old_page_still_shows(
    case: str, xiaolin: Visitor, monkeypatch
):
    old = link(xiaolin, f"/refunds/{case}/")
    later(monkeypatch)
    assert xiaolin.client.get(old).url == f"/refunds/{case}/"
    fresh = xiaolin.client.get(old, headers={"Sec-Fetch-Dest": "image"})
    monkeypatch.undo()
    assert xiaolin.client.get(fresh.url).headers["Content-Type"] == "image/jpeg"


def test_an_old_link_of_somebody_else_is_not_renewed(case, xiaolin, zhoujie, monkeypatch):
    own = link(xiaolin, f"/refunds/{case}/")
    later(monkeypatch)
    answer = zhoujie.client.get(own, headers={"Sec-Fetch-Dest": "image"})
    assert answer.url == f"/desk/{case}/"


@pytest.mark.parametrize(
    ("harm", "status", "sentence"),
    [
        ("gone", 410, "找不到了"),
        ("changed", 409, "和封存时的不一样"),
        ("locked", 503, "现在取不到"),
    ],
)
def test_a_file_that_is_not_there_as_sealed_is_told(
    case: str, xiaolin: Visitor, own_files, harm: str, status: int, sentence: str
):
    digest = row().body["copy"]
    path = own_files / digest[:2] / digest
    if harm == "gone":
        path.unlink()
    elif harm == "changed":
        path.write_bytes(b"\xff\xd8\xff something else")
    else:
        path.unlink()
        path.mkdir()  # nothing that can be read
    page = xiaolin.sees(link(xiaolin, f"/refunds/{case}/"), status=status)
    assert sentence in page.text
    assert page.where("a", href=f"/refunds/{case}/")
    english = xiaolin.speaks("en").sees(link(xiaolin, f"/refunds/{case}/"), status=status)
    assert sentence not in english.text
