"""The document of a case file as pages, JSON and words: everything escaped, nothing unsaid."""

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from weikameng.domain.bundle_words import bundle_words
from weikameng.domain.case_file import page, read_me
from weikameng.domain.case_file.check_words import cannot_words, finding_words
from weikameng.domain.case_file.model import (
    CaseFile,
    Confirmed,
    Item,
    Leg,
    Log,
    Policies,
    PolicyText,
    Receipt,
    Step,
    Told,
    Viewer,
    moment_of,
    written,
)
from weikameng.domain.payout_life import Outcome, Verb
from weikameng.domain.words import Words
from weikameng.ledger.case_file.checking import CANNOT
from weikameng.ledger.case_file.findings import About, How
from weikameng.ledger.good_bundles import BundleOutcome

AT = datetime(2026, 11, 23, 8, 0, 5, tzinfo=UTC)
BAD = "<script>alert(1)</script>\"'&"
W = Words(f"中{BAD}", f"en {BAD}")
STEP = Step(1, AT, "apply", "screening", "buyer", W, W, W, None)
RECEIPT = Receipt(AT, "refund", "settled", BAD, BAD)
LEG = Leg(
    *(BAD, BAD, "sandbox", W, 1_230, "settled", W, AT, AT, AT, BAD, W),
    receipts=(RECEIPT,),
)
ITEM = Item(1, "narrative", W, W, AT, "abc", W, "", "")
DETAILS = {About.CHAIN: "changed:2", About.LOG: "not_included:7"}
DOCUMENT = CaseFile(
    format="weikameng.case",
    version=1,
    case="2261118000000025",
    order=BAD,
    viewer=Viewer.BUYER,
    exported_at=moment_of(AT),
    good=W,
    state="rejected",
    state_words=W,
    amount_minor=1_230,
    applied_at=AT,
    timeline=(STEP,),
    payouts=(LEG,),
    rounds=(),
    messages=(Told(AT, "late", W, W, corrected=True),),
    evidence=(ITEM,),
    supplier=(),
    policy=Policies(
        (PolicyText(BAD, W, "0" * 64, "policy/x.toml", "text"),),
        Confirmed(BAD, BAD, (W,)),
    ),
    log=Log("", ()),
    left_out=(W,),
)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_whatever_people_wrote_stays_text_on_the_page(language):
    said = page.page_of(DOCUMENT, language).decode()
    assert "<script" not in said
    assert "alert(1)" in said
    assert "\"'&" not in said
    assert "default-src 'none'" in said
    assert ("中" in said.partition("<h1>")[2]) is (language == "zh")
    assert "2026-11-23 16:00:05" in said  # Beijing time
    assert "¥12.30" in said


def test_the_pages_lead_to_each_other():
    assert f'href="{page.FILES["en"]}"' in page.page_of(DOCUMENT, "zh").decode()
    assert f'href="{page.FILES["zh"]}"' in page.page_of(DOCUMENT, "en").decode()


def test_every_verb_and_every_answer_of_a_channel_has_words():
    for verb in Verb:
        for outcome in Outcome:
            receipt = replace(RECEIPT, verb=str(verb), outcome=str(outcome))
            document = replace(DOCUMENT, payouts=(replace(LEG, receipts=(receipt,)),))
            assert page.page_of(document, "en")


def test_the_json_says_the_same_in_both_languages_and_utc():
    said = json.loads(written(DOCUMENT))
    assert said["timeline"][0]["what"] == {"zh": W.zh, "en": W.en}
    assert said["applied_at"] == "2026-11-23T08:00:05+00:00"
    assert said["exported_at"] == "2026-11-23T08:00:05Z"
    assert "text" not in said["policy"]["versions"][0]
    assert said["policy"]["confirmed"]["lines"] == [{"zh": W.zh, "en": W.en}]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_read_me_names_the_key_and_the_command(language):
    said = read_me.read_me_of(DOCUMENT, language, "shop.example/case-file+00+AA").decode()
    assert said.count("shop.example/case-file+00+AA") == 2
    assert "weikameng verify" in said
    assert "{" not in said
    assert max(len(line) for line in said.splitlines() if DOCUMENT.order not in line) <= 100


def test_whatever_checking_finds_has_words():
    only_told = {About.ARCHIVE, About.SIGNATURE, About.AGREEMENT, About.HISTORY}
    only_told |= {About.CHAIN, About.POLICY}
    never_broken = {About.UNTOLD, About.ACTIVATED}  # LOG fails instead
    for about in About:
        for how in How:
            if how is How.OPEN and about in only_told:
                continue
            if how is not How.HOLDS and about in never_broken:
                continue
            words = finding_words(about, how, 3, DETAILS.get(about, "x"))
            assert words.zh
            assert words.en
            assert "{" not in words.zh + words.en
    assert all(cannot_words(code) for code in CANNOT)
    assert cannot_words("member") is None


def test_every_outcome_of_a_bundle_has_words():
    for outcome in BundleOutcome:
        words = bundle_words(outcome, "7")
        assert words.zh
        assert words.en
