"""What reading a picture costs, and how well it is read, by class of damage (issue 5)."""

import statistics
from pathlib import Path

from bench import reuse
from bench.screens import TIERS, Score, catalogue, screens
from weikameng.domain.reading.examining import Question
from weikameng.gateways.pictures import BadPicture
from weikameng.gateways.reader import CannotRead, ReaderProcess, available
from weikameng.services.reading import examine_picture

AIM_SECONDS = 1.5
AIM_MIB = 650
TICKS = 100  # of a processor's second, in /proc


def show(every: int) -> None:
    """Read every n-th development screen and print accuracy, processor time and memory."""
    shown = screens()[::every]
    if not shown or not available():
        print("pictures: nothing to measure, the screens or the OCR engine are not here")
        return
    known = catalogue(screens())
    scores = {tier: Score() for tier in TIERS}
    read: list[reuse.Read] = []
    reader, seconds, peak = ReaderProcess(), [], 0
    for screen in shown:
        question = Question(screen.record, known)
        before = _spent(reader)
        try:
            seen = examine_picture(reader, screen.path.read_bytes(), question)
        except (BadPicture, CannotRead):
            seen = None
        after = _spent(reader)
        if after[0] > before[0] > 0:
            seconds.append(after[0] - before[0])
        peak = max(peak, after[1])
        scores[screen.tier].add(screen, seen)
        read.append((screen, seen.lines if seen else ()))
    _tell(scores, seconds, peak)
    reuse.show(read, reader)
    reader.close()


def _spent(reader: ReaderProcess) -> tuple[float, int]:
    """Seconds of processor time the reading process took so far, and its peak in MiB."""
    if reader.pid is None:
        return 0.0, 0
    home = Path("/proc") / str(reader.pid)
    if not home.exists():  # not Linux
        return 0.0, 0
    words = (home / "stat").read_text().rsplit(")", 1)[1].split()
    peak = next(
        int(line.split()[1]) // 1024
        for line in (home / "status").read_text().splitlines()
        if line.startswith("VmHWM")
    )
    return (int(words[11]) + int(words[12])) / TICKS, peak


def _tell(scores: dict[str, Score], seconds: list[float], peak: int) -> None:
    for tier, score in scores.items():
        print(
            f"{tier:8} fields exact {_percent(score.exact, score.fields)} of {score.fields}   "
            f"genuine matched {_percent(score.verdicts[False, 'match'], score.genuine)}   "
            f"false differs {score.false_differs}"
        )
    both = sum(scores.values(), Score())
    right = both.verdicts[True, "differs"]
    print(
        f"altered or foreign fields: {both.foreign}, "
        f"called a match {both.verdicts[True, 'match']}, "
        f"differs precision {_percent(right, right + both.false_differs)}, "
        f"recall {_percent(right, both.foreign)}"
    )
    print(
        f"pictures flagged: {both.pictures[True, True]} of "
        f"{both.pictures[True, True] + both.pictures[True, False]} forged or reused, "
        f"{both.pictures[False, True]} of "
        f"{both.pictures[False, True] + both.pictures[False, False]} genuine"
    )
    if seconds:
        print(
            f"CPU a picture: {statistics.mean(seconds):.2f} s (aim {AIM_SECONDS}), slowest "
            f"{max(seconds):.2f} s; largest reading process {peak} MiB (aim {AIM_MIB})"
        )


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "–"
