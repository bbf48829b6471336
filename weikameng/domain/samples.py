"""One-click refunds that a person looks at afterwards (R10.1): always the same ones, whoever asks.

The first of every day, and of the others as many of a hundred as the setting says.
"""

from dataclasses import dataclass

from weikameng.domain.errors import Refusal
from weikameng.domain.words import Words

MIN_NOTE, MAX_NOTE = 5, 300


@dataclass(frozen=True, slots=True)
class SampleVerdict:
    """Whether a person agrees with the machine. Raises Refusal for a "wrong" without a note."""

    agrees: bool
    note: str = ""

    def __post_init__(self) -> None:
        note = " ".join(self.note.replace("\x00", "").split())
        if len(note) > MAX_NOTE or (not self.agrees and len(note) < MIN_NOTE):
            raise Refusal("sample_note", _NOTE)
        object.__setattr__(self, "note", note)


OWN = Words(
    "这是你自己的退款,要由别人抽查。", "This is your own refund; somebody else must look at it."
)
_NOTE = Words(
    f"判为不该退时,请写明原因,{MIN_NOTE} 到 {MAX_NOTE} 字。",
    f"When it was wrong, say why in {MIN_NOTE} to {MAX_NOTE} characters.",
)
