"""How alike two short texts are: edits between them, and how well one lies inside another."""

MAX_NEEDLE = 80
MAX_HAYSTACK = 2_000


def edits(one: str, other: str) -> int:
    """Return how many insertions, deletions and substitutions lie between two texts."""
    one, other = one[:MAX_NEEDLE], other[:MAX_NEEDLE]
    row = list(range(len(other) + 1))
    for count, sign in enumerate(one, start=1):
        diagonal, row[0] = row[0], count
        for at, theirs in enumerate(other, start=1):
            diagonal, row[at] = (
                row[at],
                min(row[at] + 1, row[at - 1] + 1, diagonal + (sign != theirs)),
            )
    return row[-1]


def differing(one: str, other: str) -> int | None:
    """Return in how many places texts of one length differ; None for different lengths."""
    if len(one) != len(other):
        return None
    return sum(a != b for a, b in zip(one, other, strict=True))


def window(needle: str, haystack: str) -> tuple[float, str]:
    """Return how well the needle lies inside the haystack (0 to 1), and the part it lies on.

    A wrong sign costs two, like one taken out and another put in.
    """
    needle, haystack = needle[:MAX_NEEDLE], haystack[:MAX_HAYSTACK]
    if not needle or not haystack:
        return 0.0, ""
    ends = _last_row(needle, haystack)
    end = min(range(len(ends)), key=lambda at: ends[at])
    backwards = _last_row(needle[::-1], haystack[:end][::-1], anchored=True)
    length = min(range(len(backwards)), key=lambda at: (backwards[at], at))
    likeness = 1 - ends[end] / (2 * len(needle))
    return max(likeness, 0.0), haystack[end - length : end]


def _last_row(needle: str, haystack: str, *, anchored: bool = False) -> list[int]:
    """Cost of the whole needle ending at each place of the haystack (Sellers)."""
    before = list(range(len(haystack) + 1)) if anchored else [0] * (len(haystack) + 1)
    for count, sign in enumerate(needle, start=1):
        row = [count]
        for at, theirs in enumerate(haystack, start=1):
            step = before[at - 1] + (0 if sign == theirs else 2)
            row.append(min(step, before[at] + 1, row[-1] + 1))
        before = row
    return before
