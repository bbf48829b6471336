"""Money as integer minor units (fen). Shares and splits are exact: the parts always sum."""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

# Far above any amount, and within what Decimal counts exactly.
MAX_TYPED = 20


def minor_of(yuan: str) -> int:
    """Return fen for a decimal string in yuan: ``"12.30"`` → 1230. ValueError when not exact.

    An exponent is no amount: nobody types one, and ``1e999999999`` would be counted out.
    """
    if len(yuan) > MAX_TYPED or "e" in yuan.lower():
        raise ValueError(f"not an amount in yuan: {yuan[:MAX_TYPED]!r}")
    try:
        scaled = Decimal(yuan) * 100
    except InvalidOperation as error:
        raise ValueError(f"not an amount in yuan: {yuan!r}") from error
    if not scaled.is_finite() or scaled != scaled.to_integral_value():
        raise ValueError(f"not an amount in whole fen: {yuan!r}")
    return int(scaled)


def yuan_of(minor: int) -> str:
    """Return the decimal string in yuan with two places: 1230 → ``"12.30"``."""
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def rounded_share(total_minor: int, part: int, whole: int) -> int:
    """Return ``total × part / whole`` rounded half up to the fen (0 when the whole is 0)."""
    if whole == 0:
        return 0
    exact = total_minor * part
    size = (2 * abs(exact) + abs(whole)) // (2 * abs(whole))
    return size if (exact < 0) == (whole < 0) else -size


def shared_out(total_minor: int, weights: Sequence[int], remainder_at: int) -> list[int]:
    """Share fen by weight, half up; one place takes the remainder. No share is ever negative.

    When the weights are what is left of each place (their sum covers the total), no share goes
    above its weight either. ValueError for no places or a negative total.
    """
    if not weights or total_minor < 0 or min(weights) < 0:
        raise ValueError(f"cannot share {total_minor} fen over {list(weights)}")
    whole = sum(weights)
    shares = [rounded_share(total_minor, weight, whole) for weight in weights]
    shares[remainder_at] += total_minor - sum(shares)
    covered = whole >= total_minor
    ceiling = weights[remainder_at] if covered else total_minor
    excess = shares[remainder_at] - min(max(shares[remainder_at], 0), ceiling)
    shares[remainder_at] -= excess
    for place in sorted(range(len(weights)), key=lambda at: -weights[at]):
        if excess == 0:
            break
        if place != remainder_at:
            # Rounding moved at most a few fen: take them back where the room is.
            room = weights[place] - shares[place] if covered else excess
            moved = min(excess, room) if excess > 0 else max(excess, -shares[place])
            shares[place] += moved
            excess -= moved
    return shares


def unit_shares(paid_minor: int, prices_minor: Sequence[int]) -> list[int]:
    """Share what was paid over the units by price; the last takes the remainder (P7, F3)."""
    return shared_out(paid_minor, prices_minor, len(prices_minor) - 1)
