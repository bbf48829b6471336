"""One clock for both sides: ours and the providers', moved by hand."""

from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)  # a Wednesday, 10:00 in Beijing


class Time:
    """What the clock shows; every schedule begins at the same moment."""

    def __init__(self, at: datetime = START) -> None:
        self.at = at

    def wait(self, seconds: float) -> None:
        """Let time pass."""
        self.at += timedelta(seconds=seconds)

    def wait_until(self, moment: datetime) -> None:
        """Let time pass until then; what is past is past."""
        self.at = max(self.at, moment)

    def now(self) -> datetime:
        """Return the moment, as our gateways ask for it."""
        return self.at

    def wall(self) -> float:
        """Return seconds since 1970, as the sandbox asks for them."""
        return self.at.timestamp()
