"""What a decision costs, and what a backtest over a long history costs (issue 3)."""

import resource
import time

from bench import past
from weikameng.domain.money import yuan_of
from weikameng.domain.policy import decide
from weikameng.domain.policy.backtest import Tally
from weikameng.domain.policy.decide import outlook
from weikameng.domain.policy.document.reading import policy_of
from weikameng.records.documents import shipped, shipped_policy_text
from weikameng.services import backtests

AIM_SECONDS = 60.0
CANDIDATE = ('auto_approve_max = "500.00"', 'auto_approve_max = "150.00"')


def show(count: int) -> None:
    """Measure and print: decisions a second on one core, and one backtest of ``count`` rounds."""
    calendar, text = shipped("cn_calendar"), shipped_policy_text()
    policy = policy_of(text, calendar)
    cases = past.rounds(policy)
    for name, work in (("with its trace", decide), ("outcome only", outlook)):
        begun = time.perf_counter()
        for facts, at in cases:
            work(policy, facts, at)
        print(f"decisions {name}: {len(cases) / (time.perf_counter() - begun):7.0f}/s on one core")
    begun = time.perf_counter()
    past.fill(policy, count)
    print(f"{count} rounds written in {time.perf_counter() - begun:.0f} s")
    assert CANDIDATE[0] in text, "the candidate must differ from what ships"
    begun = time.perf_counter()
    tally = backtests.rehearse(text.replace(*CANDIDATE), backtests.Range(), lambda *_: True)
    seconds = time.perf_counter() - begun
    _tell(tally, seconds)


def _tell(tally: Tally, seconds: float) -> None:
    peak = max(
        resource.getrusage(who).ru_maxrss
        for who in (resource.RUSAGE_CHILDREN, resource.RUSAGE_SELF)
    )
    print(
        f"backtest of {tally.rounds} rounds: {seconds:.1f} s ({tally.rounds / seconds:.0f}/s; "
        f"aim {AIM_SECONDS:.0f} s for 1,000,000), {tally.changed} change, "
        f"{yuan_of(tally.lost_minor)} yuan less, largest process {peak // 1024} MiB"
    )
