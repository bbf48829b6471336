"""How figures are said: numbers of cases, shares, parts of a sentence, in both languages."""

from weikameng.domain.words import Words


def cases(count: int) -> Words:
    """Say a number of cases."""
    return Words(f"{count} 件", f"{count} case{'' if count == 1 else 's'}")


def percent(part: int, whole: int) -> str:
    """Return a share as text, rounded down; a dash of nothing."""
    if not whole:
        return "—"
    value = part * 1000 // whole
    return f"{value // 10}.{value % 10}%"


def joined(parts: list[Words]) -> Words:
    """Join parts of a sentence."""
    return Words("、".join(part.zh for part in parts), ", ".join(part.en for part in parts))
