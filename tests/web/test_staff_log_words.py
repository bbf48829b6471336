"""The staff log speaks in words; what somebody wrote stays as it was written."""

import pytest

from weikameng.domain.policy.publishing import Event as PolicyStep
from weikameng.domain.transfer_life import Event as TransferStep
from weikameng.web.staff_log_words import kind_and_rest, step_and_note

QUIET = {PolicyStep.SHIP, PolicyStep.SAVE}  # never in the log


@pytest.mark.parametrize("step", [*sorted(set(PolicyStep) - QUIET), *TransferStep])
def test_every_step_of_a_version_and_a_transfer_has_words(step: str):
    words, note = step_and_note(f"{step}: 原样,不改")
    assert words is not None
    assert note == "原样,不改"


def test_what_is_about_is_told_by_kind_and_number():
    kind, number = kind_and_rest("case 2261123506172911")
    assert (kind and kind.zh, number) == ("退款", "2261123506172911")
    assert kind_and_rest("thing 7") == (None, "thing 7")
    assert kind_and_rest("case") == (None, "case")


def test_what_was_only_written_is_left_alone():
    assert step_and_note("先看这一单") == (None, "先看这一单")
    assert step_and_note("") == (None, "")
    words, note = step_and_note("13 found")
    assert (words and words.zh, note) == ("找到 13 单", "")
